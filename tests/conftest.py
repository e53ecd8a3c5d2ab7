"""What all tests share: the sample pictures, and the rule that CI skips nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pytest.register_assert_rewrite("tests.real_gimp.harness")  # so that its failures, too, say the values

CHECKOUT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The top of the repository."""
    return CHECKOUT


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of sample pictures: photographs in content/, paintings in style/."""
    return CHECKOUT / "samples"


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark the tests of the engine, which the parts of tests/__init__.py are made by."""
    if CHECKOUT / "tests/engine" in item.path.parents:
        item.add_marker("engine")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a run in CI that skipped a test: there everything can and must run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not os.environ.get("CI") or exitstatus != pytest.ExitCode.OK or reporter is None:
        return
    if reporter.stats.get("skipped"):
        reporter.section("CI is set: a skipped test is a failure", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
