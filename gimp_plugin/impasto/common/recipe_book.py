"""Recipes of layers and the history of their image, read and written through an editor; and the styles they name."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from common import core, history, recipes
from common.choices import Choice
from common.core import JobSpec, StyleRequest
from common.history import Entry, Thumbnail
from common.host import Host
from common.recipes import Recipe, UsedStyle
from common.session import Session


class Editor(Protocol):
    """What is asked of an editor; layers and images are its own objects."""

    def is_there(self, thing: Any) -> bool:
        """Whether a layer or an image has not been removed or closed."""

    def all_layers(self) -> Iterable[Any]: ...
    def layers_of(self, image: Any) -> Iterable[Any]: ...
    def name(self, layer: Any) -> str: ...
    def title(self, layer: Any) -> str: ...
    def is_in(self, layer: Any, image: Any) -> bool: ...
    def single_file(self, layer: Any) -> str:
        """The file that the image of a layer was opened from, where it is all of it and unchanged; else empty."""

    def parasite(self, thing: Any, name: str) -> bytes:
        """What a layer or an image carries; empty where it carries none."""

    def attach(self, image: Any, name: str, data: bytes) -> None:
        """Let an image carry something that is saved with it."""

    def thumbnail(self, layer: Any, side: int) -> Thumbnail | None:
        """How a layer looks now, at most so many pixels large."""

    def choice(self, layer: Any) -> Any:
        """A layer as a style."""

    def open_file(self, path: Path) -> Any:
        """A picture file as a style; raises InputError where it cannot be opened."""


class RecordingHost(Host, Protocol):
    """A host that gives the recipe, if there is one, to the layers that it paints, and has these then."""

    recipe: Recipe | None
    painted: list[Any]


def recipe_of(
    editor: Editor, request: JobSpec, choices: Sequence[Choice], image: Any, strength_map: str = ""
) -> Recipe | None:
    """What a request paints with, for its layers to carry; None where it paints in no style.

    `strength_map` is the argument of this name.
    """
    if not isinstance(request, StyleRequest):
        return None
    used = [_used(editor, choice, image) for choice in choices if choice.is_there]
    return recipes.made(request.layers[0].name, request.options, request.result, used, strength_map)


def paint(editor: Editor, host: RecordingHost, request: JobSpec, image: Any, session: Session | None) -> None:
    """Paint, and let the image remember the recipe that the host gives to what is painted, if it has one."""
    core.paint(host, request, session=session)
    if host.recipe and host.painted:
        keep(editor, image, host.recipe, host.painted[0])


def keep(editor: Editor, image: Any, recipe: Recipe, painted: Any) -> None:
    """Let an image, if it is still open, remember a result."""
    if editor.is_there(image) and editor.is_there(painted):
        newest = Entry(dataclasses.replace(recipe, name=editor.name(painted)), editor.thumbnail(painted, history.SIDE))
        entries = history.with_newest(_of_image(editor, image), newest)
        editor.attach(image, history.PARASITE, history.to_json(entries))


def entries(editor: Editor, image: Any, first: Sequence[Any]) -> list[Entry]:
    """How layers of an image were painted, those of `first` before the others, and what else it remembers."""
    said: list[tuple[Recipe, Any]] = []
    for layer in (*first, *(each for each in editor.layers_of(image) if each not in first)):
        recipe = recipes.read(editor.parasite(layer, recipes.PARASITE))
        if recipe and not any(recipe.is_like(other) for other, _layer in said):  # the frames of an animation are alike
            said.append((dataclasses.replace(recipe, name=editor.name(layer)), layer))
    of_layers = [Entry(recipe, editor.thumbnail(layer, history.SIDE)) for recipe, layer in said[: history.MOST_SHOWN]]
    return history.merged(of_layers, _of_image(editor, image))[: history.MOST_SHOWN]


def find_styles(editor: Editor, recipe: Recipe, image: Any) -> tuple[list[Any], list[str]]:
    """The styles of a recipe that can be had, as choices, and the titles of those that cannot."""
    found, missing = [], []
    for style in recipe.styles:
        choice = _find(editor, style, image)
        if choice:
            found.append(dataclasses.replace(choice, weight=style.weight, region=style.region))
        else:
            missing.append(style.title)
    return found, missing


def _find(editor: Editor, style: UsedStyle, image: Any) -> Any:
    """A layer with its name, here or elsewhere; else its file; None where it has none."""
    for layer in editor.layers_of(image) if style.is_here else editor.all_layers():
        if editor.name(layer) == style.layer and (style.is_here or editor.title(layer) == style.title):
            return editor.choice(layer)
    file = recipes.find_file(style)
    return editor.open_file(file) if file else None


def _used(editor: Editor, choice: Choice, image: Any) -> UsedStyle:
    """A style as a recipe names it."""
    layer, is_here = choice.drawable, editor.is_in(choice.drawable, image)
    file = choice.file or ("" if is_here else editor.single_file(layer))
    title = editor.name(layer) if is_here else editor.title(layer)
    return UsedStyle(
        title=Path(choice.file).name or title,
        layer=editor.name(layer),
        is_here=is_here,
        file=Path(file).name,
        sha256=recipes.remember(Path(file)) if file else "",
        weight=choice.weight,
        region=choice.region,
    )


def _of_image(editor: Editor, image: Any) -> list[Entry]:
    """What an image remembers."""
    return history.read(editor.parasite(image, history.PARASITE))
