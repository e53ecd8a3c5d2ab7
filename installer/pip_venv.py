"""A virtual environment with pip, for what uv cannot do: download packages, build a wheel."""

from __future__ import annotations

import sys
from pathlib import Path

from installer.context import Context
from installer.environment import has_venv, make_venv, run_logged
from installer.files import remove_tree


def make_pip_venv(context: Context, folder: Path) -> str:
    """Make it in place of what is in the folder; its Python."""
    python = str(folder / context.places.python.relative_to(context.places.venv))
    remove_tree(folder)
    problem = "The virtual environment cannot be created"
    if has_venv():
        run_logged(context, [sys.executable, "-m", "venv", str(folder)], problem)
    else:
        make_venv(context, folder)
        uv = [context.commands.uv, "pip", "install", "--python", python, *context.commands.for_uv, "pip"]
        run_logged(context, uv, problem)
    return python
