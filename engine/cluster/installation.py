"""What an installation of the engine is, and whether a worker's fits the client's."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from ..runtime.models import ensure_models, models_directory, weights_checksum
from ..version import __version__

Installation = Mapping[str, str]
"""`version` of Impasto, `weights`, the sha256 of the network's, and `python`, its version: "3.11"."""


def installation() -> dict[str, str]:
    """This machine's; graphs that are missing are built first, by one process at a time.

    Raises
    ------
    EngineError
        The graphs are missing and cannot be built.
    """
    place = models_directory()
    with one_process(place.with_name(f"{place.name}.lock")):
        folder = ensure_models()
    return {"version": __version__, "weights": weights_checksum(folder), "python": python_of(sys.version)}


def python_of(version: str) -> str:
    """Major and minor version of a Python: what it compiles, others may not run."""
    return ".".join(version.split(".")[:2])


def resource(own: Installation) -> str:
    """What Dask calls the ability of a worker to do the jobs of such an installation, one at a time."""
    return f"impasto {own['version']} {own['weights'][:16]} Python {own['python']}"


def reporter() -> Callable[[], Any]:
    """A function that a worker can run whatever is installed there: it returns its installation, or a sentence.

    A function inside another one is pickled with its code: it needs no Impasto where it arrives, but the same Python.
    """

    async def report() -> dict[str, str] | str:
        import asyncio

        try:
            from engine.cluster.installation import installation as own
        except ImportError as error:
            return f"has no Impasto that works in clusters ({error})"
        try:
            return await asyncio.to_thread(own)
        except Exception as error:
            return f"cannot paint: {error}"

    return report


def runner() -> Callable[..., Any]:
    """The function that does an `Assignment` in JSON on a worker.

    Dask's scheduler unpickles what is submitted, so neither the function nor its arguments may need an Impasto there.
    """

    def run(assignment: str, *contents: bytes) -> Any:
        from engine.cluster.remote import do_described

        return do_described(assignment, *contents)

    return run


def difference(found: Installation | str | BaseException, own: Installation) -> str | None:
    """Why a worker cannot be used, as the end of a sentence about it; None where it can."""
    if isinstance(found, str):
        return found
    if isinstance(found, BaseException):
        return f"does not answer ({type(found).__name__}: {found})"
    if found["python"] != own["python"]:
        return f"has Python {found['python']}, and this is {own['python']}"
    if found["version"] != own["version"]:
        return f"has version {found['version']} of Impasto, and this is {own['version']}"
    if found["weights"] != own["weights"]:
        return f"has other weights ({found['weights'][:12]}) than this machine ({own['weights'][:12]})"
    return None


@contextmanager
def one_process(path: Path) -> Iterator[None]:
    """Let one process of this machine at a time pass; a process that is killed leaves the lock."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        _lock(file)
        yield


if sys.platform == "win32":
    import msvcrt
    import time

    def _lock(file: IO[str]) -> None:
        """Wait for the first byte; closing the file frees it."""
        while True:
            try:
                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            except OSError:
                time.sleep(0.2)
            else:
                return
else:
    import fcntl

    def _lock(file: IO[str]) -> None:
        """Wait for the file; closing it frees it."""
        fcntl.flock(file, fcntl.LOCK_EX)
