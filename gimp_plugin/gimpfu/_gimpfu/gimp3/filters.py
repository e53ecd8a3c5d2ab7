"""Filters that were procedures in GIMP 2.10 and are GEGL's operations in GIMP 3."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

Settings = Callable[..., dict[str, Any]]


def _named(*names: str | tuple[str, float]) -> Settings:
    """Settings with these names in the order of the arguments; ("threshold", 255) is divided by that number."""

    def settings(*arguments: Any) -> dict[str, Any]:
        pairs = zip(names, arguments)
        return {name if isinstance(name, str) else name[0]: _scaled(name, value) for name, value in pairs}

    return settings


def _scaled(name: str | tuple[str, float], value: Any) -> Any:
    return value if isinstance(name, str) else value / name[1]


def _gauss(x: float, y: float) -> dict[str, Any]:
    """The deviation that GIMP 2.10 gave a radius."""
    return {"std-dev-x": 0.32 * x, "std-dev-y": 0.32 * y}


def _emboss(azimuth: float, elevation: float, depth: int) -> dict[str, Any]:
    return {"azimuth": azimuth, "elevation": elevation, "depth": int(depth)}


def _hsv_noise(hold: int, hue: float, saturation: float, value: float) -> dict[str, Any]:
    distances = {"saturation-distance": saturation / 255.0, "value-distance": value / 255.0}
    return {"holdness": int(hold), "hue-distance": float(hue), **distances}


def _rgb_noise(independent: bool, correlated: bool, noise: Sequence[float]) -> dict[str, Any]:
    channels = dict(zip(("red", "green", "blue", "alpha"), noise))
    return {"independent": bool(independent), "correlated": bool(correlated), **channels}


def _sobel(across: bool, down: bool, sign: bool) -> dict[str, Any]:
    return {"horizontal": bool(across), "vertical": bool(down), "keep-sign": bool(sign)}


def _color(color: Any) -> Any:
    from .plugin import color_object

    return color_object(color)


FILTERS: dict[str, tuple[str, Settings]] = {
    "plug-in-gauss": ("gegl:gaussian-blur", lambda x, y, _method=0: _gauss(x, y)),
    "plug-in-gauss-rle2": ("gegl:gaussian-blur", lambda x, y: _gauss(x, y)),
    "plug-in-gauss-iir2": ("gegl:gaussian-blur", lambda x, y: _gauss(x, y)),
    "plug-in-gauss-rle": ("gegl:gaussian-blur", lambda r, across, down: _gauss(r * bool(across), r * bool(down))),
    "plug-in-gauss-iir": ("gegl:gaussian-blur", lambda r, across, down: _gauss(r * bool(across), r * bool(down))),
    "plug-in-blur": ("gegl:gaussian-blur", lambda: _gauss(2.0, 2.0)),
    "plug-in-sel-gauss": ("gegl:gaussian-blur-selective", _named("blur-radius", ("max-delta", 255))),
    "plug-in-median-blur": ("gegl:median-blur", _named("radius", "percentile")),
    "plug-in-mblur": ("gegl:motion-blur-linear", lambda _t, length, angle, *_c: {"length": length, "angle": angle}),
    "plug-in-unsharp-mask": ("gegl:unsharp-mask", _named("std-dev", "scale", ("threshold", 255))),
    "plug-in-sharpen": ("gegl:unsharp-mask", lambda percent: {"std-dev": 1.0, "scale": percent / 50.0}),
    "plug-in-pixelize": ("gegl:pixelize", lambda size: {"size-x": int(size), "size-y": int(size)}),
    "plug-in-pixelize2": ("gegl:pixelize", _named("size-x", "size-y")),
    "plug-in-cubism": ("gegl:cubism", lambda size, saturation, *_b: {"tile-size": size, "tile-saturation": saturation}),
    "plug-in-oilify": ("gegl:oilify", lambda size, mode: {"mask-radius": int(size), "use-inten": bool(mode)}),
    "plug-in-photocopy": ("gegl:photocopy", _named("mask-radius", "sharpness", "black", "white")),
    "plug-in-softglow": ("gegl:softglow", _named("glow-radius", "brightness", "sharpness")),
    "plug-in-cartoon": ("gegl:cartoon", _named("mask-radius", "pct-black")),
    "plug-in-emboss": ("gegl:emboss", lambda azimuth, elevation, depth, _e: _emboss(azimuth, elevation, depth)),
    "plug-in-whirl-pinch": ("gegl:whirl-pinch", _named("whirl", "pinch", "radius")),
    "plug-in-spread": ("gegl:noise-spread", lambda x, y: {"amount-x": int(x), "amount-y": int(y)}),
    "plug-in-hsv-noise": ("gegl:noise-hsv", lambda hold, hue, sat, val: _hsv_noise(hold, hue, sat, val)),
    "plug-in-rgb-noise": ("gegl:noise-rgb", lambda independent, correlated, *n: _rgb_noise(independent, correlated, n)),
    "plug-in-plasma": ("gegl:plasma", _named("seed", "turbulence")),
    "plug-in-solid-noise": ("gegl:noise-solid", _named("tileable", "turbulent", "seed", "detail", "x-size", "y-size")),
    "plug-in-edge": ("gegl:edge", lambda amount, *_rest: {"amount": amount}),
    "plug-in-sobel": ("gegl:edge-sobel", lambda across, down, sign: _sobel(across, down, sign)),
    "plug-in-laplace": ("gegl:edge-laplace", dict),
    "plug-in-neon": ("gegl:edge-neon", _named("radius", "amount")),
    "plug-in-dog": ("gegl:difference-of-gaussians", lambda inner, outer, *_o: {"radius1": inner, "radius2": outer}),
    "plug-in-vinvert": ("gegl:value-invert", dict),
    "plug-in-c-astretch": ("gegl:stretch-contrast", dict),
    "plug-in-normalize": ("gegl:stretch-contrast", dict),
    "plug-in-autostretch-hsv": ("gegl:stretch-contrast-hsv", dict),
    "plug-in-color-enhance": ("gegl:color-enhance", dict),
    "plug-in-antialias": ("gegl:antialias", dict),
    "plug-in-make-seamless": ("gegl:tile-seamless", dict),
    "plug-in-colortoalpha": ("gegl:color-to-alpha", lambda color: {"color": _color(color)}),
}
"""Procedure -> the operation, and what makes its settings of the arguments behind image and drawable."""


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
