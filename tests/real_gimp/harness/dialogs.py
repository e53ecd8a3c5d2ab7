"""The dialog of any GIMP, used by the keyboard while a process records the protocol."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.real_gimp.harness.recorded_protocol import RecordedProtocol
from tests.real_gimp.harness.studio import DIALOG
from tests.real_gimp.harness.window import GimpWindow

TIMEOUT = 600.0
"""Seconds for what takes some ten of them on a machine of its own."""


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
