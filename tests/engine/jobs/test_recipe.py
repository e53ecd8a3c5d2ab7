"""What a picture says about its making: told by every format, found again, and the same picture to the byte."""

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

from engine import InputError, Options, __version__
from engine.cli.main import main
from engine.imaging import Picture, read_image, write_image
from engine.imaging.metadata import read_note
from engine.jobs.recipe import Recipe, Source, find, read_recipe, source

from ..conftest import Array

Pictures = Callable[[str, int, int], Array]
NOTE = '{"file": "a <b> & ü.png"}'
SOURCE = Source("photo.png", "0" * 64, (4, 3))
RECIPE = Recipe(SOURCE, [SOURCE], Options(strength=70).to_mapping(), [2.0], [50.0], SOURCE, "broad", "1" * 64)


@pytest.fixture
def folder(tmp_path: Path, pictures: Pictures, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder; a photograph and two paintings lie in another one, in/."""
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    write_image(tmp_path / "in" / "content.png", pictures("cat", 48, 32))
    write_image(tmp_path / "in" / "style.png", pictures("van_gogh_night_cafe", 40, 32))
    write_image(tmp_path / "in" / "other.png", pictures("van_gogh_vestibule", 32, 40))
    monkeypatch.chdir(tmp_path / "out")
    return tmp_path


def paint(*arguments: object) -> int:
    return main(["style", *map(str, arguments)])


def made(folder: Path, name: str, *more: object) -> Path:
    """A picture painted from in/content.png and in/style.png."""
    out = folder / "out" / name
    assert paint(folder / "in/content.png", folder / "in/style.png", "-o", out, "--evaluations", 3, *more) == 0
    return out


def note_in(file: Path) -> dict[str, Any]:
    return json.loads(read_note(file) or "null")  # type: ignore[no-any-return]


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


@pytest.mark.parametrize(
    ("change", "message"),
    [
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


# impasto style --from


def test_a_picture_says_how_it_was_made_and_nothing_of_its_makers_disk(folder: Path) -> None:
    out = made(folder, "made.png", "--look", "broad", "--style-weights", 2, "--strength", 30)
    recipe = note_in(out)
    assert (recipe["content"]["file"], recipe["styles"][0]["file"]) == ("content.png", "style.png")
    assert recipe["content"]["size"] == [48, 32]
    assert (recipe["look"], recipe["weights"], recipe["version"]) == ("broad", [2.0], __version__)
    assert (recipe["options"]["strength"], recipe["options"]["device"]) == (30.0, "cpu")
    assert recipe["options"]["threads"] >= 1
    assert len(recipe["model_sha256"]) == 64
    assert str(folder).encode() not in out.read_bytes()


@pytest.mark.parametrize(
    ("suffix", "more"),
    [
        (".png", ["--start", "noise", "--seed", 5, "--colours", "content", "--colour-mix", 40]),
        (".tif", ["--style-scales", 60, "--look", "wash", "--size", 32]),
        (".jpg", ["--preset", "gatys"]),
    ],
)
def test_a_picture_is_made_again_to_the_byte(suffix: str, more: list[object], folder: Path) -> None:
    out = made(folder, f"made{suffix}", *more)
    assert paint("--from", out) == 0
    assert (folder / "out" / f"made-again{suffix}").read_bytes() == out.read_bytes()


def test_what_is_given_beside_it_comes_first(folder: Path) -> None:
    out, again = made(folder, "made.png", "--strength", 30, "--style-weights", 2), folder / "out" / "more.png"
    styles = (folder / "in/style.png", folder / "in/other.png")
    assert paint("--from", out, folder / "in/content.png", *styles, "-o", again, "--strength", 80) == 0
    before, after = note_in(out), note_in(again)
    assert [style["file"] for style in after["styles"]] == ["style.png", "other.png"]
    assert after["weights"] is None
    assert after["options"] == before["options"] | {"strength": 80.0}


def test_a_larger_one_may_use_more_memory(folder: Path) -> None:
    out, again = made(folder, "made.png"), folder / "out" / "large.png"
    assert paint("--from", out, "-o", again, "--size", 256, "--evaluations", 2) == 0
    assert note_in(again)["options"]["memory_limit"] > note_in(out)["options"]["memory_limit"] + 50


def test_an_earlier_start_is_part_of_it(folder: Path) -> None:
    first = made(folder, "first.png")
    second = made(folder, "second.png", "--start-picture", first)
    assert note_in(second)["start"]["file"] == "first.png"
    assert paint("--from", second) == 0
    assert (folder / "out" / "second-again.png").read_bytes() == second.read_bytes()
    first.unlink()
    assert paint("--from", second) == 2


def test_masks_are_part_of_it(folder: Path) -> None:
    mask = folder / "in" / "sky.png"
    Image.fromarray(np.uint8([[255, 255, 0], [255, 0, 0]])).save(mask)
    out = made(folder, "made.png", "--region", f"1={mask}", "--style-mask", f"1={mask}")
    recipe = note_in(out)
    assert [each["file"] for each in recipe["regions"] + recipe["style_masks"]] == ["sky.png", "sky.png"]
    assert recipe["regions"][0]["size"] == [3, 2]
    assert paint("--from", out) == 0
    assert (folder / "out" / "made-again.png").read_bytes() == out.read_bytes()


def test_a_picture_that_was_finished_early_is_finished_early_again(folder: Path) -> None:
    out = made(folder, "made.png", "--evaluations", 6)
    recipe = json.loads(read_note(out) or "")
    early = folder / "out" / "early.png"
    pixels = read_image(out)
    write_image(early, pixels.pixels, note=json.dumps(recipe | {"stopped_after": 2}))
    assert paint("--from", early, "-o", folder / "out" / "two.png", "--report", folder / "report.json") == 0
    report = json.loads((folder / "report.json").read_text())
    assert report["evaluations"] == 2
    assert note_in(folder / "out" / "two.png")["stopped_after"] == 2


def test_a_picture_without_a_recipe(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert paint("--from", folder / "in/content.png") == 2
    assert "content.png does not say how it was made. Give a PNG" in capsys.readouterr().err
    assert paint("--from", folder / "none.png") == 2
    assert "none.png cannot be read: No such file" in capsys.readouterr().err
