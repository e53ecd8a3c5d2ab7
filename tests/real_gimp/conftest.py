"""Fixtures that hand out the real GIMPs."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from tests.real_gimp.gimp import Gimp
from tests.real_gimp.installed import DEMO_SIZE, Installation, copy_checkout, install
from tests.real_gimp.roots import RootError, prepare


def gimp_of(suite: str) -> Gimp:
    """The real GIMP of a Debian suite; where it cannot be had the test skips, or fails with CI set."""
    try:
        return Gimp(prepare(suite))
    except RootError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error), pytrace=False)
        pytest.skip(str(error))


@pytest.fixture(scope="session", params=["trixie", "sid"])
def gimp3(request: pytest.FixtureRequest) -> Gimp:
    """GIMP 3, once from each root: `.suite`, `.console(code)`, `.window()`, `.shell()` and `.at(home=...)`."""
    return gimp_of(request.param)


@pytest.fixture(scope="session")
def gimp2() -> Gimp:
    """GIMP 2.10, with Script-Fu in `.console(code)` and no Python."""
    return gimp_of("bookworm")


@pytest.fixture(scope="session")
def installation_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Gimp], Installation]:
    """Installs Impasto for a GIMP, once in a session for each root; in trixie with the demo."""
    checkout = copy_checkout(tmp_path_factory.mktemp("checkout") / "impasto")
    made: dict[str, Installation] = {}

    def installation(gimp: Gimp) -> Installation:
        if gimp.suite not in made:
            options = ["--demo", "--demo-size", str(DEMO_SIZE)] if gimp.suite == "trixie" else []
            made[gimp.suite] = install(gimp, checkout, tmp_path_factory.mktemp(gimp.suite), *options)
        return made[gimp.suite]

    return installation


@pytest.fixture(scope="session")
def installed_with_demo(installation_of: Callable[[Gimp], Installation]) -> Installation:
    """Impasto as `install.py --demo` left it in trixie."""
    return installation_of(gimp_of("trixie"))


@pytest.fixture(scope="session")
def installed(gimp3: Gimp, installation_of: Callable[[Gimp], Installation]) -> Installation:
    """Impasto installed in each GIMP 3 in turn."""
    return installation_of(gimp3)
