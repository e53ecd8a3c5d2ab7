"""`impasto batch`: paint many pictures, and pass over those that are there already."""

from __future__ import annotations

import argparse
import dataclasses
import functools
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from ..looks import write_look
from ..options import Options
from .arguments import (
    add_cluster,
    add_command,
    add_painting,
    check_folder,
    cluster_settings,
    integers,
    optional_path,
    read_options,
    with_given,
)

if TYPE_CHECKING:
    from ..cluster import ClusterSettings
    from ..jobs.batch import Grid, Item
    from ..jobs.batch_run import Outcome
    from ..losses.style import Style
    from ..runtime.network import Network
    from ..tracking.forecast import Forecast
    from ..tracking.progress import Progress

    PaintAll = Callable[[Sequence[Item], Callable[[Item, Progress], None], Callable[[], bool]], Iterator[Outcome]]


def add_parser(commands: Any) -> None:
    """Add the command's arguments."""
    parser = add_command(
        commands,
        "batch",
        run,
        "paint every IN in each style; what is there already, painted from the same files with the same options, is "
        "passed over",
    )
    parser.add_argument(
        "inputs", metavar="IN", nargs="+", help='pictures, folders of them, and patterns such as "photos/**/*.jpg"'
    )
    parser.add_argument("-o", "--output", metavar="DIR", required=True, help="the folder to write to")
    parser.add_argument(
        "--style",
        dest="styles",
        metavar="STYLE",
        action="append",
        default=[],
        help="a style picture, a folder or a pattern of them; may be given several times: each style makes a result",
    )
    parser.add_argument("--mix", action="store_true", help="all styles together make one result, not each its own")
    parser.add_argument(
        "--sizes", metavar="PX,PX", type=integers, help="working sizes, instead of --size: each makes a result"
    )
    parser.add_argument("-r", "--recursive", action="store_true", help="also the folders in folders")
    parser.add_argument(
        "--name",
        metavar="PATTERN",
        help="the results' names below DIR, such as {folder}/{name}-{style}-{size}.png; also {index}, {suffix}, {look} "
        "and every option, as {strength} (default: {folder}/{name}, and {style} and {size} where there are several)",
    )
    parser.add_argument(
        "--overwrite", action="store_true", help="paint all, and replace also files that do not say how they were made"
    )
    parser.add_argument(
        "--from", dest="earlier", metavar="PICTURE", help="paint as PICTURE, which Impasto wrote, was painted"
    )
    parser.add_argument(
        "--estimate", action="store_true", help="paint nothing; print the expected seconds and bytes of memory as JSON"
    )
    parser.add_argument("--report", metavar="FILE.json", help="write what became of each picture there")
    parser.add_argument("--save-look", metavar="NAME|FILE", help="save the options as a look of your own")
    parser.epilog = (
        "In the paths of --region, --strength-map and --start-picture, {name} is the name of the picture that is "
        "painted."
    )
    add_cluster(parser, local=True)
    add_painting(parser)


def run(parsed: argparse.Namespace) -> int:
    """Paint, or estimate what painting takes; returns the exit status."""
    from ..jobs.batch import plan_batch
    from ..jobs.batch_inputs import find_pictures

    check_folder(optional_path(parsed.report))
    grid, folder = _grid(parsed), Path(parsed.output)
    found = find_pictures(parsed.inputs, recursive=parsed.recursive, output=folder)
    items = plan_batch(found, grid, folder)
    _check_styles(items)
    if parsed.save_look:
        write_look(parsed.save_look, grid.options.to_mapping(), Options().to_mapping())
    return _paint(parsed, grid.options, items)


def _paint(parsed: argparse.Namespace, options: Options, items: Sequence[Item]) -> int:
    """Paint what is open, and say what became of each; returns the exit status."""
    from ..runtime.selection import network_for
    from .batch_summary import summarise, total, write_report
    from .terminal import INTERRUPTED, interrupts

    settings = cluster_settings(parsed)
    network = network_for(_shared(options, settings))
    outcomes = list(_settled(items, network.folder, parsed.overwrite))
    settled = {id(outcome.item) for outcome in outcomes}
    waiting = [item for item in items if id(item) not in settled]
    if parsed.estimate:
        print(json.dumps(total(_expected(waiting, network), settings.workers if settings else None)))
        return 0
    with interrupts() as interrupted:
        outcomes += list(_painted(waiting, outcomes, network, settings, interrupted))
    summarise(outcomes, len(items))
    write_report(optional_path(parsed.report), outcomes)
    if interrupted():
        return INTERRUPTED
    return 1 if any(outcome.status == "failed" for outcome in outcomes) else 0


