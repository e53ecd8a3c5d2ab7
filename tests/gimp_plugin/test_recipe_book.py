"""Recipes of layers and the history of an image, in an editor made of lists; and the styles that they name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from common import core, recipe_book, recipes
from common.history import Thumbnail
from fake_host import FakeLayer
from options import Options


@dataclass(eq=False)
class Thing:
    """An image with its layers, or a layer of an image."""

    name: str
    image: Any = None
    layers: list[Any] = field(default_factory=list)
    parasites: dict[str, bytes] = field(default_factory=dict)
    file: str = ""
    there: bool = True


@dataclass(frozen=True)
class Choice:
    drawable: Any
    file: str = ""
    weight: float = 1.0
    region: str = ""
    is_there: bool = True


class Editor:
    """Images by their names, each with layers."""

    def __init__(self):
        self.images = []

    def open(self, name, *layers, file=""):
        image = Thing(name, file=file)
        image.layers = [Thing(layer, image) for layer in layers]
        self.images.append(image)
        return image

    def is_there(self, thing):
        return thing.there

    def all_layers(self):
        return [layer for image in self.images for layer in image.layers]

    def layers_of(self, image):
        return image.layers

    def name(self, layer):
        return layer.name

    def title(self, layer):
        return f"{layer.image.name} - {layer.name}"

    def is_in(self, layer, image):
        return layer.image is image

    def single_file(self, layer):
        return layer.image.file

    def parasite(self, thing, name):
        return thing.parasites.get(name, b"")

    def attach(self, image, name, data):
        image.parasites[name] = data

    def thumbnail(self, _layer, side):
        return Thumbnail(1, 1, bytes([side, 0, 0]))

    def choice(self, layer):
        return Choice(layer)

    def open_file(self, path):
        return Choice(self.open(path.name, path.name).layers[0], str(path))


@pytest.fixture
def editor():
    return Editor()


@pytest.fixture
def photo(editor):
    return editor.open("photo", "sky", "painting")


def paint(editor, image, choices, layer=None, **options):
    """What painting a layer leaves."""
    request = core.StyleRequest([FakeLayer("sky", 8, 6)], [], Options(**options))
    recipe = recipe_book.recipe_of(editor, request, choices, image)
    (layer or image.layers[0]).parasites[recipes.PARASITE] = recipe.to_json()
    recipe_book.keep(editor, image, recipe, layer or image.layers[0])
    return recipe


def test_a_style_of_the_same_image_is_found_by_its_layer(editor, photo):
    recipe = paint(editor, photo, [Choice(photo.layers[1], weight=2.0, region="mask")])
    photo.name = "saved under another name.xcf"
    found, missing = recipe_book.find_styles(editor, recipe, photo)
    assert found == [Choice(photo.layers[1], weight=2.0, region="mask")] and missing == []
    assert recipe.styles[0].title == "painting"


def test_a_style_that_is_open_is_found_by_image_and_layer(editor, photo):
    cafe = editor.open("cafe", "painting")
    recipe = paint(editor, photo, [Choice(cafe.layers[0])])
    assert recipe_book.find_styles(editor, recipe, photo) == ([Choice(cafe.layers[0])], [])
    editor.images.remove(cafe)
    assert recipe_book.find_styles(editor, recipe, photo) == ([], ["cafe - painting"])


@pytest.mark.parametrize("was_open", [True, False])
def test_a_style_is_found_by_its_file(editor, photo, tmp_path, was_open):
    file = tmp_path / "cafe.jpg"
    file.write_bytes(b"a painting")
    cafe = editor.open("cafe", "painting", file=str(file) if was_open else "")
    recipe = paint(editor, photo, [Choice(cafe.layers[0], "" if was_open else str(file))])
    assert str(tmp_path).encode() not in recipe.to_json()
    editor.images.remove(cafe)
    (found,), missing = recipe_book.find_styles(editor, recipe, photo)
    assert (found.file, missing) == (str(file), [])


def test_a_style_that_has_gone_before_it_is_noted_is_left_out(editor, photo):
    assert paint(editor, photo, [Choice(photo.layers[1], is_there=False)]).styles == []


def test_entries_begin_with_the_layers_that_are_asked_for(editor, photo):
    sky, painting = photo.layers
    paint(editor, photo, [], sky, strength=10.0)
    paint(editor, photo, [], painting, strength=20.0)
    entries = recipe_book.entries(editor, photo, [painting])
    assert [(each.recipe.name, each.recipe.values["strength"]) for each in entries] == [("painting", 20), ("sky", 10)]
    painting.parasites.clear()  # undone: the image still remembers it
    entries = recipe_book.entries(editor, photo, [painting])
    assert [each.recipe.values["strength"] for each in entries] == [10, 20]
    assert all(each.thumbnail for each in entries)


@pytest.mark.parametrize("gone", ["image", "layer"])
def test_what_is_closed_meanwhile_remembers_nothing(editor, photo, gone):
    (photo if gone == "image" else photo.layers[0]).there = False
    paint(editor, photo, [])
    assert "impasto-history" not in photo.parasites


def test_frames_that_are_alike_are_one_entry(editor, monkeypatch):
    made = []
    monkeypatch.setattr(Editor, "thumbnail", lambda _self, layer, _side: made.append(layer))
    clip = editor.open("clip", *(f"frame {n}" for n in range(200)))
    for number, layer in enumerate(clip.layers):
        paint(editor, clip, [], layer, strength=float(number // 2 % 100))
    made.clear()
    assert len(recipe_book.entries(editor, clip, clip.layers[:1])) == len(made) == 24
