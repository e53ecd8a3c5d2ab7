"""`impasto video --workers` and `--cluster` on real processes."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

import numpy as np
import pytest

from engine.imaging import read_image

from ..jobs.clips import write_gif
from .conftest import COMMAND, PATIENCE, Done, Impasto, Pictures, run_process
from .test_video import until_more_than

QUICK = ("--evaluations", 8, "--threads", 1)


@pytest.fixture
def clip(tmp_path: Path, pictures: Pictures) -> Path:
    """Three shots of two frames, 48 x 32 pixels."""
    scenes = [pictures(name, 60, 40) for name in ("cat", "coffee", "astronaut")]
    frames = [scene[4:36, 2 * at : 2 * at + 48] for scene in scenes for at in range(2)]
    return write_gif(tmp_path / "clip.gif", frames, [40] * 6)


@pytest.mark.slow
def test_workers_paint_the_same_bytes_also_after_the_client_was_killed(clip: Path, style: Path, tmp_path: Path) -> None:
    here, there, report = tmp_path / "here.gif", tmp_path / "there.gif", tmp_path / "report.json"
    assert run_process("video", clip, style, "-o", here, *QUICK).status == 0
    command = ("video", clip, style, "-o", there, *QUICK, "--workers", 2, "--report", report)
    process = subprocess.Popen([*COMMAND, *map(str, command)], stderr=subprocess.DEVNULL)
    until_more_than(0, tmp_path / "there.gif.frames" / "pass-1", process)
    process.kill()
    process.communicate()
    assert run_process(*command, "--resume") == Done(0, "", "")
    assert there.read_bytes() == here.read_bytes()
    painted = json.loads(report.read_text())["painted"]
    frames = sorted(entry["frame"] for entry in painted)
    assert frames == list(range(6))[-len(frames) :]  # of a shot that arrived before the kill nobody may have reported
    assert {entry["worker"] for entry in painted} <= {"0", "1"}
    assert not (tmp_path / "there.gif.frames").exists()


@pytest.mark.slow
def test_ctrl_c_says_how_to_go_on(clip: Path, style: Path, tmp_path: Path, address: str) -> None:
    command = ("video", clip, style, "-o", tmp_path / "out.gif", *QUICK, "--cluster", address)
    process = subprocess.Popen([*COMMAND, *map(str, command)], stderr=subprocess.PIPE, text=True)
    until_more_than(0, tmp_path / "out.gif.frames" / "pass-1", process)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "of 6 frames are finished" in said
    assert run_process(*command[:5], *QUICK, "--resume", "--write-finished") == Done(0, "", "")


def test_a_preview_on_a_cluster(impasto: Impasto, clip: Path, style: Path, tmp_path: Path, address: str) -> None:
    given = ("video", clip, style, "--preview", 0.1, *QUICK)
    assert impasto(*given, "-o", tmp_path / "here.png") == Done(0, "", "")
    assert impasto(*given, "-o", tmp_path / "there.png", "--cluster", address) == Done(0, "", "")
    here, there = (read_image(tmp_path / f"{name}.png").pixels for name in ("here", "there"))
    assert np.array_equal(here, there)
