"""gimp.export_image on GIMP 3, which leaves this to its own procedures: a copy that a file format can hold."""

from __future__ import annotations

from typing import Any

from ..procedures import call

_TYPES = (1 << 0, 1 << 1, 1 << 2)
"""EXPORT_CAN_HANDLE_RGB, _GRAY and _INDEXED, by base type."""
_ALPHA, _LAYERS, _ANIMATION, _MASKS, _NEEDS_ALPHA = (1 << bit for bit in (4, 5, 6, 7, 8))
IGNORE, EXPORT = 1, 2
CLIP_TO_IMAGE, MASK_APPLY = 1, 0


def export_image(image: Any, drawable: Any, capabilities: int) -> tuple[int, Any, Any]:
    """The image as it is where the format can hold it, else a copy, merged, flattened and converted as needed."""
    if not _wanted(image, capabilities):
        return IGNORE, image, drawable
    copy = image.duplicate()
    if not capabilities & _MASKS:
        for layer in copy.layers:
            if layer.mask:
                layer.remove_mask(MASK_APPLY)
    if _has_alpha(copy) and not capabilities & (_ALPHA | _NEEDS_ALPHA):
        copy.flatten()
    elif len(copy.layers) > 1 and not capabilities & (_LAYERS | _ANIMATION):
        copy.merge_visible_layers(CLIP_TO_IMAGE)
    if not capabilities & _TYPES[copy.base_type]:
        call("gimp-image-convert-rgb" if capabilities & _TYPES[0] else "gimp-image-convert-grayscale", copy)
    if capabilities & _NEEDS_ALPHA:
        for layer in copy.layers:
            layer.add_alpha()
    return EXPORT, copy, copy.layers[0]


def _has_alpha(image: Any) -> bool:
    return any(layer.has_alpha for layer in image.layers)


def _wanted(image: Any, capabilities: int) -> bool:
    """Whether the format cannot hold the image as it is."""
    layers, keeps_layers = image.layers, capabilities & (_LAYERS | _ANIMATION)
    return bool(
        not capabilities & _TYPES[image.base_type]
        or (len(layers) > 1 and not keeps_layers)
        or (_has_alpha(image) and not capabilities & (_ALPHA | _NEEDS_ALPHA))
        or (any(layer.mask for layer in layers) and not capabilities & _MASKS)
        or (capabilities & _NEEDS_ALPHA and not all(layer.has_alpha for layer in layers))
    )
