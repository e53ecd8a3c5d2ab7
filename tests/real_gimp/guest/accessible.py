"""Prints what assistive programs, such as a screen reader, are told of the windows on the screen: JSON, by AT-SPI.

    python3 accessible.py [PART OF A WINDOW'S TITLE]

Runs inside a root with Python's own modules and gi. A list of windows with their widgets that are shown, in the order
of the tree: role, name, description, states, place on the screen, and the roles and names of what labels them.
"""

import contextlib
import json
import sys
from collections.abc import Iterator

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

NOTED = ("focusable", "focused", "sensitive", "checked", "editable", "enabled", "modal", "active")
LABELS = Atspi.RelationType.LABELLED_BY
MOST_CHILDREN = 500
"""Of one widget: a table of fonts has thousands."""


def windows(part: str) -> Iterator[dict]:
    """All windows whose title holds `part`."""
    desktop = Atspi.get_desktop(0)
    for program in children(desktop):
        for window in children(program):
            with contextlib.suppress(GLib.Error):
                title = window.get_name() or ""
                if part in title and is_shown(window):
                    found = [described(widget, depth) for widget, depth in walk(window)]
                    yield {**described(window, 0), "program": program.get_name(), "widgets": found}


def walk(widget: Atspi.Accessible, depth: int = 1) -> Iterator[tuple[Atspi.Accessible, int]]:
    """All widgets below this one that are shown."""
    for child in children(widget):
        if is_shown(child):
            yield child, depth
            yield from walk(child, depth + 1)


def children(widget: Atspi.Accessible) -> Iterator[Atspi.Accessible]:
    """Those that are still there: windows come and go meanwhile."""
    with contextlib.suppress(GLib.Error):
        for index in range(min(MOST_CHILDREN, widget.get_child_count())):
            child = widget.get_child_at_index(index)
            if child is not None:
                yield child


def is_shown(widget: Atspi.Accessible) -> bool:
    with contextlib.suppress(GLib.Error):
        return bool(widget.get_state_set().contains(Atspi.StateType.SHOWING))
    return False


def described(widget: Atspi.Accessible, depth: int) -> dict:
    """What is told of one widget."""
    states = {state.value_nick for state in widget.get_state_set().get_states()}
    about = {
        "depth": depth,
        "role": widget.get_role_name(),
        "name": widget.get_name() or "",
        "description": widget.get_description() or "",
        "states": sorted(states & set(NOTED)),
        "labels": list(labels(widget)),
    }
    place = widget.get_extents(Atspi.CoordType.SCREEN) if widget.get_component_iface() else None
    if place:
        about["place"] = [place.x, place.y, place.width, place.height]
    return about


def labels(widget: Atspi.Accessible) -> Iterator[str]:
    """The names of the widgets that label this one."""
    for relation in widget.get_relation_set() or []:
        if relation.get_relation_type() == LABELS:
            for index in range(relation.get_n_targets()):
                yield relation.get_target(index).get_name() or ""


if __name__ == "__main__":
    print(json.dumps(list(windows(sys.argv[1] if sys.argv[1:] else ""))))
