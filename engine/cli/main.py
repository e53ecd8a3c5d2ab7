"""The command line: `impasto style|dream|sheet|loss|looks|devices|doctor|worker`.

Exit status: 0 done, 2 wrong usage or bad input, 1 anything else, 130 interrupted (the best picture is written).
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import logging
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from ..errors import EngineError, InputError
from ..looks import LookError, find_look, known_looks, user_folder, write_look
from ..options import CheckedOptions, DreamOptions, OptionError, Options, describe, value_type
from ..version import __version__

if TYPE_CHECKING:
    from ..jobs.style_job import Task


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line instead of the whole usage."""
        self.exit(2, f"{self.prog}: {message}. See {self.prog} --help.\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    parsed = _parser().parse_args(arguments)
    level = logging.DEBUG if parsed.verbose else logging.WARNING
    logging.basicConfig(level=level, format="impasto: %(message)s", stream=sys.stderr)
    try:
        status: int = parsed.command(parsed)
    except (InputError, LookError, OptionError) as error:
        return _fail(error, 2)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 1
    except (EngineError, OSError, MemoryError) as error:
        return _fail(error, 1)
    return status


def _fail(error: Exception, status: int) -> int:
    logging.getLogger(__name__).debug("", exc_info=error)
    text = " ".join(str(error).split()) or type(error).__name__
    print(f"impasto: {text}", file=sys.stderr)
    return status


def _style(parsed: argparse.Namespace) -> int:
    from ..jobs.style_job import by_style, estimate, style

    earlier = _path(parsed.earlier)
    task = _task_again(parsed, earlier) if earlier else _task(parsed)
    given = {
        "weights": parsed.style_weights,
        "scales": parsed.style_scales,
        "start": _path(parsed.start_picture),
        "regions": by_style(parsed.region, len(task.styles), "region"),
        "style_masks": by_style(parsed.style_mask, len(task.styles), "mask"),
    }
    task = dataclasses.replace(task, **{name: value for name, value in given.items() if value is not None})
    if parsed.save_look:
        write_look(parsed.save_look, task.options.to_mapping(), Options().to_mapping())
    if parsed.estimate:
        print(json.dumps(dataclasses.asdict(estimate(task))))
        return 0
    output = earlier.with_stem(f"{earlier.stem}-again") if earlier and not parsed.output else Path(parsed.output)
    return style(task, output, _path(parsed.report))


def _task(parsed: argparse.Namespace) -> Task:
    """What to paint, as the arguments say."""
    from ..jobs.style_job import Task

    needed = {"CONTENT": parsed.content, "STYLE": parsed.styles, "-o/--output": parsed.output}
    missing = ", ".join(name for name, value in needed.items() if not value)
    if missing:
        parsed.parser.error(f"the following arguments are required: {missing}")
    return Task(Path(parsed.content), _paths(parsed.styles), _options(parsed), look=parsed.look)


def _task_again(parsed: argparse.Namespace, earlier: Path) -> Task:
    """What to paint, as an earlier picture says where the arguments do not."""
    from ..jobs.recipe import read_recipe
    from ..jobs.style_job import again

    recipe = read_recipe(earlier)
    options = _options(parsed, recipe.options)
    return again(earlier, recipe, options, _path(parsed.content), _paths(parsed.styles))


def _loss(parsed: argparse.Namespace) -> int:
    from ..jobs.style_job import Task, by_style
    from .commands import loss

    styles = _paths(parsed.style)
    task = Task(
        Path(parsed.content),
        styles,
        _options(parsed),
        regions=by_style(parsed.region, len(styles), "region"),
        style_masks=by_style(parsed.style_mask, len(styles), "mask"),
    )
    print(json.dumps(loss(Path(parsed.image), task, _path(parsed.gradient))))
    return 0


def _dream(parsed: argparse.Namespace) -> int:
    from ..jobs.dream_job import Task, dream, estimate

    options = DreamOptions.from_mapping(_given(parsed, DreamOptions))
    task = Task(Path(parsed.image), options, _path(parsed.guide), parsed.frames, parsed.zoom)
    if parsed.estimate:
        print(json.dumps(dataclasses.asdict(estimate(task))))
        return 0
    return dream(task, Path(parsed.output), _path(parsed.report))


def _sheet(parsed: argparse.Namespace) -> int:
    from .sheet import sheet

    options = _options(parsed, {"size": 256, "quality": "draft"})
    several = len(parsed.styles) > 1
    scales = parsed.style_scales or ([options.style_scale] if several else [50, 100, 200])
    return sheet(Path(parsed.content), _paths(parsed.styles), Path(parsed.output), options, parsed.strengths, scales)


def _looks(_: argparse.Namespace) -> int:
    for look in known_looks():
        print(f"{look.name}: {look.title}. {look.description}".rstrip())
    print(f"Your own are the files that end in .json in {user_folder()}.")
    return 0


def _devices(_: argparse.Namespace) -> int:
    from .commands import devices

    print("\n".join(devices()))
    return 0


def _doctor(_: argparse.Namespace) -> int:
    from .doctor import doctor

    return doctor()


def _worker(_: argparse.Namespace) -> int:
    from ..worker.server import work

    return work()


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="impasto", description="Paint pictures in the style of other pictures.")
    parser.add_argument("--version", action="version", version=f"impasto {__version__}")
    parser.add_argument("--verbose", action="store_true", help="log what happens to standard error")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    style = _command(commands, "style", _style, "paint CONTENT in the style of STYLE")
    style.add_argument("content", metavar="CONTENT", nargs="?", help="the picture to paint")
    style.add_argument("styles", metavar="STYLE", nargs="*", help="one or several style pictures")
    style.add_argument(
        "-o", "--output", metavar="OUT", help="where to write the result (with --from: PICTURE-again if left out)"
    )
    style.add_argument(
        "--from",
        dest="earlier",
        metavar="PICTURE",
        help="make PICTURE, which `impasto style` wrote, once more; what is given beside it, "
        "CONTENT and STYLE or options, takes the place of what it says",
    )
    style.add_argument(
        "--estimate", action="store_true", help="paint nothing; print the expected seconds and bytes of memory as JSON"
    )
    style.add_argument("--report", metavar="FILE.json", help="write times, losses and settings there")
    style.add_argument("--save-look", metavar="NAME|FILE", help="save the options as a look of your own")
    style.add_argument("--style-weights", metavar="W,W", type=_numbers, help="one number > 0 for each style")
    style.add_argument(
        "--style-scales",
        metavar="S,S",
        type=_numbers,
        help="one brush size in %% for each style, instead of --style-scale",
    )
    _add_masks(style)
    style.add_argument(
        "--start-picture", metavar="FILE", help="start from this picture, such as an earlier result, at the final size"
    )
    style.add_argument(
        "--keep-working-size",
        dest="rescale_image",
        action="store_false",
        default=argparse.SUPPRESS,
        help="write the result at the working size, not at the content's",
    )
    _add_options(style)

    dream = _command(commands, "dream", _dream, "dream of what the network sees in IMAGE, or of what is in a guide")
    dream.add_argument("image", metavar="IMAGE", help="the picture to dream of")
    dream.add_argument("-o", "--output", metavar="OUT", required=True, help="where to write the dream")
    dream.add_argument("--guide", metavar="PICTURE", help="dream of what is in this picture")
    dream.add_argument(
        "--frames",
        metavar="N",
        type=int,
        help="go into the picture: write N numbered pictures, each a dream of the one before, enlarged",
    )
    dream.add_argument(
        "--zoom",
        metavar="X",
        type=float,
        default=1.05,
        help="how many times a frame is enlarged for the next, 1 to 2 (default: %(default)s)",
    )
    dream.add_argument(
        "--estimate", action="store_true", help="dream nothing; print the expected seconds and bytes of memory as JSON"
    )
    dream.add_argument("--report", metavar="FILE.json", help="write times, objectives and settings there")
    _add_fields(dream.add_argument_group("options"), DreamOptions)

    sheet = _command(
        commands,
        "sheet",
        _sheet,
        "paint small variants of CONTENT on one captioned picture; at --size "
        "256 and --quality draft unless told otherwise",
    )
    sheet.add_argument("content", metavar="CONTENT", help="the picture to paint")
    sheet.add_argument("styles", metavar="STYLE", nargs="+", help="one or several style pictures, each used alone")
    sheet.add_argument("-o", "--output", metavar="OUT", required=True, help="where to write the sheet")
    sheet.add_argument(
        "--strengths",
        metavar="S,S",
        type=_numbers,
        default=[50, 75, 100],
        help="a column for each strength in %% (default: 50,75,100)",
    )
    sheet.add_argument(
        "--style-scales",
        metavar="S,S",
        type=_numbers,
        help="a row for each size in %% (default: 50,100,200; with several styles one)",
    )
    _add_options(sheet)

    loss = _command(commands, "loss", _loss, "print the loss of IMAGE, and write its gradient")
    loss.add_argument("image", metavar="IMAGE", help="the picture to measure")
    loss.add_argument("--content", metavar="CONTENT", required=True, help="the content picture")
    loss.add_argument("--style", metavar="STYLE", required=True, nargs="+", help="one or several style pictures")
    _add_masks(loss)
    loss.add_argument(
        "--gradient",
        metavar="FILE.npy",
        help="write the gradient there: float32 (H, W, 3), RGB, by the picture in 0..255",
    )
    _add_options(loss)

    _command(commands, "looks", _looks, "list the looks that --look knows")
    _command(commands, "devices", _devices, "list what can compute here, and what is used")
    _command(commands, "doctor", _doctor, "check the installation, with a next step for everything that is wrong")
    _command(commands, "worker", _worker, "do jobs for another program over standard input and output")
    return parser


