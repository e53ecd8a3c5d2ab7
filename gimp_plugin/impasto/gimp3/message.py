"""What GIMP 3 tells the user for us."""

from __future__ import annotations

from gi.repository import Gimp


def tell(text: str) -> None:
    """Show a message in a window of GIMP's.

    In two lines: a single one goes to GIMP's status bar, for some seconds, if it fits there.
    """
    Gimp.message(f"Impasto\n{text}")
