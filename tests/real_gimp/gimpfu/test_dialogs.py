"""Scripts started from the menu: their dialogs, and what their users do wrong."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from tests.real_gimp.harness import gimpfu_home
from tests.real_gimp.harness.gimp import Gimp
from tests.real_gimp.harness.gimpfu_home import PICTURE, SCRIPTS
from tests.real_gimp.harness.shell import HOME
from tests.real_gimp.harness.window import GimpWindow

MESSAGE = "GIMP Message"


def test_scripts_run_from_the_menu_with_dialogs_and_repeat_with_last_values(gimp: Gimp, tmp_path: Path) -> None:
    gimpfu_home.install(tmp_path, SCRIPTS.glob("*.py"))
    report = tmp_path / "every_type.json"

    def is_written() -> bool:
        return report.is_file() and report.read_text().endswith("]")

    with gimp.at(home=tmp_path).window(PICTURE) as window:
        window.wait_for_title("[style]")
        window.search_action("Every Type")
        window.wait_for_title("Every Type")
        window.type_text("77")
        shot = window.screenshot(tmp_path / "dialog.png")
        window.keys("Return")
        window.wait(is_written, "the script's report")
        window.wait_until_gone("Every Type")
        chosen = json.loads(report.read_text())
        report.unlink()
        window.keys("ctrl+f")
        window.wait(is_written, "the repeated script's report")
        assert json.loads(report.read_text()) == chosen
        rim_poster_batch(window)
    assert chosen[:9] == [77, 8, 16, 1.5, "hello", [255, 128, 0], "[style] (imported)", "style.png", None]
    assert chosen[12:16] == [True, 25.0, 3.0, "Sans"]
    assert chosen[20] == "b"
    assert chosen[-3:] == ["/tmp/new.txt", "/tmp", 1]
    keep(shot)


def rim_poster_batch(window: GimpWindow) -> None:
    """Run the other scripts from the menu and see that each did something."""
    window.wait_for_title("[style]")
    window.search_action("Rim")
    window.answer("alt+o", "Rim")
    window.search_action("Batch")
    window.answer("alt+o", "Batch")
    window.wait(lambda: list(window.shell.outside("/tmp").glob("small-*.png")), "the files of the batch")
    window.search_action("Poster")
    window.answer("alt+o", "Poster")
    window.wait_for_title("[Untitled]")


def test_cancel_leaves_the_image_as_it_was(gimp: Gimp, tmp_path: Path) -> None:
    gimpfu_home.install(tmp_path, [SCRIPTS / "every_type.py"])
    with gimp.at(home=tmp_path).window(PICTURE) as window:
        window.wait_for_title("[style]")
        window.search_action("Every Type")
        window.answer("Escape", "Every Type")
        assert not tmp_path.joinpath("every_type.json").exists()
        assert not any(title.startswith("*") for title in window.titles())


def test_wrong_input_is_told_and_the_dialog_stays(gimp: Gimp, tmp_path: Path) -> None:
    gimpfu_home.install(tmp_path, [SCRIPTS / "every_type.py"])
    with gimp.at(home=tmp_path).window(PICTURE) as window:
        window.wait_for_title("[style]")
        window.search_action("Every Type")
        window.wait_for_title("Every Type")

        def enter(text: str) -> None:
            if window.focused() == "Every Type":
                window.keys("alt+i", "ctrl+a")
                window.type_text(text)
                window.keys("Return")

        window.press_until(lambda: MESSAGE in window.titles(), "the message", lambda: enter("seven"))
        keep(window.screenshot(tmp_path / "wrong.png"))
        window.answer("Escape", MESSAGE)
        window.wait_for_title("Every Type")
        window.press_until(tmp_path.joinpath("every_type.json").is_file, "the script's report", lambda: enter("7"))


def test_a_file_of_the_scripts_own_format_opens_in_a_window(gimp: Gimp, tmp_path: Path) -> None:
    gimpfu_home.install(tmp_path, [SCRIPTS / "file_handler.py"])
    tmp_path.joinpath("in.tinypic").write_bytes(b"TINYPIC 2 1\n" + b"ff0000" + b"0080ff")
    with gimp.at(home=tmp_path).window(f"{HOME}/in.tinypic") as window:
        assert "2x1" in window.wait_for_title("[in]")


def keep(shot: Path) -> None:
    """Copy a screenshot to where IMPASTO_SHOTS says, for someone to look at."""
    if os.environ.get("IMPASTO_SHOTS"):
        shutil.copy(shot, Path(os.environ["IMPASTO_SHOTS"]) / f"gimpfu-{shot.name}")
