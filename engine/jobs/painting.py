"""One picture, painted from files to a file that says how it was made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

from ..errors import Interrupted, Notice
from ..imaging import Picture
from ..losses.style import Style
from ..runtime.network import Network
from ..tracking.checkpoint import Checkpoint
from ..tracking.progress import Progress
from ..transfer.plan import Plan
from .job import OnProgress, learn_from
from .recipe import Recipe
from .saving import Saved, check_target, save_image
from .style_files import StyleFiles, begin_recipe, read_style_job
from .style_job import StyleJob

P = TypeVar("P")


class MadeFrom(Protocol[P]):
    """What a picture is made from: paths, as in `StyleFiles`, or sources, as in `Recipe`."""

    @property
    def content(self) -> P: ...

    @property
    def styles(self) -> Sequence[Style[P]]: ...

    @property
    def start(self) -> P | None: ...

    @property
    def strength_map(self) -> P | None: ...


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
        self,
        output: Path,
        network: Network,
        plan: Plan | None = None,
        on_progress: OnProgress | None = None,
        checkpoint: Checkpoint | None = None,
    ) -> Painted:
        """Paint, and write the picture; `on_progress` may raise Interrupted to finish now with the best so far.

        The state is kept in the checkpoint, from which the painting goes on where there is one already.

        Raises
        ------
        InputError
            It cannot be done, does not fit the memory limit, or cannot be written; that is known before the work. What
            cannot be written afterwards all the same goes elsewhere, see `save_image`.
        """
        plan = plan or self.job.plan(network)
        self.check(output, plan)
        job = replace(self.job, checkpoint=checkpoint)
        result = job.run(network, plan, _ending(on_progress, self.files.stop_after))
        note = self.recipe.completed(result).to_json()
        saved = save_image(output, result.pixels, like=self.content, note=note)
        learn_from(self.job, network, plan, result.report)
        notices = [each.message for each in (*plan.notices, result.failure, saved.problem) if each is not None]
        return Painted({**result.report, "notices": notices}, result.stopped, saved, result.failure)

    def check(self, output: Path, plan: Plan) -> None:
        """Check before the first evaluation that the picture can be written; raises InputError where it cannot."""
        last = plan.levels[plan.last_painted]
        check_target(output, self.content.pixels.shape[:2] if plan.options.rescale_image else (last.height, last.width))


@dataclass(frozen=True)
class Painted:
    """What became of a painting.

    Attributes
    ----------
    report : as `--report` has it, with all notices
    stopped : it was finished early
    saved : where its picture is; None where it is not in a file here
    failure : why it was finished early, where nobody asked for that
    """

    report: dict[str, Any]
    stopped: bool
    saved: Saved | None = None
    failure: Notice | None = None


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


def inputs_of(made: MadeFrom[P]) -> Iterator[P]:
    """All that a picture is made from, the content first."""
    yield made.content
    yield from (each for each in (made.start, made.strength_map) if each is not None)
    for style in made.styles:
        yield from style.pictures()


def _ending(on_progress: OnProgress | None, stop_after: int | None) -> OnProgress:
    """The callback, which also ends the job after so many evaluations."""

    def report(progress: Progress) -> None:
        if on_progress is not None:
            on_progress(progress)
        if progress.evaluation == stop_after:
            raise Interrupted

    return report
