"""Files from outside that are damaged, or are not what they say: each is refused in words, or painted as it is."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import tifffile
from PIL import Image

from engine.imaging import read_image

from .bench import BEFORE, Bench, Fault, Outcome

EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 64 64\n%%EndComments\n64 64 scale\nshowpage\n%%EOF\n"
FORMATS = {"PNG": "png", "JPEG": "jpg", "TIFF": "tif", "WEBP": "webp", "GIF": "gif", "BMP": "bmp", "AVIF": "avif"}


def content(make: Callable[[Bench], bytes], suffix: str) -> Fault:
    """A content that should be refused, in less than a few seconds."""

    def fault(bench: Bench, _: bytes) -> Outcome:
        file = bench.folder / f"given.{suffix}"
        file.write_bytes(make(bench))
        seen, seconds = bench.command("style", file, bench.style, "-o", bench.out, "--evaluations", "4")
        return Outcome(seen, "**it is painted**" if bench.out.exists() else BEFORE, seconds)

    return fault


def accepted(make: Callable[[Bench], bytes], suffix: str) -> Fault:
    """A content with a fault that all programs forgive."""

    def fault(bench: Bench, _: bytes) -> Outcome:
        file = bench.folder / f"given.{suffix}"
        file.write_bytes(make(bench))
        words = ("style", file, bench.style, "-o", bench.out, "--size", "96", "--evaluations", "4", "--threads", "1")
        seen, seconds = bench.command(*words)
        same = bench.out.is_file() and read_image(bench.out).pixels.shape == read_image(bench.content).pixels.shape
        return Outcome(seen, "nothing: it is painted" if same else "**the picture**", seconds)

    return fault


def _saved(bench: Bench, kind: str) -> bytes:
    pixels = (read_image(bench.content).pixels * 255).round().astype(np.uint8)
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, kind)
    return stream.getvalue()


def _half(kind: str) -> Callable[[Bench], bytes]:
    def cut(bench: Bench) -> bytes:
        data = _saved(bench, kind)
        return data[: len(data) // 2]

    return cut


def _with_chunk(chunk: bytes) -> Callable[[Bench], bytes]:
    """A PNG file with one more chunk after its header."""

    def added(bench: Bench) -> bytes:
        data = _saved(bench, "PNG")
        return data[:33] + chunk + data[33:]

    return added


def _bomb(_: Bench) -> bytes:
    """A PNG file of 203 kB that says it has 64 megapixels, and has."""
    rows = zlib.compress(bytes((8000 * 3 + 1) * 8000), 9)
    header = struct.pack(">IIBBBBB", 8000, 8000, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )


def bomb(bench: Bench, _: bytes) -> Outcome:
    """With a memory limit that it does not fit."""
    (bench.folder / "given.png").write_bytes(_bomb(bench))
    words = ("style", bench.folder / "given.png", bench.style, "-o", bench.out, "--memory-limit", "800")
    seen, seconds = bench.command(*words)
    return Outcome(seen, BEFORE if not bench.out.exists() else "**it is painted**", seconds)


def _not_numbers(_: Bench) -> bytes:
    stream = io.BytesIO()
    tifffile.imwrite(stream, np.full((32, 48, 3), np.nan, np.float32), photometric="rgb")
    return stream.getvalue()


def pipe(bench: Bench, _: bytes) -> Outcome:
    """A named pipe that nobody writes to, in the place of the content."""
    os.mkfifo(bench.folder / "given.png")
    seen, seconds = bench.command("style", bench.folder / "given.png", bench.style, "-o", bench.out)
    return Outcome(seen, BEFORE, seconds)


def look(make: Callable[[Path], object]) -> Fault:
    """A file given with `--look` that is none."""

    def fault(bench: Bench, _: bytes) -> Outcome:
        make(bench.folder / "own.json")
        seen, seconds = bench.run("--look", bench.folder / "own.json")
        return Outcome(seen, BEFORE if not bench.out.exists() else "**it is painted**", seconds)

    return fault


def short_video(bench: Bench, _: bytes) -> Outcome:
    """The file ends in the middle, as a download that was cut off."""
    import av

    clip, out = bench.folder / "clip.mkv", bench.folder / "out.mkv"
    with av.open(str(clip), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for index in range(12):
            noise = np.random.default_rng(index).integers(0, 255, (48, 64, 3), np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(noise, "rgb24")))
        container.mux(stream.encode(None))
    clip.write_bytes(clip.read_bytes()[: clip.stat().st_size // 2])
    words = ("video", clip, bench.style, "-o", out, "--size", "48", "--evaluations", "2", "--threads", "1")
    seen, seconds = bench.command(*words)
    return Outcome(seen, BEFORE if not out.exists() else "**it is painted**", seconds)


def short_weights(bench: Bench, _: bytes) -> Outcome:
    """A file of weights whose download was cut off, given to the export."""
    file, out = bench.folder / "vgg16.h5", bench.folder / "graphs"
    with h5py.File(file, "w") as whole:
        whole["block1_conv1/kernel:0"] = np.random.default_rng(0).random((3, 3, 3, 6400), np.float32)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    began = time.monotonic()
    command = [sys.executable, "-m", "export", "--output", str(out), "--weights", str(file)]
    ended = subprocess.run(command, capture_output=True, text=True, env=bench.environment)
    seen = bench.shown(ended.stderr.strip().splitlines()[-1:], ended.returncode)
    lost = "nothing: no graph is written" if not (out / "manifest.json").exists() else "**wrong graphs**"
    return Outcome(seen, lost, time.monotonic() - began)


FAULTS: dict[str, Fault] = {
    **{f"cut short: {kind}": content(_half(kind), suffix) for kind, suffix in FORMATS.items()},
    "an empty file named .png": content(lambda _: b"", "png"),
    "a program for Ghostscript named .png": content(lambda _: EPS, "png"),
    "a text named .jpg": content(lambda _: b"This is no picture.\n" * 50, "jpg"),
    "a TIFF file of values that are no numbers": content(_not_numbers, "tif"),
    "a PNG file of 64 megapixels in 200 kB, and a limit of 800 MiB": bomb,
    "a PNG file with a wrong checksum in `pHYs`": accepted(
        _with_chunk(struct.pack(">I", 9) + b"pHYs" + struct.pack(">IIB", 11811, 11811, 1) + b"\x12\x34\x56\x78"), "png"
    ),
    "a named pipe as the content": pipe,
    "a look that is a named pipe": look(os.mkfifo),
    "a look of 30,000 brackets": look(lambda file: file.write_text("[" * 30_000)),
    "a video that is cut short": short_video,
    "weights whose download was cut off": short_weights,
}
