"""Texts from files, as they may be shown on a terminal. Standard library only."""

from __future__ import annotations

LONGEST = 2000


def printable(text: object) -> str:
    """A text whose control characters, and marks that change the direction of writing, are shown as escapes.

    A terminal takes such characters as commands: they can move the cursor, rename the window, or hide what follows.
    Line breaks stay; a text that is longer than `LONGEST` is cut.
    """
    whole = str(text)
    shown = "".join(each if each == "\n" or each.isprintable() else _escaped(each) for each in whole[:LONGEST])
    return shown if len(whole) <= LONGEST else f"{shown}…"


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
