"""Print docs/RELIABILITY.md: `python -m benchmarks.reliability [--only WORDS] [--kept FILE.json]`."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import soak
from .bench import Outcome, bench
from .faults import FAULTS, GROUPS

HEAD = """# Reliability

Written by `python -m benchmarks.reliability`, which injects {count} faults for real: nothing is edited by hand.
*Seen* is the last line on standard error and the exit status. *Lost* compares what is on the disk afterwards with a
run without the fault. *Seconds* are those from the fault to the end, of a run that takes {whole:.1f} s in all.
"""
SOAK = "long runs"
TABLE = """
## {title}

| fault | seen | lost | seconds |
| --- | --- | --- | --- |"""


def main() -> None:
    """Print the page; what is in the file of an earlier run that was cut off is not tried again."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reliability", description=__doc__)
    parser.add_argument("--only", help="only the faults whose name has these words; print their rows, not the page")
    parser.add_argument("--kept", type=Path, help="keep each result there, and go on from what is kept")
    parser.add_argument("--no-soak", action="store_true", help="leave the long runs out")
    parsed = parser.parse_args()
    known = json.loads(parsed.kept.read_text()) if parsed.kept and parsed.kept.is_file() else {}
    with bench() as one:
        one.run()
        _, seconds = one.run()
        whole = one.out.read_bytes()
    rows = {}
    for name in (each for each in FAULTS if not parsed.only or parsed.only in each):
        if name not in known:
            known[name] = dataclasses.asdict(tried(name, whole))
            keep(known, parsed.kept)
        rows[name] = Outcome(**known[name])
        print(f"{name}: {rows[name]}", file=sys.stderr, flush=True)
    if parsed.only:
        return
    print(HEAD.format(whole=seconds, count=len(FAULTS)).rstrip())
    for line in tables(rows):
        print(line)
    if not parsed.no_soak:
        known.setdefault(SOAK, "")
        known[SOAK] = known[SOAK] or soak.page()
        keep(known, parsed.kept)
        print(known[SOAK])


def keep(known: dict[str, Any], file: Path | None) -> None:
    """Write down what is known, for a later run."""
    if file is not None:
        file.write_text(json.dumps(known, indent=1))


def tried(name: str, whole: bytes) -> Outcome:
    """Try one fault on a new bench."""
    with bench() as one:
        try:
            return FAULTS[name](one, whole)
        except Exception as error:
            return Outcome(f"{type(error).__name__}: {error}", "**the trial itself**", 0.0)


def tables(rows: dict[str, Outcome]) -> Iterator[str]:
    """The lines of all tables."""
    for title, group in GROUPS.items():
        yield TABLE.format(title=title)
        for name in group:
            found = rows[name]
            yield f"| {name} | {found.seen} | {found.lost} | {found.seconds:.1f} |"


if __name__ == "__main__":
    main()
