"""The bar of a clip."""

from __future__ import annotations

import functools
import io
from types import SimpleNamespace
from typing import Any

import pytest
from tqdm import tqdm

from engine.cli.video_progress import video_bar
from engine.jobs.video_work import VideoProgress


class Terminal(io.StringIO):
    """Standard error as a terminal."""

    def isatty(self) -> bool:
        """It is one."""
        return True


def frame(**values: float) -> Any:
    """A frame's progress."""
    return SimpleNamespace(fraction=0.5, evaluation=3, evaluations=6, loss=0.25, **values)


def test_it_says_frame_evaluation_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr("engine.cli.video_progress.tqdm", functools.partial(tqdm, mininterval=0, miniters=0))
    with video_bar() as show:
        show(VideoProgress(0, 4, None, frame()))
        show(VideoProgress(1, 4, 70.0))
        show(VideoProgress(1, 4, 7200.0, frame()))
        shown = terminal.getvalue()
        show(VideoProgress(4, 4, 0.0))
    assert "frame 1 of 4" in shown
    assert "3/6, loss 0.25" in shown
    assert "70 s left" in shown
    assert "2.0 h left" in shown
    assert " 38%" in shown
    assert "frame 4 of 4" in terminal.getvalue()


def test_on_a_pipe_it_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with video_bar() as show:
        show(VideoProgress(1, 4, 70.0, frame()))
    assert capsys.readouterr() == ("", "")
