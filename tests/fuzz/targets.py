"""What reads input from outside, each with sound input to begin from and the errors that are words for the user."""

from __future__ import annotations

import io
import json
import struct
import tempfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import h5py
import imagecodecs
import numpy as np
import onnx
import tifffile
from hypothesis import strategies as st
from onnx import helper, numpy_helper
from PIL import Image
from safetensors.numpy import save

from engine.errors import InputError
from engine.imaging import read_image, write_image
from engine.imaging.png import chunks
from engine.jobs.recipe import Recipe, Source, read_recipe
from engine.looks import LookError, read_look
from engine.losses.style import Style
from engine.options import OptionError, Options
from engine.worker.scratch import Scratch
from engine.worker.server import Worker
from export.errors import ExportError
from export.readers import read_tensors

from .mutations import changed

RNG = np.random.default_rng(11)
PIXELS = RNG.integers(0, 256, (12, 17, 3), np.uint8)
DEEP = RNG.integers(0, 65536, (12, 17, 3), np.uint16)
JSON_WORDS = (
    b"NaN",
    b"-Infinity",
    b"1e999",
    b"7" * 5000,
    b"[" * 2000,
    b'{"a":' * 2000,
    b'"\\ud800"',
    b"\\u001b[2J",
    b"null",
)
PICTURE_WORDS = (
    b"Exif\0\0",
    b"http://ns.adobe.com/xap/1.0/\0",
    b"\xff\xe1",
    b"\xff\xd9",
    b"eXIf",
    b"iCCP",
    b"8BIM",
    b"ALPH",
)


@dataclass(frozen=True)
class Target:
    """Something that reads a file or a line.

    Attributes
    ----------
    seeds : makes sound input
    read : reads one; anything it raises but `refusals` is a fault
    words : are put into the input
    mend : makes checksums right again
    suffix : of the file
    """

    seeds: Callable[[], Sequence[bytes]]
    read: Callable[[Path], object]
    refusals: tuple[type[Exception], ...]
    words: Sequence[bytes] = (b"\0" * 8,)
    mend: Callable[[bytes], bytes] = bytes
    suffix: str = ""

    def inputs(self) -> st.SearchStrategy[bytes]:
        """Changed input."""
        return changed(self.seeds(), self.words, self.mend)

    def try_one(self, data: bytes) -> bool:
        """Read one input; whether it was good."""
        with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
            file = Path(folder) / f"input{self.suffix}"
            file.write_bytes(data)
            try:
                self.read(file)
            except self.refusals as refusal:
                assert str(refusal)
                return False
            return True


def pictures() -> list[bytes]:
    """Small pictures of all formats that are read, with metadata where they can have them."""
    image, exif = Image.fromarray(PIXELS), Image.Exif()
    exif[274], exif[315], exif[282], exif[0x8769] = 6, "Ann", 300.0, {0x9003: "2024:05:06 07:08:09"}
    kinds = (
        "PNG",
        "JPEG",
        "TIFF",
        "WEBP",
        "GIF",
        "BMP",
        "PPM",
        "TGA",
        "PCX",
        "ICO",
        "JPEG2000",
        "AVIF",
        "DDS",
        "QOI",
        "SGI",
    )
    found = []
    for kind in kinds:
        found.append(
            _saved(image, kind, **({"exif": exif.tobytes()} if kind in ("PNG", "JPEG", "TIFF", "WEBP", "AVIF") else {}))
        )
    found += [
        _saved(image.convert(mode), "TIFF", compression=how)
        for mode, how in (("CMYK", "tiff_lzw"), ("L", "jpeg"), ("1", "group4"))
    ]
    found += [_saved(image.convert("CMYK"), "JPEG"), _saved(image.convert("P"), "PNG", transparency=3)]
    found += [
        _saved(image, kind, save_all=True, append_images=[image.rotate(180)]) for kind in ("GIF", "PNG", "WEBP", "TIFF")
    ]
    found += [
        bytes(imagecodecs.png_encode(DEEP)),
        b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 12, 17, 8, 3) + bytes(12),
    ]
    for options in (
        {"tile": (16, 16)},
        {"bigtiff": True},
        {"byteorder": ">", "compression": "zlib", "predictor": True},
    ):
        found += [_tiff(DEEP, **options), _tiff(DEEP / np.float32(65535), **{**options, "predictor": None})]
    return [*found, _tiff(DEEP, photometric="cielab")]


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def _tiff(pixels: np.ndarray, photometric: str = "rgb", **options: object) -> bytes:
    stream = io.BytesIO()
    tifffile.imwrite(stream, pixels, photometric=photometric, metadata=None, **options)
    return stream.getvalue()


