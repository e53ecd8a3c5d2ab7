#!/usr/bin/env python
"""Groups: all layers, through all groups, renamed by a pattern."""

from gimpfu import *


def all_layers(layers):
    for layer in layers:
        yield layer
        if pdb.gimp_item_is_group(layer):
            for child in all_layers(layer.layers):
                yield child


def rename_layers(image, drawable, pattern):
    outer = pdb.gimp_layer_group_new(image)
    image.insert_layer(outer, None, 0)
    inner = gimp.GroupLayer(image, "Inner")
    pdb.gimp_image_insert_layer(image, inner, outer, 0)
    child = gimp.Layer(image, "Child", 4, 4, RGBA_IMAGE)
    image.insert_layer(child, inner, 0)
    for n, layer in enumerate(all_layers(image.layers)):
        layer.name = pattern % n
        layer.linked, layer.color_tag = n == 0, COLOR_TAG_BLUE
    pdb.gimp_image_lower_item_to_bottom(image, outer)
    return child.name, child.parent.name, isinstance(outer, gimp.GroupLayer), len(outer.children), image.layers[-1].name


register(
    "rename-layers",
    "Groups",
    "Groups",
    "Impasto",
    "MIT",
    "2026",
    "Rename Layers...",
    "*",
    [
        (PF_IMAGE, "image", "Input image", None),
        (PF_DRAWABLE, "drawable", "Input drawable", None),
        (PF_STRING, "pattern", "Pattern", "Layer %02d"),
    ],
    [
        (PF_STRING, "child", "Child"),
        (PF_STRING, "parent", "Parent"),
        (PF_TOGGLE, "group", "Group"),
        (PF_INT, "children", "Children"),
        (PF_STRING, "last", "Last"),
    ],
    rename_layers,
    menu="<Image>/Filters/Idioms",
)

main()
