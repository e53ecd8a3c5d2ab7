"""`impasto style`: paint a picture in the style of others, and write into it how it was made."""

from __future__ import annotations

import argparse
import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import Interrupted
from ..looks import write_look
from ..options import Options
from .arguments import (
    add_cluster,
    add_command,
    add_painting,
    check_folder,
    cluster_settings,
    optional_path,
    paths,
    read_options,
    with_given,
)
from .outputs import add_overwrite, check_outputs, report_problems
from .resuming import add_resume, end, resumed
from .streams import say

if TYPE_CHECKING:
    from ..cluster import ClusterSettings
    from ..jobs.painting import Painted
    from ..jobs.style_files import StyleFiles
    from ..tracking.checkpoint import Checkpoint
    from ..tracking.progress import Progress
    from .preview_file import PreviewFile


def add_parser(commands: Any) -> None:
    """Add the command's arguments."""
    parser = add_command(commands, "style", run, "paint CONTENT in the style of STYLE")
    parser.add_argument("content", metavar="CONTENT", nargs="?", help="the picture to paint")
    parser.add_argument("styles", metavar="STYLE", nargs="*", help="one or several style pictures")
    parser.add_argument(
        "-o", "--output", metavar="OUT", help="where to write the result (with --from: PICTURE-again if left out)"
    )
    parser.add_argument(
        "--from",
        dest="earlier",
        metavar="PICTURE",
        help="make PICTURE, which `impasto style` wrote, once more; what is given beside it, "
        "CONTENT and STYLE or options, takes the place of what it says",
    )
    parser.add_argument(
        "--estimate", action="store_true", help="paint nothing; print the expected seconds and bytes of memory as JSON"
    )
    parser.add_argument("--report", metavar="FILE.json", help="write times, losses and settings there")
    parser.add_argument(
        "--preview", metavar="FILE", help="while painting, write the best picture so far there every two seconds"
    )
    parser.add_argument("--save-look", metavar="NAME|FILE", help="save the options as a look of your own")
    add_resume(parser)
    add_overwrite(parser)
    add_cluster(parser, local=False)
    add_painting(parser)


def run(parsed: argparse.Namespace) -> int:
    """Paint, or estimate what painting takes; returns the exit status."""
    from ..jobs.style_files import read_style_job
    from ..runtime.selection import network_for
    from .terminal import as_json

    if parsed.resume is not None:
        going_on = resumed(parsed)
        return _paint(going_on.files, going_on.output, going_on.report, parsed, going_on.checkpoint)
    earlier = optional_path(parsed.earlier)
    files = _files_again(parsed, earlier) if earlier else _files(parsed)
    files = dataclasses.replace(
        files,
        styles=with_given(files.styles, parsed),
        start=optional_path(parsed.start_picture) or files.start,
        strength_map=optional_path(parsed.strength_map) or files.strength_map,
    )
    if parsed.save_look:
        write_look(parsed.save_look, files.options.to_mapping(), Options().to_mapping())
    if parsed.estimate:
        _, job = read_style_job(files)
        network = network_for(files.options)
        print(json.dumps(as_json(job.plan(network).forecast(network))))
        return 0
    output = earlier.with_stem(f"{earlier.stem}-again") if earlier and not parsed.output else Path(parsed.output)
    return _paint(files, output, optional_path(parsed.report), parsed)


def _paint(
    files: StyleFiles,
    output: Path,
    report: Path | None,
    parsed: argparse.Namespace,
    checkpoint: Checkpoint | None = None,
) -> int:
    """Paint here or on a cluster, and write the picture and the report; returns the exit status."""
    from ..imaging import check_writable
    from ..jobs.painting import inputs_of
    from ..jobs.saving import save_text
    from .preview_file import PreviewFile
    from .terminal import INTERRUPTED

    previewed = optional_path(parsed.preview)
    check_outputs((output, report, previewed), list(inputs_of(files)), overwrite=parsed.overwrite)
    check_writable(output)
    check_folder(report)
    preview, settings = PreviewFile(previewed), cluster_settings(parsed)
    if settings:
        painted, interrupted = _paint_on_cluster(settings, files, output, preview)
    else:
        painted, interrupted = _paint_here(files, output, report, preview, checkpoint)
    if painted is None:
        return INTERRUPTED
    text = json.dumps(painted.report, indent=2) + "\n"
    failed = report_problems(painted.saved, save_text(report, text) if report else None)
    if painted.failure is not None:
        place = painted.saved.file if painted.saved else output
        say(f"impasto: {str(painted.failure).rstrip('.')}. The best picture so far is in {place}.")
    return INTERRUPTED if interrupted else int(failed or painted.failure is not None)


