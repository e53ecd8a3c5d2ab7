"""`impasto dream`: Deep Dream on a picture, or a journey of many frames into it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import Interrupted
from ..options import DreamOptions
from .arguments import add_command, add_fields, check_folder, given_options, optional_path
from .outputs import add_overwrite, check_outputs, report_problems
from .resuming import add_resume, end, resumed_dream
from .streams import say

if TYPE_CHECKING:
    from ..imaging import Picture
    from ..jobs.dream_files import DreamFiles
    from ..jobs.dream_job import DreamJob
    from ..jobs.job import OnProgress
    from ..jobs.saving import Saved
    from ..runtime.network import Network
    from ..tracking.checkpoint import Checkpoint
    from ..tracking.progress import Progress


def add_parser(commands: Any) -> None:
    """Add the command's arguments."""
    parser = add_command(commands, "dream", run, "dream of what the network sees in IMAGE, or of what is in a guide")
    parser.add_argument("image", metavar="IMAGE", nargs="?", help="the picture to dream of")
    parser.add_argument("-o", "--output", metavar="OUT", help="where to write the dream")
    parser.add_argument("--guide", metavar="PICTURE", help="dream of what is in this picture")
    parser.add_argument(
        "--frames",
        metavar="N",
        type=int,
        help="go into the picture: write N numbered pictures, each a dream of the one before, enlarged",
    )
    parser.add_argument(
        "--zoom",
        metavar="X",
        type=float,
        default=1.05,
        help="how many times a frame is enlarged for the next, 1 to 2 (default: %(default)s)",
    )
    parser.add_argument(
        "--estimate", action="store_true", help="dream nothing; print the expected seconds and bytes of memory as JSON"
    )
    parser.add_argument("--report", metavar="FILE.json", help="write times, objectives and settings there")
    add_resume(parser, "dream")
    add_overwrite(parser)
    add_fields(parser.add_argument_group("options"), DreamOptions)


def run(parsed: argparse.Namespace) -> int:
    """Dream, or estimate what dreaming takes; returns the exit status."""
    from ..jobs.dream_files import DreamFiles, read_dream_job
    from ..runtime.selection import network_for

    if parsed.resume is not None:
        going_on = resumed_dream(parsed)
        return _dream(going_on.files, going_on.output, going_on.report, parsed.overwrite, going_on.checkpoint)
    missing = [name for name, value in (("IMAGE", parsed.image), ("-o/--output", parsed.output)) if not value]
    if missing:
        parsed.parser.error(f"the following arguments are required: {', '.join(missing)}")
    options = DreamOptions.from_mapping(given_options(parsed, DreamOptions))
    files = DreamFiles(Path(parsed.image), options, optional_path(parsed.guide), parsed.frames, parsed.zoom)
    if not parsed.estimate:
        return _dream(files, Path(parsed.output), optional_path(parsed.report), parsed.overwrite)
    _, job = read_dream_job(files)
    network = network_for(options)
    expected = job.plan(network).forecast(network)
    print(json.dumps({"seconds": expected.seconds * (files.frames or 1), "memory": expected.memory}))
    return 0


def _dream(
    files: DreamFiles, output: Path, report: Path | None, overwrite: bool, checkpoint: Checkpoint | None = None
) -> int:
    """Dream, and write the picture or the frames, and the report; returns the exit status."""
    from ..jobs.dream_files import frame_paths, read_dream_job
    from ..jobs.saving import check_target
    from ..jobs.unfinished import begin, describe_dream
    from ..runtime.selection import network_for
    from .terminal import INTERRUPTED, announce, bar, interrupts

    inputs, outputs = [each for each in (files.picture, files.guide) if each], [*frame_paths(output, files.frames)]
    check_outputs((*outputs, report), inputs, overwrite=overwrite)
    check_folder(report)
    picture, job = read_dream_job(files)
    check_target(outputs[0], picture.pixels.shape[:2])
    network = network_for(files.options)
    plan = job.plan(network)
    announce(lambda: plan.forecast(network), network.device.label, len(outputs))
    kept = checkpoint or begin(lambda _: describe_dream(files, plan, network, output, report))
    written = _Written(files, picture, outputs, report)
    with interrupts() as interrupted, bar(len(outputs), "objective") as show:

        def on_progress(progress: Progress) -> None:
            show(progress, kept.frame)
            if interrupted():
                raise Interrupted

        try:
            written.write(job, network, on_progress, kept)
        finally:
            is_over = written.is_complete or (interrupted.by_user and not written.failed)
            end(kept, is_done=is_over, command="dream")
    return INTERRUPTED if interrupted() else int(report_problems(*written.saved) or written.failed)


class _Written:
    """The pictures of a dream, and its report, as far as they are written.

    Attributes
    ----------
    saved : where they are
    failed : it ended early, with a picture all the same
    is_complete : all are finished
    """

    def __init__(self, files: DreamFiles, picture: Picture, outputs: Sequence[Path], report: Path | None) -> None:
        self._files, self._picture, self._outputs, self._report = files, picture, outputs, report
        self.saved: list[Saved] = []
        self.failed = self.is_complete = False

    def write(self, job: DreamJob, network: Network, on_progress: OnProgress, kept: Checkpoint) -> None:
        """Dream of those that are not there yet, each of the one before."""
        from ..deepdream.dream import dream_frames
        from ..jobs.saving import save_image, save_text

        begun = kept.restore_frame()
        first, picture = kept.frame, job.content if begun is None else begun
        reports = self._earlier_reports(first)
        settings = self._files.zoom, job.options, job.guide, on_progress
        dreams = dream_frames(picture, len(self._outputs) - first, *settings, network=network, checkpoint=kept)
        for path, result in zip(self._outputs[first:], dreams, strict=True):
            self.saved.append(save_image(path, result.pixels, like=self._picture))
            reports.append(result.report)
            if self._report is not None:
                self.saved.append(save_text(self._report, self._text(reports)))
            if result.failure is not None:
                self.failed = True
                say(f"impasto: {result.failure} The dream so far is in {self.saved[0].file}.")
            if result.stopped:
                return
        self.is_complete = True

    def _earlier_reports(self, count: int) -> list[dict[str, Any]]:
        """What the report says of the frames that an earlier process has finished."""
        try:
            reports = json.loads(self._report.read_text())["frames"][:count] if self._report and count else []
            return list(reports)
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            return []

    def _text(self, reports: list[dict[str, Any]]) -> str:
        """The dream's own report; for several frames a list of theirs so far."""
        written = reports[0] if self._files.frames is None else {"zoom": self._files.zoom, "frames": reports}
        return json.dumps(written, indent=2) + "\n"
