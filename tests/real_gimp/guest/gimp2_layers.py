"""Every special kind of layer inside GIMP 2.10, painted in place or as new layers; `test_layers_gimp2.py` judges.

Standard library and gimpfu only.
"""

from __future__ import annotations

from typing import Any

import gimp
import gimpenums
from gimp import pdb

from tests.real_gimp.guest.gimp2 import paint, show
from tests.real_gimp.guest.gimp2_matrix import add_layer, bits, save_all, undo_until_clean
from tests.real_gimp.guest.kinds import HEIGHT, WIDTH

WHOLE = (0, 0, WIDTH, HEIGHT)


def paintable(image: gimp.Image) -> dict[str, gimp.Layer]:
    """The special layers that can be painted in place."""
    layers = {
        name: add_layer(image, place)
        for name, place in {
            "masked": WHOLE,
            "hidden": WHOLE,
            "one pixel": (5, 5, 1, 1),
            "one row": (0, 3, WIDTH, 1),
            "outside": (500, -300, 20, 16),
        }.items()
    }
    layers["masked"].add_mask(layers["masked"].create_mask(gimpenums.ADD_MASK_ALPHA))
    layers["hidden"].visible = False
    layers["text"] = pdb.gimp_text_layer_new(image, "Hi", "Sans", 20, gimpenums.UNIT_PIXEL)
    image.insert_layer(layers["text"], None, 0)
    layers["in a group"] = add_to_group(image, "open")
    for name, layer in layers.items():
        layer.name = name
    return layers


def add_to_group(image: gimp.Image, name: str) -> gimp.Layer:
    """A layer in a new group."""
    group = gimp.GroupLayer(image, name)
    image.insert_layer(group, None, 0)
    layer = add_layer(image, WHOLE)
    pdb.gimp_image_reorder_item(image, layer, group, 0)
    return layer


def refused(image: gimp.Image) -> dict[str, gimp.Layer]:
    """The special layers that can be painted as new layers only."""
    layers = {"locked": add_layer(image, WHOLE, "content"), "in a locked group": add_to_group(image, "group")}
    layers["group"] = layers["in a locked group"].parent
    for name, layer in layers.items():
        layer.name = name
    layers["group"].lock_content = True
    return layers


def paint_in_place(style: gimp.Layer) -> dict[str, Any]:
    """Paint what can be painted in place, each in a call, and undo all."""
    image = gimp.Image(WIDTH, HEIGHT, gimpenums.RGB)
    layers = paintable(image)
    mask = layers["masked"].mask
    before, mask_before = {name: bits(layer) for name, layer in layers.items()}, bits(mask)
    display = show(image)
    save_all(layers, "before")
    painted = [paint(layer, style) for layer in layers.values()]
    save_all(layers, "after")
    kept = {"mask": bits(mask) == mask_before, "hidden": not layers["hidden"].visible}
    steps = undo_until_clean(image)
    # Meanwhile GIMP 2.10 answers that it is none: its text tool asks before it draws the letters anew.
    kept["text"] = pdb.gimp_text_layer_get_text(layers["text"]) == "Hi"
    undone = steps == len(layers) and {name: bits(layer) for name, layer in layers.items()} == before
    gimp.delete(display)
    return {"painted": painted, "kept": kept, "undone": undone, "names": list(layers)}


def paint_above(style: gimp.Layer) -> dict[str, Any]:
    """Paint every special layer as a new one above it, each in a call, and undo all."""
    image = gimp.Image(WIDTH, HEIGHT, gimpenums.RGB)
    layers = {**paintable(image), **refused(image)}
    before, tree_before = {name: bits(layer) for name, layer in layers.items()}, tree(image)
    display = show(image)
    save_all(layers, "below")
    painted = [paint(layer, style, result="new-layer") for layer in layers.values()]
    tree_after = tree(image)
    added = {name: pdb.gimp_image_get_layer_by_name(image, f"{name} (Neural Style)") for name in layers}
    save_all({name: layer for name, layer in added.items() if layer}, "above")
    mask = added["masked"] and added["masked"].mask
    kept = {
        "pixels": {name: bits(layer) for name, layer in layers.items() if not layer.is_group}
        == {name: value for name, value in before.items() if not layers[name].is_group},
        "mask": mask is not None and bits(mask) == bits(layers["masked"].mask),
    }
    steps = undo_until_clean(image)
    undone = steps == len(layers) and tree(image) == tree_before
    gimp.delete(display)
    return {"painted": painted, "kept": kept, "undone": undone, "tree": tree_after, "names": list(layers)}


def refusals(style: gimp.Layer) -> dict[str, Any]:
    """What is said of every layer that cannot be painted in place; nothing may have changed."""
    image = gimp.Image(WIDTH, HEIGHT, gimpenums.RGB)
    plain = add_layer(image, WHOLE)
    layers = refused(image)
    mask = plain.create_mask(gimpenums.ADD_MASK_WHITE)
    plain.add_mask(mask)
    channel = gimp.Channel(image, "channel", WIDTH, HEIGHT, 50.0, (255, 0, 0))
    image.insert_channel(channel, None, 0)
    far = add_layer(image, (30, 20, 10, 10))
    before = [bits(layer) for layer in (plain, *layers.values(), far)]
    pdb.gimp_image_select_rectangle(image, gimpenums.CHANNEL_OP_REPLACE, 2, 2, 10, 10)
    said = {name: paint(layer, style) for name, layer in layers.items()}
    said |= {"mask": paint(mask, style), "channel": paint(channel, style), "unselected": paint(far, style)}
    unchanged = [bits(layer) for layer in (plain, *layers.values(), far)] == before
    image.active_layer = plain
    floating = pdb.gimp_selection_float(plain, 0, 0)
    said["floating"] = paint(floating, style)
    gimp.delete(image)
    return {"said": said, "unchanged": unchanged, "indexed": _indexed(style)}


def tree(image: gimp.Image) -> list[Any]:
    """The names of all layers, those of a group's in a list after it."""

    def names(layers: list[gimp.Layer]) -> list[Any]:
        found: list[Any] = []
        for layer in layers:
            found.append(layer.name)
            if layer.is_group:
                found.append(names(layer.children))
        return found

    return names(image.layers)


def _indexed(style: gimp.Layer) -> str:
    image = gimp.Image(WIDTH, HEIGHT, gimpenums.RGB)
    layer = add_layer(image, WHOLE)
    pdb.gimp_image_convert_indexed(image, 0, 0, 8, False, False, "")
    return paint(layer, style)
