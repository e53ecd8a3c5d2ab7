"""Jobs from files, and the same picture again to the byte by `impasto style --from`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from engine import __version__
from engine.cli.main import main
from engine.imaging import read_image, write_image
from engine.imaging.metadata import read_note

from ..conftest import Array

Pictures = Callable[[str, int, int], Array]


def paint(*arguments: object) -> int:
    return main(["style", *map(str, arguments)])


def made(folder: Path, name: str, *more: object) -> Path:
    """A picture painted from in/content.png and in/style.png."""
    out = folder / "out" / name
    assert paint(folder / "in/content.png", folder / "in/style.png", "-o", out, "--evaluations", 3, *more) == 0
    return out


def note_in(file: Path) -> dict[str, Any]:
    return json.loads(read_note(file) or "null")  # type: ignore[no-any-return]


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
