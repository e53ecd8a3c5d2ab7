"""A contact sheet: which variants it has, where they stand, and what Ctrl+C leaves."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine import Options, stylize
from engine.cli import sheet
from engine.cli.main import main
from engine.cli.sheet import GAP, arranged, cells
from engine.imaging import read_image, write_image
from engine.runtime.network import Network

from ..conftest import Array

Pictures = Callable[[str, int, int], Array]
WIDTH, HEIGHT = 48, 32


@pytest.fixture
def files(tmp_path: Path, pictures: Pictures) -> list[str]:
    """A photograph and two paintings."""
    write_image(tmp_path / "photograph.png", pictures("cat", WIDTH, HEIGHT))
    write_image(tmp_path / "cafe.png", pictures("van_gogh_night_cafe", 40, 32))
    write_image(tmp_path / "vestibule.png", pictures("van_gogh_vestibule", 32, 40))
    return [str(tmp_path / f"{name}.png") for name in ("photograph", "cafe", "vestibule")]


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


def test_the_cells_are_what_the_options_paint(files: list[str], tmp_path: Path, network: Network) -> None:
    out = tmp_path / "sheet.png"
    command = ["sheet", *files[:2], "-o", str(out), "--strengths", "0,100", "--style-scales", "50,200"]
    assert main([*command, "--size", "48", "--evaluations", "4"]) == 0
    whole = read_image(out).pixels
    assert whole.shape[1] == GAP + 2 * (WIDTH + GAP)
    content, style = (read_image(file).pixels for file in files[:2])
    options = Options(strength=100, style_scale=50, size=48, evaluations=4, quality="draft")
    expected = stylize(content, [style], options, network=network).pixels
    assert cut(whole, 1, 0, 2) == pytest.approx(expected, abs=0.003)
    assert np.abs(cut(whole, 1, 1, 2) - expected).max() > 0.05


def test_ctrl_c_writes_what_there_is(files: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """During the second of four pictures, which is finished early; the other places stay white."""
    paint, calls = sheet.stylize, []

    def interrupted(*arguments: object, **more: object) -> object:
        calls.append(1)
        if len(calls) == 2:
            os.kill(os.getpid(), signal.SIGINT)
        return paint(*arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(sheet, "stylize", interrupted)
    out = tmp_path / "sheet.png"
    command = ["sheet", *files, "-o", str(out), "--strengths", "30,60", "--evaluations", "3", "--size", "48"]
    assert main(command) == 130
    whole = read_image(out).pixels
    assert cut(whole, 0, 0, 2).min() < 0.9
    assert cut(whole, 1, 0, 2).min() < 0.9
    assert cut(whole, 0, 1, 2).min() == cut(whole, 1, 1, 2).min() == 1
    assert len(calls) == 2
