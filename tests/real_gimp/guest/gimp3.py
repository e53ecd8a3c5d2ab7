"""Helpers for the code that tests run inside GIMP 3, headless or in a window; `harness.snapshots.PRELUDE` imports them.

Standard library and GIMP only. `save` writes layers to files in the home; `report` prints values as JSON.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import gi

gi.require_version("Gimp", "3.0")
gi.require_version("Gegl", "0.4")
from gi.repository import Gegl, Gimp, Gio  # noqa: E402

SAMPLES = Path("/mnt/impasto/samples")
SNAPSHOTS = Path.home() / "snapshots"
QUIET = Gimp.RunMode.NONINTERACTIVE


def open_sample(name: str, width: int, height: int) -> tuple[Gimp.Image, Gimp.Layer]:
    """Open a sample picture, squeezed to a size; the image and its layer."""
    image = Gimp.file_load(QUIET, Gio.File.new_for_path(str(SAMPLES / name)))
    image.scale(width, height)
    image.undo_enable()  # GIMP does so by itself only for files that the user opens
    return image, image.get_layers()[0]


def open_photograph() -> tuple[Gimp.Image, Gimp.Layer]:
    """A photograph of 256 x 256 pixels with its layer."""
    return open_sample("content/astronaut.jpg", 256, 256)


def open_style() -> Gimp.Layer:
    """The layer of a painting."""
    return open_sample("style/van_gogh_night_cafe.jpg", 128, 101)[1]


def open_pair() -> tuple[Gimp.Image, Gimp.Layer, Gimp.Layer]:
    """The photograph with its layer, and the painting's layer."""
    return (*open_photograph(), open_style())


def show(image: Gimp.Image) -> Gimp.Display:
    """Open a window on an image, as if it had just been loaded."""
    display = Gimp.Display.new(image)
    image.clean_all()
    return display


def close_all_but(kept: Gimp.Image) -> None:
    """Close all images but one, which has no window."""
    numbers = range(1, 1000)  # GIMP has no list of its displays
    for display in [Gimp.Display.get_by_id(number) for number in numbers if Gimp.Display.id_is_valid(number)]:
        display.delete()
    for image in Gimp.get_images():
        if image.get_id() != kept.get_id():
            image.delete()


def vary_alpha(layer: Gimp.Layer) -> None:
    """Make a layer more and more transparent from right to left, and its top left corner of 80 x 144 entirely so."""
    layer.add_alpha()
    width, height = layer.get_width(), layer.get_height()
    whole, buffer = Gegl.Rectangle.new(0, 0, width, height), layer.get_buffer()
    pixels = bytearray(buffer.get(whole, 1.0, "R'G'B'A u8", Gegl.AbyssPolicy.NONE))
    row = bytes(64 + x * 191 // (width - 1) for x in range(width))
    for y in range(height):
        clear = 80 if y < 144 else 0
        pixels[4 * y * width + 3 : 4 * (y + 1) * width : 4] = bytes(clear) + row[clear:]
    buffer.set(whole, "R'G'B'A u8", bytes(pixels))
    buffer.flush()


def hide_garish_colour(layer: Gimp.Layer) -> None:
    """Put magenta where `vary_alpha` made a layer wholly transparent."""
    corner, magenta = Gegl.Rectangle.new(0, 0, 80, 144), bytes((255, 0, 255, 0))
    layer.get_buffer().set(corner, "R'G'B'A u8", magenta * (80 * 144))


def paint(
    layers: list[Gimp.Layer], style: Gimp.Layer | None, mode: Gimp.RunMode = QUIET, **options: Any
) -> tuple[str, str]:
    """Call the procedure; the status it returns, such as "success", and what it says where that is an error."""
    if "styles" in options:
        options["styles"] = ",".join(str(one.get_id()) for one in options["styles"])
    return _call("plug-in-impasto", layers, mode, style=style, **options)


def dream(
    layers: list[Gimp.Layer], guide: Gimp.Layer | None = None, mode: Gimp.RunMode = QUIET, **options: Any
) -> tuple[str, str]:
    """Call the dream's procedure; answers as `paint` does."""
    return _call("plug-in-impasto-dream", layers, mode, guide=guide, **options)


def _call(name: str, layers: list[Gimp.Layer], mode: Gimp.RunMode, **values: Any) -> tuple[str, str]:
    procedure = Gimp.get_pdb().lookup_procedure(name)
    config = procedure.create_config()
    config.set_property("run-mode", mode)
    config.set_property("image", layers[0].get_image())
    config.set_core_object_array("drawables", layers)
    for key, value in values.items():
        if value is not None:
            config.set_property(key.replace("_", "-"), value)
    result = procedure.run(config)
    status = result.index(0).value_nick
    return status, "" if status == "success" else Gimp.get_pdb().get_last_error()


def about_image(image: Gimp.Image) -> dict[str, Any]:
    """What there is to know of an image, but for its pixels."""
    return {
        "precision": image.get_precision().value_nick,
        "profile": _digest(image),
        "layers": [one.get_name() for one in image.get_layers()],
        "selected": [one.get_name() for one in image.get_selected_layers()],
        "channels": [one.get_name() for one in image.get_channels()],
    }


def save(name: str, layer: Gimp.Layer, of_image: dict[str, Any] | None = None) -> None:
    """Put down all there is to know of a layer: `harness.snapshots.Snapshot` reads it.

    Each question to GIMP takes its time: where many layers of one image are saved, give what `about_image` says.
    """
    SNAPSHOTS.mkdir(exist_ok=True)
    image, (_, x, y) = layer.get_image(), layer.get_offsets()
    width, height = layer.get_width(), layer.get_height()
    about = {
        "name": layer.get_name(),
        "width": width,
        "height": height,
        "offsets": [x, y],
        "alpha": layer.has_alpha(),
        "type": layer.type().value_nick,
        "mode": layer.get_mode().value_nick,
        "opacity": layer.get_opacity(),
        **(of_image or about_image(image)),
    }
    here = Gegl.Rectangle.new(0, 0, width, height)
    there = Gegl.Rectangle.new(x, y, width, height)
    SNAPSHOTS.joinpath(f"{name}.json").write_text(json.dumps(about))
    SNAPSHOTS.joinpath(f"{name}.native").write_bytes(_read(layer, here, None))
    SNAPSHOTS.joinpath(f"{name}.rgba").write_bytes(_read(layer, here, "R'G'B'A float"))
    SNAPSHOTS.joinpath(f"{name}.mask").write_bytes(_read(image.get_selection(), there, "Y float"))


def report(**values: Any) -> None:
    """Print values for `harness.snapshots.read_report`."""
    print("report: " + json.dumps(values), flush=True)


def remains() -> list[str]:
    """The engine processes that run, and the files of Impasto that lie in the temporary folder."""
    commands = (folder.joinpath("cmdline") for folder in Path("/proc").glob("[0-9]*"))
    running = [command.read_bytes().replace(b"\0", b" ").decode() for command in commands if command.exists()]
    return [each for each in running if "engine worker" in each] + [
        str(path) for path in Path("/tmp").glob("*impasto*")
    ]


def _digest(image: Gimp.Image) -> str:
    return hashlib.sha256(bytes(image.get_effective_color_profile().get_icc_profile())).hexdigest()


def _read(drawable: Gimp.Drawable, area: Gegl.Rectangle, form: str | None) -> bytes:
    return bytes(drawable.get_buffer().get(area, 1.0, form, Gegl.AbyssPolicy.NONE))
