"""What a command writes: never over a picture that it reads, and where it fails the user is told what became of it."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError
from .streams import say

if TYPE_CHECKING:
    from ..jobs.saving import Saved


def add_overwrite(parser: argparse.ArgumentParser) -> None:
    """The option that lets a command write over its own inputs."""
    parser.add_argument(
        "--overwrite", action="store_true", help="write even where OUT is one of the pictures that are read"
    )


def check_outputs(outputs: Iterable[Path | None], inputs: Sequence[Path], *, overwrite: bool = False) -> None:
    """Check that no output is an input, by this or another name, unless told to, and that no two are the same.

    Raises
    ------
    InputError
        One is.
    """
    seen: set[Path] = set()
    for output in (each for each in outputs if each is not None):
        if output.resolve() in seen:
            raise InputError(f"{output} would be written twice.", "Give each file a name of its own.")
        seen.add(output.resolve())
        same = next((each for each in inputs if _is_same(output, each)), None)
        if same is not None and not overwrite:
            name = f"{output} is" if output == same else f"{output} is the same file as"
            what = "one of the pictures that are read" if output == same else f"{same}, which is read"
            raise InputError(f"{name} {what}.", "Give another name, or --overwrite to replace it.")


def report_problems(*saved: Saved | None) -> bool:
    """Tell the user of results that are not as, or not where, they were wanted; whether there are any."""
    problems = [each.problem for each in saved if each is not None and each.problem is not None]
    for problem in problems:
        say(f"impasto: {problem}")
    return bool(problems)


def _is_same(one: Path, other: Path) -> bool:
    """Whether two names are of one file; links count, and so does a name that nothing has yet."""
    try:
        return one.samefile(other)
    except OSError:
        return one.resolve() == other.resolve()
