"""`impasto video` as a user and a script meet it: real clips, interruption and resumption, refusals."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.clips import moving_crop
from benchmarks.flicker import flicker
from engine.imaging import read_image, write_image
from engine.jobs.frame_painter import FramePainter
from engine.losses.presets import IMPASTO
from engine.losses.style import Style
from engine.media import open_clip
from engine.options import Options
from engine.runtime.network import Network

from ..conftest import Array
from ..jobs.clips import sound_of, write_gif, write_video
from .conftest import COMMAND, PATIENCE, Done, Impasto, Pictures, run_process, size_of

DURATIONS = [40, 80, 40, 120, 40]
FRAMES = {"mp4": 16, "gif": len(DURATIONS)}
"""Of the long runs. The encoder of the video plans as it does for longer ones from 16 on."""


@pytest.fixture(scope="module")
def night_cafe(samples: Path) -> Path:
    """The style of the long runs."""
    return samples / "style" / "van_gogh_night_cafe.jpg"


@dataclass(frozen=True)
class Painted:
    """A clip, what became of it, and its report."""

    clip: Path
    out: Path
    report: dict[str, Any]

    def pixels(self) -> tuple[list[Array], list[Array]]:
        """The frames of both."""
        contents, frames = ([frame.pixels for frame in open_clip(path)] for path in (self.clip, self.out))
        return contents, frames


@pytest.fixture(scope="module", params=["mp4", "gif"])
def painted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, night_cafe: Path) -> Painted:
    """A window that moves over a photograph, painted by the command: a video or an animation."""
    folder = tmp_path_factory.mktemp("painted")
    clip, out, report = folder / f"in.{request.param}", folder / f"out.{request.param}", folder / "report.json"
    frames = moving_crop(FRAMES[request.param], 96, 72)
    write_video(clip, frames) if request.param == "mp4" else write_gif(clip, frames, DURATIONS)
    ended = run_process("video", clip, night_cafe, "-o", out, "--report", report)
    assert ended == Done(0, "", "")
    assert not list(folder.glob("*.frames"))
    return Painted(clip, out, json.loads(report.read_text()))


@pytest.mark.slow
def test_frames_and_times_are_the_clips(painted: Painted) -> None:
    before, after = open_clip(painted.clip), open_clip(painted.out)
    assert after.timing() == before.timing()
    assert (after.width, after.height) == (before.width, before.height)
    if before.is_animation:
        assert [1000 * duration for _, duration in after.timing()] == DURATIONS


@pytest.mark.slow
def test_the_sound_is_kept_to_the_bit(painted: Painted) -> None:
    if not open_clip(painted.clip).is_animation:
        assert len(sound_of(painted.clip)) > 5
        assert sound_of(painted.out) == sound_of(painted.clip)


@pytest.mark.slow
def test_later_frames_take_a_quarter_of_the_first_ones_evaluations(painted: Painted) -> None:
    first, *later = (frame["evaluations"] for frame in painted.report["painted"])
    assert painted.report["shots"] == [0]
    assert first == IMPASTO.evaluations["normal"][0]
    assert later == [first // 4] * (FRAMES[painted.clip.suffix[1:]] - 1)


@pytest.mark.slow
def test_it_is_steady(painted: Painted, night_cafe: Path, painting_network: Network) -> None:
    """Less than half of what flickers where each frame is painted alone, and less than 1.5 times the clip's own."""
    contents, frames = painted.pixels()
    style = read_image(night_cafe).pixels
    painter = FramePainter([Style(style)], Options(), painting_network)
    alone = [painter.paint(index, content, None, None) for index, content in enumerate(contents[:2])]
    found = np.mean(flicker(contents, frames))
    assert found < 0.5 * np.mean(flicker(contents[:2], alone))
    assert found < 1.5 * np.mean(flicker(contents, contents))


@pytest.fixture
def clip(tmp_path: Path, pictures: Pictures) -> Path:
    """Twelve frames of 48 x 32 pixels; after six of them a cut."""
    scenes = [pictures(name, 72, 48) for name in ("cat", "coffee")]
    frames = [scene[8:40, 3 * at : 3 * at + 48] for scene in scenes for at in range(6)]
    return write_video(tmp_path / "clip.mp4", frames)