def _command(commands: Any, name: str, run: Any, help: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help, description=help)
    parser.set_defaults(command=run, parser=parser)
    return parser


def _add_masks(parser: argparse.ArgumentParser) -> None:
    """Where styles paint, and what of them counts; each may be given several times."""
    parser.add_argument(
        "--region",
        metavar="N=FILE",
        type=_numbered,
        action="append",
        default=[],
        help="style N, counted from 1, paints only where this mask is white; the styles without one "
        "paint the rest; if all have one, the rest stays as it is",
    )
    parser.add_argument(
        "--style-mask",
        metavar="N=FILE",
        type=_numbered,
        action="append",
        default=[],
        help="only what is white in this mask counts of style N",
    )


def _add_options(parser: argparse.ArgumentParser) -> None:
    """Every field of Options as a long option; one that is not given keeps the look's or the field's default."""
    group = parser.add_argument_group("options")
    group.add_argument(
        "--look",
        metavar="NAME|FILE",
        help="the options of a look that `impasto looks` lists, or of a file; those given beside it come first",
    )
    _add_fields(group, Options)


def _add_fields(group: Any, options: type[CheckedOptions]) -> None:
    for field in dataclasses.fields(options):
        flag, help = f"--{field.name.replace('_', '-')}", describe(field)
        if value_type(field) is bool:
            group.add_argument(flag, action=argparse.BooleanOptionalAction, default=argparse.SUPPRESS, help=help)
        else:
            choices = field.metadata["choices"]
            metavar = "{" + ",".join(choices) + "}" if choices else field.metadata["unit"].upper() or "N"
            group.add_argument(flag, type=value_type(field), default=argparse.SUPPRESS, metavar=metavar, help=help)


