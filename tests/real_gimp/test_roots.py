"""Each root holds the GIMP it is there for, and the tools to test with leave nothing behind."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.real_gimp.harness.gimp import Gimp
from tests.real_gimp.harness.shell import CommandError

PNG = b"\x89PNG\r\n\x1a\n"
VERSION = {"trixie": "3.0", "sid": "3.2"}


def test_headless_gimp_runs_python_and_tells_its_version(gimp3: Gimp) -> None:
    printed = gimp3.console("print(Gimp.version(), 6 * 7, flush=True)").stdout
    version, product = printed.split()
    assert version.startswith(VERSION[gimp3.suite] + ".")
    assert product == "42"


def test_error_in_headless_gimp_reaches_the_test(gimp3: Gimp) -> None:
    with pytest.raises(CommandError, match="ZeroDivisionError"):
        gimp3.console("1 / 0")


def test_window_opens_answers_python_and_keys_and_is_seen(gimp3: Gimp, tmp_path: Path) -> None:
    with gimp3.window() as window:
        window.python("image = Gimp.Image.new(64, 48, Gimp.ImageBaseType.RGB); display = Gimp.Display.new(image)")
        assert window.python("print(image.get_width(), image.get_height())") == "64 48\n"
        with pytest.raises(CommandError, match="NameError"):
            window.python("nothing")
        window.search_action("About GIMP")
        window.wait_for_title("About GIMP")
        shot = window.screenshot(tmp_path / "window.png").read_bytes()
    assert shot.startswith(PNG)
    assert len(shot) > 20_000  # a bare black screen of this size has less than 1 kB


def test_gimp_2_runs_script_fu(gimp2: Gimp) -> None:
    done = gimp2.console('(gimp-message (string-append "this is " (car (gimp-version))))')
    assert "this is 2.10." in done.stdout + done.stderr


def test_shell_forgets_what_was_written_and_ends_what_was_started(gimp3: Gimp) -> None:
    with gimp3.shell() as shell:
        shell.run(["touch", "/usr/bin/spoilt"])
        assert shell.outside("/usr/bin/spoilt").exists()
        shell.start(["setsid", "sleep", "86399"])
        _wait_for(lambda: "sleep 86399" in shell.processes())
    assert not (gimp3.root.path / "usr/bin/spoilt").exists()
    assert ["sleep", "86399"] not in [process.info["cmdline"] for process in psutil.process_iter(["cmdline"])]


def test_command_that_takes_too_long_is_ended(gimp3: Gimp) -> None:
    with gimp3.shell() as shell:
        with pytest.raises(CommandError, match=r"did not end within 0\.5 s"):
            shell.run(["sleep", "86398"], timeout=0.5)
        _wait_for(lambda: "sleep 86398" not in shell.processes())


def test_folders_can_be_lent_for_reading_only(gimp3: Gimp, tmp_path: Path) -> None:
    tmp_path.joinpath("word").write_text("hello")
    with gimp3.at(binds={tmp_path: "/mnt/lent:ro"}).shell() as shell:
        assert shell.run(["cat", "/mnt/lent/word"]).stdout == "hello"
        assert "Read-only" in shell.run(["touch", "/mnt/lent/word"], check=False).stderr


def _wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
