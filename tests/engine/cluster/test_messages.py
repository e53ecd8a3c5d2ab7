"""Progress as plain values and back."""

from __future__ import annotations

import msgpack
import numpy as np

from engine.cluster.messages import NUMBERS, PREVIEW_SIZE, decoded, encoded, packed, unpacked
from engine.imaging.pixels import to_planar
from engine.tracking.progress import Progress

from .conftest import Pictures


def progress(pixels: np.ndarray) -> Progress:
    return Progress(
        (96, 64), 1, 3, 7, 60, 0.25, np.float64(1.5), 2.0, 6.0, to_planar(pixels), lambda shown: shown, (2, 9)
    )


def test_a_progress_travels_as_plain_values(pictures: Pictures) -> None:
    picture = pictures("cat", 60, 40)
    before = progress(picture)
    message = msgpack.unpackb(msgpack.packb(packed("job", "worker", before, encoded(before.picture()))))
    after = unpacked(message, decoded(message["preview"]))
    assert (message["job"], message["worker"]) == ("job", "worker")
    assert (after.level, after.frame) == (before.level, before.frame)
    assert [getattr(after, name) for name in NUMBERS] == [getattr(before, name) for name in NUMBERS]
    assert np.abs(after.picture() - picture).mean() < 0.03


def test_without_a_preview_the_picture_is_black() -> None:
    message = packed("job", "worker", progress(np.ones((4, 4, 3), np.float32)), None)
    assert np.abs(unpacked(message, None).picture()).max() < 1e-4


def test_a_preview_is_small(pictures: Pictures) -> None:
    data = encoded(pictures("cat", 1024, 700))
    assert decoded(data).shape == (350, PREVIEW_SIZE, 3)
    assert len(data) < 150_000
