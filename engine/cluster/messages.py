"""Progress and previews on their way from a worker to the client, as plain values."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from PIL import Image

from ..arrays import Array
from ..imaging.pixels import fit_size, resize, to_planar
from ..tracking.progress import Progress

PREVIEW_SIZE = 512
PREVIEW_QUALITY = 85
LONGEST_QUEUE = 1000
"""Messages that the scheduler may have to keep for a client."""
NUMBERS = ("level_index", "levels", "evaluation", "evaluations", "fraction", "loss", "seconds", "seconds_left")


def packed(number: str, worker: str, progress: Progress, preview: bytes | None) -> dict[str, Any]:
    """A progress of a job on a worker as plain values."""
    values = {name: getattr(progress, name) for name in NUMBERS}
    return {
        "job": number,
        "worker": worker,
        "level": list(progress.level),
        "frame": list(progress.frame) if progress.frame else None,
        "preview": preview,
        **{name: value if isinstance(value, int) else float(value) for name, value in values.items()},
    }


def unpacked(message: dict[str, Any], preview: Array | None) -> Progress:
    """The progress again; its picture is the latest preview, one black pixel where there is none."""
    shown = np.zeros((1, 1, 3), np.float32) if preview is None else preview
    width, height = message["level"]
    frame = message["frame"]
    return Progress(
        level=(width, height),
        **{name: message[name] for name in NUMBERS},
        _best=to_planar(shown),
        _shown=lambda pixels: pixels,
        frame=(frame[0], frame[1]) if frame else None,
    )


def encoded(picture: Array) -> bytes:
    """A picture (h, w, 3) float32 sRGB 0..1 as a small JPEG file."""
    height, width = picture.shape[:2]
    if max(height, width) > PREVIEW_SIZE:
        picture = resize(picture, *fit_size(width, height, PREVIEW_SIZE))
    file = io.BytesIO()
    Image.fromarray((np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8)).save(file, "JPEG", quality=PREVIEW_QUALITY)
    return file.getvalue()


def decoded(preview: bytes) -> Array:
    """The picture (h, w, 3) float32 sRGB 0..1 of `encoded`."""
    with Image.open(io.BytesIO(preview)) as picture:
        return np.asarray(picture.convert("RGB"), np.float32) / np.float32(255)
