"""The trials of installations as a page.

    python -m tests.install.matrix > docs/INSTALL.md
    python -m tests.install.matrix faults              # one section alone: systems, kinds or faults

Needs Debian, root, the network, and some 20 minutes: the roots with the real GIMP are those of tests/real_gimp.
"""

from __future__ import annotations

import contextlib
import functools
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.install import systems, trials
from tests.install.real import Home, copy_checkout
from tests.real_gimp.harness.roots import RootError
from tests.real_gimp.harness.shell import CommandError

PAGE = """# Installation

Written by `python -m tests.install.matrix`, which does all this for real. Times are of
{processor} with a load of {load:.0f} by other programs; the trials without a download take the locked packages
of the tests' own environment.
"""
Row = tuple[str, str, float]
SEED = 7


def main(wanted: Sequence[str]) -> int:
    """Print the page, or the wanted sections of it; the exit status is 1 where a trial went wrong."""
    if not wanted:
        print(PAGE.format(processor=_processor(), load=os.getloadavg()[2]))
    sections = {
        "systems": (SYSTEMS, "system", on_systems()),
        "kinds": (KINDS, "GIMP", systems.kinds()),
        "faults": (FAULTS, "what is done", faults()),
    }
    failed = 0
    for title, columns, rows in [sections[name] for name in wanted or sections]:
        print(f"{title}\n\n| {columns} | what happens | seconds |\n| --- | --- | --- |")
        for name, done, seconds in rows:
            failed += done.startswith("WRONG")
            print(f"| {name} | {done} | {f'{seconds:.0f}' if seconds >= 0.5 else ''} |", flush=True)
        print()
    return 1 if failed else 0


SYSTEMS = "## Systems\n\nAn empty home folder, the network only where it says so."
KINDS = "## Kinds of GIMP\n\nFile systems laid out as each packager lays them out, and what install.py says of them."
FAULTS = "## Faults\n\nAll with the real engine, whose worker is started afterwards."


def on_systems() -> Iterator[Row]:
    """Whole installations, with what they download."""
    for name, suite in (("Debian 13, GIMP 3.0", "trixie"), ("Debian 12, GIMP 2.10", "bookworm")):
        yield timed(f"{name}, empty home", functools.partial(systems.bare_debian, suite))
    yield timed("as Ubuntu: GIMP from the Snap, Python without venv", systems.ubuntu_like)
    base = Path(sys.executable).resolve()
    yield timed("`--bundle`, then its zip in an empty folder, no network", lambda: systems.bundle_without_network(base))
    yield timed("another /usr, as in Flatpak's sandbox", lambda: systems.other_usr(base))
    for python in sorted(base.parents[2].glob("3.[6-9].*/bin/python3")):
        yield timed(f"Python {python.parents[1].name}", functools.partial(systems.old_python, python))


def faults() -> Iterator[Row]:
    """Each trial on one home, one after the other."""
    with installed() as home:
        yield timed("run a second time", lambda: trials.again(home))
        for name in trials.damages():
            yield timed(name, functools.partial(trials.damaged, home, name))
        yield timed("upgrades killed at 20 random moments", lambda: trials.killed(home, 20, 5, SEED))
        yield timed("upgraded under a running worker", lambda: trials.under_a_worker(home))
        yield timed("two at once", lambda: trials.two_at_once(home))
        settings = "pip.conf, uv.toml and variables that send packages elsewhere"
        yield timed(settings, lambda: trials.with_hostile_settings(home, "0.4.0"))
        without = Home(home.path, home.checkout, has_uv=False)
        yield timed(f"{settings}, no uv", lambda: trials.with_hostile_settings(without, "0.4.1"))
        yield timed("first installations killed at 4 random moments", lambda: trials.killed_at_first(home, 3, SEED))
        yield timed("`--uninstall`", lambda: trials.removed(home))


@contextlib.contextmanager
def installed() -> Iterator[Home]:
    """A home with an installation for GIMP 3.0."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home", copy_checkout(Path(folder) / "checkout"))
        home.configuration.parents[2].mkdir(parents=True)
        home.seed()
        done = home.install()
        assert done.returncode == 0, done.stderr
        yield home


def timed(name: str, trial: Callable[[], str]) -> Row:
    """A trial's row; one that goes wrong is a row, too."""
    print(f"{name} ...", file=sys.stderr, flush=True)
    began = time.monotonic()
    try:
        said = trial()
    except (AssertionError, OSError, subprocess.SubprocessError, CommandError, RootError) as error:
        said = f"WRONG: {str(error).splitlines()[0] if str(error) else type(error).__name__}"
    return name, said, time.monotonic() - began


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or "one processor"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
