"""Fonts for captions: Pillow's own for Latin letters, else one of the system's that has the letters."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

_NO_LETTER = "\U0010ffff"
"""What no font has, so that every font draws its sign for missing letters."""

_ANSWERS_WITHIN, _SEARCHED = 5.0, 3.0
"""Seconds that fontconfig, and a search through folders, may take."""

_LIKELY = (
    *("noto", "cjk", "droidsansfallback", "wqy", "unifont", "dejavu", "freesans", "arial unicode", "arialuni"),
    *("yugoth", "msgothic", "meiryo", "msyh", "simsun", "malgun", "hiragino", "pingfang", "heiti", "segoe"),
)
"""In the names of fonts with many letters: these are tried first."""


def font_for(text: str, size: int) -> Font | None:
    """A font of `size` pixels that has all letters of a text; None where there is none."""
    if has_letters(_default(size), text):
        return _default(size)
    for path, index in (*_of_fontconfig(text), *_in_folders(_folders())):
        font = _loaded(path, index, size)
        if font is not None and has_letters(font, text):
            return font
    return None


def has_letters(font: Font, text: str) -> bool:
    """Whether a font draws every letter of a text, instead of its sign for missing ones or nothing."""
    missing = _drawn(font, _NO_LETTER)
    return all(each.isspace() or _drawn(font, each) not in (missing, None) for each in set(text))


def _drawn(font: Font, letter: str) -> bytes | None:
    """How a font draws a letter; None where it draws nothing."""
    if not font.getlength(letter):
        return None
    mask = bytes(font.getmask(letter))
    return mask if any(mask) else None


@functools.cache
def _default(size: int) -> Font:
    return ImageFont.load_default(size)


@functools.lru_cache(maxsize=64)
def _loaded(path: Path, index: int, size: int) -> ImageFont.FreeTypeFont | None:
    try:
        return ImageFont.truetype(str(path), size, index=index)
    except (OSError, ValueError):  # no font, or one without this size
        return None


def _of_fontconfig(text: str) -> list[tuple[Path, int]]:
    """The font that fontconfig names for a text's letters, which need not have them; none without fontconfig."""
    program = shutil.which("fc-match")
    if program is None:
        return []
    letters = " ".join(f"{ord(each):x}" for each in sorted(set(text)) if not each.isspace())
    command = [program, "-f", "%{file}\n%{index}", f":charset={letters}:scalable=true"]
    with contextlib.suppress(OSError, subprocess.SubprocessError, ValueError):
        answer = subprocess.run(command, capture_output=True, text=True, timeout=_ANSWERS_WITHIN).stdout
        file, index = answer.split("\n")
        return [(Path(file), int(index) & 0xFFFF)]
    return []


def _folders() -> list[Path]:
    """Where systems keep fonts."""
    if sys.platform == "win32":
        own = Path(os.environ.get("LOCALAPPDATA", "")) / "Microsoft" / "Windows" / "Fonts"
        return [Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts", own]
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), Path.home() / "Library/Fonts"]
    home = Path.home()
    return [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local/share/fonts", home / ".fonts"]


def _in_folders(folders: Sequence[Path]) -> Iterator[tuple[Path, int]]:
    """The fonts in some folders, the likely ones first, for some seconds."""
    found = [
        path for folder in folders for path in folder.rglob("*") if path.suffix.lower() in (".ttf", ".otf", ".ttc")
    ]
    until = time.monotonic() + _SEARCHED
    for path in sorted(found, key=lambda path: not any(name in path.name.lower() for name in _LIKELY)):
        if time.monotonic() > until:
            return
        yield path, 0