def command(clip: Path, style: Path, *more: object) -> list[str]:
    """Paints a clip with few evaluations."""
    return [str(word) for word in ("video", clip, style, "-o", clip.with_name("out.mp4"), "--evaluations", 8, *more)]


@pytest.mark.slow
def test_a_clip_that_was_killed_ten_times_is_the_same_to_the_byte(clip: Path, style: Path, tmp_path: Path) -> None:
    """At random moments; each run goes on where the last one ended, and repeats no finished frame."""
    arguments, out = command(clip, style, "--threads", 1), tmp_path / "out.mp4"
    assert run_process(*arguments) == Done(0, "", "")
    expected = out.read_bytes()
    out.unlink()
    chance, painted = random.Random(7), tmp_path / "out.mp4.frames" / "pass-1"
    for kill in range(10):
        known = {file: file.stat().st_mtime_ns for file in painted.glob("[0-9]*.png")}
        process = subprocess.Popen([*COMMAND, *arguments, *(["--resume"] if kill else [])], stderr=subprocess.PIPE)
        until_more_than(len(known), painted, process)
        time.sleep(chance.uniform(0, 0.15))
        process.kill()
        process.communicate()
        assert {file: file.stat().st_mtime_ns for file in known} == known
    assert run_process(*arguments, "--resume") == Done(0, "", "")
    assert out.read_bytes() == expected
    assert not painted.exists()


def until_more_than(count: int, painted: Path, process: subprocess.Popen[bytes]) -> None:
    """Wait until more frames than so many are finished, or the process has ended."""
    limit = time.monotonic() + PATIENCE
    while process.poll() is None and len(list(painted.glob("[0-9]*.png"))) <= count:
        assert time.monotonic() < limit
        time.sleep(0.01)


@pytest.mark.slow
def test_ctrl_c_keeps_what_is_finished_and_says_how_to_go_on(clip: Path, style: Path, tmp_path: Path) -> None:
    arguments, painted = command(clip, style), tmp_path / "out.mp4.frames" / "pass-1"
    process = subprocess.Popen([*COMMAND, *arguments], stderr=subprocess.PIPE, text=True)
    until_more_than(1, painted, process)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    count = len(list(painted.glob("[0-9]*.png")))
    assert 2 <= count < 12
    assert f"Stopped: {count} of 12 frames are finished, in {painted.parent}" in said
    assert "--resume goes on" in said
    assert not (tmp_path / "out.mp4").exists()
    assert run_process(*arguments, "--resume", "--write-finished") == Done(0, "", "")
    assert len(open_clip(tmp_path / "out.mp4").timing()) == count
    assert painted.exists()


def test_something_else_is_not_resumed(clip: Path, style: Path, impasto: Impasto, tmp_path: Path) -> None:
    folder = tmp_path / "out.mp4.frames"
    folder.mkdir()
    (folder / "state.json").write_text(json.dumps({"used": {"device": "cpu", "threads": 1, "memory_limit": 900}}))
    ended = impasto(*command(clip, style))
    assert ended.status == 2
    assert "Give --resume to go on with it" in ended.err
    ended = impasto(*command(clip, style, "--resume"))
    assert ended.status == 2
    assert "was begun with other clip" in ended.err


def test_a_preview_is_one_picture(clip: Path, style: Path, impasto: Impasto, tmp_path: Path) -> None:
    out = tmp_path / "frame.png"
    assert impasto("video", clip, style, "-o", out, "--preview", 0.3, "--evaluations", 3) == Done(0, "", "")
    assert size_of(out) == (48, 32)


