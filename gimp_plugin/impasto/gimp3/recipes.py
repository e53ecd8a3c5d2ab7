"""Recipes and the history in GIMP 3: parasites of layers and of their image, and the styles that they name."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path

from gi.repository import GdkPixbuf, Gimp

from common import history, recipes
from common.core import StyleRequest
from common.history import Entry, Thumbnail
from common.recipes import PERSISTENT, Recipe, UsedStyle
from gimp3 import styles
from gimp3.styles import Choice

_CHECKS = Gimp.PixbufTransparency.SMALL_CHECKS


def recipe_of(request: StyleRequest, choices: Sequence[Choice], image: Gimp.Image, strength_map: str = "") -> Recipe:
    """What a request paints with, for its layers to carry."""
    used = [_used(choice, image) for choice in choices if choice.is_there]
    return recipes.made(request.layers[0].name, request.options, request.result, used, strength_map)


def entries(image: Gimp.Image, first: Sequence[Gimp.Drawable]) -> list[Entry]:
    """How layers of an image were painted, those of `first` before the others, and what else it remembers."""
    layers = [*first, *(layer for layer in styles.layers_of(image) if layer not in first)]
    return history.merged([entry for layer in layers for entry in _of_layer(layer)], _of_image(image))


def keep(image: Gimp.Image, recipe: Recipe, painted: Gimp.Drawable) -> None:
    """Let an image, if it is still open, remember a result."""
    if image.is_valid() and painted.is_valid():
        newest = Entry(dataclasses.replace(recipe, name=painted.get_name()), _thumbnail(painted))
        data = history.to_json(history.with_newest(_of_image(image), newest))
        image.attach_parasite(Gimp.Parasite.new(history.PARASITE, PERSISTENT, data))


def find_styles(recipe: Recipe, image: Gimp.Image) -> tuple[list[Choice], list[str]]:
    """The styles of a recipe that can be had, and the titles of those that cannot."""
    found, missing = [], []
    for style in recipe.styles:
        choice = _find(style, image)
        if choice:
            found.append(dataclasses.replace(choice, weight=style.weight, region=style.region))
        else:
            missing.append(style.title)
    return found, missing


def _find(style: UsedStyle, image: Gimp.Image) -> Choice | None:
    """A layer with its name, here or elsewhere; else its file."""
    for layer in styles.layers_of(image) if style.is_here else styles.all_layers():
        if layer.get_name() == style.layer and (style.is_here or styles.title(layer) == style.title):
            return Choice(layer)
    file = recipes.find_file(style)
    return styles.open_file(str(file)) if file else None


def _used(choice: Choice, image: Gimp.Image) -> UsedStyle:
    """A style as a recipe names it."""
    drawable, of = choice.drawable, choice.drawable.get_image()
    here = of.get_id() == image.get_id()
    file = choice.file or ("" if here else _single_file(of))
    return UsedStyle(
        title=Path(choice.file).name if choice.file else drawable.get_name() if here else styles.title(drawable),
        layer=drawable.get_name(),
        is_here=here,
        file=Path(file).name,
        sha256=recipes.remember(Path(file)) if file else "",
        weight=choice.weight,
        region=choice.region,
    )


def _single_file(image: Gimp.Image) -> str:
    """The file that an image of one layer was opened from, unless it was changed since."""
    file = image.get_file() or image.get_imported_file()
    return (file.get_path() or "") if file and len(image.get_layers()) == 1 and not image.is_dirty() else ""


def _of_layer(layer: Gimp.Drawable) -> Iterator[Entry]:
    """What a layer says of itself."""
    parasite = layer.get_parasite(recipes.PARASITE)
    recipe = recipes.read(bytes(parasite.get_data())) if parasite else None
    if recipe:
        yield Entry(dataclasses.replace(recipe, name=layer.get_name()), _thumbnail(layer))


def _of_image(image: Gimp.Image) -> list[Entry]:
    """What an image remembers."""
    parasite = image.get_parasite(history.PARASITE)
    return history.read(bytes(parasite.get_data())) if parasite else []


def _thumbnail(drawable: Gimp.Drawable) -> Thumbnail | None:
    """How a layer looks now."""
    pixbuf: GdkPixbuf.Pixbuf | None = drawable.get_thumbnail(history.SIDE, history.SIDE, _CHECKS)
    if pixbuf is None:
        return None
    width, height, channels, stride = (
        pixbuf.get_width(),
        pixbuf.get_height(),
        pixbuf.get_n_channels(),
        pixbuf.get_rowstride(),
    )
    pixels, rgb = pixbuf.get_pixels(), bytearray(3 * width * height)
    rows = b"".join(pixels[row * stride : row * stride + channels * width] for row in range(height))
    for channel in range(3):
        rgb[channel::3] = rows[channel::channels]
    return Thumbnail(width, height, bytes(rgb))
