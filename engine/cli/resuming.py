"""`--resume` of `impasto style` and `impasto dream`: go on with a picture that was cut off."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from ..options import DreamOptions, Options
from .arguments import given_options, optional_path
from .streams import say

if TYPE_CHECKING:
    from ..jobs.dream_files import DreamFiles
    from ..jobs.style_files import StyleFiles
    from ..jobs.unfinished import Unfinished
    from ..tracking.checkpoint import Checkpoint

FilesT = TypeVar("FilesT")


@dataclass(frozen=True)
class Resumed(Generic[FilesT]):
    """A picture to go on with, and what it is made from."""

    files: FilesT
    output: Path
    report: Path | None
    checkpoint: Checkpoint


def add_resume(parser: argparse.ArgumentParser, what: str = "painting") -> None:
    """The option, whose value may be left out."""
    parser.add_argument(
        "--resume",
        metavar="FILE",
        nargs="?",
        const="",
        help=f"go on with a {what} that was cut off, to the same bytes: FILE is its output or its folder of "
        "checkpoints; without FILE the last one",
    )


def resumed(parsed: argparse.Namespace) -> Resumed[StyleFiles]:
    """The painting that `--resume` names.

    Raises
    ------
    InputError
        There is none, a picture has changed, or another process works on it.
    """
    from ..jobs.unfinished import files_of, find

    _refuse_more(parsed, parsed.content or parsed.styles or parsed.earlier or given_options(parsed, Options))
    found = find(parsed.resume)
    return _taken_up(parsed, found, files_of(found))


def resumed_dream(parsed: argparse.Namespace) -> Resumed[DreamFiles]:
    """The dream that `--resume` names; raises as `resumed`."""
    from ..jobs.unfinished import DREAM, dream_of, find

    _refuse_more(parsed, parsed.image or parsed.guide or parsed.frames or given_options(parsed, DreamOptions))
    found = find(parsed.resume, DREAM)
    return _taken_up(parsed, found, dream_of(found))


def end(checkpoint: Checkpoint, *, is_done: bool, command: str = "style") -> None:
    """Remove the checkpoint of a picture that is finished, or that the user has finished; keep any other."""
    if is_done:
        checkpoint.remove()
        return
    if checkpoint.is_begun:
        say(f"impasto: `impasto {command} --resume {checkpoint.folder}` goes on with it.")
    checkpoint.close()


def _refuse_more(parsed: argparse.Namespace, more: object) -> None:
    if more:
        parsed.parser.error("--resume takes pictures and options from what was begun; give none")


def _taken_up(parsed: argparse.Namespace, found: Unfinished, files: FilesT) -> Resumed[FilesT]:
    output, report = parsed.output or found.job["output"], optional_path(parsed.report or found.job["report"])
    return Resumed(files, Path(output), report, found.take_up())
