"""Texts without what is private in them: names of users and machines, folders, names of pictures."""

from __future__ import annotations

import getpass
import platform
import re
from pathlib import Path

HOME_OF_ANYONE = re.compile(r"(?:/home|/Users|/media|/run/media|\b[A-Za-z]:[\\/]+Users)[\\/]+[^\\/\s'\":;,]+")
PICTURE = re.compile(r"[^\\/\n'\"]*\.(png|jpe?g|tiff?|webp|bmp|gif|avif|xcf|psd|mp4|mov|mkv|webm|avi)\b", re.IGNORECASE)
SHORTEST = 3
"""Letters of a name that is looked for: shorter ones, and `root`, are parts of anything."""


def without_private(text: str, names: list[str] | None = None) -> str:
    """A text with ~ for anyone's home, USER and HOST for names, and FILE for the names of pictures.

    Parameters
    ----------
    names : of the user and the machine; default those of this process
    """
    user, host = names or [_user(), platform.node().partition(".")[0]]
    text = text.replace(str(Path.home()), "~")
    text = HOME_OF_ANYONE.sub("~", text)
    for name, word in ((user, "USER"), (host, "HOST")):
        if len(name) >= SHORTEST and name != "root":
            text = re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", word, text, flags=re.IGNORECASE)
    return "\n".join(_without_pictures(line) for line in text.split("\n"))


def _without_pictures(line: str) -> str:
    """A line with FILE for everything between the last separator and the suffix of a picture."""
    return PICTURE.sub(lambda found: f"FILE.{found[1]}", line)


def _user() -> str:
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):  # no name, or no such user
        return ""