def _options(parsed: argparse.Namespace, base: Mapping[str, Any] = {}) -> Options:
    """The options that are given, over those of the look, over the base."""
    given = _given(parsed, Options)
    if getattr(parsed, "start_picture", None):
        given["start"] = "picture"
    return Options.from_mapping({**base, **(_look(parsed.look) if parsed.look else {}), **given})


def _given(parsed: argparse.Namespace, options: type[CheckedOptions]) -> dict[str, Any]:
    """The options that are on the command line."""
    names = [field.name for field in dataclasses.fields(options)]
    return {name: getattr(parsed, name) for name in names if hasattr(parsed, name)}


def _look(name: str) -> dict[str, Any]:
    """A look's options, checked."""
    look = find_look(name)
    try:
        return Options.from_mapping(look.options).to_mapping()
    except OptionError as error:
        raise OptionError(f"The look {look.file} cannot be used: {error}") from None


def _paths(names: Sequence[str]) -> list[Path]:
    return [Path(name) for name in names]


def _path(name: str | None) -> Path | None:
    return Path(name) if name else None


def _numbered(text: str) -> tuple[int, Path]:
    number, equals, name = text.partition("=")
    if not (number.strip().isdecimal() and equals and name):
        raise argparse.ArgumentTypeError(f"{text!r} is not a style's number and a file such as 1=sky.png")
    return int(number), Path(name)


def _numbers(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of numbers such as 2,1") from None
