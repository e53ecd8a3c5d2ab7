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
from .arguments import add_command, add_painting, check_folder, optional_path, paths, read_options, with_given

if TYPE_CHECKING:
    from ..jobs.style_files import StyleFiles
    from ..tracking.progress import Progress


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
    parser.add_argument("--save-look", metavar="NAME|FILE", help="save the options as a look of your own")
    add_painting(parser)


def run(parsed: argparse.Namespace) -> int:
    """Paint, or estimate what painting takes; returns the exit status."""
    from ..jobs.style_files import read_style_job
    from ..runtime.selection import network_for

    earlier = optional_path(parsed.earlier)
    files = _files_again(parsed, earlier) if earlier else _files(parsed)
    styles, start = with_given(files.styles, parsed), optional_path(parsed.start_picture) or files.start
    files = dataclasses.replace(files, styles=styles, start=start)
    if parsed.save_look:
        write_look(parsed.save_look, files.options.to_mapping(), Options().to_mapping())
    if parsed.estimate:
        _, job = read_style_job(files)
        network = network_for(files.options)
        print(json.dumps(dataclasses.asdict(job.plan(network).forecast(network))))
        return 0
    output = earlier.with_stem(f"{earlier.stem}-again") if earlier and not parsed.output else Path(parsed.output)
    return _paint(files, output, optional_path(parsed.report))


def _paint(files: StyleFiles, output: Path, report: Path | None) -> int:
    """Paint, and write the picture and the report; returns the exit status."""
    from ..imaging import check_writable
    from ..jobs.painting import read_painting
    from ..runtime.selection import network_for
    from .terminal import INTERRUPTED, announce, bar, interrupts

    check_writable(output)
    check_folder(report)
    painting = read_painting(files)
    network = network_for(files.options)
    plan = painting.job.plan(network)
    announce(lambda: plan.forecast(network))
    with interrupts() as interrupted, bar() as show:

        def on_progress(progress: Progress) -> None:
            show(progress, 0)
            if interrupted():
                raise Interrupted

        painted = painting.paint(output, network, plan, on_progress)
    if report is not None:
        report.write_text(json.dumps(painted.report, indent=2) + "\n")
    return INTERRUPTED if painted.stopped and interrupted() else 0


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
