"""What a layer says of how it was painted: there and back, from strangers, and where its styles are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from common import recipes, settings
from common.recipes import Recipe, UsedStyle
from options import Options

OPTIONS = Options(strength=40.0, size=512, single_scale=True, device="cpu", threads=3, seed=9)
STYLES = [UsedStyle("cafe.jpg", "Background", file="cafe.jpg", sha256="ab", weight=2.0, region="sky")]


@pytest.fixture
def recipe() -> Recipe:
    return recipes.made("photo", OPTIONS, "new-layer", STYLES, "no face")


def test_there_and_back(recipe):
    again = recipes.read(recipe.to_json())
    assert again == recipe and again.is_like(recipe)
    values = {name: value for name, value in again.values.items() if name != "result"}
    assert settings.to_options(values, Options) == Options(strength=40.0, size=512, single_scale=True, seed=9)
    assert again.values["result"] == "new-layer" and again.when > 1e9 and again.strength_map == "no face"
    assert again.summary() == "Strength\xa040\xa0%, brush\xa0100\xa0%, cafe.jpg"


def test_the_machine_is_not_in_it(recipe):
    assert not {"device", "threads", "memory-limit"} & set(recipe.values)
    assert b"/" not in recipe.to_json()


def test_what_differs_only_in_time_and_name_is_alike(recipe):
    assert recipe.is_like(recipes.made("other", OPTIONS, "new-layer", STYLES, "no face"))
    assert not recipe.is_like(recipes.made("photo", Options(), "new-layer", STYLES, "no face"))
    assert not recipe.is_like(recipes.made("photo", OPTIONS, "new-layer", [], "no face"))
    assert not recipe.is_like(recipes.made("photo", OPTIONS, "new-layer", STYLES))


def test_values_of_another_version(recipe):
    """Unknown ones are left out, missing ones have their defaults."""
    found = json.loads(recipe.to_json())
    found["values"]["sparkle"] = 3
    found["values"]["device"] = "tcp://elsewhere:1"
    del found["values"]["smoothness"], found["strength_map"]
    found["values"].update(strength=40, size=512.0)
    again = recipes.from_mapping(found)
    assert again.values == recipe.values and again.strength_map == ""
    assert {name: type(value) for name, value in again.values.items()} == {
        name: type(value) for name, value in recipe.values.items()
    }


@pytest.mark.parametrize(
    "change",
    [
        {"values": {"strength": 1000}},
        {"values": {"strength": "much"}},
        {"values": {"result": "nowhere"}},
        {"values": []},
        {"styles": [{}]},
        {"styles": [{**vars(STYLES[0]), "weight": -1}]},
        {"styles": [{**vars(STYLES[0]), "title": "x" * 400}]},
        {"name": 3},
        {"when": "yesterday"},
    ],
)
def test_recipes_that_cannot_be_used(recipe, change):
    assert recipes.from_mapping({**json.loads(recipe.to_json()), **change}) is None


@pytest.mark.parametrize("data", [b"", b"\xff", b"[]", b"3", b"{}", b"[" * 10_000, b" " * (recipes.LONGEST + 1)])
def test_what_is_no_recipe(data):
    assert recipes.read(data) is None


def test_a_style_is_found_where_it_was_unless_it_has_changed(tmp_path):
    file = tmp_path / "cafe.jpg"
    file.write_bytes(b"a painting")
    style = UsedStyle("cafe.jpg", sha256=recipes.remember(file))
    assert recipes.find_file(style) == file
    file.write_bytes(b"another one")
    assert recipes.find_file(style) is None
    file.unlink()
    assert recipes.find_file(style) is None
    assert recipes.find_file(UsedStyle("cafe.jpg")) is None
    assert recipes.remember(Path(tmp_path / "missing.jpg")) == ""


def test_the_oldest_places_are_forgotten(tmp_path, monkeypatch):
    monkeypatch.setattr(recipes, "REMEMBERED", 2)
    checksums = []
    for number in range(3):
        file = tmp_path / f"{number}.jpg"
        file.write_bytes(bytes([number]))
        checksums.append(recipes.remember(file))
    found = [recipes.find_file(UsedStyle("x", sha256=each)) for each in checksums]
    assert found == [None, tmp_path / "1.jpg", tmp_path / "2.jpg"]
