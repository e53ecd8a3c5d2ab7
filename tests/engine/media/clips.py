"""Real clips for tests: crops that move over a sample, coded by the encoders that users have."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.media.scheduling import same_scheduling
from tests.conftest import CHECKOUT

WIDTH, HEIGHT = 96, 64
UNIT = Fraction(1, 12800)
STEP = 512
"""25 frames a second."""

_CODEC_OPTIONS = {"libx265": {"x265-params": "log-level=none:bframes=0"}}
"""x265 may reorder more frames than a short clip has; their decoding times are then uninitialised memory."""

DELAYS = [70, 30, 120, 50, 40, 400]
"""Of the frames of animations, in milliseconds."""

Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Recipe:
    """What a video is made of; `stamps` in units of `unit` are the times of its frames."""

    count: int = 12
    width: int = WIDTH
    height: int = HEIGHT
    codec: str = "libx264"
    layout: str = "yuv420p"
    unit: Fraction = UNIT
    stamps: Sequence[int] | None = None
    sound: str = "aac"
    chapters: bool = True
    colour: tuple[int, int, int, int] = (1, 1, 1, 1)
    aspect: Fraction = Fraction(1)
    options: tuple[tuple[str, str], ...] = ()


@cache
def _photograph() -> Bytes:
    with Image.open(CHECKOUT / "samples" / "content" / "cat.jpg") as image:
        return np.asarray(image.convert("RGB"))


def crop(index: int, width: int = WIDTH, height: int = HEIGHT) -> Bytes:
    """Frame `index` (height, width, 3) of a view that moves 3 pixels a frame."""
    return np.ascontiguousarray(_photograph()[60 : 60 + height, 40 + 3 * index : 40 + 3 * index + width])


def video(path: Path, recipe: Recipe = Recipe()) -> Path:
    """Write a clip in the container of its suffix, with a title, two chapters and a tone."""
    with same_scheduling(), av.open(str(path), "w") as sink:
        options = {**_CODEC_OPTIONS.get(recipe.codec, {}), **dict(recipe.options)}
        stream: Any = sink.add_stream(recipe.codec, rate=25, options=options)
        context = stream.codec_context
        stream.width, stream.height, stream.pix_fmt = recipe.width, recipe.height, recipe.layout
        stream.time_base = context.time_base = recipe.unit
        context.sample_aspect_ratio = recipe.aspect
        context.color_primaries, context.color_trc, context.colorspace, context.color_range = recipe.colour
        tone: Any = sink.add_stream(recipe.sound, rate=48000) if recipe.sound else None
        sink.metadata.update(title="A title", creation_time="2020-01-02T03:04:05.000000Z")
        if recipe.chapters:
            sink.set_chapters([chapter(1, 0, 200, "First"), chapter(2, 200, 480, "Second")])
        for index in range(recipe.count):
            frame = _frame(crop(index, recipe.width, recipe.height), recipe)
            frame.pts = recipe.stamps[index] if recipe.stamps else index * int(STEP * UNIT / recipe.unit)
            frame.time_base = recipe.unit
            sink.mux(stream.encode(frame))
        sink.mux(stream.encode(None))
        if tone is not None:
            _play(sink, tone, Fraction(recipe.count, 25))
    return path


def chapter(number: int, start: int, end: int, title: str) -> Any:
    return {"id": number, "start": start, "end": end, "time_base": Fraction(1, 1000), "metadata": {"title": title}}


def _frame(pixels: Bytes, recipe: Recipe) -> av.VideoFrame:
    frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
    return frame.reformat(format=recipe.layout, dst_colorspace=1, dst_color_range=recipe.colour[3] or 1)


def _play(sink: Any, stream: Any, seconds: Fraction) -> None:
    """A tone of 440 Hz."""
    samples = np.arange(int(seconds * 48000)) / 48000
    for start in range(0, len(samples), 1024):
        wave = (0.3 * np.sin(2 * np.pi * 440 * samples[start : start + 1024])).astype(np.float32)[None]
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(wave), format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = 48000, start, Fraction(1, 48000)
        sink.mux(stream.encode(frame))
    sink.mux(stream.encode(None))


def with_subtitles(path: Path, source: Path) -> Path:
    """A copy of a clip with a subtitle track: SubRip, or text as in MP4."""
    lines = path.with_suffix(".srt")
    lines.write_text("1\n00:00:00,040 --> 00:00:00,200\nOne\n\n2\n00:00:00,240 --> 00:00:00,440\nTwo & three\n\n")
    with av.open(str(source)) as first, av.open(str(lines)) as second, av.open(str(path), "w") as sink:
        copies = {
            stream: sink.add_stream_from_template(stream) for stream in (*first.streams.video, *first.streams.audio)
        }
        text: Any
        if path.suffix == ".mkv":
            text = sink.add_stream_from_template(second.streams[0])
        else:
            text = sink.add_mux_stream("mov_text")
            text.time_base = Fraction(1, 1000)
        text.metadata["language"] = "eng"
        packets = [packet for container in (first, second) for packet in container.demux() if packet.size]
        for packet in sorted(packets, key=lambda packet: (packet.dts or 0) * packet.time_base):
            if packet.stream.type == "data":
                continue
            if packet.stream.type == "subtitle" and path.suffix != ".mkv":
                words = bytes(packet)
                copy: Any = av.Packet(struct.pack(">H", len(words)) + words)
                copy.pts = copy.dts = packet.pts
                copy.duration, copy.time_base = packet.duration, packet.time_base
                packet = copy
                packet.stream = text
            else:
                packet.stream = text if packet.stream.type == "subtitle" else copies[packet.stream]
            sink.mux(packet)
    return path


def turned(path: Path, source: Path, matrix: tuple[int, int, int, int]) -> Path:
    """A copy of an MP4 with a display matrix (a, b, c, d), as phones write it into the track's header."""
    data = bytearray(source.read_bytes())
    place = data.index(b"tkhd") + 44
    a, b, c, d = matrix
    values = (a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30)
    data[place : place + 36] = struct.pack(">9i", *values)
    path.write_bytes(data)
    return path


