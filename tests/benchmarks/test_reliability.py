"""No fault of docs/RELIABILITY.md loses anything, the page names them all, and many jobs in a row leave nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.reliability.bench import Bench, bench
from benchmarks.reliability.faults import FAULTS, GROUPS
from benchmarks.reliability.soak import soak

QUICK = (
    "SIGTERM, as before a shutdown",
    "Ctrl+C in the first quarter of a second",
    "`-o` names the content",
    "a checkpoint's level has another size",
    "one bit of a graph is flipped",
    "cut short: AVIF",
    "the editor dies in a job",
    "a module of the installed engine is emptied",
)


@pytest.fixture
def one() -> Iterator[Bench]:
    with bench() as made:
        yield made


@pytest.fixture(scope="module")
def whole() -> bytes:
    """The picture of a run without a fault."""
    with bench() as made:
        made.run()
        return made.out.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("name", QUICK)
def test_a_fault(name: str, one: Bench, whole: bytes) -> None:
    outcome = FAULTS[name](one, whole)
    assert "**" not in outcome.lost
    assert "Traceback" not in outcome.seen and "Error:" not in outcome.seen


@pytest.mark.slow
def test_many_jobs_in_a_row_and_two_workers_at_once(one: Bench) -> None:
    """The results are the same, and nothing is left; the page has the numbers of the long runs."""
    found = soak(one, 12, workers=2)
    assert len({checksum for each in found for checksum in each.results}) == 1
    assert all(len(each.memory) == 12 and max(each.memory[-4:]) < 1.05 * max(each.memory[2:8]) for each in found)
    assert one.left() == []


def test_the_page_has_every_fault_and_nothing_is_lost(checkout: Path) -> None:
    page, _, long_runs = (checkout / "docs" / "RELIABILITY.md").read_text().partition("## Long runs")
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| ")]
    faults = [row for row in rows if row[0] not in ("| fault", "| ---")]
    assert [row[0].removeprefix("| ") for row in faults] == list(FAULTS)
    assert len(FAULTS) >= 40 and len(FAULTS) == sum(map(len, GROUPS.values()))
    assert all("**" not in row[2] for row in faults)
    soaked = [line.strip("| ").split(" | ") for line in long_runs.splitlines() if "worker" in line and "|" in line]
    assert [row[1] for row in soaked] == ["200", "200"]
    for row in soaked:
        assert abs(float(row[6].rstrip("%"))) < 5
        assert row[7:] == ["0", "0"]
