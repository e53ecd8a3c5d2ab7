"""`impasto sheet`: one photograph painted small with every combination of some settings, on one picture."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import Interrupted
from ..escaping import printable
from .arguments import add_command, add_options, add_strength_map, numbers, paths, read_options
from .outputs import add_overwrite, check_outputs, report_problems
from .streams import say

if TYPE_CHECKING:
    from ..arrays import Array
    from ..jobs.sheet_job import SheetJob
    from ..runtime.network import Network
    from ..tracking.progress import Progress


def add_parser(commands: Any) -> None:
    """Add the command's arguments."""
    parser = add_command(
        commands,
        "sheet",
        run,
        "paint small variants of CONTENT on one captioned picture; at --size "
        "256 and --quality draft unless told otherwise",
    )
    parser.add_argument("content", metavar="CONTENT", help="the picture to paint")
    parser.add_argument("styles", metavar="STYLE", nargs="+", help="one or several style pictures, each used alone")
    parser.add_argument("-o", "--output", metavar="OUT", required=True, help="where to write the sheet")
    parser.add_argument(
        "--strengths",
        metavar="S,S",
        type=numbers,
        default=[50, 75, 100],
        help="a column for each strength in %% (default: 50,75,100)",
    )
    parser.add_argument(
        "--style-scales",
        metavar="S,S",
        type=numbers,
        help="a row for each size in %% (default: 50,100,200; with several styles one)",
    )
    add_strength_map(parser)
    add_overwrite(parser)
    add_options(parser)


def run(parsed: argparse.Namespace) -> int:
    """Paint every style at every strength and brush size, and write them as one picture; returns the exit status.

    A column has one strength, or one brush size where there is a single strength.
    """
    from ..imaging import check_writable, fit_size, read_image, read_mask, resize
    from ..jobs.saving import check_target, save_image
    from ..jobs.sheet_job import SheetJob
    from ..jobs.style_job import StyleJob
    from ..losses.style import Style
    from ..runtime.selection import network_for
    from .contact_sheet import arranged, cells, readable, size_of
    from .terminal import INTERRUPTED

    options, styles, output = (
        read_options(parsed, {"size": 256, "quality": "draft"}),
        paths(parsed.styles),
        parsed.output,
    )
    scales = parsed.style_scales or ([options.style_scale] if len(styles) > 1 else [50, 100, 200])
    used = [parsed.content, *parsed.styles, *([parsed.strength_map] if parsed.strength_map else [])]
    check_outputs([Path(output)], paths(used), overwrite=parsed.overwrite)
    check_writable(output)
    photograph, paintings = read_image(parsed.content).pixels, [read_image(style).pixels for style in styles]
    if options.size is not None:
        height, width = photograph.shape[:2]
        photograph = resize(photograph, *fit_size(width, height, options.size))
    names = [style.stem for style in styles]
    captions = readable(names, photograph.shape) if len(names) > 1 else names
    variants = cells(captions, parsed.strengths, scales, options)
    columns = len(parsed.strengths) if len(parsed.strengths) > 1 else len(scales)
    check_target(Path(output), size_of(photograph.shape, [cell.caption for cell in variants], columns))
    strength_map = read_mask(parsed.strength_map) if parsed.strength_map else None
    jobs = [
        StyleJob(photograph, [Style(paintings[cell.style])], cell.options, strength_map=strength_map)
        for cell in variants
    ]
    painted, interrupted = _paint(SheetJob(jobs), network_for(options))
    saved = save_image(Path(output), arranged(painted, [cell.caption for cell in variants], columns))
    if captions != names:
        print(legend(captions, names))
    failed = report_problems(saved)
    return INTERRUPTED if interrupted else int(failed)


def legend(captions: Sequence[str], names: Sequence[str]) -> str:
    """What the numbers on a sheet stand for, a line each."""
    return printable("\n".join(f"{caption}: {name}" for caption, name in zip(captions, names, strict=True)))


def _paint(sheet: SheetJob, network: Network) -> tuple[list[Array], bool]:
    """The cells' pictures in turn, and whether Ctrl+C came: then the one that was at work is the last."""
    from .terminal import bar, duration, interrupts

    planned, count = sheet.plan(network), len(sheet.cells)
    if sys.stderr.isatty():
        say(f"About {duration(planned.forecast(network).seconds)} for {count} pictures.")
    painted: list[Array] = []
    with interrupts() as interrupted, bar(count) as show:

        def check() -> None:
            if interrupted():
                raise Interrupted

        def on_progress(progress: Progress) -> None:
            at = len(painted)
            show(replace(progress, fraction=progress.fraction * count - at), at)
            check()

        def on_cell(_index: int, picture: Array) -> None:
            painted.append(picture)
            check()

        sheet.run(network, planned, on_cell, on_progress)
        return painted, interrupted()
