"""Running other programs."""

from __future__ import annotations

import ast
import os
import subprocess
from pathlib import Path

QUIET = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PIP_USER": "0"}
SOURCES = (
    *("index-url", "extra-index-url", "find-links", "no-index", "trusted-host", "cert", "client-cert", "proxy"),
    *("timeout", "default-timeout", "retries", "keyring-provider", "use-feature"),
)
"""Settings of pip that say where packages come from, and how they are fetched."""


def pip_variables(said: str) -> dict[str, str]:
    """Environment variables with the settings of SOURCES that `pip config list` prints, and no others.

    Lines are `section.name='value'`; pip's order is: global, then its command's section, then the environment's.
    """
    found: dict[str, dict[str, str]] = {"global": {}, "install": {}, ":env:": {}}
    for line in said.splitlines():
        place, _, value = line.partition("=")
        section, _, name = place.rpartition(".")
        if section in found and name in SOURCES:
            found[section][name] = str(ast.literal_eval(value))
    settings = {**found["global"], **found["install"], **found[":env:"]}
    variables = {f"PIP_{name.upper().replace('-', '_')}": " ".join(value.split()) for name, value in settings.items()}
    return {**variables, "PIP_CONFIG_FILE": os.devnull}


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
        ours = {"IMPASTO_MODELS": str(work.parent / "models"), "PYTHONDONTWRITEBYTECODE": "1"}
        # ONNX Runtime from 1.29 on writes an identifier into the user's cache and sends reports unless disabled here.
        self.environment = {**cache, **kept, **QUIET, **ours, "ORT_DISABLE_TELEMETRY": "1"}
        self.folder = work.parent
        self._from_folder: dict[str, str] = {}

    def keep_index_settings(self, python: str) -> None:
        """From now on, of the user's settings for pip only those count that say where packages come from.

        Others, such as a target folder, would install into another place than ours.
        """
        said = self.output([python, "-m", "pip", "config", "list"])
        kept = {name: text for name, text in self.environment.items() if not name.startswith("PIP_")}
        cache = {"PIP_CACHE_DIR": self.environment["PIP_CACHE_DIR"]}
        self.environment = {**kept, **pip_variables(said), **QUIET, **cache, **self._from_folder}

    def use_folder(self, packages: Path) -> None:
        """From now on pip takes packages from this folder alone."""
        self._from_folder = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(packages)}
        self.environment = {**self.environment, **self._from_folder}

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
