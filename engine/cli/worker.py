"""`impasto worker`: jobs for another program, such as the GIMP plug-in."""

from __future__ import annotations

import argparse
from typing import Any

from .arguments import add_command


def add_parser(commands: Any) -> None:
    """Add the command, which has no arguments."""
    add_command(commands, "worker", run, "do jobs for another program over standard input and output")


def run(_: argparse.Namespace) -> int:
    """Serve until standard input closes; ends the process."""
    from ..worker.server import serve

    serve()
