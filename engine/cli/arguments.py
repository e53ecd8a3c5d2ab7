"""Arguments that several commands have: options, looks, masks, paths."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from ..files import check_creatable
from ..looks import find_look
from ..options import CheckedOptions, OptionError, Options, describe, value_type

if TYPE_CHECKING:
    from ..cluster import ClusterSettings
    from ..losses.style import Style

Run = Callable[[argparse.Namespace], int]


def add_command(commands: Any, name: str, run: Run, help: str) -> argparse.ArgumentParser:
    """The parser of a new command, which `run` carries out."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help, description=help)
    parser.set_defaults(command=run, parser=parser)
    return parser


def add_masks(parser: argparse.ArgumentParser) -> None:
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


def add_strength_map(parser: argparse.ArgumentParser) -> None:
    """How much of the strength each place gets."""
    parser.add_argument(
        "--strength-map",
        metavar="FILE",
        help="how much of --strength each place gets: all of it where this picture is white, none where it is black "
        "or transparent; gray in between",
    )


def add_painting(parser: argparse.ArgumentParser) -> None:
    """What says how pictures are painted, beside the pictures themselves: their weights, masks and all options."""
    parser.add_argument("--style-weights", metavar="W,W", type=numbers, help="one number > 0 for each style")
    parser.add_argument(
        "--style-scales",
        metavar="S,S",
        type=numbers,
        help="one brush size in %% for each style, instead of --style-scale",
    )
    add_masks(parser)
    add_strength_map(parser)
    parser.add_argument(
        "--start-picture", metavar="FILE", help="start from this picture, such as an earlier result, at the final size"
    )
    parser.add_argument(
        "--keep-working-size",
        dest="rescale_image",
        action="store_false",
        default=argparse.SUPPRESS,
        help="write the result at the working size, not at the content's",
    )
    add_options(parser)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Every field of Options as a long option; one that is not given keeps the look's or the field's default."""
    group = parser.add_argument_group("options")
    group.add_argument(
        "--look",
        metavar="NAME|FILE",
        help="the options of a look that `impasto looks` lists, or of a file; those given beside it come first",
    )
    add_fields(group, Options)


def add_fields(group: Any, options: type[CheckedOptions]) -> None:
    """Every field of some options as a long option."""
    for field in dataclasses.fields(options):
        flag, help = f"--{field.name.replace('_', '-')}", describe(field)
        if value_type(field) is bool:
            group.add_argument(flag, action=argparse.BooleanOptionalAction, default=argparse.SUPPRESS, help=help)
        else:
            choices = field.metadata["choices"]
            metavar = "{" + ",".join(choices) + "}" if choices else field.metadata["unit"].upper() or "N"
            group.add_argument(flag, type=value_type(field), default=argparse.SUPPRESS, metavar=metavar, help=help)


def add_cluster(parser: argparse.ArgumentParser, *, local: bool) -> None:
    """Where to compute: on the workers of a scheduler, or on `local` ones."""
    group = parser.add_argument_group("cluster", "compute on other processes or machines, by Dask (docs/CLUSTER.md)")
    group.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="a scheduler that runs, such as tcp://server:8786 or tls://server:8786, or its scheduler file (.json)",
    )
    if local:
        group.add_argument("--workers", metavar="N", type=int, help="so many processes on this machine, for this run")
    for name, what in (("ca", "the authority's certificate"), ("cert", "your certificate"), ("key", "your key")):
        group.add_argument(f"--tls-{name}", metavar="FILE.pem", help=f"{what}, for a scheduler with TLS")


def cluster_settings(parsed: argparse.Namespace) -> ClusterSettings | None:
    """Where to compute, as the arguments say; None for this process.

    Raises
    ------
    InputError
        The arguments do not go together.
    """
    from ..cluster import ClusterSettings

    workers = getattr(parsed, "workers", None)
    tls = [optional_path(name) for name in (parsed.tls_ca, parsed.tls_cert, parsed.tls_key)]
    if parsed.cluster is None and workers is None and not any(tls):
        return None
    return ClusterSettings(parsed.cluster, workers, *tls)


def read_options(parsed: argparse.Namespace, base: Mapping[str, Any] = {}) -> Options:
    """The options that are given, over those of the look, over the base."""
    given = given_options(parsed, Options)
    if getattr(parsed, "start_picture", None):
        given["start"] = "picture"
    return Options.from_mapping({**base, **(_look(parsed.look) if parsed.look else {}), **given})


def given_options(parsed: argparse.Namespace, options: type[CheckedOptions]) -> dict[str, Any]:
    """The options that are on the command line."""
    names = [field.name for field in dataclasses.fields(options)]
    return {name: getattr(parsed, name) for name in names if hasattr(parsed, name)}


def with_given(styles: Sequence[Style[Path]], parsed: argparse.Namespace) -> list[Style[Path]]:
    """Styles with the weights, brush sizes and masks that are on the command line.

    Raises
    ------
    InputError
        They do not fit the styles.
    """
    from ..losses.style import styles_of

    given = {
        "weight": parsed.style_weights,
        "scale": parsed.style_scales,
        "region": files_by_style(parsed.region, len(styles), "region"),
        "mask": files_by_style(parsed.style_mask, len(styles), "mask"),
    }
    changed = [name for name, values in given.items() if values is not None]
    checked = styles_of([style.picture for style in styles], *given.values())
    return [
        dataclasses.replace(before, **{name: getattr(after, name) for name in changed})
        for before, after in zip(styles, checked, strict=True)
    ]


def files_by_style(numbered: Sequence[tuple[int, Path]], count: int, what: str) -> list[Path | None] | None:
    """A file or None for each of `count` styles, from numbers of styles and files; None where there are none.

    Raises
    ------
    InputError
        There is no such style, or it has two files.
    """
    files: list[Path | None] = [None] * count
    for number, file in numbered:
        if not 1 <= number <= count:
            raise InputError(
                f"There is no style {number} for the {what} {file}.", f"Styles are counted from 1 to {count}."
            )
        if files[number - 1] is not None:
            raise InputError(f"Style {number} has two {what}s.", "Put them into one file.")
        files[number - 1] = file
    return files if numbered else None


def check_folder(path: Path | None) -> None:
    """Raise InputError where a file that is to be written cannot be made: before the work, not after it."""
    if path is None:
        return
    if not path.absolute().parent.is_dir():
        raise InputError(f"The folder of {path} does not exist.", "Make it, or name another file.")
    if path.is_dir():
        raise InputError(f"{path} is a folder.", "Give the name of a file.")
    try:
        check_creatable(path)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.", "Choose another folder.") from error


def paths(names: Sequence[str]) -> list[Path]:
    """Names as paths."""
    return [Path(name) for name in names]


def optional_path(name: str | None) -> Path | None:
    """A name as a path; None where nothing was given."""
    return Path(name) if name else None


def numbers(text: str) -> list[float]:
    """Numbers with commas between them."""
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of numbers such as 2,1") from None


def integers(text: str) -> list[int]:
    """Whole numbers with commas between them."""
    found = numbers(text)
    if any(not number.is_integer() for number in found):
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of whole numbers such as 256,512")
    return [int(number) for number in found]


def _numbered(text: str) -> tuple[int, Path]:
    number, equals, name = text.partition("=")
    if not (number.strip().isdecimal() and equals and name):
        raise argparse.ArgumentTypeError(f"{text!r} is not a style's number and a file such as 1=sky.png")
    return int(number), Path(name)


def _look(name: str) -> dict[str, Any]:
    """A look's options, checked."""
    look = find_look(name)
    try:
        return Options.from_mapping(look.options).to_mapping()
    except OptionError as error:
        raise OptionError("look", file=str(look.file), reason=str(error)) from None
