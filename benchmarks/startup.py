"""Seconds from process start to the end of the first evaluation at 256 px, graphs there.

python -m benchmarks.startup [--rounds 5]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys

from . import measure

JOB = """
from benchmarks.measure import samples
import engine
def stop(progress): raise engine.Interrupted
content, style = samples(256)
engine.stylize(content, [style], engine.Options(single_scale=True), stop)
"""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    versions = {
        "an empty Python": lambda: subprocess.run([sys.executable, "-c", "pass"], check=True),
        "first evaluation": lambda: subprocess.run([sys.executable, "-c", JOB], check=True),
    }
    times = measure.interleaved(versions, options.rounds)
    print(f"{measure.machine()}\n")
    print(measure.table(["", "seconds"], [[name, f"{statistics.median(own):.2f}"] for name, own in times.items()]))


if __name__ == "__main__":
    main()
