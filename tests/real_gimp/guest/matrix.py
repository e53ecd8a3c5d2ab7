"""The matrix test inside GIMP 3: images of every kind, each painted in one call and taken back with one Ctrl+Z.

Standard library and GIMP only; `test_matrix_gimp3.py` says what is covered and checks what is reported and saved here.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence
from typing import Any

from gi.repository import Gegl, Gimp

from tests.real_gimp.guest.gimp3 import about_image, paint, save, show
from tests.real_gimp.guest.kinds import HEIGHT, LOCKS, PLACES, WIDTH, Kind, pixels

TIMEOUT = 20.0


def make(kind: Kind) -> tuple[Gimp.Image, list[Gimp.Layer]]:
    """An image of a kind and its layers: every pair of place, lock and alpha."""
    base = getattr(Gimp.ImageBaseType, kind.base)
    image = Gimp.Image.new_with_precision(WIDTH, HEIGHT, base, getattr(Gimp.Precision, kind.precision))
    image.set_color_profile(_profile(kind.profile))
    layers = [
        add_layer(image, place, lock, alpha=(row + column) % 2 == 0)
        for row, place in enumerate(PLACES)
        for column, lock in enumerate(LOCKS)
    ]
    select(image, kind.selection)
    return image, layers


def add_layer(image: Gimp.Image, place: Sequence[int], lock: str = "nothing", *, alpha: bool = True) -> Gimp.Layer:
    """A layer full of colours, none near black or white; with alpha its transparent corner hides a garish one."""
    x, y, width, height = place
    base = "GRAY" if image.get_base_type() == Gimp.ImageBaseType.GRAY else "RGB"
    kind = getattr(Gimp.ImageType, f"{base}{'A' if alpha else ''}_IMAGE")
    name = f"{width}x{height} {lock}"
    layer = Gimp.Layer.new(image, name, width, height, kind, 100.0, Gimp.LayerMode.NORMAL)
    image.insert_layer(layer, None, 0)
    layer.set_offsets(x, y)
    layer.get_buffer().set(Gegl.Rectangle.new(0, 0, width, height), "R'G'B'A float", pixels(width, height, alpha))
    if lock != "nothing":
        getattr(layer, f"set_lock_{lock}")(True)
    return layer


def select(image: Gimp.Image, selection: str) -> None:
    """Select nothing, or a rectangle that touches every place, with hard or soft edges."""
    if selection != "none":
        image.select_rectangle(Gimp.ChannelOps.REPLACE, 8, 6, 27, 22)
    if selection == "feathered":
        Gimp.Selection.feather(image, 6)


def undo(image: Gimp.Image) -> bool:
    """Press Ctrl+Z once; whether the image then counts as unchanged."""
    subprocess.run(["xdotool", "key", "--clearmodifiers", "ctrl+z"], check=True)
    deadline = time.monotonic() + TIMEOUT
    while image.is_dirty() and time.monotonic() < deadline:
        time.sleep(0.01)
    return not image.is_dirty()


def bits(layer: Gimp.Layer) -> bytes:
    """A layer's pixels bit for bit."""
    whole = Gegl.Rectangle.new(0, 0, layer.get_width(), layer.get_height())
    return bytes(layer.get_buffer().get(whole, 1.0, None, Gegl.AbyssPolicy.NONE))


def run(kind: Kind, style: Gimp.Layer) -> dict[str, Any]:
    """Paint the layers of one image in one call, and undo it; what was seen."""
    image, layers = make(kind)
    locked = add_layer(image, PLACES[0], "content")
    named = {f"{'-'.join(kind)} {number}": layer for number, layer in enumerate(layers)}
    before = [bits(layer) for layer in (*layers, locked)]
    # First of all: where the image is shown, a refusal opens a window that takes the keyboard.
    seen: dict[str, Any] = {"names": list(named)}
    if kind.selection == "none":
        seen["refused"] = paint([layers[0], locked], style)
    display = show(image)
    of_image = about_image(image)
    for one, layer in named.items():
        save(f"{one} before", layer, of_image)
    seen["painted"] = paint(layers, style)
    of_image = about_image(image)
    for one, layer in named.items():
        save(f"{one} after", layer, of_image)
    seen["undone"] = undo(image) and [bits(layer) for layer in (*layers, locked)] == before
    display.delete()
    return seen


def make_style() -> Gimp.Layer:
    """A small layer of an image of its own."""
    image = Gimp.Image.new(16, 16, Gimp.ImageBaseType.RGB)
    return add_layer(image, (0, 0, 16, 16), alpha=False)


def _profile(name: str) -> Gimp.ColorProfile:
    make = {
        "srgb": Gimp.ColorProfile.new_rgb_srgb,
        "adobe": Gimp.ColorProfile.new_rgb_adobe,
        "linear": Gimp.ColorProfile.new_rgb_srgb_linear,
        "gray": Gimp.ColorProfile.new_d65_gray_srgb_trc,
        "gray-lab": Gimp.ColorProfile.new_d50_gray_lab_trc,
        "gray-linear": Gimp.ColorProfile.new_d65_gray_linear,
    }[name]
    return make()
