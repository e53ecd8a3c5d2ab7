"""What all tests share: the sample pictures, and the rule that CI skips nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests import PARTS

CHECKOUT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The top of the repository."""
    return CHECKOUT


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of sample pictures: photographs in content/, paintings in style/."""
    return CHECKOUT / "samples"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--part NAME` runs one of PARTS."""
    parser.addoption("--part", choices=PARTS, help="run this part of the tests only")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests of the part that was asked for."""
    part = config.getoption("--part")
    if part is not None:
        config.hook.pytest_deselected(items=[item for item in items if part_of(item) != part])
        items[:] = [item for item in items if part_of(item) == part]


def part_of(item: pytest.Item) -> str:
    """The one of PARTS that a test belongs to: trixie is the root with GIMP 3.0, sid the one with 3.2."""
    if "real_gimp" not in item.path.parts:
        return "headless"
    if "[trixie" in item.name or "installed_with_demo" in getattr(item, "fixturenames", ()):
        return "gimp-3.0"
    return "gimp-3.2" if "[sid" in item.name else "gimp-2.10"


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a run in CI that skipped a test: there everything can and must run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not os.environ.get("CI") or exitstatus != pytest.ExitCode.OK or reporter is None:
        return
    if reporter.stats.get("skipped"):
        reporter.section("CI is set: a skipped test is a failure", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
