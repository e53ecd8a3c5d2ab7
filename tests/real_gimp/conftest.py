"""Fixtures that hand out the real GIMPs."""

from __future__ import annotations

import os

import pytest

from tests.real_gimp.gimp import Gimp
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
