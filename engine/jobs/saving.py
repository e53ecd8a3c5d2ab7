"""Results that are not lost: what cannot be written is said before the work; what fails all the same goes elsewhere."""

from __future__ import annotations

import functools
import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..arrays import Array
from ..errors import InputError, Notice
from ..files import check_creatable, private_folder, write_atomically
from ..imaging import Picture, check_holds, check_writable, write_image
from ..runtime import state
from ..runtime.limits import largest_file

log = logging.getLogger(__name__)

LEAST_BYTES_PER_PIXEL = {".png": 0.5, ".tif": 1.0, ".tiff": 1.0, ".bmp": 3.0}
"""Files of paintings are never smaller; those of other formats are at least as large as `SMALLEST_SHARE` says."""
SMALLEST_SHARE = 0.02
RESULTS = "results"
"""Folder in the state folder for what can be written nowhere else."""


@dataclass(frozen=True)
class Saved:
    """Where a result is, and why it is not where, or as, it was wanted."""

    file: Path
    problem: Notice | None = None


def check_target(output: Path, shape: tuple[int, int]) -> None:
    """Check before the work that a picture of this height and width can be written, as far as that can be known.

    Raises
    ------
    InputError
        Its format, its folder or the free space of the disk does not allow it.
    """
    check_writable(output)
    check_holds(output, shape)
    folder = output.resolve().parent
    try:
        check_creatable(output)
        free = min(shutil.disk_usage(folder).free, largest_file())
    except OSError as error:
        raise InputError(
            "{file} cannot be written: {reason}.",
            "Choose another folder.",
            code="unwritable",
            file=str(output),
            reason=error.strerror or str(error),
        ) from error
    needed = round(shape[0] * shape[1] * LEAST_BYTES_PER_PIXEL.get(output.suffix.lower(), SMALLEST_SHARE))
    if free < needed:
        raise InputError(
            "{file} cannot be written: it takes at least {needed} KiB, and {free} KiB are free.",
            "Free some disk space, or choose another folder.",
            code="disk-full",
            file=str(output),
            needed=(needed >> 10) + 1,
            free=free >> 10,
        )


def save_image(output: Path, pixels: Array, like: Picture | None = None, note: str | None = None) -> Saved:
    """Write a picture as `write_image` does; where that fails, write it without metadata, as PNG, or elsewhere.

    Raises
    ------
    InputError
        It can be written nowhere.
    """
    plain = Picture(pixels, depth=like.depth) if like else None

    def write(file: Path) -> Callable[[], None]:
        return lambda: write_image(file, pixels, like=like if file == output else plain, note=note)

    attempts = [(output, write(output)), (output, lambda: write_image(output, pixels, like=plain))]
    return _saved(output, [*attempts, *((file, write(file)) for file in _elsewhere(output, ".png"))])


def save_text(output: Path, text: str) -> Saved:
    """Write a text; where that fails, elsewhere.

    Raises
    ------
    InputError
        It can be written nowhere.
    """
    return save_bytes(output, text.encode())


def save_bytes(output: Path, data: bytes) -> Saved:
    """Write a file that is finished; where that fails, elsewhere; raises as `save_text`."""
    places = [output, *_elsewhere(output, output.suffix)]
    return _saved(output, [(file, functools.partial(write_atomically, file, data)) for file in places])


def _saved(output: Path, attempts: list[tuple[Path, Callable[[], None]]]) -> Saved:
    """The first attempt that works; hours of work may depend on it, so that any error leads to the next."""
    first: Exception | None = None
    for file, write in attempts:
        try:
            if file.parent.name == RESULTS:
                private_folder(file.parent)
            write()
        except Exception as error:
            log.info("%s cannot be written: %s", file, error)
            first = first or error
            continue
        return Saved(file, _problem(output, file, first) if first else None)
    assert first is not None
    raise (
        first
        if isinstance(first, InputError)
        else InputError(
            "{file} cannot be written: {reason}.",
            "Choose another folder.",
            code="unwritable",
            file=str(output),
            reason=str(first),
        )
    ) from first


def _problem(output: Path, file: Path, error: Exception) -> Notice:
    """What to say of a result that is not as it was wanted."""
    reason = getattr(error, "message", "") or f"{output} cannot be written: {error or type(error).__name__}."
    if file == output:
        return Notice("{reason} It was written without metadata.", code="saved-plain", reason=reason)
    return Notice("{reason} The result is in {file} instead.", code="saved-elsewhere", reason=reason, file=str(file))


def _elsewhere(output: Path, suffix: str) -> Iterator[Path]:
    """Files that do not exist: beside the one that was wanted, in the state folder, in the temporary folder."""
    for folder in (output.resolve().parent, state.folder() / RESULTS, Path(tempfile.gettempdir())):
        names = (f"{output.stem}-kept{number}{suffix}" for number in ("", *(f"-{n}" for n in range(2, 1000))))
        yield next(folder / name for name in names if not (folder / name).exists())
