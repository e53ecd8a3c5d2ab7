"""Packages and weights in a folder, to install from where there is no network.

`install.py --download DIR` fills it on a machine with a network, of the same system, kind and Python; `--offline DIR`
installs from it. DIR has packages/, one file of each locked package, and weights/.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from installer.context import Context
from installer.devices import Choice
from installer.environment import lock_arguments, run_logged
from installer.errors import InstallError
from installer.files import missing_paths, remove_if_empty, remove_tree
from installer.messages import report
from installer.pip_venv import make_pip_venv

PACKAGES, WEIGHTS = "packages", "weights"
OBTAIN = "import pathlib, sys; from export.download import obtain; print(obtain(pathlib.Path(sys.argv[1]))[1])"


def download(context: Context, folder: Path, choice: Choice) -> None:
    """Fill the folder with what these packages and the graphs need; what was downloaded already is kept."""
    folder = folder.absolute()
    with downloading(context, folder, choice):
        pass
    report(f"Download: done; on the other machine run `python3 install.py --offline {folder.name}`")


@contextlib.contextmanager
def downloading(context: Context, folder: Path, choice: Choice) -> Iterator[str]:
    """Fill the folder, and give the Python of an environment with all that was downloaded, which is removed then."""
    work = context.places.work / "download"
    packages, locks = folder / PACKAGES, lock_arguments(context.checkout, choice.locks)
    packages.mkdir(parents=True, exist_ok=True)
    made = missing_paths(work.parent)
    work.parent.mkdir(parents=True, exist_ok=True)
    try:
        report(f"Download: packages to {packages}")
        python = make_pip_venv(context, work)
        pip, problem = [python, "-m", "pip"], "The packages cannot be downloaded"
        run_logged(context, [*pip, "download", "--require-hashes", *locks, "--dest", str(packages)], problem)
        install = [*pip, "install", "--no-index", "--find-links", str(packages), "--require-hashes", *locks]
        run_logged(context, install, "The downloaded packages are not complete")
        report(f"Download: VGG16's weights to {folder / WEIGHTS}")
        obtain = [python, "-c", f"import sys; sys.path.insert(0, {str(context.checkout)!r}); {OBTAIN}"]
        run_logged(context, [*obtain, str(folder / WEIGHTS)], "The weights cannot be downloaded")
        yield python
    finally:
        remove_tree(context.places.work)
    context.places.log.unlink(missing_ok=True)
    for above in made:
        if above.exists():
            remove_if_empty(above)


def use(context: Context, folder: Path) -> None:
    """Take packages and weights from the folder, and nothing from the network.

    Raises
    ------
    InstallError
        It is not a folder that `download` filled.
    """
    folder = folder.absolute()
    if not (folder / PACKAGES).is_dir() or not (folder / WEIGHTS).is_dir():
        raise InstallError(f"{folder} has no {PACKAGES} and {WEIGHTS}; fill it with `install.py --download DIR`.")
    context.commands.use_folder(folder / PACKAGES)
    downloads = context.places.engine_folders[0]
    downloads.mkdir(parents=True, exist_ok=True)
    for file in (folder / WEIGHTS).iterdir():
        if file.is_file() and not (downloads / file.name).exists():
            shutil.copy(file, downloads)
