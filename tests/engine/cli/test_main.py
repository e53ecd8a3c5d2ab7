"""All commands alike: help, exit statuses, what is imported."""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

import pytest

from engine import Options, __version__
from engine.cli.main import _parser

from .conftest import COMMAND, PATIENCE, Done, Impasto, Refused, run_process


def test_version_and_help(impasto: Impasto) -> None:
    assert impasto("--version") == Done(0, f"impasto {__version__}\n", "")
    for command in ("style", "loss"):
        text = " ".join(impasto(command, "--help").out.split())
        for name, field in Options.__dataclass_fields__.items():
            assert f"--{name.replace('_', '-')}" in text
            assert " ".join(field.metadata["help"].split()) in text
            if field.metadata["low"] is not None:
                assert f"it lies in {field.metadata['low']:.10g} to {field.metadata['high']:.10g}" in text
    commands = " ".join(impasto("--help").out.split())
    for command in ("style", "dream", "sheet", "loss", "looks", "devices", "doctor", "worker"):
        assert command in commands


def test_help_loads_nothing_that_computes() -> None:
    """So it answers at once, on any machine."""
    program = "import sys; from engine.cli.main import main\ntry: main(['--help'])\nfinally: print(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=PATIENCE)
    assert ended.stdout.startswith("usage: impasto")
    loaded = set(ended.stdout.splitlines()[-1].split())
    assert "engine.cli.style" in loaded
    assert not loaded & {"numpy", "scipy", "onnxruntime", "PIL", "psutil", "tqdm", "platformdirs"}


@pytest.mark.slow
def test_a_broken_installation_is_status_1(content: Path, style: Path, tmp_path: Path) -> None:
    models = tmp_path / "models"
    models.mkdir()
    (models / "manifest.json").write_text('{"weights": {"sha256": "0"}, "files": {"tiled_conv4_2.onnx": "0"}}')
    ended = run_process("style", content, style, "-o", tmp_path / "out.png", IMPASTO_MODELS=str(models))
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.count("\n") == 1
    assert "Run python -m export again." in ended.err
    assert not (tmp_path / "out.png").exists()
    sick = run_process("doctor", IMPASTO_MODELS=str(models))
    assert sick.status == 1
    assert f"WRONG graphs: {models}/tiled_conv4_2.onnx is missing or damaged. Run python -m export" in sick.out


def test_nothing_from_a_file_reaches_the_terminal_as_a_command(
    impasto: Impasto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looks and names of files, in results, errors and the log."""
    evil = "\x1b]0;title\x07\x9b31m\u202e"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    folder = tmp_path / "impasto" / "looks"
    folder.mkdir(parents=True)
    (folder / "evil.json").write_text(json.dumps({"title": evil, "description": evil, "options": {evil: 1}}))
    shown = [impasto("looks"), impasto("style", "a.png", "b.png", "-o", "c.png", "--look", "evil"), impasto(evil)]
    ended = run_process("loss", tmp_path / f"{evil}.png", "--content", "x.png", "--style", "y.png", "--preset", "gatys")
    for done in (*shown, ended):
        text = (done.out + done.err).replace("\n", "")
        assert text.isprintable()
    assert "\\x1b]0;title" in shown[0].out
    assert [done.status for done in (*shown, ended)] == [0, 2, 2, 2]


WRONG = [
    ("paint", r"argument COMMAND: invalid choice: 'paint'"),
    ("", r"the following arguments are required: COMMAND"),
]


@pytest.mark.parametrize(("line", "message"), WRONG, ids=[line for line, _ in WRONG])
def test_wrong_usage_and_bad_input(line: str, message: str, refused: Refused) -> None:
    refused(line, message)


def parsed(line: str) -> argparse.Namespace:
    return _parser().parse_args(line.split())


@pytest.mark.parametrize(
    "line",
    [
        "style a.jpg --size 64 b.jpg c.jpg -o o.png",
        "style a.jpg -o o.png b.jpg c.jpg --size 64",
        "style --size 64 a.jpg b.jpg -o o.png c.jpg",
        "style -o o.png --size=64 a.jpg b.jpg -- c.jpg",
    ],
)
def test_options_stand_anywhere(line: str) -> None:
    found = parsed(line)
    assert (found.content, found.styles, found.output, found.size) == ("a.jpg", ["b.jpg", "c.jpg"], "o.png", 64)


def test_in_other_commands_too() -> None:
    assert parsed("sheet a.jpg -o o.png b.jpg c.jpg").styles == ["b.jpg", "c.jpg"]
    assert parsed("batch one.jpg --style s.jpg two.jpg -o out three.jpg").inputs == ["one.jpg", "two.jpg", "three.jpg"]
    assert parsed("video in.mp4 --size 64 s.jpg -o o.mp4").output == "o.mp4"
    assert parsed("dream --steps 3 a.jpg -o o.png").image == "a.jpg"


def test_a_name_that_looks_like_an_option() -> None:
    assert parsed("style -o o.png -- -a.jpg -b.jpg").styles == ["-b.jpg"]


@pytest.mark.slow
@pytest.mark.parametrize("loaded", ["argparse", "engine.options", "numpy.linalg", "numpy", "psutil", "onnxruntime"])
def test_ctrl_c_while_modules_are_loaded_is_quiet(loaded: str) -> None:
    """Libraries of compiled code make errors of their own of it."""
    command = [sys.executable, "-X", "importtime", *COMMAND[1:], "devices"]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=PIPE, stderr=PIPE, text=True)
    assert process.stderr
    for line in process.stderr:
        if line.split("|")[-1].strip() == loaded:
            process.send_signal(signal.SIGINT)
            break
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert [line for line in (out + err).splitlines() if not line.startswith("import time:")] == []
