"""Refusals become errors that name the file."""

from __future__ import annotations

from pathlib import Path

from engine.imaging.refusal import Refusal


def test_the_file_is_named() -> None:
    error = Refusal("{file} has {count} sides.", "Fold {file}.", code="sides", count=3).about(Path("a{b}.png"))
    assert str(error) == "a{b}.png has 3 sides. Fold a{b}.png."
    assert (error.code, error.values) == ("sides", {"file": "a{b}.png", "count": 3})