def animation(path: Path, alpha: bool = True, delays: Sequence[float] = DELAYS, loop: int = 2) -> Path:
    """A GIF, WebP or PNG of a moving crop, with a hole that moves the other way."""
    frames = [Image.fromarray(holed(index) if alpha else crop(index)) for index in range(len(delays))]
    options: dict[str, Any] = {"lossless": True} if path.suffix == ".webp" else {"disposal": 2} if alpha else {}
    if path.suffix == ".png":
        options = {}
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=list(delays), loop=loop, **options)
    return path


def holed(index: int) -> Bytes:
    """Frame `index` of `animation` (H, W, 4): opaque but for a square."""
    alpha = np.full((HEIGHT, WIDTH, 1), 255, np.uint8)
    alpha[20:40, 50 - 4 * index : 80 - 4 * index] = 0
    return np.concatenate([crop(index), alpha], axis=2)


def packets(path: Path, kind: str) -> list[tuple[Fraction, Fraction, bytes]]:
    """Time, duration and contents of all packets of the first stream of a kind: "audio" or "subtitle"."""
    with av.open(str(path)) as container:
        stream = next(stream for stream in container.streams if stream.type == kind)
        found = [packet for packet in container.demux(stream) if packet.size]
        return [
            ((packet.pts or 0) * packet.time_base, (packet.duration or 0) * packet.time_base, bytes(packet))
            for packet in found
        ]


def tags(path: Path) -> tuple[int, int, int, int]:
    """Primaries, transfer, matrix and range of the first picture stream, as numbers of H.273."""
    with av.open(str(path)) as container:
        context = container.streams.video[0].codec_context
        return context.color_primaries, context.color_trc, context.colorspace, context.color_range
