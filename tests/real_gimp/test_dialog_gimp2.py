"""The dialog in a window of the real GIMP 2.10: preview, knobs, crop, OK that goes on from there; what it remembers."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.real_gimp.harness.gimp import Gimp
from tests.real_gimp.harness.installed import INSIDE, Installation
from tests.real_gimp.harness.recorded_protocol import RecordedProtocol, record_protocol
from tests.real_gimp.harness.snapshots import Snapshot, read_report
from tests.real_gimp.harness.studio import DIALOG, PROGRESS
from tests.real_gimp.harness.window import GimpWindow

PRELUDE = f"import sys; sys.path.append({INSIDE!r}); from tests.real_gimp.guest.gimp2 import *\n"
TIMEOUT = 600.0
"""Seconds for what takes some ten of them on a machine of its own."""
OPEN = """
image, layer, style = open_pair()
image.scale(512, 512)
pdb.gimp_image_select_rectangle(image, CHANNEL_OP_REPLACE, 96, 96, 340, 340)
show(image)
save("before", layer)
"""


@pytest.fixture
def recorded(installed2: Installation, tmp_path: Path) -> Installation:
    """Impasto with a process between plug-in and engine that records the protocol."""
    return record_protocol(installed2, tmp_path / "home")


def test_preview_knob_crop_ok_and_background(recorded: Installation, tmp_path: Path) -> None:
    with recorded.gimp.window() as window:
        window.python(PRELUDE + OPEN)
        window.wait_for_title("512x512")
        protocol = RecordedProtocol(window.shell.home)
        window.search_action("Neural Style")
        window.wait_for_title(DIALOG)
        wait(window, lambda: protocol.messages("<", "preview"), "the first preview")
        change_a_knob(window, protocol)
        first, second = protocol.messages(">", "job")[:2]
        assert second["options"]["strength"] != first["options"]["strength"]
        assert second["content"] == first["content"]  # the pixels were sent once
        assert [command["id"] for command in protocol.messages(">", "cancel")] == [first["id"]]
        wait(window, lambda: protocol.messages("<", "paused"), "the end of the preview")
        keep(window.screenshot(tmp_path / "preview.png"))

        window.answer("alt+o", DIALOG)
        window.wait_for_title(PROGRESS)
        window.answer("alt+b", PROGRESS)
        window.wait_for_title("Message", timeout=TIMEOUT)  # the user is told
        window.keys("Escape")
        check_that_the_job_went_on(protocol, second["id"])
        window.python("save('after', layer)")
        before, after = (Snapshot.read(window.shell.home, name) for name in ("before", "after"))
    inside = before.mask == 1
    assert (after.native != before.native).any(-1)[inside].mean() > 0.9
    assert np.array_equal(after.native[~inside], before.native[~inside])


def change_a_knob(window: GimpWindow, protocol: RecordedProtocol) -> None:
    """Turn the strength by the keyboard, until the preview begins anew."""

    def began_anew() -> bool:
        if len(protocol.messages(">", "job")) < 2:
            window.wait_for_title(DIALOG)
            window.keys("alt+t", "Up", "Up")
            time.sleep(2)
        return len(protocol.messages(">", "job")) >= 2

    wait(window, began_anew, "another preview")


def check_that_the_job_went_on(protocol: RecordedProtocol, number: int) -> None:
    """One job from preview to result: `continue` is all that OK said, and no evaluation was done twice."""
    assert protocol.messages(">", "job")[-1]["id"] == number
    assert [command["id"] for command in protocol.messages(">", "continue")] == [number]
    (done,) = protocol.messages("<", "done")
    evaluations = [message["evaluation"] for message in protocol.messages("<", "progress") if message["id"] == number]
    assert evaluations == sorted(evaluations)
    assert done["id"] == number and done["report"]["evaluations"] == max(evaluations)


def wait(window: GimpWindow, condition: Callable[[], object], name: str) -> None:
    window.wait(condition, name, timeout=TIMEOUT)


def keep(*shots: Path) -> None:
    """Copy screenshots to where IMPASTO_SHOTS says, for someone to look at."""
    for shot in shots if os.environ.get("IMPASTO_SHOTS") else ():
        shutil.copy(shot, Path(os.environ["IMPASTO_SHOTS"]) / f"gimp2-{shot.name}")
