"""What counts as done: the recipe in a result against what would be painted now."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine import Options
from engine.imaging import read_image, write_image
from engine.imaging.metadata import read_note
from engine.jobs.batch import Item
from engine.jobs.batch_done import Existing
from engine.jobs.painting import read_painting
from engine.jobs.style_files import StyleFiles
from engine.losses.style import Style
from engine.runtime.models import weights_checksum
from engine.runtime.network import Network


@pytest.fixture
def item(folder: Path, network: Network) -> Item:
    """A result that has been painted."""
    files = StyleFiles(folder / "in/content.png", [Style(folder / "in/style.png")], Options(evaluations=1, threads=1))
    made = Item(files, folder / "out" / "made.png")
    read_painting(files).paint(made.output, network)
    return made


def state(item: Item, network: Network) -> str:
    return Existing(weights_checksum(network.folder)).state(item)


def changed(item: Item, **options: Any) -> Item:
    return replace(item, files=replace(item.files, options=replace(item.files.options, **options)))


def test_the_same_files_and_options_are_done(item: Item, folder: Path, network: Network) -> None:
    assert state(item, network) == "done"
    assert state(changed(item, threads=7, memory_limit=4000), network) == "done"
    assert state(changed(item, device="cpu"), network) == "done"
    moved = item.files.content.rename(folder / "in" / "renamed.png")
    assert state(replace(item, files=replace(item.files, content=moved)), network) == "done"


def test_other_files_options_losses_and_weights_are_not(item: Item, folder: Path, network: Network) -> None:
    assert state(replace(item, output=folder / "out" / "none.png"), network) == "open"
    assert state(changed(item, strength=10), network) == "open"
    assert state(changed(item, device="cuda"), network) == "open"
    for style in (Style(folder / "in/other.png"), Style(folder / "in/style.png", scale=50.0)):
        assert state(replace(item, files=replace(item.files, styles=[style])), network) == "open"
    mapped = replace(item.files, strength_map=folder / "in/other.png")
    assert state(replace(item, files=mapped), network) == "open"
    assert Existing("0" * 64).state(item) == "open"
    item.files.content.write_bytes(item.files.content.read_bytes() + b"changed")
    assert state(item, network) == "open"
    item.files.content.unlink()
    assert state(item, network) == "open"


@pytest.mark.parametrize("change", [{"stopped_after": 1}, {"version": "0.0.1"}, {"options": {}}, {"styles": []}])
def test_stopped_early_and_other_versions_are_not(change: dict[str, Any], item: Item, network: Network) -> None:
    pixels, note = read_image(item.output).pixels, json.loads(read_note(item.output) or "")
    write_image(item.output, pixels, note=json.dumps(note | change))
    assert state(item, network) == "open"
    write_image(item.output, pixels, note="no recipe")
    assert state(item, network) == "open"


def test_a_file_without_a_recipe_is_not_ours(item: Item, network: Network) -> None:
    write_image(item.output, read_image(item.output).pixels)
    assert state(item, network) == "foreign"
    item.output.unlink()
    item.output.mkdir()
    assert state(item, network) == "foreign"
