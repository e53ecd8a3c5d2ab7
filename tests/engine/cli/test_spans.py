"""Parts of a clip on the command line."""

from __future__ import annotations

from argparse import ArgumentTypeError
from fractions import Fraction

import pytest

from engine.cli.spans import LAST, Span, span


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2.5-8", Span(seconds=(Fraction(5, 2), Fraction(8)))),
        ("0-0.04", Span(seconds=(Fraction(0), Fraction(1, 25)))),
        ("3-", Span(seconds=(Fraction(3), None))),
        ("-3", Span(seconds=(Fraction(0), Fraction(3)))),
        ("60f-192f", Span(frames=range(60, 192))),
        ("60f-", Span(frames=range(60, LAST))),
        ("-5f", Span(frames=range(5))),
    ],
)
def test_seconds_or_frames(text: str, expected: Span) -> None:
    assert span(text) == expected


@pytest.mark.parametrize("text", ["", "-", "5", "8-2.5", "9f-9f", "2f-3", "a-b", "1-2-3", "1.5f-3f"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match=r"not a part of a clip such as 2\.5-8 or 60f-192f"):
        span(text)
