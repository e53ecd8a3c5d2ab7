"""`impasto style --resume`: go on with a painting that was cut off."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..options import Options
from .arguments import given_options, optional_path
from .streams import say

if TYPE_CHECKING:
    from ..jobs.painting import Painted
    from ..jobs.style_files import StyleFiles
    from ..tracking.checkpoint import Checkpoint


@dataclass(frozen=True)
class Resumed:
    """A painting to go on with."""

    files: StyleFiles
    output: Path
    report: Path | None
    checkpoint: Checkpoint


def add_resume(parser: argparse.ArgumentParser) -> None:
    """The option, whose value may be left out."""
    parser.add_argument(
        "--resume",
        metavar="FILE",
        nargs="?",
        const="",
        help="go on with a painting that was cut off, to the same bytes: FILE is its output or its folder of "
        "checkpoints; without FILE the last one",
    )


def resumed(parsed: argparse.Namespace) -> Resumed:
    """The painting that `--resume` names.

    Raises
    ------
    InputError
        There is none, a picture has changed, or another process works on it.
    """
    from ..jobs.unfinished import files_of, find

    if parsed.content or parsed.styles or parsed.earlier or given_options(parsed, Options):
        parsed.parser.error("--resume takes pictures and options from what was begun; give none")
    found = find(parsed.resume)
    files, output, report = files_of(found), found.job["output"], found.job["report"]
    return Resumed(files, Path(parsed.output or output), optional_path(parsed.report or report), found.take_up())


def end(checkpoint: Checkpoint, painted: Painted | None, *, asked: bool) -> None:
    """Remove the checkpoint of a painting that is finished, or that the user has finished; keep any other.

    Parameters
    ----------
    painted : None where it failed
    asked : the user ended it
    """
    is_done = painted is not None and not painted.failure and (asked or not painted.stopped)
    if is_done:
        checkpoint.remove()
        return
    if checkpoint.is_begun:
        say(f"impasto: `impasto style --resume {checkpoint.folder}` goes on with it.")
    checkpoint.close()
