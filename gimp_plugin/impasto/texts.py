"""Everything the user reads goes through `_`: gettext with the plug-in's own `locale` folder."""

from __future__ import annotations

import gettext
from pathlib import Path

DOMAIN = "impasto"
LOCALE_FOLDER = Path(__file__).resolve().parent / "locale"

_ = gettext.translation(DOMAIN, localedir=str(LOCALE_FOLDER), fallback=True).gettext


def duration(seconds: float) -> str:
    """A time span as people say it: "40 s", "3 min 20 s", "2 h 5 min"."""
    whole = max(0, round(seconds))
    if whole < 60:
        return _("{seconds} s").format(seconds=whole)
    if whole < 3600:
        return _("{minutes} min {seconds} s").format(minutes=whole // 60, seconds=whole % 60)
    return _("{hours} h {minutes} min").format(hours=whole // 3600, minutes=whole % 3600 // 60)
