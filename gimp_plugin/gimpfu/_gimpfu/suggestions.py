"""What a script's dialog is called, and what its fields show at first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import last_values
from .image import Image
from .parameters import PF_CHANNEL, PF_DRAWABLE, PF_IMAGE, PF_ITEM, PF_LAYER, PF_VECTORS, Parameter


def title(script: Any) -> str:
    """The menu entry without its mnemonic and its dots."""
    text: str = script.label or script.name
    return text.replace("_", "").rstrip(".… ")


def suggestions(name: str, params: Sequence[Parameter], given: Sequence[Any]) -> list[Any]:
    """What the fields show at first: the last values, else the defaults, else the active layer of the image given."""
    image = next((value for value in given if isinstance(value, Image)), None)
    return [_active(one, image) if value is None else value for one, value in zip(params, last_values.of(name, params))]


def _active(one: Parameter, image: Image | None) -> Any:
    """What is active in an image, of the kind a parameter asks for."""
    if image is None:
        return None
    if one.kind == PF_IMAGE:
        return image
    attribute = {
        PF_DRAWABLE: "active_drawable",
        PF_ITEM: "active_drawable",
        PF_LAYER: "active_layer",
        PF_CHANNEL: "active_channel",
        PF_VECTORS: "active_vectors",
    }.get(one.kind)
    return getattr(image, attribute) if attribute else None
