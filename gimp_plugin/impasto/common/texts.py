"""Everything the user reads goes through `_`: gettext with the plug-in's own `locale` folder."""

from __future__ import annotations

import contextlib
import functools
import gettext
import json
import re
from pathlib import Path

DOMAIN = "impasto"
LOCALE_FOLDER = Path(__file__).resolve().parents[1] / "locale"

_ = gettext.translation(DOMAIN, localedir=str(LOCALE_FOLDER), fallback=True).gettext


def duration(seconds: float) -> str:
    """A time span as people say it: "40 s", "3 min 20 s", "2 h 5 min"."""
    whole = max(0, round(seconds))
    if whole < 60:
        return _("{seconds} s").format(seconds=whole)
    if whole < 3600:
        return _("{minutes} min {seconds} s").format(minutes=whole // 60, seconds=whole % 60)
    return _("{hours} h {minutes} min").format(hours=whole // 3600, minutes=whole % 3600 // 60)


def from_engine(sentence: str) -> str:
    """A sentence of the engine, which speaks English, in the user's language, where it is one that is known."""
    for text, pattern in _complaints():
        if match := pattern.fullmatch(sentence):
            return _(text).format(*match.groups())
    return sentence


@functools.cache
def _complaints() -> list[tuple[str, re.Pattern[str]]]:
    """What the engine may say, with {0}, {1} and so on for what it puts in; written by translations.py."""
    known: list[str] = []
    with contextlib.suppress(OSError, ValueError):
        known = json.loads((LOCALE_FOLDER / "engine.json").read_text("utf-8"))
    blank = re.compile(r"\\\{\d+\\\}")
    longest_first = sorted(known, key=len, reverse=True)  # what says more fits better
    return [(text, re.compile(blank.sub("(.+?)", re.escape(text)), re.DOTALL)) for text in longest_first]
