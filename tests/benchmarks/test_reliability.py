"""No fault of docs/RELIABILITY.md loses anything, and the page names them all."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.reliability import FAULTS, bench


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["`-o` names the content", "one bit of a graph is flipped", "SIGTERM, as before a shutdown"]
)
def test_a_fault(name: str) -> None:
    with bench() as one:
        outcome = FAULTS[name](one, b"")
    assert "**" not in outcome.lost
    assert "Traceback" not in outcome.seen


def test_the_page_has_every_fault(checkout: Path) -> None:
    page = (checkout / "docs" / "RELIABILITY.md").read_text()
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| ")][2:]
    assert [row[0].removeprefix("| ") for row in rows] == list(FAULTS)
    assert all("**" not in row[2] for row in rows)
