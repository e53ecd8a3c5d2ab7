"""`impasto looks`: the looks that `--look` knows."""

from __future__ import annotations

import argparse
from typing import Any

from ..escaping import printable
from ..looks import known_looks, user_folder
from .arguments import add_command


def add_parser(commands: Any) -> None:
    """Add the command, which has no arguments."""
    add_command(commands, "looks", run, "list the looks that --look knows")


def run(_: argparse.Namespace) -> int:
    """Print a line for each look; returns the exit status."""
    for look in known_looks():
        print(printable(" ".join(f"{look.name}: {look.title}. {look.description}".split())))
    print(f"Your own are the files that end in .json in {user_folder()}.")
    return 0
