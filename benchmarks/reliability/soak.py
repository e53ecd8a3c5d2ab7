"""Long runs: many jobs in a row through one worker, and several workers at once; memory, files, results."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass

import psutil

from .bench import Bench, bench
from .editors import Editor

JOBS, WORKERS, WARM_UP = 200, 4, 20
PAGE = """
## Long runs

A job is a picture of 64 x 32 pixels in 4 evaluations. *Memory* is the worker's own (resident), after {warm} jobs and
at the end; *most* is the largest after those jobs. *Left* are files in the temporary folder and living processes.

| run | jobs | seconds | memory after {warm}, MiB | at the end | most | growth | different results | left |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |"""


@dataclass(frozen=True)
class Soaked:
    """What became of a worker's jobs.

    Attributes
    ----------
    memory : bytes after each job
    results : checksums of the results
    """

    memory: list[int]
    results: list[str]

    def after(self, warm_up: int) -> int:
        """Bytes after the first jobs: the largest of the next few, for memory comes and goes with each job."""
        return max(self.memory[warm_up : warm_up + 10])

    def growth(self, warm_up: int) -> float:
        """By how much memory has grown since the first jobs, as a share."""
        return max(self.memory[-10:]) / self.after(warm_up) - 1


def soak(bench: Bench, jobs: int, workers: int = 1) -> list[Soaked]:
    """Let each of some workers do so many jobs, all at the same time."""
    editors = [Editor(bench) for _ in range(workers)]
    found = [Soaked([], []) for _ in editors]
    for number in range(jobs):
        for editor in editors:
            editor.job(number, options={"evaluations": 4, "threads": 1, "size": 64, "finish": "none"})
        for editor, one in zip(editors, found, strict=True):
            one.results.append(hashlib.sha256(editor.result().tobytes()).hexdigest())
            one.memory.append(psutil.Process(editor.process.pid).memory_info().rss)
            for file in editor.folder.glob("*.f32"):
                file.unlink()
    for editor in editors:
        editor.close()
    return found


def page() -> str:
    """The part of the page about long runs."""
    return "\n".join(
        [PAGE.format(warm=WARM_UP), _row("one worker", JOBS, 1), _row("four workers at once", 50, WORKERS)]
    )


def _row(name: str, jobs: int, workers: int) -> str:
    with bench() as one:
        before = {each.pid for each in psutil.Process().children(recursive=True)}
        began = time.monotonic()
        found = soak(one, jobs, workers)
        seconds = time.monotonic() - began
        left = len(one.left()) + len({each.pid for each in psutil.Process().children(recursive=True)} - before)
    different = len({checksum for each in found for checksum in each.results}) - 1
    worst = max(found, key=lambda each: each.growth(WARM_UP))
    numbers = [worst.after(WARM_UP) >> 20, worst.memory[-1] >> 20, max(worst.memory[WARM_UP:]) >> 20]
    cells = [name, jobs * workers, f"{seconds:.0f}", *numbers, f"{worst.growth(WARM_UP):+.1%}", different, left]
    return f"| {' | '.join(map(str, cells))} |"
