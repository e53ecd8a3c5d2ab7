"""What dialogs show of a parameter and make of what was typed, whatever the widgets are."""

from __future__ import annotations

import math

from . import parameters as pf
from .parameters import Parameter

LIMITS = {pf.PF_INT8: (0, 255), pf.PF_INT16: (-(2**15), 2**15 - 1), pf.PF_INT32: (-(2**31), 2**31 - 1)}


def labelled(one: Parameter) -> str:
    """The description as a label."""
    text = one.description or one.name
    return text if text.endswith((":", "?")) else f"{text}:"


def whole_number(text: str, low: int, high: int) -> int:
    """The number someone typed; ValueError where it is none, or out of range."""
    try:
        number = int(text)
    except ValueError:
        raise ValueError(f"“{text}” is not a whole number") from None
    if not low <= number <= high:
        raise ValueError(f"{number} is not from {low} to {high}")
    return number


def number(text: str) -> float:
    """The number someone typed, with a decimal point or comma; ValueError where it is none."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise ValueError(f"“{text}” is not a number") from None


def span(one: Parameter) -> tuple[float, float, float, int]:
    """Lowest, highest, step and decimal places of a number with a range."""
    low, high, step = (*(one.extra or (0, 100, 1)), 1)[:3]
    places = max(0, math.ceil(-math.log10(step) - 1e-9)) if 0 < step < 1 else 0
    return float(low), float(high), float(step) or 1.0, places
