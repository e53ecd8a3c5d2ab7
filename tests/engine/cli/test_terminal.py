"""A command on a terminal: its progress bar, and Ctrl+C."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import resource
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from engine.cli.terminal import interrupts
from engine.imaging import read_image

from .conftest import COMMAND, PATIENCE, size_of


class Terminal:
    """A command whose standard error is a terminal."""

    def __init__(self, arguments: Sequence[object]) -> None:
        self._terminal, side = pty.openpty()
        fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 120, 0, 0))
        self.process = subprocess.Popen(
            [*COMMAND, *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=side,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(side, termios.TIOCSCTTY, 0),  # so that a hang-up reaches it
        )
        os.close(side)
        self.text = ""

    def read_until(self, pattern: str) -> None:
        """Read until the pattern was shown; "" for the command's end."""
        deadline = time.monotonic() + PATIENCE
        while not (pattern and re.search(pattern, self.text)):
            assert time.monotonic() < deadline, self.text
            if not select.select([self._terminal], [], [], 1)[0]:
                continue
            try:
                self.text += os.read(self._terminal, 4096).decode()
            except OSError:  # the other side is closed
                assert not pattern, self.text
                return

    def hang_up(self) -> None:
        """Close the terminal."""
        os.close(self._terminal)
        self._terminal = os.open(os.devnull, os.O_RDWR)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()  # type: ignore[union-attr]
        os.close(self._terminal)


@pytest.mark.slow
def test_a_terminal_shows_a_bar_with_loss_and_time_left(content: Path, style: Path, tmp_path: Path) -> None:
    arguments = ["style", content, style, "-o", tmp_path / "out.png", "--evaluations", 40]
    with Terminal(arguments) as terminal:
        terminal.read_until("")
        assert terminal.process.wait(PATIENCE) == 0
        assert terminal.process.stdout.read() == b""  # type: ignore[union-attr]
    assert re.search(r"48 x 32 .*\d+% \|.*\| .*\d+/40, loss [\d.e+]+, \d+ s left", terminal.text)
    assert (tmp_path / "out.png").is_file()


@pytest.mark.slow
def test_ctrl_c_writes_the_best_picture_so_far(content: Path, style: Path, tmp_path: Path) -> None:
    out, report = tmp_path / "out.png", tmp_path / "report.json"
    arguments = ["style", content, style, "-o", out, "--report", report, "--evaluations", 100000, "--preset", "gatys"]
    with Terminal(arguments) as terminal:
        terminal.read_until(r" [1-9]\d/100000, loss")
        terminal.process.send_signal(signal.SIGINT)
        terminal.read_until("")
        assert terminal.process.wait(PATIENCE) == 130
    assert "Traceback" not in terminal.text
    assert size_of(out) == (48, 32)
    assert np.abs(read_image(out).pixels - read_image(content).pixels).mean() > 0.005
    written = json.loads(report.read_text())
    assert 10 <= written["evaluations"] < 100000
    assert written["final_loss"] == min(written["losses"])


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_shutdown_and_a_closed_terminal_write_the_best_picture(
    number: signal.Signals, content: Path, style: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.png"
    arguments = ["style", content, style, "-o", out, "--evaluations", 100000, "--preset", "gatys"]
    with Terminal(arguments) as terminal:
        terminal.read_until(r" [1-9]\d/100000, loss")
        if number == signal.SIGHUP:
            terminal.hang_up()  # the kernel sends the signal, and every write to the terminal fails
        else:
            terminal.process.send_signal(number)
        assert terminal.process.wait(PATIENCE) == 130
    assert size_of(out) == (48, 32)


@pytest.mark.slow
def test_memory_that_runs_out_writes_the_best_picture(samples: Path, tmp_path: Path) -> None:
    """The last level does not fit into what the system lets the process have."""
    out, most = tmp_path / "out.png", 900 << 20
    pictures = samples / "content" / "astronaut.jpg", samples / "style" / "van_gogh_night_cafe.jpg"
    arguments = ["style", *pictures, "-o", out, "--size", 512, "--evaluations", 6]
    ended = subprocess.run(
        [*COMMAND, *map(str, arguments), "--memory-limit", "9000", "--threads", "1"],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (most, most)),
    )
    assert ended.returncode == 1
    assert "There is not enough memory" in ended.stderr
    assert ended.stderr.endswith(f"The best picture so far is in {out}.\n")
    assert "Traceback" not in ended.stderr
    assert size_of(out) == (512, 512)


def test_a_signal_that_is_ignored_stays_so() -> None:
    """As under nohup."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with interrupts() as asked:
            os.kill(os.getpid(), signal.SIGHUP)
            assert not asked()
            os.kill(os.getpid(), signal.SIGTERM)
            assert asked()
            assert not asked.by_user
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)
