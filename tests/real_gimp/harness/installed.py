"""Impasto as a user has it: installed by install.py, inside a root, into a home that was empty.

installation = install(Gimp(prepare("trixie")), folder)
installation.gimp.console("...")            # GIMP with the plug-in, in a copy of the home
listing(installation.home)                  # the home as install.py left it
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shutil
import subprocess
from pathlib import Path

from tests.conftest import CHECKOUT
from tests.real_gimp.harness.gimp import Gimp
from tests.real_gimp.harness.roots import cache
from tests.real_gimp.harness.shell import HOME, Shell

INSIDE = "/mnt/impasto"
"""Where a root sees the checkout, for reading only."""
DATA = f"{HOME}/.local/share/impasto"
DEMO_SIZE = 64
_PIP_CACHE = "/var/cache/impasto-pip"


@dataclasses.dataclass(frozen=True)
class Installation:
    """What one run of install.py left.

    Attributes
    ----------
    home : the home folder, untouched since
    printed : what install.py printed
    gimp : GIMP in a copy of that home, with the checkout at INSIDE
    """

    home: Path
    printed: str
    gimp: Gimp

    @property
    def plug_ins(self) -> Path:
        """Where the used home has its plug-ins. `home` may share the files: replace them, never write into them."""
        assert self.gimp.home is not None
        return self.gimp.home / ".config/GIMP" / self.gimp.series / "plug-ins"


def install(gimp: Gimp, checkout: Path, folder: Path, *options: str) -> Installation:
    """Run install.py of a checkout with these options in the root of `gimp`, with a new home in `folder`."""
    home = folder / "home"
    home.mkdir()
    gimp = lend_checkout(gimp, checkout)
    with gimp.at(home=home).shell() as shell:
        printed = run_installer(shell, *options).stdout
    return Installation(home, printed, gimp.at(home=copy_of(home, folder / "used")))


def lend_checkout(gimp: Gimp, checkout: Path) -> Gimp:
    """The same GIMP with a checkout at INSIDE, and pip with a cache that lasts from one run to the next."""
    kept = cache() / "pip"
    kept.mkdir(parents=True, exist_ok=True)
    return gimp.at(binds={checkout: f"{INSIDE}:ro", kept: _PIP_CACHE}, environment={"PIP_CACHE_DIR": _PIP_CACHE})


def copy_checkout(target: Path) -> Path:
    """A copy of this checkout, which stays the same while somebody works on the original."""
    return shutil.copytree(CHECKOUT, target, ignore=shutil.ignore_patterns(".?*", "__pycache__", "*.egg-info", "build"))


def run_installer(shell: Shell, *options: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run install.py the way the README says: in the folder of the checkout."""
    return shell.run(["python3", "install.py", *options], cwd=INSIDE, timeout=1200, check=check)


def measure_loss(shell: Shell, image: str, content: str, style: str) -> float:
    """The gatys loss of one picture, by the installed `impasto loss`; file names in the home."""
    command = [f"{DATA}/venv/bin/impasto", "loss", image, "--content", content, "--style", style, "--preset", "gatys"]
    answer = shell.run(command, environment={"IMPASTO_MODELS": f"{DATA}/models"}).stdout
    return float(json.loads(answer)["loss"])


def copy_of(home: Path, target: Path) -> Path:
    """A copy of a home that takes hardly any time or room: the files are shared until one is replaced."""
    subprocess.run(["cp", "--archive", "--link", home, target], check=True)
    return target


def listing(home: Path) -> dict[str, tuple[int, str]]:
    """Everything in a home: for each path, when it was changed (ns; 0 for a folder) and what is in it."""
    return {
        str(path.relative_to(home)): (0 if path.is_dir() else path.lstat().st_mtime_ns, _content(path))
        for path in sorted(home.rglob("*"))
    }


def _content(path: Path) -> str:
    if path.is_symlink():
        return f"link to {path.readlink()}"
    return "folder" if path.is_dir() else hashlib.sha256(path.read_bytes()).hexdigest()
