"""`impasto dream`: Deep Dream on a picture, or a journey of many frames into it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import Interrupted
from ..options import DreamOptions
from .arguments import add_command, add_fields, check_folder, given_options, optional_path
from .outputs import add_overwrite, check_outputs, report_problems
from .streams import say

if TYPE_CHECKING:
    from ..jobs.dream_files import DreamFiles
    from ..tracking.progress import Progress


def add_parser(commands: Any) -> None:
    """Add the command's arguments."""
    parser = add_command(commands, "dream", run, "dream of what the network sees in IMAGE, or of what is in a guide")
    parser.add_argument("image", metavar="IMAGE", help="the picture to dream of")
    parser.add_argument("-o", "--output", metavar="OUT", required=True, help="where to write the dream")
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
    add_overwrite(parser)
    add_fields(parser.add_argument_group("options"), DreamOptions)


def run(parsed: argparse.Namespace) -> int:
    """Dream, or estimate what dreaming takes; returns the exit status."""
    from ..jobs.dream_files import DreamFiles, read_dream_job
    from ..runtime.selection import network_for

    options = DreamOptions.from_mapping(given_options(parsed, DreamOptions))
    files = DreamFiles(Path(parsed.image), options, optional_path(parsed.guide), parsed.frames, parsed.zoom)
    if not parsed.estimate:
        return _dream(files, Path(parsed.output), optional_path(parsed.report), parsed.overwrite)
    _, job = read_dream_job(files)
    network = network_for(options)
    expected = job.plan(network).forecast(network)
    print(json.dumps({"seconds": expected.seconds * (files.frames or 1), "memory": expected.memory}))
    return 0


def _dream(files: DreamFiles, output: Path, report: Path | None, overwrite: bool) -> int:
    """Dream, and write the picture or the frames, and the report; returns the exit status."""
    from ..deepdream.dream import dream_frames
    from ..jobs.dream_files import frame_paths, read_dream_job
    from ..jobs.saving import Saved, check_target, save_image, save_text
    from ..runtime.selection import network_for
    from .terminal import INTERRUPTED, announce, bar, interrupts

    inputs, outputs = [each for each in (files.picture, files.guide) if each], [*frame_paths(output, files.frames)]
    check_outputs((*outputs, report), inputs, overwrite=overwrite)
    check_folder(report)
    picture, job = read_dream_job(files)
    for path in outputs[:1]:
        check_target(path, picture.pixels.shape[:2])
    network, frames = network_for(files.options), files.frames or 1
    reports: list[dict[str, Any]] = []
    announce(lambda: job.plan(network).forecast(network), network.device.label, frames)
    problems, failed = list[Saved](), False
    with interrupts() as interrupted, bar(frames, "objective") as show:

        def on_progress(progress: Progress) -> None:
            show(progress, len(reports))
            if interrupted():
                raise Interrupted

        dreams = dream_frames(job.content, frames, files.zoom, job.options, job.guide, on_progress, network=network)
        for path, result in zip(outputs, dreams, strict=False):
            saved = [save_image(path, result.pixels, like=picture)]
            reports.append(result.report)
            if report is not None:
                saved.append(save_text(report, _report(files, reports)))
            problems += [each for each in saved if each.problem]
            if result.failure is not None:
                failed = True
                say(f"impasto: {result.failure} The dream so far is in {saved[0].file}.")
    failed = report_problems(*problems) or failed
    return INTERRUPTED if interrupted() else int(failed)


def _report(files: DreamFiles, reports: list[dict[str, Any]]) -> str:
    """The dream's own report; for several frames a list of theirs so far."""
    written = reports[0] if files.frames is None else {"zoom": files.zoom, "frames": reports}
    return json.dumps(written, indent=2) + "\n"
