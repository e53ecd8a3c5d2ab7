"""What `impasto batch` says before and after: the forecast, what became of each picture, the report."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from ..jobs.batch import Item
from ..jobs.batch_run import Outcome, Status
from ..tracking.forecast import Forecast
from .batch_progress import BatchBar
from .terminal import duration

WORDS: dict[Status, str] = {
    "painted": "painted",
    "stopped": "finished early",
    "skipped": "there already",
    "failed": "failed",
}
"""What became of a picture, for the summary."""


def total(expected: Sequence[Forecast | None]) -> dict[str, float]:
    """What all pictures together will take: seconds one after another, and the memory of the largest."""
    known = [each for each in expected if each]
    return {
        "pictures": len(expected),
        "seconds": round(sum(each.seconds for each in known), 1),
        "memory": max((each.memory for each in known), default=0),
    }


def pictures(count: int) -> str:
    """A number of pictures in words."""
    return f"{count} picture{'' if count == 1 else 's'}"


def announce(items: Sequence[Item], expected: Sequence[Forecast | None]) -> None:
    """Say on a terminal what all pictures together will take."""
    sums = total(expected)
    if items and sys.stderr.isatty():
        memory = int(sums["memory"]) >> 20
        print(f"About {duration(sums['seconds'])} for {pictures(len(items))}, up to {memory} MiB of memory.",
              file=sys.stderr)  # fmt: skip


def say_failure(bar: BatchBar, outcome: Outcome) -> None:
    """Say at once why a picture failed."""
    if outcome.status == "failed":
        bar.say(f"impasto: {outcome.item.output}: {outcome.reason}")


def summarise(outcomes: Sequence[Outcome], count: int) -> None:
    """Print how many pictures are done, passed over and failed, and why those failed."""
    counts = Counter(outcome.status for outcome in outcomes)
    words = [f"{counts[status]} {word}" for status, word in WORDS.items() if counts[status]]
    if count > len(outcomes):
        words.append(f"{count - len(outcomes)} not begun")
    print(f"{pictures(count)}: {', '.join(words)}.")
    for outcome in outcomes:
        if outcome.status == "failed":
            print(f"failed: {outcome.item.output}: {outcome.reason}")


def write_report(path: Path | None, outcomes: Sequence[Outcome]) -> None:
    """What became of each picture, with the report of each that was painted."""
    if path is None:
        return
    found = [
        {
            "content": str(outcome.item.files.content),
            "styles": [str(style.picture) for style in outcome.item.files.styles],
            "output": str(outcome.item.output),
            "status": outcome.status,
            "reason": outcome.reason,
            "report": outcome.report,
        }
        for outcome in outcomes
    ]
    path.write_text(json.dumps({"pictures": found}, indent=2) + "\n")
