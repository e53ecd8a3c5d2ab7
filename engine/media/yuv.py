"""Frames of any pixel format of FFmpeg <-> R'G'B', in float32 where the format is YUV.

FFmpeg's scaler rounds to whole steps of 8 bits on the way and is up to three steps off. Here only the frame itself is
rounded. Formulas: ITU-T H.273, section 8.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from ..arrays import Array
from .mixing import mixed

Samples = NDArray[np.uint8] | NDArray[np.uint16]

_KR_KB = {1: (0.2126, 0.0722), 4: (0.30, 0.11), 7: (0.212, 0.087), 9: (0.2627, 0.0593), 10: (0.2627, 0.0593)}
_BT601 = (0.299, 0.114)
_GBR = (2, 0, 1, 3)
_HD_WIDTH, _SD_HEIGHT = 1280, 576
_PACKED_YUV = {
    "nv12": "yuv420p", "nv21": "yuv420p", "nv16": "yuv422p", "nv24": "yuv444p", "nv42": "yuv444p",
    "yuyv422": "yuv422p", "uyvy422": "yuv422p", "yvyu422": "yuv422p", "uyyvyy411": "yuv411p",
    "p010le": "yuv420p10le", "p010be": "yuv420p10le", "p210le": "yuv422p10le", "p410le": "yuv444p10le",
    "p012le": "yuv420p12le", "p016le": "yuv420p16le", "p216le": "yuv422p16le", "p416le": "yuv444p16le",
    "y210le": "yuv422p10le", "y212le": "yuv422p12le", "v30xle": "yuv444p10le", "xv30le": "yuv444p10le",
    "xv36le": "yuv444p12le", "vuyx": "yuv444p", "vuya": "yuva444p", "ayuv": "yuva444p", "ayuv64le": "yuva444p16le",
    "uyva": "yuva444p", "vyu444": "yuv444p", "xv48le": "yuv444p16le", "v210": "yuv422p10le",
}  # fmt: skip


@dataclass(frozen=True)
class Coding:
    """How R'G'B' becomes Y'CbCr.

    Attributes
    ----------
    matrix : MatrixCoefficients of H.273 (1 is BT.709, 5 and 6 BT.601, 9 BT.2020); never "unspecified"
    full : whether luma takes all steps, instead of 16..235 of 8 bits
    """

    matrix: int
    full: bool


def coding_of(matrix: int, full: bool, width: int, height: int) -> Coding:
    """The coding that a tag means; without one, BT.709 from 1280 columns or 577 rows on, else BT.601, as players do."""
    if matrix in (2, 3):
        matrix = 1 if width >= _HD_WIDTH or height > _SD_HEIGHT else 6
    return Coding(matrix, full)


def to_rgb(frame: av.VideoFrame, coding: Coding) -> Array:
    """(H, W, 3|4) float32 R'G'B' of a frame, about 0..1: YUV may hold a little more."""
    planar = _PACKED_YUV.get(frame.format.name)
    frame = frame.reformat(format=planar) if planar else frame
    name = frame.format.name
    if name.startswith(("yuv", "gray")) and "f" not in name:
        return _from_planes(frame, coding)
    if name.startswith("gbr") and "f" not in name:
        most = np.float32(2 ** frame.format.components[0].bits - 1)
        return np.stack(
            [_samples(frame, plane).astype(np.float32) / most for plane in _GBR[: len(frame.planes)]], axis=2
        )
    return _from_packed(frame)


def from_rgb(pixels: Array, layout: str, coding: Coding) -> av.VideoFrame:
    """A frame of the format `layout` (yuv or yuva, planar) from (H, W, 3|4) float32; values beyond 0..1 are cut."""
    height, width = pixels.shape[:2]
    frame = av.VideoFrame(width, height, layout)
    depth = frame.format.components[0].bits
    luma_chroma = mixed(np.clip(pixels[..., :3], 0, 1), _matrix(coding.matrix))
    values = [luma_chroma[..., index] for index in range(3)]
    if layout.startswith("yuva"):
        values.append(np.clip(pixels[..., 3], 0, 1))
    for index, value in enumerate(values):
        if index in (1, 2):
            value = _shrunk(value, *_steps(frame))
        _fill(frame.planes[index], _quantised(value, index, depth, coding))
    return frame


def _from_packed(frame: av.VideoFrame) -> Array:
    """Of any format that the scaler knows; it changes no colour of a format that holds R'G'B'."""
    alpha = any(part in frame.format.name for part in ("pal8", "ya", "rgba", "bgra", "argb", "abgr"))
    deep = max(part.bits for part in frame.format.components) > 8
    wanted = ("rgba64le" if alpha else "rgb48le") if deep else ("rgba" if alpha else "rgb24")
    pixels = frame.reformat(format=wanted).to_ndarray()
    return pixels.astype(np.float32) / np.float32(65535 if deep else 255)


