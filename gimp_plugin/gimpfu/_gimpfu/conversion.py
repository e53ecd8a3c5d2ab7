"""A script for the original gimpfu, written in Python 2, becomes one in Python 3; what has to be done by hand is said.

The work is fissix's (or that of lib2to3, its origin, which Python had until 3.12). What neither of them knows, and what
gimpfu's bytes change, is found in the converted script by `advice`.
"""

from __future__ import annotations

import difflib
import importlib
import re
from typing import Any, NamedTuple

from .advice import Remark, remarks_on

LEFT_OUT = ("buffer", "idioms", "set_literal", "ws_comma", "import")
"""Fixers that change taste only, or guess."""

SUBSTITUTIONS = (
    (r"(gettext\.install\([^)\n]*?),\s*unicode\s*=\s*\w+", r"\1", "gettext.install lost its argument unicode"),
    (r"\.ugettext\b", ".gettext", "ugettext became gettext"),
    (r"\.ungettext\b", ".ngettext", "ungettext became ngettext"),
    (r"\.tostring\(\)", ".tobytes()", "tostring() became tobytes()"),
    (r"\.fromstring\(", ".frombytes(", "fromstring() became frombytes()"),
    (r"\bstring\.letters\b", "string.ascii_letters", "string.letters became string.ascii_letters"),
    (r"\bstring\.(lower|upper)case\b", r"string.ascii_\1case", "string.lowercase became string.ascii_lowercase"),
    (r"(?<![\w.])file\(", "open(", "file() became open()"),
)
"""What 2to3 leaves alone: pattern, replacement, and how it is told."""


class ConversionError(Exception):
    """A script cannot be converted at all; the message says why and where."""


class Conversion(NamedTuple):
    """A converted script."""

    text: str
    changed: int
    """How many lines are new."""
    remarks: list[Remark]
    """What a person has to look at."""


def convert(text: str, name: str = "script.py") -> Conversion:
    """Convert a script.

    Raises
    ------
    ConversionError
        Nothing to convert with is installed, or the script is Python neither 2 nor 3.
    """
    source = text.expandtabs(8) if _mixes_tabs(text) else text
    remarks = [Remark(0, "tabs became spaces, eight columns each")] if source != text else []
    for pattern, replacement, words in SUBSTITUTIONS:
        source, count = re.subn(pattern, replacement, source)
        if count:
            remarks.append(Remark(0, words))
    converted, said = _refactored(source if source.endswith("\n") else f"{source}\n", name)
    remarks += said + remarks_on(converted, name)
    changes = difflib.ndiff(text.splitlines(), converted.splitlines())
    changed = sum(line.startswith("+ ") for line in changes)
    return Conversion(converted, changed, sorted(set(remarks)))


def decoded(block: bytes) -> str:
    """A script's text: in the encoding its first lines name, else UTF-8, else Latin-1, which fits everything."""
    cookie = re.search(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", b"\n".join(block.split(b"\n")[:2]), re.MULTILINE)
    for encoding in (cookie.group(1).decode() if cookie else "utf-8", "latin-1"):
        try:
            text = block.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
        text = re.sub(r"(coding[:=][ \t]*)[-\w.]+", r"\1utf-8", text, count=1) if cookie else text
        return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    raise AssertionError("Latin-1 fits everything")


def _mixes_tabs(text: str) -> bool:
    """Whether some lines begin with tabs and others with spaces, which Python 3 does not take."""
    return bool(re.search(r"^ +\S|^ +\t|^\t+ ", text, re.MULTILINE) and re.search(r"^ *\t", text, re.MULTILINE))


def _package() -> str:
    """The package that converts."""
    for name in ("fissix", "lib2to3"):
        try:
            importlib.import_module(f"{name}.refactor")
        except ImportError:
            continue
        return name
    raise ConversionError("Converting Python 2 needs the package fissix: run `python3 -m pip install fissix`.")


def _refactored(source: str, name: str) -> tuple[str, list[Remark]]:
    """The script after all fixers, and what they could not do."""
    package = _package()
    refactor: Any = importlib.import_module(f"{package}.refactor")
    prefix = f"{package}.fixes"
    fixers = [one for one in refactor.get_fixers_from_package(prefix) if one.rpartition("fix_")[2] not in LEFT_OUT]
    tool = refactor.RefactoringTool(fixers, {"print_function": _prints_by_function(source)})
    try:
        tree = tool.refactor_string(source, name)
    except Exception as error:
        raise ConversionError(f"{name} is not Python: {_where(error)}.") from error
    return str(tree), [remark for line in tool.fixer_log for remark in _remarks(line)]


def _prints_by_function(source: str) -> bool:
    return bool(re.search(r"^from __future__ import .*print_function", source, re.MULTILINE))


def _where(error: Exception) -> str:
    """What a parser's error says, with its line."""
    context = getattr(error, "context", None)
    line = f" in line {context[1][0]}" if context else ""
    return f"{str(error).partition(':')[0] or type(error).__name__}{line}"


def _remarks(line: str) -> list[Remark]:
    """A message of a fixer, "Line 12: could not convert: ...", as a remark; the line is one of the old script."""
    found = re.match(r"Line (\d+): (.*)", line, re.DOTALL)
    words = " ".join((found.group(2) if found else line).split())
    if not words or words.startswith("### In file"):
        return []
    return [Remark(int(found.group(1)) if found else 0, f"of the old script, 2to3 says: {words}")]