def mend_png(data: bytes) -> bytes:
    """A PNG file with right checksums; others as they are."""
    if not data.startswith(b"\x89PNG"):
        return data
    mended = b"".join(
        bytes(chunk.whole[:-4]) + struct.pack(">I", zlib.crc32(chunk.whole[4:-4])) for chunk in chunks(data)
    )
    return data[:8] + mended


def painted() -> list[bytes]:
    """Pictures with recipes."""
    source = Source("photo.png", "0" * 64, (4, 3))
    styles = [Style(source, 2.0, 50.0), Style(source, mask=source)]
    note = Recipe(source, styles, Options(size=64).to_mapping(), source, "broad", "1" * 64).to_json()
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for suffix in ("png", "jpg", "tif", "webp"):
            write_image(Path(folder) / f"a.{suffix}", np.zeros((3, 4, 3), np.float32), note=note)
            found.append((Path(folder) / f"a.{suffix}").read_bytes())
    return found


def looks() -> list[bytes]:
    """Looks as they are saved."""
    options = {"strength": 60.0, "colours": "match", "size": 512, "finish": "none", "maintain_aspect_ratio": True}
    return [
        json.dumps({"title": "Broad", "description": "Words", "options": options}, indent=2).encode(),
        b'{"options": {}}',
    ]


def read_look_file(file: Path) -> None:
    """Read a look, and check its options."""
    Options.from_mapping(read_look(file).options)


def weights() -> list[bytes]:
    """Small weight files of every format; not VGG16's, whose size would slow the search down."""
    arrays = {"conv1_1.weight": np.ones((4, 3, 3, 3), np.float32), "conv1_1.bias": np.ones(4, np.float32)}
    zipped, keras = io.BytesIO(), io.BytesIO()
    np.savez(zipped, **arrays)
    with h5py.File(keras, "w") as file:
        for name, array in (("kernel", "conv1_1.weight"), ("bias", "conv1_1.bias")):
            file[f"block1_conv1/block1_conv1/{name}:0"] = arrays[array]
    node = helper.make_node("Conv", ["x", "conv1_1.weight", "conv1_1.bias"], ["y"])
    tensors = [numpy_helper.from_array(array, name) for name, array in arrays.items()]
    ends = [onnx.ValueInfoProto(name=name) for name in "xy"]
    model = helper.make_model(helper.make_graph([node], "g", ends[:1], ends[1:], tensors))
    return [zipped.getvalue(), keras.getvalue(), save(arrays), model.SerializeToString()]


def lines() -> list[bytes]:
    """Commands to the worker; none is complete enough to compute."""
    style = {
        "file": "s.f32",
        "width": 8,
        "height": 8,
        "channels": 3,
        "weight": 1.0,
        "region": {"file": "m", "width": 8, "height": 8},
    }
    content = {"file": "c.f32", "width": 8, "height": 8, "channels": 3}
    options = {"size": 64, "strength": 50.0, "preset": "gatys"}
    jobs = [
        {"kind": "style", "content": content, "styles": [style]},
        {"kind": "dream", "content": content, "guide": content},
        {
            "kind": "video",
            "width": 8,
            "height": 8,
            "frames": [{**content, "x": 0, "y": 0, "combine": True}],
            "styles": [style],
        },
    ]
    commands = [{"type": "job", "id": 1, "options": options, "pause_after_level": 1, **job} for job in jobs]
    commands += [{"type": "crop", "id": 1, "x": 0, "y": 0, "width": 8, "height": 8}]
    commands += [{"type": kind, "id": 1} for kind in ("stop", "cancel", "continue", "resume")]
    return [json.dumps(command).encode() for command in commands]


def handle_line(file: Path) -> None:
    """Give one line to a worker; every answer is JSON."""
    answers = io.StringIO()
    with Scratch() as folder:
        worker = Worker(answers, folder, "log")
        worker.handle_command(file.read_bytes().split(b"\n")[0])
    for answer in answers.getvalue().splitlines():
        assert json.loads(answer)["type"] == "error"


TARGETS = {
    "pictures": Target(pictures, read_image, (InputError,), PICTURE_WORDS, mend_png, ".png"),
    "recipes": Target(painted, read_recipe, (InputError,), (*JSON_WORDS, *PICTURE_WORDS), mend_png, ".png"),
    "looks": Target(looks, read_look_file, (LookError, OptionError), JSON_WORDS, suffix=".json"),
    "weights": Target(weights, read_tensors, (ExportError,), suffix=".onnx"),
    "lines": Target(lines, handle_line, (), JSON_WORDS),
}
