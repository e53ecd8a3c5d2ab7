"""A painting that is killed, and goes on to the same bytes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.imaging import write_image
from engine.jobs import unfinished

from .conftest import PATIENCE, Done, Impasto, Pictures

AT_ONCE = "from engine.jobs import unfinished; unfinished.LEAST_SECONDS = 0; from engine.__main__ import run; run()"
"""The command line, which keeps even the shortest jobs."""


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing is unfinished yet."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "impasto" / unfinished.CHECKPOINTS


@pytest.fixture
def command(tmp_path: Path, style: Path, pictures: Pictures) -> Callable[..., list[str]]:
    """Paints a picture in two levels."""
    write_image(tmp_path / "wide.png", pictures("coffee", 320, 32))

    def arguments(out: str, *more: str) -> list[str]:
        pair = [str(tmp_path / "wide.png"), str(style), "-o", str(tmp_path / out), "--evaluations", "16"]
        return [sys.executable, "-c", AT_ONCE, "style", *pair, "--threads", "1", *more]

    return arguments


def killed(command: list[str], state: Path, pattern: str, number: int = signal.SIGKILL) -> Path:
    """Run a command until a file is there, and kill it; the folder of its checkpoint."""
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + PATIENCE
    while not any(state.glob(f"*/{pattern}")):
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.002)
    process.send_signal(number)
    process.communicate(timeout=PATIENCE)
    (folder,) = state.iterdir()
    return folder


@pytest.mark.slow
def test_a_killed_painting_goes_on_to_the_same_bytes(
    command: Callable[..., list[str]], state: Path, tmp_path: Path, impasto: Impasto
) -> None:
    subprocess.run(command("whole.png", "--report", str(tmp_path / "whole.json")), check=True)
    assert list(state.iterdir()) == []
    for number, pattern in enumerate(("gradient-0-3.npy", "level-1.npy", "gradient-1-4.npy")):
        out = tmp_path / f"cut-{number}.png"
        folder = killed(command(out.name), state, pattern)
        assert not out.exists()
        named = {0: [], 1: [str(out)], 2: [str(folder)]}[number]
        assert impasto("style", "--resume", *named) == Done(0, "", "")
        assert out.read_bytes() == (tmp_path / "whole.png").read_bytes()
        assert list(state.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pattern", "frames"), [("gradient-1-3.npy", None), ("frame-1.npy", 3), ("level-1.npy", 3)], ids=str
)
def test_a_killed_dream_goes_on_to_the_same_bytes(
    pattern: str, frames: int | None, state: Path, tmp_path: Path, impasto: Impasto, pictures: Pictures
) -> None:
    write_image(tmp_path / "in.png", pictures("cat", 96, 64))
    quick = [str(tmp_path / "in.png"), "--layer", "conv3_1", "--octaves", "2", "--steps", "6", "--threads", "1"]
    quick += ["--frames", str(frames)] if frames else []
    outputs = ["whole.png", "cut.png"] if frames is None else ["whole-0003.png", "cut-0003.png"]
    program = [sys.executable, "-c", AT_ONCE, "dream", *quick]
    subprocess.run([*program, "-o", str(tmp_path / "whole.png")], check=True)
    killed([*program, "-o", str(tmp_path / "cut.png"), "--report", str(tmp_path / "r.json")], state, pattern)
    assert not (tmp_path / outputs[1]).exists()
    assert "no unfinished job" in impasto("style", "--resume").err
    assert impasto("dream", "--resume") == Done(0, "", "")
    one, other = ((tmp_path / name).read_bytes() for name in outputs)
    assert one == other
    report = json.loads((tmp_path / "r.json").read_text())
    assert len(report["frames"] if frames else report["octaves"]) == (frames or 2)
    assert list(state.iterdir()) == []


@pytest.mark.slow
def test_after_a_shutdown_the_best_picture_is_there_and_the_painting_goes_on(
    command: Callable[..., list[str]], state: Path, tmp_path: Path, impasto: Impasto
) -> None:
    killed(command("out.png"), state, "gradient-1-3.npy", signal.SIGTERM)
    first = (tmp_path / "out.png").read_bytes()
    assert impasto("style", "--resume").status == 0
    assert (tmp_path / "out.png").read_bytes() != first


@pytest.mark.slow
def test_inputs_must_be_the_same(
    command: Callable[..., list[str]], state: Path, style: Path, impasto: Impasto, pictures: Pictures
) -> None:
    killed(command("out.png"), state, "gradient-0-1.npy")
    write_image(style, pictures("van_gogh_vestibule", 40, 32))
    ended = impasto("style", "--resume")
    assert (ended.status, ended.err.count("\n")) == (2, 1)
    assert f"{style} is not what the job was begun with" in ended.err
    style.unlink()
    assert "cannot be read" in impasto("style", "--resume").err


@pytest.mark.slow
def test_ctrl_c_is_the_end_of_it(command: Callable[..., list[str]], state: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(command("out.png", "--preset", "gatys", "--evaluations", "100000"))
    while not any(state.glob("*/gradient-0-3.npy")):
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGINT)
    assert process.wait(PATIENCE) == 130
    assert (tmp_path / "out.png").is_file()
    assert list(state.iterdir()) == []


@pytest.mark.parametrize("command", ["style", "dream"])
@pytest.mark.parametrize("line", ["--resume", "--resume nothing.png"])
def test_nothing_to_go_on_with(line: str, command: str, impasto: Impasto) -> None:
    ended = impasto(command, *line.split())
    assert (ended.status, ended.err.count("\n")) == (2, 1)
    assert "unfinished job" in ended.err


@pytest.mark.parametrize("more", [["a.png"], ["--strength", "3"], ["--from", "a.png"]])
def test_what_does_not_go_with_it(more: list[str], impasto: Impasto) -> None:
    assert "give none" in impasto("style", *more, "--resume").err


@pytest.mark.parametrize("more", [["a.png"], ["--strength", "3"], ["--guide", "a.png"], ["--frames", "3"]])
def test_what_does_not_go_with_a_dream(more: list[str], impasto: Impasto) -> None:
    assert "give none" in impasto("dream", *more, "--resume").err


@pytest.mark.parametrize("words", [[], ["in.png"], ["-o", "out.png"]])
def test_a_dream_needs_a_picture_and_an_output(words: list[str], impasto: Impasto) -> None:
    ended = impasto("dream", *words)
    assert ended.status == 2
    assert "the following arguments are required" in ended.err
