"""Names of files, folders and patterns to the pictures of a batch."""

from __future__ import annotations

import functools
import glob
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from ..errors import InputError
from ..imaging.decoding import FORMATS
from ..imaging.metadata import read_note


@dataclass(frozen=True)
class Found:
    """A picture, and its folder below the one that was named; empty for a file that was named itself."""

    path: Path
    folder: str = ""


def find_pictures(names: Sequence[str], *, recursive: bool = False, output: Path | None = None) -> list[Found]:
    """The pictures that names stand for, each once, in the names' order and sorted within a folder or a pattern.

    Parameters
    ----------
    names : files, folders, and patterns with *, ?, [...] and ** for any depth of folders
    recursive : also the pictures in the folders of a folder
    output : leave out the results that a folder or a pattern has below this folder

    Raises
    ------
    InputError
        A name stands for nothing.
    """
    found: dict[Path, Found] = {}
    for name in names:
        matched = list(_matched(name, recursive, output))
        if not matched:
            raise InputError(f"There is no picture to paint in {name}.", "Name pictures, folders of them, or patterns.")
        for each in matched:
            found.setdefault(each.path.resolve(), each)
    return list(found.values())


def _matched(name: str, recursive: bool, output: Path | None) -> Iterator[Found]:
    """The pictures of one name; one that exists is never a pattern."""
    path = Path(name)
    if path.is_dir():
        yield from _without_results(_in_folder(path, recursive), output)
    elif path.exists() or not glob.has_magic(name):
        if not path.exists():
            raise InputError(f"{path} does not exist.", "Check the name and the folder.")
        yield Found(path)
    else:
        matches = glob.glob(name, recursive=True)  # noqa: PTH207 - Path.glob takes no absolute pattern
        for match in sorted(map(Path, matches), key=_natural):
            inside = _in_folder(match, recursive) if match.is_dir() and "**" not in name else _files([match])
            yield from _without_results(inside, output)


def _in_folder(folder: Path, recursive: bool) -> Iterator[Found]:
    """The pictures in a folder, which are known by their suffixes."""
    files = folder.rglob("*") if recursive else folder.iterdir()
    for found in _files(sorted(files, key=_natural)):
        inside = found.path.parent.relative_to(folder)
        if not any(part.startswith(".") for part in inside.parts):
            yield Found(found.path, "" if inside == Path() else inside.as_posix())


def _files(paths: Iterable[Path]) -> Iterator[Found]:
    """Those that are files with the suffix of a picture, and not hidden."""
    for path in paths:
        if path.suffix.lower() in _suffixes() and not path.name.startswith(".") and path.is_file():
            yield Found(path)


def _without_results(found: Iterable[Found], output: Path | None) -> Iterator[Found]:
    """Those that Impasto has not painted into the output folder."""
    for each in found:
        if output is None or not each.path.resolve().is_relative_to(output.resolve()) or not _is_painted(each.path):
            yield each


def _is_painted(path: Path) -> bool:
    try:
        return read_note(path) is not None
    except InputError:
        return False


@functools.cache
def _suffixes() -> frozenset[str]:
    """Of all formats that can be read."""
    known = Image.registered_extensions().items()
    return frozenset(suffix for suffix, name in known if name in (*FORMATS, "MPO") and name in {*Image.OPEN, "MPO"})


def _natural(path: Path) -> list[tuple[int, str]]:
    """An order in which 2 comes before 10."""
    parts = re.split(r"(\d+)", path.as_posix().casefold())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts] + [(-1, str(path))]
