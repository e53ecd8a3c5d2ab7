"""The real install.py in a home of its own, without downloads: the locked packages are those that run the tests.

home = Home(tmp_path / "home", checkout=copy_checkout(tmp_path / "checkout"))
home.seed()                      # the packages, as an earlier engine left them
done = home.install("--demo")    # install.py in a process of its own
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from installer.files import hashes
from installer.switching import link_tree
from tests.install.conftest import CHECKOUT

PARTS = (
    "install.py",
    "installer",
    "engine",
    "export",
    "gimp_plugin",
    "locks",
    "pyproject.toml",
    "README.md",
    "LICENSE",
)
SAMPLES = ("samples/content/astronaut.jpg", "samples/style/van_gogh_night_cafe.jpg")


def copy_checkout(target: Path) -> Path:
    """A copy of what install.py needs of this checkout."""
    skipped = shutil.ignore_patterns("__pycache__", "tests", ".?*")
    for part in (*PARTS, *SAMPLES):
        copied = target / part
        copied.parent.mkdir(parents=True, exist_ok=True)
        if (CHECKOUT / part).is_dir():
            shutil.copytree(CHECKOUT / part, copied, ignore=skipped)
        else:
            shutil.copy2(CHECKOUT / part, copied)
    return target


class Home:
    """A user's home folder, and a checkout to install from; with uv on the search path, or without."""

    def __init__(self, path: Path, checkout: Path, *, has_uv: bool = True) -> None:
        self.path, self.checkout, self.has_uv = path, checkout, has_uv
        self._programs = path.with_name("programs")
        self._programs.mkdir(exist_ok=True)
        if not (self._programs / "uv").exists():
            (self._programs / "uv").symlink_to(Path(sys.executable).with_name("uv"))
        path.mkdir(exist_ok=True)

    @property
    def data(self) -> Path:
        """Impasto's data folder."""
        return self.path / ".local/share/impasto"

    @property
    def configuration(self) -> Path:
        """What the plug-in of GIMP 3.0 knows of its engine."""
        return self.path / ".config/GIMP/3.0/plug-ins/impasto/engine.json"

    @property
    def environment(self) -> dict[str, str]:
        """The variables of a user without any settings, but for the index and the proxy of this machine."""
        kept = {name: text for name, text in os.environ.items() if name.startswith(("PIP_", "HTTP", "http", "SSL_"))}
        programs = f"{self._programs}:/usr/bin:/bin" if self.has_uv else "/usr/bin:/bin"
        return {**kept, "HOME": str(self.path), "PATH": programs, "LANG": "C.UTF-8"}

    def seed(self) -> None:
        """Put the packages there as an engine has them whose graphs are not built yet."""
        folder = self.data / "engines/1"
        site = folder / f"venv/lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
        for file in _locked_files():
            (site / file.parent).mkdir(parents=True, exist_ok=True)
            os.link(_own_site() / file, site / file)
        (folder / "files.json").write_text(json.dumps(hashes(folder / "venv")))
        lock = (self.checkout / "locks/engine.txt").read_bytes()
        packages = hashlib.sha256(repr([("engine", lock)]).encode()).hexdigest()
        (folder / "environment.json").write_text(json.dumps({"packages": packages}))
        link_tree(Path(os.environ["IMPASTO_MODELS"]), self.data / "models")

    def command(self, *options: str, python: str = sys.executable) -> list[str]:
        """The command that runs install.py."""
        return [python, str(self.checkout / "install.py"), *options]

    def install(self, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run install.py to its end."""
        environment = {**self.environment, **variables}
        return subprocess.run(
            self.command(*options), env=environment, cwd=self.path, capture_output=True, text=True, check=False
        )


def _own_site() -> Path:
    """The folder of the packages that run the tests."""
    return Path(importlib.metadata.distribution("numpy").locate_file("")).resolve()


def _locked_files() -> list[Path]:
    """The files of all packages in the engine's lock file that are installed here, below the folder of packages."""
    names = set(re.findall(r"^([a-z0-9.-]+)==", (CHECKOUT / "locks/engine.txt").read_text(), re.MULTILINE))
    found = []
    for distribution in importlib.metadata.distributions(path=[str(_own_site())]):
        name = re.sub(r"[-_.]+", "-", distribution.metadata["Name"]).lower()
        if name in names:
            found += [Path(str(file)) for file in distribution.files or () if ".." not in file.parts]
    return [file for file in found if (_own_site() / file).is_file()]
