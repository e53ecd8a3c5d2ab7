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

from engine import Options
from engine.imaging import write_image
from engine.losses.style import Style
from engine.runtime.selection import network_for
from engine.transfer.plan import plan

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
    head = ["size", "memory limit, MiB", "planned peak, MiB", "peak, MiB", "finest level, s/evaluation"]
    print(measure.table(head, rows))


def run(size: int, limit: int, evaluations: int) -> list[object]:
    """One row: a square picture, impasto preset, single scale."""
    with tempfile.TemporaryDirectory() as folder:
        content, report = Path(folder) / "content.png", Path(folder) / "report.json"
        picture = measure.samples(size)[0]
        write_image(content, picture)
        command = [sys.executable, "-m", "engine", "style", content, measure.STYLE, "-o", Path(folder) / "out.png"]
        chosen = ["--memory-limit", str(limit), "--evaluations", str(evaluations), "--single-scale"]
        subprocess.run([*command, *chosen, "--report", report], check=True)
        found = json.loads(report.read_text())
    options = Options(memory_limit=limit, evaluations=evaluations, single_scale=True)
    planned = plan(picture.shape[:2], [Style(measure.samples(size)[1])], options, network_for(options)).budgets[-1]
    level = found["levels"][-1]
    each = level["seconds"] / level["evaluations"]
    how = f"{planned.memory >> 20} ({planned.plan}, {planned.optimiser} {planned.pairs})"
    return [size, limit or "60 % of free", how, found["peak_memory_bytes"] >> 20, f"{each:.2f}"]


if __name__ == "__main__":
    main()
