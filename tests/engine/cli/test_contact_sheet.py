"""The layout of a contact sheet: which variants it has, and where they stand."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine import Options
from engine.cli import contact_sheet
from engine.cli.contact_sheet import GAP, arranged, cells, readable
from engine.cli.fonts import font_for

from ..conftest import Array

Pictures = Callable[[str, int, int], Array]
WIDTH, HEIGHT = 48, 32


def cut(whole: Array, column: int, row: int, rows: int) -> Array:
    """One cell's picture out of a sheet."""
    step = (whole.shape[0] - GAP) // rows
    left, top = GAP + column * (WIDTH + GAP), GAP + row * step
    return whole[top : top + HEIGHT, left : left + WIDTH]


def test_captions_say_what_differs() -> None:
    made = cells(["cafe"], [25, 75], [50, 100, 200], Options(seed=3))
    assert [cell.caption for cell in made][:3] == [
        ("strength 25 %", "brush 50 %"),
        ("strength 75 %", "brush 50 %"),
        ("strength 25 %", "brush 100 %"),
    ]
    assert {(cell.options.strength, cell.options.style_scale) for cell in made} == {
        (strength, scale) for strength in (25, 75) for scale in (50, 100, 200)
    }
    assert {cell.options.seed for cell in made} == {3}
    assert [cell.caption for cell in cells(["one", "two"], [40], [100], Options())] == [("one",), ("two",)]


def test_pictures_stand_in_rows_on_white_over_their_captions() -> None:
    colours = np.eye(3, dtype=np.float32)
    pictures = [np.broadcast_to(colour, (HEIGHT, WIDTH, 3)) for colour in colours]
    whole = arranged(pictures, [("one",), ("two",), ("three",), ("four",)], 2)
    for number, colour in enumerate(colours):
        assert np.array_equal(cut(whole, number % 2, number // 2, 2), np.broadcast_to(colour, (HEIGHT, WIDTH, 3)))
    assert cut(whole, 1, 1, 2).min() == 1  # there is no fourth picture yet
    assert whole[GAP + HEIGHT : GAP + HEIGHT + 12, GAP:WIDTH].min() < 0.3  # black letters
    assert (
        arranged(pictures[:1], [("a very long caption, far too long for its picture",)], 1).shape[1] == WIDTH + 2 * GAP
    )


def test_transparent_parts_are_white() -> None:
    clear = np.zeros((HEIGHT, WIDTH, 4), np.float32)
    assert cut(arranged([clear], [("clear",)], 1), 0, 0, 1).min() == 1


def test_names_in_any_letters_are_readable_or_numbered(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["星月夜", "浮世絵"]
    shape = (HEIGHT, WIDTH, 3)
    assert readable(["cafe", "bar"], shape) == ["cafe", "bar"]
    assert readable(["cafe", "Übung"], shape) in (["cafe", "Übung"], ["1", "2"])  # by the fonts of the system
    found = readable(names, shape)
    assert found in (names, ["1", "2"])
    white = np.ones(shape, np.float32)
    sheet = arranged([white, white], [(name,) for name in found], 2)
    below = [sheet[GAP + HEIGHT :, left : left + WIDTH] for left in (GAP, 2 * GAP + WIDTH)]
    assert min(each.min() for each in below) < 0.5
    assert not np.array_equal(*below)
    monkeypatch.setattr(contact_sheet, "font_for", lambda name, _: None if name in names else font_for(name, 10))
    assert readable(["cafe", *names], shape) == ["1", "2", "3"]
