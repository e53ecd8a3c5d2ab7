"""Filters that were procedures in GIMP 2.10 and are GEGL's operations in GIMP 3."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Settings = Callable[..., dict[str, Any]]

FILTERS: dict[str, tuple[str, Settings]] = {
    "plug-in-gauss": ("gegl:gaussian-blur", lambda x, y, _method=0: {"std-dev-x": 0.32 * x, "std-dev-y": 0.32 * y}),
    "plug-in-gauss-rle2": ("gegl:gaussian-blur", lambda x, y: {"std-dev-x": 0.32 * x, "std-dev-y": 0.32 * y}),
    "plug-in-gauss-iir2": ("gegl:gaussian-blur", lambda x, y: {"std-dev-x": 0.32 * x, "std-dev-y": 0.32 * y}),
    "plug-in-unsharp-mask": (
        "gegl:unsharp-mask",
        lambda radius, amount, threshold: {"std-dev": radius, "scale": amount, "threshold": threshold / 255.0},
    ),
    "plug-in-pixelize": ("gegl:pixelize", lambda size: {"size-x": int(size), "size-y": int(size)}),
    "plug-in-pixelize2": ("gegl:pixelize", lambda x, y: {"size-x": int(x), "size-y": int(y)}),
    "plug-in-mblur": ("gegl:motion-blur-linear", lambda _t, length, angle, *_c: {"length": length, "angle": angle}),
    "plug-in-vinvert": ("gegl:value-invert", dict),
    "plug-in-c-astretch": ("gegl:stretch-contrast", dict),
    "plug-in-normalize": ("gegl:stretch-contrast", dict),
    "plug-in-plasma": ("gegl:plasma", lambda seed, turbulence: {"seed": int(seed), "turbulence": turbulence}),
    "plug-in-edge": ("gegl:edge", lambda amount, *_rest: {"amount": amount}),
    "plug-in-sobel": ("gegl:edge-sobel", lambda across, down, sign: _sobel(across, down, sign)),
    "plug-in-laplace": ("gegl:edge-laplace", dict),
    "plug-in-cartoon": ("gegl:cartoon", lambda radius, black: {"mask-radius": radius, "pct-black": black}),
    "plug-in-softglow": (
        "gegl:softglow",
        lambda radius, brightness, sharpness: {"glow-radius": radius, "brightness": brightness, "sharpness": sharpness},
    ),
}
"""Procedure -> the operation, and what makes its settings of the arguments behind image and drawable."""


def _sobel(across: bool, down: bool, sign: bool) -> dict[str, Any]:
    return {"horizontal": bool(across), "vertical": bool(down), "keep-sign": bool(sign)}


def find(name: str) -> Callable[..., None] | None:
    """The function that stands for a filter, with the arguments image, drawable and the filter's own."""
    if name not in FILTERS:
        return None
    operation, settings = FILTERS[name]

    def apply(_image: Any, drawable: Any, *arguments: Any) -> None:
        _merge(drawable, operation, settings(*arguments))

    return apply


def _merge(drawable: Any, operation: str, settings: dict[str, Any]) -> None:
    """Run an operation on a drawable, as one undo step and inside the selection."""
    from gi.repository import Gimp

    item = Gimp.Drawable.get_by_id(drawable.ID)
    one = Gimp.DrawableFilter.new(item, operation, None)
    if one is None:
        raise RuntimeError(f"GEGL has no operation {operation}")
    config = one.get_config()
    for name, value in settings.items():
        config.set_property(name, value)
    one.update()
    item.merge_filter(one)