def _from_planes(frame: av.VideoFrame, coding: Coding) -> Array:
    depth, (across, down) = frame.format.components[0].bits, _steps(frame)
    values = [_scaled(_samples(frame, index), index, depth, coding) for index in range(len(frame.planes))]
    luma = values[0]
    if len(values) < 3:
        parts = [luma, luma, luma]
    else:
        chroma = [_grown(value, across, down)[: luma.shape[0], : luma.shape[1]] for value in values[1:3]]
        rgb = mixed(np.stack([luma, *chroma], axis=2), np.linalg.inv(_matrix(coding.matrix)))
        parts = [rgb[..., index] for index in range(3)]
    return np.stack([*parts, *values[3:]], axis=2)


def _steps(frame: av.VideoFrame) -> tuple[int, int]:
    """How many luma samples one chroma sample stands for, across and down."""
    if len(frame.planes) < 3:
        return 1, 1
    chroma = frame.planes[1]
    return -(-frame.width // chroma.width), -(-frame.height // chroma.height)


def _samples(frame: av.VideoFrame, index: int) -> Samples:
    plane = frame.planes[index]
    wide = frame.format.components[0].bits > 8
    kind = np.dtype(">u2" if frame.format.name.endswith("be") else "<u2") if wide else np.dtype(np.uint8)
    data: Any = plane
    rows = np.frombuffer(data, np.uint8)[: plane.line_size * plane.height].reshape(plane.height, plane.line_size)
    samples: Samples = rows[:, : plane.width * kind.itemsize].copy().view(kind)
    return samples


def _fill(plane: av.video.plane.VideoPlane, samples: Samples) -> None:
    data = np.zeros((plane.height, plane.line_size), np.uint8)
    raw = np.ascontiguousarray(samples).view(np.uint8)
    data[:, : raw.shape[1]] = raw
    plane.update(data.tobytes())


def _range(index: int, depth: int, coding: Coding) -> tuple[float, float]:
    """The step that stands for 0 and how many steps make 1, for luma (0), chroma (1, 2) or alpha (3)."""
    most, unit = float(2**depth - 1), float(2 ** (depth - 8))
    if index in (1, 2):
        return 128 * unit, most if coding.full else 224 * unit
    return (0.0, most) if coding.full or index == 3 else (16 * unit, 219 * unit)


def _scaled(samples: Samples, index: int, depth: int, coding: Coding) -> Array:
    zero, steps = _range(index, depth, coding)
    return (samples.astype(np.float32) - np.float32(zero)) / np.float32(steps)


def _quantised(values: Array, index: int, depth: int, coding: Coding) -> Samples:
    zero, steps = _range(index, depth, coding)
    most = 2**depth - 1
    rounded = np.clip(values * np.float32(steps) + np.float32(zero + 0.5), 0, most)
    samples: Samples = rounded.astype(np.uint8 if depth == 8 else "<u2")
    return samples


def _matrix(matrix: int) -> NDArray[np.floating[Any]]:
    """R'G'B' 0..1 to Y' 0..1, Cb and Cr -0.5..0.5."""
    red, blue = _KR_KB.get(matrix, _BT601)
    luma = np.array([red, 1 - red - blue, blue])
    rows = [luma, (np.array([0, 0, 1]) - luma) / (2 * (1 - blue)), (np.array([1, 0, 0]) - luma) / (2 * (1 - red))]
    return np.array(rows)


def _grown(chroma: Array, across: int, down: int) -> Array:
    """Chroma at every pixel, linear in between: at even columns, midway between rows (H.273, chroma location 0)."""
    if down == 2:
        padded = np.pad(chroma, ((1, 1), (0, 0)), mode="edge")
        tall = np.empty((2 * len(chroma), chroma.shape[1]), np.float32)
        tall[0::2] = 0.25 * padded[:-2] + 0.75 * chroma
        tall[1::2] = 0.75 * chroma + 0.25 * padded[2:]
        chroma = tall
    elif down > 2:
        chroma = np.repeat(chroma, down, axis=0)
    if across == 2:
        wide = np.empty((len(chroma), 2 * chroma.shape[1]), np.float32)
        wide[:, 0::2] = chroma
        wide[:, 1::2] = 0.5 * (chroma + np.pad(chroma, ((0, 0), (0, 1)), mode="edge")[:, 1:])
        chroma = wide
    elif across > 2:
        chroma = np.repeat(chroma, across, axis=1)
    return chroma


def _shrunk(chroma: Array, across: int, down: int) -> Array:
    """Chroma at the places of its samples, see `_grown`: means by binomial weights, half as sharp as boxes would be.

    Fine colours that boxes let through beat with the grid of samples: they flicker where the picture moves.
    """
    if across == 2:
        chroma = _halved(chroma, (1, 4, 6, 4, 1))
    if down == 2:
        chroma = _halved(chroma.T, (1, 3, 3, 1)).T
    return chroma


def _halved(values: Array, weights: tuple[int, ...]) -> Array:
    """Every second column, the mean of those around it: of an even number of weights the middle lies behind it."""
    count, before = (values.shape[1] + 1) // 2, (len(weights) - 1) // 2
    padded = np.pad(values, ((0, 0), (before, len(weights))), mode="edge")
    total = np.float32(sum(weights))
    parts = (
        np.float32(weight) / total * padded[:, start : start + 2 * count : 2] for start, weight in enumerate(weights)
    )
    return np.asarray(sum(parts), np.float32)
