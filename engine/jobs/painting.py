"""One picture, painted from files to a file that says how it was made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import Interrupted
from ..imaging import Picture, write_image
from ..runtime.network import Network
from ..tracking.progress import Progress
from ..transfer.plan import Plan
from .job import OnProgress, learn_from
from .recipe import Recipe
from .style_files import StyleFiles, begin_recipe, read_style_job
from .style_job import StyleJob


@dataclass(frozen=True)
class Painting:
    """What is read of the files before painting.

    Attributes
    ----------
    files : what to paint
    content : the content with what its file holds beside the pixels
    job : the same in pixels
    recipe : what is known of the picture's making
    """

    files: StyleFiles
    content: Picture
    job: StyleJob
    recipe: Recipe

    def paint(
        self, output: Path, network: Network, plan: Plan | None = None, on_progress: OnProgress | None = None
    ) -> Painted:
        """Paint, and write the picture; `on_progress` may raise Interrupted to finish now with the best so far.

        Raises
        ------
        InputError
            It cannot be done, does not fit the memory limit, or cannot be written.
        """
        plan = plan or self.job.plan(network)
        result = self.job.run(network, plan, _ending(on_progress, self.files.stop_after))
        write_image(output, result.pixels, like=self.content, note=self.recipe.completed(result).to_json())
        learn_from(self.job, network, plan, result.report)
        notices = [notice.message for notice in plan.notices]
        return Painted({**result.report, "notices": notices}, result.stopped)


@dataclass(frozen=True)
class Painted:
    """What became of a painting: its report with the plan's `notices`, and whether it was finished early."""

    report: dict[str, Any]
    stopped: bool


def read_painting(files: StyleFiles, *, remembered: bool = True) -> Painting:
    """Read the files of a picture to paint.

    Parameters
    ----------
    remembered : this machine remembers where the files are, so that the picture can be made again

    Raises
    ------
    InputError
        A file cannot be read.
    """
    content, job = read_style_job(files)
    return Painting(files, content, job, begin_recipe(files, job, remembered=remembered))


def inputs_of(files: StyleFiles) -> Iterator[Path]:
    """All files that a picture is made from, the content first."""
    yield files.content
    if files.start is not None:
        yield files.start
    for style in files.styles:
        yield from (each for each in (style.picture, style.region, style.mask) if each is not None)


def _ending(on_progress: OnProgress | None, stop_after: int | None) -> OnProgress:
    """The callback, which also ends the job after so many evaluations."""

    def report(progress: Progress) -> None:
        if on_progress is not None:
            on_progress(progress)
        if progress.evaluation == stop_after:
            raise Interrupted

    return report
