"""How far a job is, shown to the user, and what the user asks for meanwhile."""

from __future__ import annotations

import enum

STOP_RESPONSE = 1
"""The response of a window's button "Stop and keep"."""


class UserAction(enum.Enum):
    """What the user asked for in the progress window."""

    CONTINUE = "continue"
    STOP = "stop"
    CANCEL = "cancel"


class Progress:
    """Base of all progress bars and windows; by itself it shows nothing and has no buttons.

    `has_user` says whether somebody can end the job.
    """

    has_user = False

    def show(self, fraction: float, text: str) -> None:
        """Show how much is done (0..1; negative: leave it as it is) and a line about it."""

    def preview(self, width: int, height: int, rgb: bytes) -> None:
        """Show the picture as it is now: 8-bit sRGB rows."""

    def loss(self, level: int, evaluation: int, evaluations: int, loss: float) -> None:
        """Show the loss of one more evaluation of `evaluations` in all."""

    def user_action(self) -> UserAction:
        """Process the window's events; what the user asked for since the job began."""
        return UserAction.CONTINUE

    def finish(self, text: str) -> None:
        """The job is done: notify a user who does not see it here."""

    def close(self) -> None:
        """Take the bar or window away."""


class ProgressWindow(Progress):
    """Base of the windows: their buttons. Closing a window means Cancel."""

    has_user = True

    def __init__(self) -> None:
        self._action = UserAction.CONTINUE

    def user_action(self) -> UserAction:
        self._process_events()
        return self._action

    def _respond(self, response: int) -> None:
        """A button was pressed, or the window closed; a Cancel stays a Cancel."""
        if response != STOP_RESPONSE:
            self._action = UserAction.CANCEL
        elif self._action is UserAction.CONTINUE:
            self._action = UserAction.STOP
            self._disable_stop()

    def _process_events(self) -> None:
        """Let GTK process its pending events."""

    def _disable_stop(self) -> None:
        """Make the button "Stop and keep" insensitive."""
