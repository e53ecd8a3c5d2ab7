"""What `impasto batch` says before and after: the forecast, what became of each picture, the report."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from ..escaping import printable
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


def total(expected: Sequence[Forecast | None], places: int | None = None) -> dict[str, float]:
    """What all pictures together will take, so many at a time: seconds, and bytes of memory at the same time."""
    known, at_a_time = [each for each in expected if each], places or 1
    seconds = max([sum(each.seconds for each in known) / at_a_time, *(each.seconds for each in known)])
    memory = sum(sorted((each.memory for each in known), reverse=True)[:at_a_time])
    return {"pictures": len(expected), "seconds": round(seconds, 1), "memory": memory}


def pictures(count: int) -> str:
    """A number of pictures in words."""
    return f"{count} picture{'' if count == 1 else 's'}"


def announce(expected: Sequence[Forecast | None], places: int) -> None:
    """Say on a terminal what all pictures together will take, so many at a time, on machines as fast as this one."""
    sums = total(expected, places)
    if expected and sys.stderr.isatty():
        memory, at_a_time = int(sums["memory"]) >> 20, f", {places} at a time" if places > 1 else ""
        what = f"{pictures(len(expected))}{at_a_time}, up to {memory} MiB of memory"
        print(f"About {duration(sums['seconds'])} for {what}.", file=sys.stderr)


def say_at_once(bar: BatchBar, outcome: Outcome) -> None:
    """Say why a picture failed, or what its plan left out for lack of memory."""
    for notice in (outcome.report or {}).get("notices", []):
        bar.say(f"impasto: {outcome.item.output}: {notice}")
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
            print(printable(f"failed: {outcome.item.output}: {outcome.reason}"))


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