def test_an_estimate_paints_nothing(clip: Path, style: Path, impasto: Impasto, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    ended = impasto(*command(clip, style, "--estimate"))
    assert ended.status == 0
    found = json.loads(ended.out)
    assert found["frames"] == 12
    assert found["seconds"] > 0
    assert found["memory"] > 1 << 28
    assert sorted(tmp_path.iterdir()) == before


def test_what_is_left_out_for_lack_of_memory_is_estimated_too(style: Path, impasto: Impasto, tmp_path: Path) -> None:
    large = write_gif(
        tmp_path / "large.gif", [np.full((700, 1100, 3), shade, np.float32) for shade in (0, 1)], [40, 40]
    )
    given = [large, style, "-o", tmp_path / "out.gif", "--size", "32", "--memory-limit", "560"]
    ended = impasto("video", *given, "--estimate")
    assert ended.status == 0
    (sentence,) = json.loads(ended.out)["notices"]
    assert "enlarged to 1100 x 700 pixels without a finish" in sentence


@pytest.mark.slow
def test_all_controls_of_a_picture_work(clip: Path, style: Path, impasto: Impasto, tmp_path: Path) -> None:
    """Regions that move, two styles, kept colours, a working size that is kept; a part of the clip, in a draft."""
    columns = [np.zeros((32, 48, 3), np.float32) for _ in range(12)]
    for index, mask in enumerate(columns):
        mask[:, 2 * index : 2 * index + 24] = 1
    masks = write_gif(tmp_path / "masks.gif", columns, [40] * 12)
    other = tmp_path / "other.png"
    write_image(other, np.random.default_rng(1).random((40, 40, 3), np.float32))
    more = ["--region", f"1={masks}", "--colours", "content", "--size", 32, "--keep-working-size", "--look", "faithful"]
    report = tmp_path / "report.json"
    line = [str(word) for word in ("video", clip, style, other, "-o", tmp_path / "out.gif", "--evaluations", 8)]
    ended = impasto(*line, *more, "--range", "4f-10f", "--every", 2, "--report", report, "--clip-quality", "draft")
    assert ended.status == 0, ended.err
    found = json.loads(report.read_text())
    assert (found["width"], found["height"], found["frames"]) == (32, 21, [4, 10])
    assert found["shots"] == [4, 6]
    assert len(open_clip(tmp_path / "out.gif").timing()) == 6


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--write-finished"], "Give --resume with it"),
        (["--range", "8-2"], "is not a part of a clip"),
        (["--range", "8-9"], "no frame in this range"),
        (["--every", "0"], "--every cannot be 0"),
        (["--clip-quality", "nice"], "nice is no quality"),
        (["--preview", "99"], "no frame at 99"),
        (["--region", "2=mask.png"], "There is no style 2"),
    ],
    ids=lambda value: str(value[0]) if isinstance(value, list) else None,
)
def test_what_cannot_be_done_is_refused(
    more: list[str], message: str, clip: Path, style: Path, impasto: Impasto, tmp_path: Path
) -> None:
    before = sorted(tmp_path.iterdir())
    out = ["-o", str(tmp_path / "out.png")] if "--preview" in more else []
    ended = impasto(*command(clip, style, *out, *more))
    assert ended.status == 2
    assert message in ended.err
    assert ended.err.count("\n") == 1
    assert sorted(tmp_path.iterdir()) == before


def test_a_missing_package_is_one_sentence(
    clip: Path, style: Path, impasto: Impasto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "cv2" else object())
    ended = impasto(*command(clip, style))
    assert ended.status == 2
    assert "opencv-python-headless, which is not installed" in ended.err


@pytest.mark.slow
def test_memory_does_not_grow_with_the_clip(style: Path, tmp_path: Path) -> None:
    """120 frames against 20; their paintings are as small as the network takes them."""
    peaks = {}
    rng = np.random.default_rng(2)
    scene = np.kron(rng.random((12, 90, 3), np.float32), np.ones((4, 4, 1), np.float32))
    for count in (20, 120):
        frames = [scene[:24, at : at + 32] for at in range(count)]
        clip, out = write_video(tmp_path / f"{count}.mp4", frames), tmp_path / f"{count}-out.mp4"
        size = ["--evaluations", 2, "--threads", 1, "--report", tmp_path / "report.json"]
        assert run_process("video", clip, style, "-o", out, *size).status == 0
        peaks[count] = json.loads((tmp_path / "report.json").read_text())["peak_memory_bytes"]
        assert len(open_clip(out).timing()) == count
    assert peaks[120] < 1.2 * peaks[20]