def _paint_here(
    files: StyleFiles, output: Path, report: Path | None, preview: PreviewFile, checkpoint: Checkpoint | None
) -> tuple[Painted, bool]:
    """Paint in this process, and go on from the checkpoint if there is one; also whether a signal finished it early."""
    from ..jobs.painting import read_painting
    from ..jobs.unfinished import begin, describe_files
    from ..runtime.selection import network_for
    from .terminal import announce, bar, interrupts, warn

    painting = read_painting(files)
    network = network_for(files.options)
    plan = painting.job.plan(network)
    painting.check(output, plan)
    announce(lambda: plan.forecast(network), network.device.label)
    warn(plan.notices)
    with interrupts() as interrupted, bar() as show:

        def on_progress(progress: Progress) -> None:
            show(progress, 0)
            preview.update(progress)
            if interrupted():
                raise Interrupted

        recipe, painted = painting.recipe, None
        kept = checkpoint or begin(lambda _: describe_files(files, recipe, plan, network, output, report))
        try:
            painted = painting.paint(output, network, plan, on_progress, kept)
        finally:
            is_over = painted is not None and (interrupted.by_user or not painted.stopped)
            end(kept, is_done=is_over and not (painted and painted.failure))
        return painted, painted.stopped and interrupted()


def _paint_on_cluster(
    settings: ClusterSettings, files: StyleFiles, output: Path, preview: PreviewFile
) -> tuple[Painted | None, bool]:
    """Paint on a worker; None where Ctrl+C came before it began."""
    from ..cluster import open_cluster, run_one
    from ..jobs.file_job import paint_job
    from ..jobs.painting import Painted, inputs_of
    from ..jobs.recipe import checksum_of, remember
    from ..jobs.saving import save_bytes
    from .terminal import bar, interrupts

    job, paths_by_name = paint_job(files, output.name)
    with open_cluster(settings) as cluster, interrupts() as interrupted, bar() as show:

        def on_progress(progress: Progress) -> None:
            show(progress, 0)
            preview.update(progress)

        made = run_one(cluster, job, paths_by_name, on_progress, interrupted, previews=preview.is_wanted)
    if made is None:
        return None, True
    name = output.name if output.name in made.files else next(iter(made.files), output.name)
    saved = save_bytes(output.with_name(name), made.file(name))
    for notice in made.report["notices"]:
        say(notice)
    remember({checksum_of(path): path for path in inputs_of(files)})
    return Painted(made.report, made.stopped, saved), made.stopped and interrupted()


def _files(parsed: argparse.Namespace) -> StyleFiles:
    """What to paint, as the arguments say."""
    from ..jobs.style_files import StyleFiles
    from ..losses.style import Style

    needed = {"CONTENT": parsed.content, "STYLE": parsed.styles, "-o/--output": parsed.output}
    missing = ", ".join(name for name, value in needed.items() if not value)
    if missing:
        parsed.parser.error(f"the following arguments are required: {missing}")
    styles = [Style(path) for path in paths(parsed.styles)]
    return StyleFiles(Path(parsed.content), styles, read_options(parsed), look=parsed.look)


def _files_again(parsed: argparse.Namespace, earlier: Path) -> StyleFiles:
    """What to paint, as an earlier picture says where the arguments do not."""
    from ..jobs.recipe import read_recipe
    from ..jobs.style_files import files_again

    recipe = read_recipe(earlier)
    options = read_options(parsed, recipe.options)
    return files_again(earlier, recipe, options, optional_path(parsed.content), paths(parsed.styles))
