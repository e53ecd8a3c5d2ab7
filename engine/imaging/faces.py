"""Faces in a picture, found by CenterFace (export/faces.py), and a map that holds them."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..arrays import Array
from ..runtime.models import ensure_faces
from .pixels import fill_transparent, resize

LONGEST = 960
"""The picture's longest side in pixels as it is looked at; a larger one is made smaller."""
STRIDE = 4
"""Pixels between two positions of the network's output."""
ALIGNMENT = 32
"""Its sides are multiples of this."""
CONFIDENT, OVERLAP = 0.4, 0.3
"""The least score of a face, and how much of another one it may cover (intersection over union)."""
GROWN, SOFT = 1.35, 0.12
"""A map's ellipse relative to the face's box, which ends at brow and chin, and the share of its size that is soft."""


@dataclass(frozen=True)
class Face:
    """A face: its middle, width and height, in shares of the picture's width and height, and its score, 0..1."""

    x: float
    y: float
    width: float
    height: float
    score: float


def find_faces(picture: Array) -> list[Face]:
    """The faces in a picture (H, W, 3|4) float32, sRGB 0..1; the surest first.

    Raises
    ------
    EngineError
        The network's file is missing and cannot be had.
    """
    shown, (height, width) = _shown(picture)
    session = _session(ensure_faces())
    heat, scale, offset, _ = session.run(None, {session.get_inputs()[0].name: shown})
    rows, columns = np.nonzero(heat[0, 0] >= CONFIDENT)
    found = []
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        down, across = (float(value) for value in offset[0, :, row, column])
        tall, wide = (STRIDE * float(np.exp(value)) for value in scale[0, :, row, column])
        place = STRIDE * (column + across + 0.5) / width, STRIDE * (row + down + 0.5) / height
        found.append(Face(*place, wide / width, tall / height, float(heat[0, 0, row, column])))
    return _distinct(found)


def face_map(picture: Array) -> Array | None:
    """(H, W) float32, 0..1: 0 on the faces of a picture, 1 elsewhere, with soft borders; None where there are none."""
    faces = find_faces(picture)
    if not faces:
        return None
    height, width = picture.shape[:2]
    rows, columns = (np.arange(height) + 0.5)[:, None] / height, (np.arange(width) + 0.5)[None] / width
    held = np.ones((height, width), np.float32)
    for face in faces:
        across, down = (columns - face.x) / (face.width / 2), (rows - face.y) / (face.height / 2)
        away = np.sqrt(across**2 + down**2) / GROWN
        outside = np.clip((away - 1 + SOFT) / (2 * SOFT), 0, 1)
        held = np.minimum(held, (outside**2 * (3 - 2 * outside)).astype(np.float32))
    return held


def _shown(picture: Array) -> tuple[Array, tuple[int, int]]:
    """The picture as the network takes it, (1, 3, h, w) RGB 0..255 with a black margin, and its size without that."""
    colours = fill_transparent(picture) if picture.shape[2] == 4 else picture
    factor = min(1.0, LONGEST / max(picture.shape[:2]))
    height, width = (max(1, round(side * factor)) for side in picture.shape[:2])
    small = np.clip(resize(colours, width, height), 0, 1)
    missing = [(0, -side % ALIGNMENT) for side in (height, width)]
    planes = np.pad(small, [*missing, (0, 0)]).transpose(2, 0, 1)[None] * np.float32(255)
    return np.ascontiguousarray(planes), (height, width)


def _distinct(faces: list[Face]) -> list[Face]:
    """Each face once: the surest of those that cover each other."""
    kept: list[Face] = []
    for face in sorted(faces, key=lambda each: -each.score):
        if all(_overlap(face, other) < OVERLAP for other in kept):
            kept.append(face)
    return kept


def _overlap(one: Face, other: Face) -> float:
    """Intersection over union of two boxes."""
    across = min(one.x + one.width / 2, other.x + other.width / 2) - max(
        one.x - one.width / 2, other.x - other.width / 2
    )
    down = min(one.y + one.height / 2, other.y + other.height / 2) - max(
        one.y - one.height / 2, other.y - other.height / 2
    )
    both = max(0.0, across) * max(0.0, down)
    return both / (one.width * one.height + other.width * other.height - both)


@functools.lru_cache(maxsize=1)
def _session(file: Path) -> Any:
    """The network, on the processor: it takes a fraction of a second."""
    import onnxruntime

    from ..runtime.network import session_options

    return onnxruntime.InferenceSession(str(file), session_options(0), providers=["CPUExecutionProvider"])