def _painted(
    items: Sequence[Item],
    settled: Sequence[Outcome],
    network: Network,
    settings: ClusterSettings | None,
    interrupted: Callable[[], bool],
) -> Iterator[Outcome]:
    """Paint some pictures under one bar, after what could not be painted was said."""
    from .batch_progress import batch_bar
    from .batch_summary import announce, say_at_once

    expected: list[Forecast | None] = [None] * len(items)
    if sys.stderr.isatty():
        expected = _expected(items, network)
    with _painter(settings if items else None, network) as (places, paint_all):
        announce(expected, places)
        with batch_bar([each.seconds if each else 1.0 for each in expected]) as bar:
            index = {id(item): number for number, item in enumerate(items)}
            for outcome in settled:
                say_at_once(bar, outcome)

            def on_progress(item: Item, progress: Progress) -> None:
                bar.update(index[id(item)], progress.fraction, item.output.name)

            for outcome in paint_all(items, on_progress, interrupted):
                bar.finish(index[id(outcome.item)])
                say_at_once(bar, outcome)
                yield outcome


@contextmanager
def _painter(settings: ClusterSettings | None, network: Network) -> Iterator[tuple[int, PaintAll]]:
    """How many pictures are painted at a time, and what paints them: this process or a cluster."""
    if settings is None:
        from ..jobs.batch_run import paint_all as paint_here

        yield 1, functools.partial(paint_here, network)
        return
    from ..cluster import open_cluster
    from ..cluster.batch import paint_all as paint_there

    with open_cluster(settings, network.threads) as cluster:
        yield max(1, cluster.places()), functools.partial(paint_there, cluster)


def _shared(options: Options, settings: ClusterSettings | None) -> Options:
    """Options with one worker's share of the cores, where workers run here and nothing else is said."""
    if settings is None or settings.workers is None or options.threads:
        return options
    from ..runtime.limits import available_cores

    return dataclasses.replace(options, threads=max(1, available_cores() // settings.workers))


def _expected(items: Sequence[Item], network: Network) -> list[Forecast | None]:
    from ..jobs.batch_forecast import forecasts

    return forecasts(items, network)


def _grid(parsed: argparse.Namespace) -> Grid:
    """How each picture is painted, as the arguments say, or an earlier picture where they do not."""
    from ..jobs.batch import Grid

    base, styles, look = {}, _named_styles(parsed), parsed.look
    start, strength_map = optional_path(parsed.start_picture), optional_path(parsed.strength_map)
    if parsed.earlier:
        from ..jobs.recipe import find, read_recipe

        earlier = Path(parsed.earlier)
        recipe = read_recipe(earlier)
        base, look = {**recipe.options, "memory_limit": 0}, look or recipe.look
        styles = styles or [style.converted(lambda wanted: find(wanted, earlier)) for style in recipe.styles]
        if recipe.start and not start and "start" not in parsed:
            start = find(recipe.start, earlier)
        if recipe.strength_map and not strength_map:
            strength_map = find(recipe.strength_map, earlier)
    options = read_options(parsed, base)
    if not styles:
        parsed.parser.error("the following arguments are required: --style")
    mixed = parsed.mix or (parsed.earlier and not parsed.styles)
    if parsed.style_weights and not mixed:
        raise InputError("Weights are for styles that are mixed.", "Add --mix, or leave out --style-weights.")
    if parsed.sizes:
        options = dataclasses.replace(options, size=None)
        for size in parsed.sizes:
            dataclasses.replace(options, size=size)  # checks its range
    given = with_given(styles, parsed)
    return Grid([given] if mixed else [[style] for style in given], options, parsed.sizes or [None], start, look,
                parsed.name, strength_map)  # fmt: skip


def _named_styles(parsed: argparse.Namespace) -> list[Style[Path]]:
    from ..jobs.batch_inputs import find_pictures
    from ..losses.style import Style

    return [Style(found.path) for found in find_pictures(parsed.styles)]


def _check_styles(items: Sequence[Item]) -> None:
    """Read each style and mask once, so that what is wrong with them is said before anything is painted."""
    from ..imaging import read_image, read_mask

    styles = {style for item in items for style in item.files.styles}
    for path in {style.picture for style in styles}:
        read_image(path)
    masks = {each for style in styles for each in (style.region, style.mask)}
    masks |= {item.files.strength_map for item in items}
    for mask in masks:
        if mask is not None:
            read_mask(mask)


def _settled(items: Sequence[Item], models: Path, overwrite: bool) -> Iterator[Outcome]:
    """The pictures that need no painting, and those that would replace a file that is not Impasto's."""
    from ..jobs.batch_done import Existing
    from ..jobs.batch_run import Outcome
    from ..runtime.models import weights_checksum

    existing = Existing(weights_checksum(models))
    for item in [] if overwrite else items:
        state = existing.state(item)
        if state == "done":
            yield Outcome(item, "skipped")
        elif state == "foreign":
            reason = f"{item.output} is there and does not say how it was made. Add --overwrite to replace it."
            yield Outcome(item, "failed", reason)
