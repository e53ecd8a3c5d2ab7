"""Try new input for some time: `python -m tests.fuzz [--seconds 60] [--seed N] [TARGET ...]`.

Each target runs in a process of its own, with a limit on its memory. What fails is kept, with the seed that found it.
"""

from __future__ import annotations

import argparse
import contextlib
import faulthandler
import resource
import secrets
import subprocess
import sys
import time
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from .targets import TARGETS, Target

MEMORY = 6 << 30
SLOWEST = 10.0
"""Seconds of computing that one input may take."""
HUNG = 60
EXAMPLES_A_ROUND = 500


def main(arguments: list[str]) -> int:
    """Run the targets, one after another; the exit status is 1 where one has failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.splitlines()[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)}; default: all")
    parser.add_argument("--seconds", type=float, default=60, help="for each target (default: 60)")
    parser.add_argument("--seed", type=int, default=secrets.randbits(32), help="default: a new one")
    parser.add_argument("--kept", type=Path, default=Path("build/fuzz"), help="where input that fails is kept")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    parsed = parser.parse_args(arguments)
    names = parsed.targets or list(TARGETS)
    unknown = set(names) - set(TARGETS)
    if unknown:
        parser.error(f"there is no target {', '.join(sorted(unknown))}")
    if parsed.inside:
        run_inside(names[0], parsed.seconds, parsed.seed, parsed.kept)
        return 0
    return max([run_target(name, parsed.seconds, parsed.seed, parsed.kept) for name in names])


def run_target(name: str, seconds: float, number: int, kept: Path) -> int:
    """Run one target in a process of its own; 1 where it has failed."""
    kept.mkdir(parents=True, exist_ok=True)
    numbers = ("--seconds", str(seconds), "--seed", str(number), "--kept", str(kept))
    status = subprocess.run([sys.executable, "-m", "tests.fuzz", "--inside", name, *numbers]).returncode
    if status == 0:
        current(kept, name).unlink(missing_ok=True)
        return 0
    print(
        f"fuzz: {name} failed with seed {number} (status {status}); the input is in {current(kept, name)}", flush=True
    )
    return 1


def run_inside(name: str, seconds: float, number: int, kept: Path) -> None:
    """Try input until the time is over; a fault ends the process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    faulthandler.enable()
    began, rounds, counts = time.monotonic(), 0, [0, 0]
    while time.monotonic() - began < seconds:
        try_many(TARGETS[name], number + rounds, current(kept, name), counts, began + seconds)
        rounds += 1
    print(f"fuzz: {name}: {counts[0]} inputs, {counts[1]} of them good, seed {number}", flush=True)


def try_many(target: Target, number: int, file: Path, counts: list[int], until: float) -> None:
    """Try one round of input; `counts` are those of all and of good ones."""

    @seed(number)
    @settings(
        max_examples=EXAMPLES_A_ROUND,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(target.inputs())
    def one(data: bytes) -> None:
        if time.monotonic() > until:
            return
        file.write_bytes(data)
        faulthandler.dump_traceback_later(HUNG, exit=True)
        began = time.process_time()
        counts[1] += target.try_one(data)
        taken = time.process_time() - began
        faulthandler.cancel_dump_traceback_later()
        counts[0] += 1
        assert taken < SLOWEST, f"it took {taken:.1f} s"

    one()


def current(kept: Path, name: str) -> Path:
    """Where the input that is tried is written first, for it may end the process."""
    return kept / f"{name}.input"


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main(sys.argv[1:]))
