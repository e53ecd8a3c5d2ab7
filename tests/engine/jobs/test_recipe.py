"""What a picture says about its making: kept by every format, and found again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from PIL import Image

from engine import InputError, Options
from engine.cli.main import main
from engine.imaging import Picture, read_image, write_image
from engine.imaging.metadata import read_note
from engine.jobs.recipe import Recipe, Source, find, read_recipe, source
from engine.losses.style import Style
from engine.runtime.limits import available_cores

from ..conftest import Array

Pictures = Callable[[str, int, int], Array]
NOTE = '{"file": "a <b> & ü.png"}'
SOURCE = Source("photo.png", "0" * 64, (4, 3))
RECIPE = Recipe(
    SOURCE, [Style(SOURCE, 2.0, 50.0)], Options(strength=70).to_mapping(), SOURCE, "broad", "1" * 64, version="0.1.0"
)


# Notes in files


@pytest.mark.parametrize("suffix", [".png", ".tif", ".jpg", ".webp"])
@pytest.mark.parametrize("depth", [8, 16])
def test_every_format_holds_a_note_beside_the_rest(suffix: str, depth: int, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[315] = "Ann"
    pixels = np.random.default_rng(1).random((5, 7, 3), np.float32)
    like = Picture(pixels, depth=depth, exif=exif.tobytes())
    for name, note in (("with", NOTE), ("without", None)):
        write_image(tmp_path / f"{name}{suffix}", pixels, like=like, note=note)
    one, other = (read_image(tmp_path / f"{name}{suffix}") for name in ("with", "without"))
    assert np.array_equal(one.pixels, other.pixels)
    assert one.exif == other.exif is not None
    assert read_note(tmp_path / f"with{suffix}") == NOTE
    assert read_note(tmp_path / f"without{suffix}") is None


def test_other_programs_read_it_too(tmp_path: Path) -> None:
    for suffix in (".png", ".tif", ".jpg", ".webp"):
        write_image(tmp_path / f"noted{suffix}", np.zeros((4, 4, 3), np.float32), note=NOTE)
    with Image.open(tmp_path / "noted.png") as png:
        assert png.text == {"impasto": NOTE}
    for suffix in (".jpg", ".webp"):
        with Image.open(tmp_path / f"noted{suffix}") as picture:
            assert b"<impasto:recipe>" in picture.info["xmp"]
    with tifffile.TiffFile(tmp_path / "noted.tif") as tiff:
        assert b"a &lt;b&gt; &amp; " in bytes(tiff.pages.first.tags[700].value)


def test_a_note_too_long_for_jpeg_is_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write_image(tmp_path / "long.jpg", np.zeros((4, 4, 3), np.float32), note="x" * 70_000)
    assert "recipe is too long" in caplog.text
    assert read_note(tmp_path / "long.jpg") is None


# Recipes


def test_a_recipe_travels_through_a_file(tmp_path: Path) -> None:
    write_image(tmp_path / "made.png", np.zeros((4, 4, 3), np.float32), note=RECIPE.to_json())
    assert read_recipe(tmp_path / "made.png") == RECIPE


def test_the_json_of_a_recipe_stays_as_it_is() -> None:
    """Pictures that were made by other versions can be made again."""
    photo = '{"file": "photo.png", "sha256": "%s", "size": [4, 3]}' % ("0" * 64)
    options = json.dumps(RECIPE.options)
    assert RECIPE.to_json() == (
        f'{{"content": {photo}, "styles": [{photo}], "options": {options}, "weights": [2.0], "scales": [50.0], '
        f'"start": {photo}, "look": "broad", "model_sha256": "{"1" * 64}", "version": "0.1.0", '
        '"stopped_after": null, "regions": null, "style_masks": null}'
    )
    plain = Recipe(SOURCE, [Style(SOURCE), Style(SOURCE, mask=SOURCE)], {})
    found = json.loads(plain.to_json())
    assert (found["weights"], found["scales"], found["regions"]) == (None, None, None)
    assert found["style_masks"] == [None, json.loads(photo)]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"weights": [2.0, 1.0]}, "There are 2 style weights for 1 styles"),
        ({"options": {"strength": 700}}, "'strength' cannot be 700"),
        ({"options": None}, "cannot be used"),
        ({"content": {"file": "../../secret.png", "sha256": "", "size": [1, 1]}}, "is not the name of a file"),
        ({"styles": [{"file": "style.png"}]}, "cannot be used: 'sha256'"),
    ],
)
def test_recipes_that_cannot_be_used(change: dict[str, Any], message: str, tmp_path: Path) -> None:
    note = json.dumps(json.loads(RECIPE.to_json()) | change)
    write_image(tmp_path / "made.png", np.zeros((4, 4, 3), np.float32), note=note)
    with pytest.raises(InputError, match=message):
        read_recipe(tmp_path / "made.png")


def with_note(folder: Path, note: str) -> Path:
    """A picture with any text in the place of a recipe."""
    write_image(folder / "made.png", np.zeros((4, 4, 3), np.float32), note=note)
    return folder / "made.png"


HOSTILE = {
    "no json": "{",
    "no object": "[]",
    "deep": "[" * 200_000,
    "deep objects": '{"a":' * 50_000,
    "large": '"' + "x" * (2 << 20) + '"',
    "not a number": RECIPE.to_json().replace("70", "NaN"),
    "infinity": RECIPE.to_json().replace("70", "Infinity"),
    "too large a number": RECIPE.to_json().replace("70", "1e999"),
    "5,000 digits": RECIPE.to_json().replace("70", "7" * 5000),
    "400 digits": RECIPE.to_json().replace("70", "7" * 400),
    "infinite size": RECIPE.to_json().replace("[4, 3]", "[1e400, 3]"),
    "no size": RECIPE.to_json().replace("[4, 3]", "[0, 3]"),
    "many sides": RECIPE.to_json().replace("[4, 3]", str([1] * 9)),
    "styles that are a number": RECIPE.to_json().replace('"styles": [', '"styles": 7, "x": ['),
    "no style": RECIPE.to_json().replace('"styles": [', '"styles": [], "x": ['),
    "escape codes": RECIPE.to_json().replace("photo.png", "\\u001b[2J.png"),
    "a long name": RECIPE.to_json().replace("photo.png", "x" * 5000),
    "a name that is a number": RECIPE.to_json().replace('"photo.png"', "7"),
    "a negative count": RECIPE.to_json().replace('"stopped_after": null', '"stopped_after": -1'),
    "a look that is a list": RECIPE.to_json().replace('"look": "broad"', '"look": ["broad"]'),
}


@pytest.mark.parametrize("note", HOSTILE.values(), ids=HOSTILE)
def test_hostile_recipes_end_in_words(note: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = with_note(tmp_path, note)
    with pytest.raises(InputError, match=r"The recipe in .*made\.png cannot be used") as caught:
        read_recipe(picture)
    assert len(caught.value.message) < 600
    assert main(["style", "--from", str(picture)]) == 2
    shown = capsys.readouterr().err
    assert shown.startswith("impasto: The recipe in")
    assert shown.count("\n") == 1
    assert shown[:-1].isprintable()
    assert [file.name for file in tmp_path.iterdir()] == ["made.png"]


def test_a_recipe_never_raises_this_machines_limits(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    wanted = Options(threads=256, memory_limit=1 << 20, size=32768).to_mapping()
    found = read_recipe(with_note(tmp_path, replace(RECIPE, options=wanted).to_json()))
    assert found.options["threads"] == available_cores()
    assert found.options["memory_limit"] == 0
    assert found.options["size"] < 32768
    assert caplog.text.count("It was made") == 3


def test_another_version_is_a_word_of_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    note = replace(RECIPE, version="0.0.1").to_json()
    write_image(tmp_path / "made.png", np.zeros((4, 4, 3), np.float32), note=note)
    read_recipe(tmp_path / "made.png")
    assert "was made by version 0.0.1" in caplog.text


def test_pictures_are_found_beside_and_where_they_were(folder: Path) -> None:
    picture, original = folder / "out" / "made.png", folder / "in" / "content.png"
    wanted = source(original, (48, 32))
    assert (wanted.file, wanted.size) == ("content.png", (48, 32))
    assert find(wanted, picture) == original
    copy = folder / "out" / "content.png"
    copy.write_bytes(original.read_bytes())
    assert find(wanted, picture).resolve() == copy
    original.unlink()
    copy.write_bytes(b"changed")
    with pytest.raises(InputError, match=r"content.png is not the content.png that .*made.png was made with"):
        find(wanted, picture)
    copy.unlink()
    with pytest.raises(InputError, match=r"content.png, which .*made.png was made with, is not beside it"):
        find(wanted, picture)
