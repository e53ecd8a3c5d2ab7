"""What a screen reader is told of GIMP's windows and of ours, through AT-SPI, and clicks on what it finds.

with installation.gimp.window(accessible=True) as window:
    reader = ScreenReader(window)
    reader.click("GIMP", role="button", name="Cancel")
"""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from tests.real_gimp.harness.roots import GUEST
from tests.real_gimp.harness.shell import HOME
from tests.real_gimp.harness.window import GimpWindow

SCRIPT = "accessible.py"
BUTTONS = ("push button", "button")
"""AT-SPI renamed the role in 2.56."""


@dataclasses.dataclass(frozen=True)
class Widget:
    """One widget that is shown.

    Attributes
    ----------
    role, name, description : as they are spoken
    states : such as "focusable", "focused", "sensitive"
    labels : the names of the widgets that label it
    place : x, y, width and height on the screen
    depth : below its window, 1 for what lies in it
    """

    role: str
    name: str
    description: str
    states: frozenset[str]
    labels: tuple[str, ...]
    place: tuple[int, int, int, int]
    depth: int

    @property
    def spoken(self) -> str:
        """Its name, its own or that of its labels."""
        return self.name or " ".join(self.labels)

    @property
    def centre(self) -> tuple[int, int]:
        """Where to click."""
        x, y, width, height = self.place
        return x + width // 2, y + height // 2

    @classmethod
    def read(cls, told: dict[str, Any]) -> Widget:
        """From what the script inside has printed."""
        x, y, width, height = told.get("place", (0, 0, 0, 0))
        states, labels = frozenset(told["states"]), tuple(told["labels"])
        return cls(
            told["role"], told["name"], told["description"], states, labels, (x, y, width, height), told["depth"]
        )


class ScreenReader:
    """Asks for the widgets of a GimpWindow that was started with `accessible`."""

    def __init__(self, window: GimpWindow) -> None:
        self.window = window
        script = window.shell.home / f".{SCRIPT}"
        script.write_text((GUEST / SCRIPT).read_text())

    def widgets(self, title: str) -> list[Widget]:
        """All widgets that are shown in the windows whose title holds `title`, in the order of the tree."""
        answer = self.window.run("python3", f"{HOME}/.{SCRIPT}", title)
        return [Widget.read(each) for window in json.loads(answer) for each in window["widgets"]]

    def find(self, title: str, *, name: str, roles: tuple[str, ...] = BUTTONS) -> Widget:
        """The first widget of this name and role in the windows whose title holds `title`; waits until it is shown."""

        def found() -> Widget | None:
            shown = self.widgets(title)
            return next((each for each in shown if each.spoken == name and each.role in roles), None)

        widget = self.window.wait(found, f"a {roles[0]} named {name!r} in {title!r}")
        assert widget is not None
        return widget

    def click(self, title: str, *, name: str, roles: tuple[str, ...] = BUTTONS) -> None:
        """Click on the middle of a widget, as soon as it is shown."""
        self.window.click(*self.find(title, name=name, roles=roles).centre)
