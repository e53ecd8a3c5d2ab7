"""Small clips in files: H.264 with sound, GIF."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from PIL import Image

from ..conftest import Array

SOUND_RATE = 44100


def write_video(
    path: Path, frames: Sequence[Array], rate: int = 25, *, sound: bool = True, seconds: float | None = None
) -> Path:
    """An H.264 video of frames (H, W, 3) in 0..1, with a tone in AAC, as long as the pictures or of so many seconds."""
    height, width = frames[0].shape[:2]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=rate, options={"crf": "10"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        tone = _add_tone(container) if sound else None
        for frame in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(eight_bits(frame), format="rgb24")))
        if tone is not None:
            _encode_tone(container, tone, len(frames) / rate if seconds is None else seconds)
        container.mux(stream.encode())
    return path


def write_gif(path: Path, frames: Sequence[Array], milliseconds: Sequence[int]) -> Path:
    """A GIF of frames (H, W, 3) in 0..1, each shown for its own time: one palette, dithered, as most programs do it."""
    pictures = [Image.fromarray(eight_bits(frame)) for frame in frames]
    palette = Image.fromarray(np.concatenate([eight_bits(frame) for frame in frames])).quantize(128)
    first, *others = (picture.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG) for picture in pictures)
    first.save(path, save_all=True, append_images=others, duration=list(milliseconds), loop=0)
    return path


def sound_of(path: Path) -> list[tuple[bytes, int | None]]:
    """The packets of the first sound stream: their bytes and times."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        return [(bytes(packet), packet.pts) for packet in container.demux(stream) if packet.size]


def eight_bits(frame: Array) -> np.ndarray:
    """(H, W, 3) uint8 of 0..1."""
    return np.asarray(np.clip(frame, 0, 1) * 255 + 0.5, np.uint8)


def _add_tone(container: av.container.OutputContainer) -> av.AudioStream:
    stream = container.add_stream("aac", rate=SOUND_RATE)
    stream.layout = "mono"
    return stream


def _encode_tone(container: av.container.OutputContainer, stream: av.AudioStream, seconds: float) -> None:
    times = np.arange(int(seconds * SOUND_RATE))
    wave = (0.3 * np.sin(2 * np.pi * 440 * times / SOUND_RATE)).astype(np.float32)[None]
    for start in range(0, len(times), 1024):
        frame = av.AudioFrame.from_ndarray(wave[:, start : start + 1024].copy(), format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE, start, Fraction(1, SOUND_RATE)
        container.mux(stream.encode(frame))
    container.mux(stream.encode())
