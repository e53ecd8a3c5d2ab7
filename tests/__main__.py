"""Prepares a virtual environment and the VGG16 graphs, then runs the checks.

    python3 -m tests                     every check
    python3 -m tests --quick             the static checks and the quick tests: under 5 minutes on 2 cores
    python3 -m tests --lint              the static checks: format, lint, types, imports
    python3 -m tests [pytest arguments]  pytest alone

Standard library only, so that a bare Debian with python3 and python3-venv can run it. What it makes is kept under
`${XDG_CACHE_HOME:-~/.cache}/impasto/` and made again only when needed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests import HALVES, QUICK_HALVES

CHECKOUT = Path(__file__).resolve().parent.parent
LOCK = CHECKOUT / "locks/test.txt"
"""The versions of all packages, with the hashes of their files (locks/make.py)."""
Command = Sequence[str | Path]
Half = Sequence[Mapping[str, str]]
STATIC_CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("mypy", "--config-file", "gimp_plugin/mypy.ini"),
    ("lint-imports", "--no-logo", "--no-cache"),
)
"""Programs of the environment with their arguments."""
NICE = 10
"""Of what runs while a window waits: it gets a tenth of a core that the window's programs want as well."""
DOCUMENTATION = ("sphinx-build", "-q", "-W", "--keep-going", "-b", "html", "-c", "docs/site", ".", "build/site")


def main(arguments: list[str]) -> int:
    """Prepare, run the checks, and return the exit status of the first that failed."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "impasto"
    cache.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "IMPASTO_MODELS": str(cache / "models")}
    try:
        python = prepare_environment(cache / f"test-venv-{sys.version_info.major}.{sys.version_info.minor}")
        call("preparing the VGG16 graphs", [python, "-m", "export", "--output", cache / "models"], environment)
    except subprocess.CalledProcessError as error:
        say(f"stopped: exit status {error.returncode}")
        return error.returncode
    return run_checks(python, arguments, environment)


def prepare_environment(folder: Path) -> Path:
    """Make or update the virtual environment in `folder` and return its Python."""
    python, stamp = folder / "bin" / "python", folder / "impasto-stamp"
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not runs(python):
            make_environment(folder)
        if not stamp.is_file() or stamp.read_text() != fingerprint():
            stamp.unlink(missing_ok=True)
            pip: Command = [python, "-m", "pip", "install", "--quiet"]
            call("installing the locked packages", [*pip, "--require-hashes", "--requirement", LOCK])
            call("installing Impasto", [*pip, "--no-deps", "--no-build-isolation", "--editable", CHECKOUT])
            stamp.write_text(fingerprint())
    return python


def make_environment(folder: Path) -> None:
    """Make an empty virtual environment in `folder`, in place of what is there."""
    try:
        call(f"making a virtual environment in {folder}", [sys.executable, "-m", "venv", "--clear", folder])
    except subprocess.CalledProcessError:
        say("Python cannot make a virtual environment: on Debian, install the package python3-venv")
        raise


def fingerprint() -> str:
    """What the environment depends on: the project, the locked packages, and the checkout it points at."""
    text = (CHECKOUT / "pyproject.toml").read_bytes() + LOCK.read_bytes()
    return f"{hashlib.sha256(text).hexdigest()} {CHECKOUT}\n"


def runs(python: Path) -> bool:
    """Whether this Python starts and has pip."""
    try:
        return subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode == 0
    except OSError:
        return False


def run_checks(python: Path, arguments: list[str], environment: Mapping[str, str]) -> int:
    """Run all checks, some of them, or pytest alone; the status is that of the first that failed."""
    if not arguments:
        statuses = run_programs(python, [*STATIC_CHECKS, DOCUMENTATION], environment)
        statuses += run_halves(HALVES, python, environment)
    elif arguments == ["--quick"]:
        statuses = run_programs(python, STATIC_CHECKS, environment)
        statuses += run_halves(QUICK_HALVES, python, environment)
    elif arguments == ["--lint"]:
        statuses = run_programs(python, STATIC_CHECKS, environment)
    else:
        statuses = [run("pytest", [python, "-m", "pytest", *arguments], environment)]
    return next((status for status in statuses if status), 0)


def run_programs(python: Path, programs: Iterable[Sequence[str]], environment: Mapping[str, str]) -> list[int]:
    """Run programs of the environment, and return the exit status of each."""
    return [
        run(" ".join([name, *arguments]), [python.with_name(name), *arguments], environment)
        for name, *arguments in programs
    ]


def run(what: str, command: Command, environment: Mapping[str, str], *, beside_others: bool = False) -> int:
    """Run one check, say how long it took, and return its exit status; beside others, its output comes at its end."""
    say(f"running {what}")
    began, pipe = time.monotonic(), subprocess.PIPE if beside_others else None
    done = subprocess.run(
        command, cwd=CHECKOUT, env=environment, stdout=pipe, stderr=subprocess.STDOUT if pipe else None
    )
    output = f"{done.stdout.decode(errors='replace')}\n" if beside_others else ""
    print(f"{output}tests: {what}: exit status {done.returncode} after {time.monotonic() - began:.0f} s", flush=True)
    return done.returncode


def run_halves(halves: Sequence[Half], python: Path, environment: Mapping[str, str]) -> list[int]:
    """Run the parts of the tests, each half on half of the cores; show each part's output when it has ended."""

    def run_lane(half: int, priority: int, parts: Mapping[str, str]) -> list[int]:
        keep_to_half_of_cores(half, priority)
        pytest = [python, "-m", "pytest", "-p", "no:cacheprovider"]
        return [
            run(f"the tests: {part}", [*pytest, "-m", markers, *options(part)], environment, beside_others=True)
            for part, markers in parts.items()
        ]

    lanes = [(half, priority, parts) for half, group in enumerate(halves) for priority, parts in enumerate(group)]
    with ThreadPoolExecutor(len(lanes)) as threads:
        running = [threads.submit(run_lane, *lane) for lane in lanes]
        return [status for lane in running for status in lane.result()]


def options(part: str) -> list[str]:
    """Further options of pytest for one part: the quick tests measure coverage."""
    return ["--cov", "--cov-report=term:skip-covered"] if part == "headless, quick" else []


def keep_to_half_of_cores(half: int, priority: int) -> None:
    """Keep what this thread starts on one half of the cores; with a `priority` of 1, let it wait for what has 0.

    Threads of one computation wait for each other, and lose a third of their time where another program takes one of
    their cores and not the other. A window that has to wait for its core can miss a key.
    """
    if hasattr(os, "sched_setaffinity"):  # Linux has both for single threads
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, cores[half % len(cores) :: 2])
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE * priority)


def call(what: str, command: Command, environment: Mapping[str, str] | None = None) -> None:
    """Say what is done, do it, and raise CalledProcessError where it failed."""
    say(what)
    subprocess.run(command, cwd=CHECKOUT, env=environment, check=True)


def say(text: str) -> None:
    """Print one line, before anything that comes after it."""
    print(f"tests: {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
