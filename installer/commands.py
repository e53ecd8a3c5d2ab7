"""Running other programs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from installer.pip_settings import find_settings, pip_variables, uv_arguments, uv_variables

QUIET = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PIP_USER": "0"}
FOREIGN = ("PYTHONHOME", "PYTHONPATH", "IMPASTO_MODELS", "VIRTUAL_ENV", "CONDA_PREFIX")
"""Variables that are meant for other programs than ours."""
PLACES_OF_UV = (".local/bin", ".cargo/bin")
"""In the home folder, where uv's own installer puts it."""


class Commands:
    """Runs other programs in the data folder; tests replace it with a fake.

    Parameters
    ----------
    work : folder for temporary files, inside the data folder

    Attributes
    ----------
    uv : the program uv; empty where there is none
    """

    def __init__(self, work: Path) -> None:
        kept = {name: text for name, text in os.environ.items() if name not in FOREIGN}
        self.settings = find_settings(sys.platform, os.environ, Path.home(), Path(sys.prefix))
        self._kept = {name: text for name, text in kept.items() if not name.startswith(("PIP_", "UV_"))}
        # Caches lie in the work folder: a second attempt downloads nothing again, and success removes them.
        self._caches = {"PIP_CACHE_DIR": str(work / "pip-cache"), "UV_CACHE_DIR": str(work / "uv-cache")}
        self._caches |= {name: kept[name] for name in self._caches if name in kept}
        self.folder = work.parent
        self.uv = find_uv(Path.home())

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables of all programs: of the user's settings for pip those alone that name indexes."""
        # ONNX Runtime from 1.29 on writes an identifier into the user's cache and sends reports unless disabled here.
        ours = {"PYTHONDONTWRITEBYTECODE": "1", "ORT_DISABLE_TELEMETRY": "1"}
        of_uv = uv_variables(self.settings, os.environ)
        return {**self._kept, **of_uv, **pip_variables(self.settings), **QUIET, **self._caches, **ours}

    @property
    def for_uv(self) -> list[str]:
        """Arguments of `uv pip install` that say where packages come from."""
        return uv_arguments(self.settings)

    def use_folder(self, packages: Path) -> None:
        """From now on packages come from this folder alone."""
        self.settings = {"no-index": "1", "find-links": packages.as_uri()}

    def run(self, argv: list[str], log: Path | None = None) -> int:
        """Exit status of a command; its output goes to the terminal, or is appended to `log`."""
        if log is None:
            return subprocess.call(argv, env=self.environment, cwd=self.folder)
        with log.open("ab") as file:
            return subprocess.call(argv, env=self.environment, cwd=self.folder, stdout=file, stderr=file)

    def output(self, argv: list[str]) -> str:
        """Standard output of a short command; empty if it cannot run or fails."""
        try:
            done = subprocess.run(
                argv, env=self.environment, capture_output=True, stdin=subprocess.DEVNULL, timeout=120
            )
        except (OSError, subprocess.TimeoutExpired):
            return ""
        return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else ""


def find_uv(home: Path) -> str:
    """The program uv on the search path, or where its own installer puts it; empty where there is none."""
    places = [home / folder / ("uv.exe" if sys.platform == "win32" else "uv") for folder in PLACES_OF_UV]
    return shutil.which("uv") or next((str(file) for file in places if os.access(file, os.X_OK)), "")
