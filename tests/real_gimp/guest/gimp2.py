"""Helpers for the code that tests run inside GIMP 2.10, through gimpfu; `gimp3.py` has the same for GIMP 3.

`save` writes layers to files in the home; `report` prints values as JSON. `harness.snapshots` reads both.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import gimp
from gimp import pdb
from gimpenums import RUN_NONINTERACTIVE

SAMPLES = Path("/mnt/impasto/samples")
SNAPSHOTS = Path.home() / "snapshots"
_TYPES = ("rgb-image", "rgba-image", "gray-image", "graya-image", "indexed-image", "indexeda-image")
_ONE_CHANNEL, _FOUR = "Y float", "R'G'B'A float"


def open_sample(name: str, width: int, height: int) -> tuple[gimp.Image, gimp.Layer]:
    """Open a sample picture, squeezed to a size; the image and its layer."""
    image = pdb.gimp_file_load(str(SAMPLES / name), name)
    image.scale(width, height)
    image.active_layer.name = Path(name).name
    return image, image.active_layer


def open_pair() -> tuple[gimp.Image, gimp.Layer, gimp.Layer]:
    """A photograph of 256 x 256 pixels with its layer, and the layer of a painting opened beside it."""
    image, layer = open_sample("content/astronaut.jpg", 256, 256)
    _, style = open_sample("style/van_gogh_night_cafe.jpg", 128, 101)
    return image, layer, style


def show(image: gimp.Image) -> gimp.Display:
    """Open a window on an image, as if it had just been loaded."""
    image.enable_undo()  # GIMP does so by itself only for files that the user opens
    display = gimp.Display(image)
    image.clean_all()
    return display


def vary_alpha(layer: gimp.Layer) -> None:
    """Make a layer more and more transparent from right to left, and its top left corner of 80 x 144 entirely so."""
    layer.add_alpha()
    width, height = layer.width, layer.height
    pixels = bytearray(layer.read("R'G'B'A u8"))
    row = bytes(64 + x * 191 // (width - 1) for x in range(width))
    for y in range(height):
        clear = 80 if y < 144 else 0
        pixels[4 * y * width + 3 : 4 * (y + 1) * width : 4] = bytes(clear) + row[clear:]
    layer.write("R'G'B'A u8", 0, 0, width, height, bytes(pixels))


def paint(layer: gimp.Drawable, style: gimp.Drawable | None, mode: int = RUN_NONINTERACTIVE, **options: Any) -> str:
    """Call the procedure; what it says where it fails, empty where it does not."""
    return _call(pdb.plug_in_impasto, "plug-in-impasto", layer, style, mode, options)


def dream(
    drawable: gimp.Drawable, guide: gimp.Drawable | None = None, mode: int = RUN_NONINTERACTIVE, **options: Any
) -> str:
    """Call the dream's procedure; answers as `paint` does."""
    return _call(pdb.plug_in_impasto_dream, "plug-in-impasto-dream", drawable, guide, mode, options)


def style_frames(image: gimp.Image, style: gimp.Drawable | None, **options: Any) -> str:
    """Call the procedure for animations; answers as `paint` does."""
    values = _defaults("plug-in-impasto-frames")
    assert not set(options) - set(values), options
    try:
        given = [*_more_styles({}), *{**values, **options}.values()]
        pdb.plug_in_impasto_frames(image, image.layers[0], style, *given, run_mode=RUN_NONINTERACTIVE)
    except RuntimeError as error:
        return str(error)
    return ""


def open_animation(name: str) -> gimp.Image:
    """Open an animation that lies in the home."""
    return pdb.gimp_file_load(str(Path.home() / name), name)


def save_frames(moment: str, image: gimp.Image) -> None:
    """Save all layers, the bottom one as "0 MOMENT"."""
    for number, layer in enumerate(image.layers[::-1]):
        save(f"{number} {moment}", layer)


def _call(procedure: Any, name: str, layer: gimp.Drawable, source: Any, mode: int, options: dict[str, Any]) -> str:
    values = [] if name.endswith("dream") else [*_more_styles(options)]
    values += [options.pop(one, default) for one, default in _defaults(name).items()]
    assert not options, options
    try:
        procedure(layer.image, layer, source, *values, run_mode=mode)
    except RuntimeError as error:
        return str(error)
    return ""


def _more_styles(options: dict[str, Any]) -> list[Any]:
    """The values of the parameters for more styles than one, taken out of the options."""
    others, files = options.pop("styles", []), options.pop("style_files", [])
    texts = [options.pop(name, "") for name in ("style_weights", "style_regions")]
    return [",".join(str(one.ID) for one in others), *texts, len(files), files]


def about_image(image: gimp.Image) -> dict[str, Any]:
    """What there is to know of an image, but for its pixels."""
    profile = bytes(pdb.gimp_image_get_effective_color_profile(image)[1])
    return {
        "precision": image.precision,
        "profile": hashlib.sha256(profile).hexdigest(),
        "layers": [one.name for one in image.layers],
        "active": image.active_layer.name,
        "channels": [one.name for one in image.channels],
    }


def save(
    name: str, layer: gimp.Layer, of_image: dict[str, Any] | None = None, in_srgb: gimp.Layer | None = None
) -> None:
    """Put down all there is to know of a layer: `harness.snapshots.Snapshot` reads it.

    GIMP 2.10 hands out colours as they are stored: of an image with a profile give the layer of a copy in sRGB. Where
    many layers of one image are saved, give what `about_image` says.
    """
    SNAPSHOTS.mkdir(exist_ok=True)
    image, (x, y) = layer.image, layer.offsets
    width, height = layer.width, layer.height
    about = {
        "name": layer.name,
        "width": width,
        "height": height,
        "offsets": [x, y],
        "alpha": layer.has_alpha,
        "type": _TYPES[layer.type],
        "mode": layer.mode,
        "opacity": layer.opacity,
        **(of_image or about_image(image)),
    }
    native = pdb.gimp_drawable_get_format(layer)
    SNAPSHOTS.joinpath(f"{name}.json").write_text(json.dumps(about))
    SNAPSHOTS.joinpath(f"{name}.native").write_bytes(layer.read(native))
    SNAPSHOTS.joinpath(f"{name}.rgba").write_bytes((in_srgb or layer).read(_FOUR))
    SNAPSHOTS.joinpath(f"{name}.mask").write_bytes(image.selection.read(_ONE_CHANNEL, x, y, width, height))


def report(**values: Any) -> None:
    """Print values for `harness.snapshots.read_report`."""
    print("report: " + json.dumps(values), flush=True)


def remains() -> list[str]:
    """The engine processes that run, and the files of Impasto that lie in the temporary folder."""
    commands = (folder.joinpath("cmdline") for folder in Path("/proc").glob("[0-9]*"))
    running = [command.read_bytes().replace(b"\0", b" ").decode() for command in commands if command.exists()]
    engines = [each for each in running if "engine worker" in each or "fake_engine" in each]
    return engines + [str(path) for path in Path("/tmp").glob("*impasto*")]


def _defaults(procedure: str) -> dict[str, Any]:
    """The defaults of a procedure's arguments behind its sources, in their order, by their names."""
    folder = str(Path.home() / ".config/GIMP/2.10/plug-ins/impasto")
    if folder not in sys.path:
        sys.path.append(folder)
    from common.procedures import PROCEDURES

    arguments = PROCEDURES[procedure].arguments()
    return {argument.name.replace("-", "_"): argument.default for argument in arguments}
