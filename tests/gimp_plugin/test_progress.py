"""What the user asks for in a progress window."""

from __future__ import annotations

import pytest
from common.progress import STOP_RESPONSE, Progress, ProgressWindow, UserAction

CANCEL = -6


class Window(ProgressWindow):
    """Notes what is done to it."""

    def __init__(self):
        super().__init__()
        self.log = []

    def _process_events(self):
        self.log.append("events")

    def _disable_stop(self):
        self.log.append("disabled")


@pytest.mark.parametrize(
    "responses, action",
    [
        ([], UserAction.CONTINUE),
        ([STOP_RESPONSE], UserAction.STOP),
        ([STOP_RESPONSE, CANCEL], UserAction.CANCEL),
        ([CANCEL, STOP_RESPONSE], UserAction.CANCEL),
    ],
)
def test_a_cancel_stays_a_cancel(responses, action):
    window = Window()
    for response in responses:
        window._respond(response)
    assert window.user_action() is action
    assert window.log[-1] == "events"
    assert ("disabled" in window.log) == (responses[:1] == [STOP_RESPONSE])


def test_a_bar_has_no_buttons():
    assert Progress().user_action() is UserAction.CONTINUE
