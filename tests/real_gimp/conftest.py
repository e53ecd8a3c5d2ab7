"""Fixtures that provide the real GIMPs; a fixture's parameter carries the marker of its GIMP."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CHECKOUT
from tests.real_gimp.harness import gimpfu_home
from tests.real_gimp.harness.gimp import Gimp
from tests.real_gimp.harness.installed import DEMO_SIZE, INSIDE, Installation, copy_checkout, install
from tests.real_gimp.harness.negatives import install_negatives
from tests.real_gimp.harness.roots import RootError, prepare
from tests.real_gimp.harness.snapshots import PRELUDE
from tests.real_gimp.harness.window import GimpWindow

GIMP_3_0 = pytest.param("trixie", marks=pytest.mark.gimp_3_0)
GIMP_3_2 = pytest.param("sid", marks=pytest.mark.gimp_3_2)
GIMP_2_10 = pytest.param("bookworm", marks=pytest.mark.gimp_2_10)


def gimp_of(suite: str) -> Gimp:
    """The real GIMP of a Debian suite; where it cannot be had the test skips, or fails with CI set."""
    try:
        return Gimp(prepare(suite))
    except RootError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error), pytrace=False)
        pytest.skip(str(error))


@pytest.fixture(scope="session", params=[GIMP_3_0, GIMP_3_2])
def gimp3(request: pytest.FixtureRequest) -> Gimp:
    """GIMP 3, once from each root: `.suite`, `.console(code)`, `.window()`, `.shell()` and `.at(home=...)`."""
    return gimp_of(request.param)


@pytest.fixture(scope="session", params=[GIMP_2_10])
def gimp2(request: pytest.FixtureRequest) -> Gimp:
    """GIMP 2.10, with Script-Fu in `.console(code)` and no Python."""
    return gimp_of(request.param)


@pytest.fixture(scope="session")
def lent_checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this checkout for the roots to look at."""
    return copy_checkout(tmp_path_factory.mktemp("checkout") / "impasto")


@pytest.fixture(scope="session")
def installation_of(lent_checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Gimp], Installation]:
    """Installs Impasto for a GIMP, once in a session for each root; in trixie with the demo."""
    made: dict[str, Installation] = {}

    def installation(gimp: Gimp) -> Installation:
        if gimp.suite not in made:
            options = ["--demo", "--demo-size", str(DEMO_SIZE)] if gimp.suite == "trixie" else []
            made[gimp.suite] = install(gimp, lent_checkout, tmp_path_factory.mktemp(gimp.suite), *options)
        return made[gimp.suite]

    return installation


@pytest.fixture(scope="session", params=[GIMP_3_0])
def installed_with_demo(
    request: pytest.FixtureRequest, installation_of: Callable[[Gimp], Installation]
) -> Installation:
    """Impasto as `install.py --demo` left it in trixie."""
    return installation_of(gimp_of(request.param))


@pytest.fixture(scope="session")
def installed(gimp3: Gimp, installation_of: Callable[[Gimp], Installation]) -> Installation:
    """Impasto installed in each GIMP 3 in turn."""
    return installation_of(gimp3)


@pytest.fixture(scope="session")
def installed2(gimp2: Gimp, installation_of: Callable[[Gimp], Installation]) -> Installation:
    """Impasto as install.py left it for GIMP 2.10, with what the tests need to run Python there."""
    made = installation_of(gimp2)
    assert made.gimp.home is not None
    gimpfu_home.install(made.gimp.home)
    return made


@pytest.fixture
def faked3(gimp3: Gimp, tmp_path: Path) -> Callable[..., Gimp]:
    """Starts each GIMP 3 with an engine that paints negatives, by the plan given."""

    def install_fake(**plan: Any) -> Gimp:
        install_negatives(tmp_path / "home", gimp3.series, **plan)
        return gimp3.at(home=tmp_path / "home", binds={CHECKOUT: f"{INSIDE}:ro"})

    return install_fake


@pytest.fixture
def faked2(gimp2: Gimp, tmp_path: Path) -> Callable[..., Gimp]:
    """Starts GIMP 2.10 with gimpfu and an engine that paints negatives, by the plan given."""

    def install_fake(**plan: Any) -> Gimp:
        gimpfu_home.install(tmp_path / "home")
        install_negatives(tmp_path / "home", gimp2.series, **plan)
        return gimp2.at(home=tmp_path / "home", binds={CHECKOUT: f"{INSIDE}:ro"})

    return install_fake


@pytest.fixture(scope="session")
def negatives(gimp3: Gimp, lent_checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GimpWindow]:
    """The window of each GIMP 3 with an engine that paints negatives, with a `style` and the names of guest/."""
    home = tmp_path_factory.mktemp(f"negatives-{gimp3.suite}")
    install_negatives(home, gimp3.series, steps=1)
    with gimp3.at(home=home, binds={lent_checkout: f"{INSIDE}:ro"}).window() as window:
        modules = "".join(f"from tests.real_gimp.guest.{name} import *\n" for name in ("matrix", "layers"))
        window.python(PRELUDE + modules + "style = make_style()")
        yield window
