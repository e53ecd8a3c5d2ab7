"""Running other programs."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


class Commands:
    """Runs other programs in the data folder; tests replace it with a fake.

    Parameters
    ----------
    work : folder for temporary files, inside the data folder
    """

    def __init__(self, work: Path) -> None:
        kept = {name: text for name, text in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH")}
        # pip's cache lies in the work folder: a second attempt downloads nothing again, and success removes it.
        cache = {"PIP_CACHE_DIR": str(work / "pip-cache")}
        quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PIP_USER": "0"}
        ours = {"IMPASTO_MODELS": str(work.parent / "models"), "PYTHONDONTWRITEBYTECODE": "1"}
        # ONNX Runtime from 1.29 on writes an identifier into the user's cache and sends reports unless disabled here.
        self.environment = {**cache, **kept, **quiet, **ours, "ORT_DISABLE_TELEMETRY": "1"}
        self.folder = work.parent

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
