"""The dialog of the real GIMP 3 shows a part of the result at 100 %, where the preview is clicked, and OK goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.real_gimp.harness.installed import Installation
from tests.real_gimp.harness.recorded_protocol import RecordedProtocol, record_protocol
from tests.real_gimp.harness.snapshots import PRELUDE
from tests.real_gimp.harness.studio import DIALOG
from tests.real_gimp.harness.window import GimpWindow

TIMEOUT = 600.0
"""Seconds for what takes some ten of them on a machine of its own."""
OPEN = """
image, layer, style = open_pair()
image.scale(1000, 1000)
show(image)
"""
SIDE = 320
"""Width and height of the part, in pixels of the picture and of the screen."""
ASIDE = (640, 890)


@pytest.fixture
def window(installed: Installation, tmp_path: Path) -> Iterator[GimpWindow]:
    """A photograph that is larger than its working size."""
    with record_protocol(installed, tmp_path / "home").gimp.window() as window:
        window.python(PRELUDE + OPEN)
        window.wait_for_title("1000x1000")
        yield window


def test_a_part_at_100_percent(window: GimpWindow, tmp_path: Path) -> None:
    protocol = RecordedProtocol(window.shell.home)
    window.search_action("Neural Style")
    window.wait_for_title(DIALOG)
    wait(window, protocol, "paused")
    before = screen(window, tmp_path / "before.png")
    assert protocol.messages("<", "forecast")[-1]["crops"]

    window.press_until(lambda: protocol.messages(">", "crop"), "the crop", lambda: window.keys("alt+1"))
    wait(window, protocol, "crop")
    shown = screen(window, tmp_path / "crop.png")
    first = protocol.messages("<", "crop")[0]
    assert [first[name] for name in ("x", "y", "width", "height")] == [340, 340, SIDE, SIDE]
    assert (shown != before).any(-1).sum() > SIDE * SIDE

    place = window.place_of(DIALOG)
    window.click(place[0] + 60, place[1] + 80)  # on the preview, towards its top left corner
    wait(window, protocol, "crop", count=2)
    moved = screen(window, tmp_path / "moved.png")
    second = protocol.messages("<", "crop")[1]
    assert second["x"] < first["x"] and second["y"] < first["y"]
    assert (moved != shown).any(-1).sum() > SIDE * SIDE // 2
    window.answer("alt+c", DIALOG)


def wait(window: GimpWindow, protocol: RecordedProtocol, kind: str, count: int = 1) -> None:
    window.wait(lambda: len(protocol.messages("<", kind)) >= count, f"{kind} {count}", timeout=TIMEOUT)


def screen(window: GimpWindow, path: Path) -> NDArray[np.uint8]:
    """What is on the screen, (height, width, 3), also written to a file."""
    window.point(*ASIDE)
    return np.asarray(Image.open(window.screenshot(path)).convert("RGB"))
