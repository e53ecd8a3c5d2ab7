"""What the error window copies for a report: the error, the editor, and what the engine says of itself."""

from __future__ import annotations

import getpass
import os
import platform
import subprocess
from pathlib import Path

from common.engine_client import PLUGIN_FOLDER, clean_environment, read_configuration
from common.errors import EngineError

REPORT = ("doctor", "--report")
PATIENCE = 30
"""Seconds until an engine that does not answer is given up."""


def diagnostics(error: str, editor: str, folder: Path = PLUGIN_FOLDER) -> str:
    """A text for a report, in English, without names of users.

    Parameters
    ----------
    error : what the window says
    editor : name and version
    """
    own = f"{editor}, Python {platform.python_version()}, {platform.system()} {platform.release()} {platform.machine()}"
    return f"{without_user(error)}\n\n{own}\n\n{without_user(_of_engine(folder))}\n"


def without_user(text: str) -> str:
    """A text with ~ for the home folder and USER for the user's name."""
    text = text.replace(str(Path.home()), "~")
    try:
        name = getpass.getuser()
    except (ImportError, KeyError, OSError):
        return text
    return text.replace(name, "USER") if len(name) > 2 and name != "root" else text


def _of_engine(folder: Path) -> str:
    """The engine's own report, or why there is none."""
    try:
        configuration = read_configuration(folder)
        command = [*(word for word in configuration["argv"] if word != "worker"), *REPORT]
        ended = subprocess.run(
            command,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=PATIENCE,
            env=clean_environment(os.environ, configuration.get("environment") or {}),
            cwd=Path(command[0]).parent,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except (EngineError, OSError, ValueError, subprocess.SubprocessError) as error:
        return f"The engine cannot be asked: {error}"
    output = (ended.stdout if ended.returncode == 0 else ended.stderr).decode(errors="replace").strip()
    return output if ended.returncode == 0 else f"The engine's report ended with {ended.returncode}:\n{output}"
