"""The container of animated WebP, read back by Pillow."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.media.webp import WebpWriter

from .clips import DELAYS, HEIGHT, WIDTH, crop, holed


@pytest.mark.parametrize("alpha", [True, False])
def test_lossless_frames_come_back(tmp_path: Path, alpha: bool) -> None:
    path = tmp_path / "out.webp"
    with path.open("wb") as file:
        writer = WebpWriter(file, WIDTH, HEIGHT, alpha, 3, 100)
        for index, delay in enumerate(DELAYS):
            writer.add(holed(index) if alpha else crop(index), delay)
        writer.finish()
    with Image.open(path) as image:
        assert (image.n_frames, image.info["loop"], image.size) == (len(DELAYS), 3, (WIDTH, HEIGHT))
        for index, delay in enumerate(DELAYS):
            image.seek(index)
            image.load()
            assert image.info["duration"] == delay
            expected = holed(index) if alpha else crop(index)
            assert np.array_equal(np.asarray(image.convert("RGBA" if alpha else "RGB")), expected)
    assert int.from_bytes(path.read_bytes()[4:8], "little") + 8 == path.stat().st_size


def test_quality_makes_it_smaller(tmp_path: Path) -> None:
    sizes = []
    for quality in (20, 90):
        path = tmp_path / f"{quality}.webp"
        with path.open("wb") as file:
            writer = WebpWriter(file, WIDTH, HEIGHT, True, 0, quality)
            writer.add(holed(0), 100)
            writer.finish()
        sizes.append(path.stat().st_size)
    assert sizes[0] < 0.7 * sizes[1]
