"""Every special kind of layer inside GIMP 3, painted in place or as new layers; `test_layers_gimp3.py` judges.

Standard library and GIMP only.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from gi.repository import Gegl, Gimp, Gio

from tests.real_gimp.guest.gimp3 import QUIET, about_image, paint, save, show
from tests.real_gimp.guest.kinds import HEIGHT, WIDTH
from tests.real_gimp.guest.matrix import add_layer, bits, undo

WHOLE = (0, 0, WIDTH, HEIGHT)


def new_image() -> Gimp.Image:
    """An empty image."""
    return Gimp.Image.new(WIDTH, HEIGHT, Gimp.ImageBaseType.RGB)


def paintable(image: Gimp.Image) -> dict[str, Gimp.Layer]:
    """The special layers that can be painted in place."""
    layers = {
        name: add_layer(image, place)
        for name, place in {
            "masked": WHOLE,
            "hidden": WHOLE,
            "filtered": WHOLE,
            "one pixel": (5, 5, 1, 1),
            "one row": (0, 3, WIDTH, 1),
            "outside": (500, -300, 20, 16),
        }.items()
    }
    mask = layers["masked"].create_mask(Gimp.AddMaskType.ALPHA)
    layers["masked"].add_mask(mask)
    layers["hidden"].set_visible(False)
    layers["filtered"].append_filter(Gimp.DrawableFilter.new(layers["filtered"], "gegl:invert-linear", ""))
    layers["text"] = Gimp.TextLayer.new(image, "Hi", Gimp.context_get_font(), 20, Gimp.Unit.pixel())
    image.insert_layer(layers["text"], None, 0)
    layers["in a group"] = add_to_group(image, "open")
    for name, layer in layers.items():
        layer.set_name(name)
    return layers


def add_to_group(image: Gimp.Image, name: str) -> Gimp.Layer:
    """A layer in a new group."""
    group = Gimp.GroupLayer.new(image, name)
    image.insert_layer(group, None, 0)
    layer = add_layer(image, WHOLE)
    image.reorder_item(layer, group, 0)
    return layer


def refused(image: Gimp.Image) -> dict[str, Gimp.Layer]:
    """The special layers that can be painted as new layers only."""
    layers = {"locked": add_layer(image, WHOLE, "content"), "in a locked group": add_to_group(image, "group")}
    layers["group"] = layers["in a locked group"].get_parent()
    layers["group"].set_lock_content(True)
    if hasattr(Gimp, "LinkLayer"):  # GIMP 3.2
        layers["link"] = Gimp.LinkLayer.new(image, Gio.File.new_for_path(_picture_file()))
        layers["vector"] = Gimp.VectorLayer.new(image, _path(image))
        for name in ("link", "vector"):
            image.insert_layer(layers[name], None, 0)
        layers["vector"].refresh()
    for name, layer in layers.items():
        layer.set_name(name)
    return layers


def paint_in_place(style: Gimp.Layer) -> dict[str, Any]:
    """Paint what can be painted in place, all in one call, and undo it."""
    image = new_image()
    layers = paintable(image)
    mask = layers["masked"].get_mask()
    before, mask_before = {name: bits(layer) for name, layer in layers.items()}, bits(mask)
    display = show(image)
    _save(layers, "before")
    painted = paint(list(layers.values()), style)
    _save(layers, "after")
    kept = {
        "mask": bits(mask) == mask_before,
        "hidden": not layers["hidden"].get_visible(),
        "text": layers["text"].get_text() == "Hi",
        "filters": len(layers["filtered"].get_filters()) == 1,
    }
    undone = undo(image) and {name: bits(layer) for name, layer in layers.items()} == before
    display.delete()
    return {"painted": painted, "kept": kept, "undone": undone, "names": list(layers)}


def paint_above(style: Gimp.Layer) -> dict[str, Any]:
    """Paint every special layer as a new one above it, all in one call, and undo it."""
    image = new_image()
    layers = {**paintable(image), **refused(image)}
    before, tree_before = {name: bits(layer) for name, layer in layers.items()}, tree(image)
    display = show(image)
    _save(layers, "below")
    painted = paint(list(layers.values()), style, result="new-layer")
    tree_after = tree(image)
    added = {name: image.get_layer_by_name(f"{name} (Neural Style)") for name in layers}
    _save({name: layer for name, layer in added.items() if layer}, "above")
    mask = added["masked"] and added["masked"].get_mask()
    kept = {
        "pixels": {name: bits(layer) for name, layer in layers.items()} == before,
        "mask": mask is not None and bits(mask) == bits(layers["masked"].get_mask()),
    }
    undone = undo(image) and tree(image) == tree_before
    display.delete()
    return {"painted": painted, "kept": kept, "undone": undone, "tree": tree_after, "names": list(layers)}


def refusals(style: Gimp.Layer) -> dict[str, Any]:
    """What is said of every layer that cannot be painted in place; nothing may have changed."""
    image = new_image()
    plain = add_layer(image, WHOLE)
    layers = refused(image)
    mask = plain.create_mask(Gimp.AddMaskType.WHITE)
    plain.add_mask(mask)
    channel = Gimp.Channel.new(image, "channel", WIDTH, HEIGHT, 50.0, Gegl.Color.new("red"))
    image.insert_channel(channel, None, 0)
    far = add_layer(image, (30, 20, 10, 10))
    before = [bits(layer) for layer in (plain, *layers.values(), far)]
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 2, 2, 10, 10)
    said = {name: paint([plain, layer], style) for name, layer in layers.items()}
    said |= {"mask": paint([mask], style), "channel": paint([channel], style), "unselected": paint([far], style)}
    unchanged = [bits(layer) for layer in (plain, *layers.values(), far)] == before
    floating = Gimp.Selection.float(image, [plain], 0, 0)
    said["floating"] = paint([floating], style)
    image.delete()
    return {"said": said, "unchanged": unchanged, "indexed": _indexed(style)}


def tree(image: Gimp.Image) -> list[Any]:
    """The names of all layers, those of a group's in a list after it."""

    def names(layers: list[Gimp.Layer]) -> list[Any]:
        found: list[Any] = []
        for layer in layers:
            found.append(layer.get_name())
            if layer.is_group():
                found.append(names(layer.get_children()))
        return found

    return names(image.get_layers())


def _indexed(style: Gimp.Layer) -> tuple[str, str]:
    image = new_image()
    layer = add_layer(image, WHOLE)
    image.convert_indexed(Gimp.ConvertDitherType.NONE, Gimp.ConvertPaletteType.GENERATE, 8, False, False, "")
    return paint([layer], style)


def _save(layers: dict[str, Gimp.Layer], when: str) -> None:
    of_image = about_image(next(iter(layers.values())).get_image())
    for name, layer in layers.items():
        save(f"{name} {when}", layer, of_image)


def _picture_file() -> str:
    """A small picture to link to."""
    path = Path.home() / "linked.png"
    if not path.exists():
        image = new_image()
        add_layer(image, WHOLE, alpha=False)
        Gimp.file_save(QUIET, image, Gio.File.new_for_path(os.fspath(path)), None)
        image.delete()
    return os.fspath(path)


def _path(image: Gimp.Image) -> Gimp.Path:
    """A triangle."""
    path = Gimp.Path.new(image, "triangle")
    stroke = path.bezier_stroke_new_moveto(5, 5)
    path.bezier_stroke_lineto(stroke, 35, 8)
    path.bezier_stroke_lineto(stroke, 15, 28)
    path.stroke_close(stroke)
    image.insert_path(path, None, 0)
    return path
