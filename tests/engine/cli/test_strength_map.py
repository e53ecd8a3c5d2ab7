"""`--strength-map` of the commands: in files, in the recipe, and refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from engine.imaging import read_image, write_image
from engine.jobs.recipe import read_recipe

from ..conftest import Array
from .conftest import Impasto, Pictures, Refused

FEW = ("--evaluations", 3)


@pytest.fixture
def held(tmp_path: Path) -> Path:
    """A map of another size than the content's: black on the left, and white, but transparent, at the bottom."""
    pixels = np.ones((40, 80, 4), np.float32)
    pixels[:, :40, :3] = 0
    pixels[30:, :, 3] = 0
    write_image(tmp_path / "held.png", pixels)
    return tmp_path / "held.png"


def change(picture: Path, content: Path) -> Array:
    moved: Array = np.abs(read_image(picture).pixels - read_image(content).pixels).mean(2)
    return moved


def test_what_is_black_or_transparent_is_held(
    impasto: Impasto, style: Path, held: Path, pictures: Pictures, tmp_path: Path
) -> None:
    """In a picture twice as large as the other tests': in theirs every position sees the border of the map."""
    content, out = tmp_path / "content.png", tmp_path / "out.png"
    write_image(content, pictures("cat", 96, 64))
    assert impasto("style", content, style, "-o", out, "--strength-map", held, *FEW).status == 0
    moved = change(out, content)
    assert moved[:48, 60:].mean() > 0.05
    assert moved[:48, :32].mean() < 0.2 * moved[:48, 60:].mean()
    assert moved[56:, 64:].mean() < 0.2 * moved[:32, 64:].mean()


def test_the_recipe_names_it_and_paints_the_same_again(
    impasto: Impasto, content: Path, style: Path, held: Path, tmp_path: Path
) -> None:
    out, again = tmp_path / "out.png", tmp_path / "out-again.png"
    impasto("style", content, style, "-o", out, "--strength-map", held, *FEW)
    found = read_recipe(out).strength_map
    assert found is not None
    assert (found.file, found.size) == ("held.png", (80, 40))
    assert impasto("style", "--from", out).status == 0
    assert again.read_bytes() == out.read_bytes()
    write_image(held, np.full((4, 4, 3), 0.5, np.float32))
    ended = impasto("style", "--from", out, "--overwrite")
    assert ended.status == 2
    assert "held.png" in ended.err


def test_a_batch_has_a_map_for_each_picture(
    impasto: Impasto, content: Path, style: Path, held: Path, tmp_path: Path
) -> None:
    (tmp_path / "maps").mkdir()
    held.rename(tmp_path / "maps" / "content.png")
    command = ("batch", content, "--style", style, "-o", tmp_path / "out", *FEW)
    named = ("--strength-map", tmp_path / "maps" / "{name}.png")
    assert impasto(*command, *named).status == 0
    assert read_recipe(tmp_path / "out" / "content.png").strength_map is not None
    stamp = (tmp_path / "out" / "content.png").stat().st_mtime_ns
    assert impasto(*command, *named).status == 0
    assert (tmp_path / "out" / "content.png").stat().st_mtime_ns == stamp  # passed over: it is there
    assert impasto("batch", content, "--from", tmp_path / "out" / "content.png", "-o", tmp_path / "new").status == 0
    made, again = (read_image(tmp_path / folder / "content.png").pixels for folder in ("out", "new"))
    assert np.array_equal(made, again)


def test_a_sheet_and_a_loss_know_it(
    impasto: Impasto, content: Path, style: Path, held: Path, pictures: Pictures, tmp_path: Path
) -> None:
    sheets = []
    for number, given in enumerate(((), ("--strength-map", held))):
        out = tmp_path / f"sheet-{number}.png"
        line = ("sheet", content, style, "-o", out, "--strengths", 75, "--style-scales", 100, "--size", 48, *FEW)
        assert impasto(*line, *given).status == 0
        sheets.append(read_image(out).pixels)
    assert not np.array_equal(*sheets)
    image = tmp_path / "image.png"
    write_image(image, pictures("coffee", 48, 32))
    free, mapped = (
        json.loads(impasto("loss", image, "--content", content, "--style", style, *given).out)
        for given in ((), ("--strength-map", held))
    )
    assert mapped["content"] > 1.5 * free["content"]
    assert sum(mapped["style"].values()) < 0.7 * sum(free["style"].values())


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("style {content} {style} -o {out} --strength-map {tmp}/none.png", r"none\.png does not exist"),
        ("style {content} {style} -o {out} --strength-map {tmp}/text.png", r"text\.png"),
        ("style {content} {style} -o {out} --strength-map {tiny}", "The strength map is black everywhere"),
        ("style {content} {style} -o {tiny} --strength-map {tiny}", r"tiny\.png"),
        ("batch {content} --style {style} -o {tmp}/made --strength-map {tmp}/none.png", r"none\.png does not exist"),
    ],
)
def test_maps_that_cannot_be_used(line: str, message: str, refused: Refused) -> None:
    refused(line, message)
