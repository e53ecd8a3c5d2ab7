"""The best picture so far in a file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine import InputError
from engine.cli.preview_file import PreviewFile
from engine.imaging import read_image
from engine.imaging.pixels import to_planar
from engine.tracking.progress import Progress

from .conftest import Impasto


def progress(gray: float) -> Progress:
    pixels = np.full((16, 16, 3), gray, np.float32)
    return Progress((16, 16), 0, 1, 1, 2, 0.5, 1.0, 1.0, 1.0, to_planar(pixels), lambda shown: shown)


def test_it_is_written_from_time_to_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("engine.cli.preview_file.time.monotonic", lambda: now[0])
    preview, shown = PreviewFile(tmp_path / "preview.png"), []
    for seconds, gray in ((0.0, 0.2), (1.0, 0.4), (1.5, 0.6)):
        now[0] += seconds
        preview.update(progress(gray))
        shown.append(float(read_image(tmp_path / "preview.png").pixels.mean()))
    assert shown == pytest.approx([0.2, 0.2, 0.6], abs=0.01)


def test_none_is_wanted_or_it_cannot_be_written(tmp_path: Path) -> None:
    PreviewFile(None).update(progress(0.5))
    assert not PreviewFile(None).is_wanted
    with pytest.raises(InputError, match="does not exist"):
        PreviewFile(tmp_path / "none" / "preview.png")


def test_style_writes_one(impasto: Impasto, content: Path, style: Path, tmp_path: Path) -> None:
    files = (content, style, "-o", tmp_path / "out.png", "--preview", tmp_path / "preview.png")
    assert impasto("style", *files, "--evaluations", 1, "--single-scale").status == 0
    preview, painted = (read_image(tmp_path / f"{name}.png").pixels for name in ("preview", "out"))
    assert preview.shape == painted.shape
