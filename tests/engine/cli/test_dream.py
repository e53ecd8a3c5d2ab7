"""`impasto dream` as a user meets it: files, frames, reports, exit statuses."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import imagecodecs
import numpy as np
import pytest

from engine import DreamOptions
from engine.cli.main import main
from engine.imaging import read_image, write_image

from ..conftest import Array

Pictures = Callable[[str, int, int], Array]
QUICK = ("--layer", "conv3_1", "--octaves", "2", "--steps", "3")


@pytest.fixture
def photograph(tmp_path: Path, pictures: Pictures) -> Path:
    """A small picture of 16 bits with transparency, in a file."""
    alpha = np.linspace(0, 1, 48, dtype=np.float32)[None, :, None].repeat(32, axis=0)
    pixels = np.concatenate([pictures("cat", 48, 32), alpha], axis=2)
    path = tmp_path / "photograph.png"
    path.write_bytes(imagecodecs.png_encode((pixels * 65535).round().astype(np.uint16)))
    return path


def test_a_dream_and_its_report(photograph: Path, tmp_path: Path) -> None:
    out, report = tmp_path / "dream.png", tmp_path / "report.json"
    assert main(["dream", str(photograph), "-o", str(out), *QUICK, "--seed", "3", "--report", str(report)]) == 0
    before, after = (imagecodecs.png_decode(path.read_bytes()) for path in (photograph, out))
    assert after.shape == before.shape
    assert after.dtype == before.dtype == np.uint16
    assert np.array_equal(after[..., 3], before[..., 3])
    assert np.abs(after[:, 24:, :3].astype(float) - before[:, 24:, :3]).mean() > 300
    said = json.loads(report.read_text())
    assert DreamOptions.from_mapping(said["options"]) == DreamOptions(layer="conv3_1", octaves=2, steps=3, seed=3)
    assert [(octave["size"], octave["steps"]) for octave in said["octaves"]] == [([34, 23], 3), ([48, 32], 3)]
    assert all(octave["objective"] == sorted(octave["objective"]) for octave in said["octaves"])


@pytest.mark.slow
def test_the_same_command_twice_writes_the_same_bytes(photograph: Path, samples: Path, tmp_path: Path) -> None:
    guide = samples / "style" / "van_gogh_vestibule.jpg"
    for name in ("one.png", "other.png"):
        assert main(["dream", str(photograph), "-o", str(tmp_path / name), *QUICK, "--guide", str(guide)]) == 0
    assert main(["dream", str(photograph), "-o", str(tmp_path / "unguided.png"), *QUICK]) == 0
    one, other, unguided = ((tmp_path / f"{name}.png").read_bytes() for name in ("one", "other", "unguided"))
    assert one == other != unguided


def test_frames_are_numbered(photograph: Path, tmp_path: Path) -> None:
    folder, report = tmp_path / "frames", tmp_path / "report.json"
    folder.mkdir()
    command = [
        "dream",
        str(photograph),
        "-o",
        str(folder / "frame.jpg"),
        *QUICK,
        "--frames",
        "3",
        "--zoom",
        "1.2",
        "--report",
        str(report),
    ]
    assert main(command) == 0
    assert sorted(path.name for path in folder.iterdir()) == ["frame-0001.jpg", "frame-0002.jpg", "frame-0003.jpg"]
    pixels = [read_image(path).pixels for path in sorted(folder.iterdir())]
    assert all(frame.shape == (32, 48, 3) for frame in pixels)
    assert np.abs(pixels[2] - pixels[1]).mean() > 0.01
    said = json.loads(report.read_text())
    assert said["zoom"] == 1.2
    assert [len(frame["octaves"]) for frame in said["frames"]] == [2, 2, 2]


def test_an_estimate_writes_nothing(
    photograph: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "engine.deepdream.plan.seconds_per_pixel", lambda _: 1e-6
    )  # measuring takes longer than all else
    out = tmp_path / "dream.png"
    assert main(["dream", str(photograph), "-o", str(out), "--frames", "10", "--estimate"]) == 0
    expected = json.loads(capsys.readouterr().out)
    assert expected["seconds"] > 10
    assert expected["memory"] > 100 << 20
    assert not out.exists()


@pytest.mark.slow
def test_an_interrupt_writes_what_there_is(tmp_path: Path, pictures: Pictures) -> None:
    write_image(tmp_path / "in.png", pictures("cat", 200, 150))
    out, report = tmp_path / "dream.png", tmp_path / "report.json"
    command = [
        sys.executable,
        "-c",
        INTERRUPTING,
        "dream",
        tmp_path / "in.png",
        "-o",
        out,
        "--steps",
        "1000",
        "--layer",
        "conv3_1",
        "--report",
        report,
    ]
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, env={**os.environ})
    assert process.stdout
    assert process.stdout.readline() == b"at work\n"
    process.send_signal(signal.SIGINT)
    assert process.wait(120) == 130
    octaves = json.loads(report.read_text())["octaves"]
    assert 0 < sum(octave["steps"] for octave in octaves) < 4000
    assert np.abs(read_image(out).pixels - read_image(tmp_path / "in.png").pixels).mean() > 0.002


# The command line, which says when the tenth step is done.
INTERRUPTING = """
import sys
from engine.cli import main as cli
from engine.tracking import progress
made = progress.Progress.__init__
def report_and_make(self, **values):
    made(self, **values)
    if self.evaluation == 10:
        print("at work", flush=True)
progress.Progress.__init__ = report_and_make
sys.exit(cli.main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("{in}", "-o", "{tmp}/none/dream.png"), "the folder {tmp}/none does not exist."),
        (("{in}", "-o", "{tmp}/dream.xyz"), "{tmp}/dream.xyz"),
        (("{tmp}/none.png", "-o", "{tmp}/dream.png"), "{tmp}/none.png"),
        (("{in}", "-o", "{tmp}/dream.png", "--guide", "{tmp}/none.png"), "{tmp}/none.png"),
        (("{in}", "-o", "{tmp}/dream.png", "--report", "{tmp}/no/r.json"), "The folder of {tmp}/no/r.json"),
        (("{in}", "-o", "{tmp}/dream.png", "--layer", "pool5"), "'layer' cannot be 'pool5'; it is one of conv1_1"),
        (("{in}", "-o", "{tmp}/dream.png", "--channels", "9999"), "Option 'channels' cannot be '9999'; it is numbers"),
        (("{in}", "-o", "{tmp}/dream.png", "--frames", "0"), "There cannot be 0 frames. Give a number from 1"),
        (("{in}", "-o", "{tmp}/dream.png", "--zoom", "0.5"), "The zoom cannot be 0.5. Give a factor from 1 to 2."),
        (("{in}", "-o", "{tmp}/dream.png", "--memory-limit", "100"), "MiB of memory, and 100 MiB may be used."),
    ],
)
def test_wrong_usage(
    arguments: tuple[str, ...], message: str, photograph: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places = {"in": str(photograph), "tmp": str(tmp_path)}
    assert main(["dream", *(argument.format(**places) for argument in arguments)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert message.format(**places) in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["photograph.png"]
