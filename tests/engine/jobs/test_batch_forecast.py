"""What a batch will take, from its pictures' sizes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine import Options
from engine.imaging import Picture, read_image, write_image
from engine.jobs.batch import Item
from engine.jobs.batch_forecast import forecasts, picture_size
from engine.jobs.style_files import StyleFiles
from engine.jobs.style_job import StyleJob
from engine.losses.style import Style
from engine.runtime.network import Network


def test_a_pictures_size_as_it_is_shown(folder: Path) -> None:
    turned, exif = folder / "turned.jpg", Image.Exif()
    exif[274] = 6
    Image.new("RGB", (30, 20)).save(turned, exif=exif)
    pixels = np.zeros((20, 30, 3), np.float32)
    write_image(folder / "float.tif", pixels, like=Picture(pixels, depth=32))
    (folder / "bad.png").write_text("no picture")
    sizes = [picture_size(folder / name) for name in ("in/content.png", "turned.jpg", "float.tif", "bad.png")]
    assert sizes == [(48, 32), (20, 30), (30, 20), None]


def test_it_is_what_the_jobs_forecast(folder: Path, network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.runtime.speed.seconds", lambda _: 0.5)
    (folder / "bad.png").write_text("no picture")
    content, style = folder / "in/content.png", folder / "in/style.png"
    options = [Options(evaluations=3), Options(evaluations=30), Options(memory_limit=1)]
    items = [Item(StyleFiles(content, [Style(style)], each), folder / "out.png") for each in options]
    items.append(Item(StyleFiles(folder / "bad.png", [Style(style)], Options()), folder / "out.png"))
    found = forecasts(items, network)
    pictures = [read_image(path).pixels for path in (content, style)]
    for index in (0, 1):
        job = StyleJob(pictures[0], [Style(pictures[1])], options[index])
        expected, own = job.plan(network).forecast(network), found[index]
        assert own is not None
        assert own.memory == expected.memory
        assert own.seconds == expected.seconds
    assert found[2:] == [None, None]
