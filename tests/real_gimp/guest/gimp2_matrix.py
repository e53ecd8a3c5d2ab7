"""The matrix test inside GIMP 2.10: layers of every kind, each painted by a call and taken back with one Ctrl+Z.

Standard library and gimpfu only; `test_matrix_gimp2.py` says what is covered and checks what is reported and saved.
"""

from __future__ import annotations

import ctypes
import subprocess
import time
from collections.abc import Iterator, Sequence
from typing import Any

import gimp
import gimpenums
from gimp import pdb

from tests.real_gimp.guest.gimp2 import about_image, paint, save, show
from tests.real_gimp.guest.kinds import HEIGHT, LOCKS, PLACES, WIDTH, Kind, pixels

TIMEOUT = 20.0
PROFILES = {
    "srgb": "rgb_srgb",
    "adobe": "rgb_adobe",
    "linear": "rgb_srgb_linear",
    "gray": "d65_gray_srgb_trc",
    "gray-lab": "d50_gray_lab_trc",
    "gray-linear": "d65_gray_linear",
}
"""The functions of libgimpcolor that make them."""


def make(kind: Kind) -> tuple[gimp.Image, list[gimp.Layer]]:
    """An image of a kind and its layers: every pair of place, lock and alpha."""
    precision = getattr(gimpenums, f"PRECISION_{kind.precision}")
    image = pdb.gimp_image_new_with_precision(WIDTH, HEIGHT, getattr(gimpenums, kind.base), precision)
    layers = [
        add_layer(image, place, lock, alpha=(row + column) % 2 == 0)
        for row, place in enumerate(PLACES)
        for column, lock in enumerate(LOCKS)
    ]
    convert(image, kind.profile)
    select(image, kind.selection)
    return image, layers


def convert(image: gimp.Image, name: str) -> None:
    """Let GIMP convert an image to another profile, as a user does."""
    profile = profile_bytes(name)
    intent = gimpenums.COLOR_RENDERING_INTENT_RELATIVE_COLORIMETRIC
    pdb.gimp_image_convert_color_profile(image, len(profile), profile, intent, False)


def add_layer(image: gimp.Image, place: Sequence[int], lock: str = "nothing", *, alpha: bool = True) -> gimp.Layer:
    """A layer full of colours, none near black or white; with alpha its transparent corner hides a garish one."""
    x, y, width, height = place
    kind = 2 * image.base_type + alpha
    layer = gimp.Layer(image, f"{width}x{height} {lock}", width, height, kind, 100.0, gimpenums.LAYER_MODE_NORMAL)
    image.insert_layer(layer, None, 0)
    layer.set_offsets(x, y)
    layer.fill_shadow()
    layer.write("R'G'B'A float", 0, 0, width, height, pixels(width, height, alpha), merge=False)
    layer.merge_shadow(True)
    if lock != "nothing":
        setattr(layer, f"lock_{lock}", True)
    return layer


def select(image: gimp.Image, selection: str) -> None:
    """Select nothing, or a rectangle that touches every place, with hard or soft edges."""
    if selection != "none":
        pdb.gimp_image_select_rectangle(image, gimpenums.CHANNEL_OP_REPLACE, 8, 6, 27, 22)
    if selection == "feathered":
        pdb.gimp_selection_feather(image, 6)


def bits(layer: gimp.Drawable) -> bytes:
    """A layer's pixels bit for bit."""
    return bytes(layer.read(pdb.gimp_drawable_get_format(layer)))


def run(kind: Kind, turn: int, style: gimp.Layer) -> dict[str, Any]:
    """Paint three layers of an image, each place and each lock once, in turns, and undo it; what was seen."""
    image, layers = make(kind)
    locked = add_layer(image, PLACES[0], "content")
    named = {f"{'-'.join(kind)} {number}": layer for number, layer in enumerate(layers)}
    columns = len(LOCKS)
    painted = {
        name: layer
        for number, (name, layer) in enumerate(named.items())
        if (number // columns + number % columns - turn) % columns == 0
    }
    before = [bits(layer) for layer in (*layers, locked)]
    seen: dict[str, Any] = {"names": list(painted)}
    if kind.selection == "none":
        seen["refused"] = paint(locked, style)
    display = show(image)
    save_all(painted, "before")
    seen["painted"] = [paint(layer, style) for layer in painted.values()]
    save_all(painted, "after")
    then = dict(zip(named, before, strict=False))
    others = [bits(layer) == then[name] for name, layer in named.items() if name not in painted]
    seen["others"] = [len(others), all(others)]
    seen["steps"] = undo_until_clean(image)
    seen["undone"] = not image.dirty and [bits(layer) for layer in (*layers, locked)] == before
    gimp.delete(display)
    return seen


def undo_until_clean(image: gimp.Image, most: int = 20) -> int:
    """Press Ctrl+Z until the image counts as unchanged; how often that was."""
    for number in range(most):
        if not image.dirty:
            return number
        _press_undo(image)
    return most


def save_all(named: dict[str, gimp.Layer], moment: str) -> None:
    """Save layers of one image, as GIMP itself converts them to sRGB."""
    image = next(iter(named.values())).image
    of_image = about_image(image)
    copy = image.duplicate()
    if pdb.gimp_image_get_color_profile(copy)[0]:
        convert(copy, "gray" if image.base_type == gimpenums.GRAY else "srgb")
    in_srgb = dict(zip((layer.ID for layer in _all(image.layers)), _all(copy.layers), strict=True))
    for name, layer in named.items():
        save(f"{name} {moment}", layer, of_image, in_srgb[layer.ID])
    gimp.delete(copy)


def profile_bytes(name: str) -> bytes:
    """One of GIMP's own colour profiles."""
    library = ctypes.CDLL("libgimpcolor-2.0.so.0")
    make = getattr(library, f"gimp_color_profile_new_{PROFILES[name]}")
    take = library.gimp_color_profile_get_icc_profile
    make.restype = take.restype = ctypes.c_void_p
    take.argtypes = (ctypes.c_void_p, ctypes.POINTER(ctypes.c_size_t))
    size = ctypes.c_size_t()
    return ctypes.string_at(take(make(), ctypes.byref(size)), size.value)


def make_style() -> gimp.Layer:
    """A small layer of an image of its own."""
    return add_layer(gimp.Image(16, 16, gimpenums.RGB), (0, 0, 16, 16), alpha=False)


def _press_undo(image: gimp.Image) -> None:
    """Press Ctrl+Z, and wait until something is undone."""
    state, deadline = _fingerprint(image), time.monotonic() + TIMEOUT
    subprocess.run(["xdotool", "key", "--clearmodifiers", "ctrl+z"], check=True)
    while image.dirty and _fingerprint(image) == state and time.monotonic() < deadline:
        time.sleep(0.01)


def _fingerprint(image: gimp.Image) -> list[Any]:
    """What changes with each step of the undo history that paints, or adds a layer."""
    return [(layer.ID, hash(bits(layer))) for layer in _all(image.layers)]


def _all(layers: Sequence[gimp.Layer]) -> Iterator[gimp.Layer]:
    """These layers and all in them."""
    for layer in layers:
        yield layer
        yield from _all(layer.children)
