"""The command line: `impasto style|video|batch|dream|sheet|faces|loss|looks|devices|doctor|worker`, one module each.

Each module imports what computes only when its command runs, so that `--help` answers at once.
Exit status: 0 done, 2 wrong usage or bad input, 1 anything else, 130 interrupted (the best picture is written).
"""

from __future__ import annotations

import argparse
import copy
import logging
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from ..errors import EngineError, InputError
from ..escaping import printable
from ..looks import LookError
from ..options import OptionError
from ..version import __version__
from . import batch, devices, doctor, dream, faces, looks, loss, sheet, style, video, worker
from .streams import open_missing, say

COMMANDS = (style, video, batch, dream, sheet, faces, loss, looks, devices, doctor, worker)


class _Parser(argparse.ArgumentParser):
    """Options may stand anywhere between the positional arguments of a command."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse the options first, and then what is left: argparse alone takes only the first run of positionals.

        Its own `parse_known_intermixed_args` fails on --help, and drops the `--` before names like options (3.11).
        """
        positionals = [action for action in self._actions if not action.option_strings]
        if not positionals or any(action.nargs == argparse.PARSER for action in positionals):
            return super().parse_known_args(args, namespace)
        options = [action for action in self._actions if action.option_strings]
        namespace, left = super(_Parser, self._with(options)).parse_known_args(args, namespace)
        return super(_Parser, self._with(positionals)).parse_known_args(left, namespace)

    def _with(self, actions: list[argparse.Action]) -> _Parser:
        """This parser with some of its arguments alone, but with all of its help."""
        part = copy.copy(self)
        part._actions = actions
        part.print_help = self.print_help  # type: ignore[method-assign]
        return part

    def error(self, message: str) -> NoReturn:
        """One line instead of the whole usage."""
        self.exit(2, f"{self.prog}: {printable(message)}. See {self.prog} --help.\n")


class _Escaping(logging.Formatter):
    """Log lines without what a terminal would take as a command."""

    def format(self, record: logging.LogRecord) -> str:
        """One record, traceback included."""
        return printable(super().format(record))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    open_missing()
    try:
        parsed = _parser().parse_args(arguments)
        level = logging.DEBUG if parsed.verbose else logging.WARNING
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(_Escaping("impasto: %(message)s"))
        logging.basicConfig(level=level, handlers=[handler])
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


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="impasto", description="Paint pictures in the style of other pictures.")
    parser.add_argument("--version", action="version", version=f"impasto {__version__}")
    parser.add_argument("--verbose", action="store_true", help="log what happens to standard error")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add_parser(commands)
    return parser


def _fail(error: Exception, status: int) -> int:
    logging.getLogger(__name__).debug("", exc_info=error)
    text = " ".join(str(error).split()) or type(error).__name__
    say(f"impasto: {text}")
    return status
