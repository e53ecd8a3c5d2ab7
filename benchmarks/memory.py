"""Peak memory and time by size: whole runs of `impasto style` in a process each.

python -m benchmarks.memory [--sizes 256 512 1024] [--memory-limit MIB] [--evaluations 8]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from engine.imaging import write_image

from . import measure


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[256, 512, 1024])
    parser.add_argument("--memory-limit", type=int, default=0)
    parser.add_argument("--evaluations", type=int, default=8)
    options = parser.parse_args()
    rows = [run(size, options.memory_limit, options.evaluations) for size in options.sizes]
    print(f"{measure.machine()}\n")
    print(
        measure.table(
            ["size", "memory limit, MiB", "planned peak, MiB", "peak, MiB", "finest level, s/evaluation"], rows
        )
    )


def run(size: int, limit: int, evaluations: int) -> list[object]:
    """One row: a square picture, impasto preset, single scale."""
    from engine import Options
    from engine.losses import budget

    with tempfile.TemporaryDirectory() as folder:
        content, report = Path(folder) / "content.png", Path(folder) / "report.json"
        picture = measure.samples(size)[0]
        write_image(content, picture)
        subprocess.run(
            [
                sys.executable,
                "-m",
                "engine",
                "style",
                content,
                measure.STYLE,
                "-o",
                Path(folder) / "out.png",
                "--report",
                report,
                "--memory-limit",
                str(limit),
                "--evaluations",
                str(evaluations),
                "--single-scale",
            ],
            check=True,
        )
        found = json.loads(report.read_text())
    planned = budget.plan(picture.shape[:2], Options(memory_limit=limit))
    level = found["levels"][-1]
    each = level["seconds"] / level["evaluations"]
    how = f"{planned.memory >> 20} ({planned.plan}, {planned.optimiser} {planned.pairs})"
    return [size, limit or "60 % of free", how, found["peak_memory_bytes"] >> 20, f"{each:.2f}"]


if __name__ == "__main__":
    main()
