"""`python3 install.py --demo` on a bare Debian with GIMP: from an empty home to a painted picture, and back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from tests.conftest import CHECKOUT
from tests.real_gimp.harness.installed import DATA, DEMO_SIZE, Installation, copy_of, listing, run_installer
from tests.real_gimp.harness.shell import HOME

CONTENT = CHECKOUT / "samples/content/astronaut.jpg"
DEMO = f"{DATA}/impasto-demo.png"


def test_demo_paints_the_sample_photo_and_says_where_it_is(installed_with_demo: Installation) -> None:
    assert installed_with_demo.printed.splitlines()[-1] == DEMO
    photo = np.asarray(Image.open(CONTENT).convert("RGB"), np.int16)
    painted = np.asarray(Image.open(at_home(installed_with_demo, DEMO)).convert("RGB"), np.int16)
    assert painted.shape == photo.shape
    assert np.abs(painted - photo).mean() > 10


def test_installed_gimp_knows_the_procedure(installed_with_demo: Installation) -> None:
    code = "print(Gimp.get_pdb().procedure_exists('plug-in-impasto'), flush=True)"
    assert installed_with_demo.gimp.console(code).stdout.strip() == "True"


def test_second_run_changes_nothing(installed_with_demo: Installation, tmp_path: Path) -> None:
    home = copy_of(installed_with_demo.home, tmp_path / "home")
    with installed_with_demo.gimp.at(home=home).shell() as shell:
        run_installer(shell, "--demo", "--demo-size", str(DEMO_SIZE))
    assert listing(home) == listing(installed_with_demo.home)


def test_uninstall_leaves_nothing_behind(installed_with_demo: Installation, tmp_path: Path) -> None:
    home = copy_of(installed_with_demo.home, tmp_path / "home")
    with installed_with_demo.gimp.at(home=home).shell() as shell:
        before = sorted(shell.outside("/tmp").iterdir())
        run_installer(shell, "--uninstall")
        assert sorted(shell.outside("/tmp").iterdir()) == before
    assert list(home.iterdir()) == []


def at_home(installation: Installation, path: str, home: Path | None = None) -> Path:
    """A path inside the root as this machine sees it, in the home as installed or in a copy."""
    return (home or installation.home) / Path(path).relative_to(HOME)
