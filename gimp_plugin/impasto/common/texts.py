"""Every text for the user goes through `_`: gettext with the plug-in's own `locale` folder."""

from __future__ import annotations

import contextlib
import functools
import gettext
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

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


def strength_and_brush(strength: float, scale: float) -> str:
    """Both in %: a line that breaks, where it must, between them alone."""
    text = _("Strength {strength} %, brush {scale} %").format(strength=f"{strength:g}", scale=f"{scale:g}")
    return ", ".join(part.replace(" ", "\N{NO-BREAK SPACE}") for part in text.split(", "))


def internal_error(error: Exception) -> str:
    """The sentence for an exception that nobody expected."""
    text = _("The job failed because of an error in Impasto ({error}). Please report it.")
    return text.format(error=f"{type(error).__name__}: {error}")


def translate_error(message: str, hint: str, code: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """Message and hint of one of the engine's errors in the user's language; as they are where the code is unknown.

    Parameters
    ----------
    message, hint : the engine's own sentences, in English
    code : stands for both sentences in `locale/engine.json`
    values : what the sentences contain, by name
    """
    try:
        templates = _engine_errors()[code]
        message, hint = (_(text).format(**values) if text else "" for text in templates)
    except (KeyError, IndexError, TypeError, ValueError):
        pass  # an engine of another version
    return message, hint


def sentences(notices: Sequence[Mapping[str, Any]]) -> str:
    """The engine's notices of a job, in the user's language."""
    pairs = (translate_error(each["message"], each["hint"], each["code"], each["values"]) for each in notices)
    return " ".join(text for pair in pairs for text in pair if text)


@functools.cache
def _engine_errors() -> dict[str, list[str]]:
    """Templates of message and hint by the errors' codes; written by translations.py."""
    known: dict[str, list[str]] = {}
    with contextlib.suppress(OSError, ValueError):
        known = json.loads((LOCALE_FOLDER / "engine.json").read_text("utf-8"))
    return known
