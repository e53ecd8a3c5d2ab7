"""One bar over many pictures."""

from __future__ import annotations

import pytest

from engine.cli.batch_progress import batch_bar


def test_pictures_count_by_their_cost(capsys: pytest.CaptureFixture[str]) -> None:
    with batch_bar([1.0, 3.0]) as bar:
        assert bar.fraction() == 0
        bar.update(1, 0.5, "large.png")
        assert bar.fraction() == pytest.approx(1.5 / 4)
        bar.finish(0)
        assert bar.fraction() == pytest.approx(2.5 / 4)
        bar.say("one line")
    assert capsys.readouterr() == ("", "one line\n")  # a pipe gets no bar


def test_no_pictures_are_no_work() -> None:
    with batch_bar([]) as bar:
        assert bar.fraction() == 0
