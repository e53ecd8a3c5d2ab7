"""Animations inside GIMP 3, painted as a whole; `test_frames.py` judges. Standard library and GIMP only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gi.repository import Gimp, Gio

from tests.real_gimp.guest.gimp3 import QUIET, _call, save, show
from tests.real_gimp.guest.matrix import add_layer, bits, undo

WIDTH, HEIGHT = 48, 32
PLACES = {
    "Background (100ms)": (0, 0, WIDTH, HEIGHT),
    "Frame 2 (80ms) (combine)": (10, -4, 20, 16),
    "Frame 3 (replace)": (0, 0, WIDTH, HEIGHT),
    "Frame 4 (120ms)": (40, 20, 30, 30),
}


def style_frames(image: Gimp.Image, style: Gimp.Layer | None, **options: Any) -> tuple[str, str]:
    """Call the procedure; answers as `paint` does."""
    return _call("plug-in-impasto-frames", image.get_layers()[:1], QUIET, style=style, **options)


def open_animation(name: str) -> Gimp.Image:
    """Open an animation that lies in the home, as a user does."""
    image = Gimp.file_load(QUIET, Gio.File.new_for_path(str(Path.home() / name)))
    image.undo_enable()
    return image


def save_frames(moment: str, image: Gimp.Image) -> None:
    """Save all layers, the bottom one as "0 MOMENT"."""
    for number, layer in enumerate(image.get_layers()[::-1]):
        save(f"{number} {moment}", layer)


def make_animation() -> Gimp.Image:
    """Four frames; one is hidden, one half transparent, one has a locked alpha channel, two reach beyond the canvas."""
    image = Gimp.Image.new(WIDTH, HEIGHT, Gimp.ImageBaseType.RGB)
    layers = [add_layer(image, place) for place in PLACES.values()]
    layers[1].set_visible(False)
    layers[2].set_lock_alpha(True)
    layers[3].set_opacity(50)
    for name, layer in zip(PLACES, layers, strict=True):
        layer.set_name(name)
    return image


def paint_frames(style: Gimp.Layer, selected: tuple[int, int, int, int] | None = None) -> dict[str, Any]:
    """Paint an animation, where a part of it is selected only that, and undo it."""
    image = make_animation()
    if selected:
        image.select_rectangle(Gimp.ChannelOps.REPLACE, *selected)
    before = [bits(layer) for layer in image.get_layers()]
    display = show(image)
    save_frames("before", image)
    said = style_frames(image, style)
    save_frames("after", image)
    kept = [layer.get_visible() for layer in image.get_layers()[::-1]] == [True, False, True, True]
    undone = undo(image) and [bits(layer) for layer in image.get_layers()] == before
    display.delete()
    return {"said": said, "kept": kept, "undone": undone}


def refused_frames(style: Gimp.Layer) -> dict[str, tuple[str, str]]:
    """What is said of animations that cannot be painted; nothing may change."""
    said = {}
    for name, change in {
        "group": lambda image, _: image.insert_layer(Gimp.GroupLayer.new(image, "both"), None, 0),
        "mask": lambda _, layer: layer.add_mask(layer.create_mask(Gimp.AddMaskType.WHITE)),
        "locked": lambda _, layer: layer.set_lock_content(True),
        "mode": lambda _, layer: layer.set_mode(Gimp.LayerMode.MULTIPLY),
        "indexed": lambda image, _: image.convert_indexed(
            Gimp.ConvertDitherType.NONE, Gimp.ConvertPaletteType.GENERATE, 8, False, False, ""
        ),
        "missed": lambda image, _: image.select_rectangle(Gimp.ChannelOps.REPLACE, 0, 31, 1, 1),
    }.items():
        image = make_animation()
        layer = image.get_layers()[1]
        if name == "missed":
            for one in image.get_layers()[1:]:
                image.remove_layer(one)
        change(image, layer)
        before = [bits(one) for one in image.get_layers()]
        said[name] = style_frames(image, style)
        assert [bits(one) for one in image.get_layers()] == before, name
        image.delete()
    image = make_animation()
    said["itself"] = style_frames(image, image.get_layers()[2])
    said["none"] = style_frames(image, None)
    image.delete()
    return said
