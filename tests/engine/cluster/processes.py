"""A real scheduler and real workers, as users start them: one process each, on the loopback interface."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.conftest import CHECKOUT

PATIENCE = 60
"""Seconds until a process that should have started is given up."""


class DaskProcesses:
    """Starts processes, and ends them all at its end.

    Parameters
    ----------
    folder : for the scheduler's file and the processes' output
    options : of every process, such as those for TLS
    """

    def __init__(self, folder: Path, options: Sequence[str] = ()) -> None:
        self._folder, self._options = folder, options
        self.workers: list[subprocess.Popen[bytes]] = []
        self._file = folder / "scheduler.json"
        where = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(self._file))
        self.scheduler = self._start("scheduler", where, {})
        self.address: str = json.loads(self._read_when_written())["address"]

    def add_worker(self, *options: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start a worker of one thread with its engine from this checkout, or from PYTHONPATH."""
        where = (self.address, "--host", "127.0.0.1", "--nthreads", "1", "--no-dashboard", "--no-nanny")
        files = ("--local-directory", str(self._folder))
        variables = {"PYTHONPATH": str(CHECKOUT), **environment}
        self.workers.append(self._start("worker", (*where, *files, *options), variables))
        return self.workers[-1]

    def __enter__(self) -> DaskProcesses:
        return self

    def __exit__(self, *_: object) -> None:
        for process in [*self.workers, self.scheduler]:
            process.kill()
            process.wait()

    def _start(self, kind: str, arguments: Sequence[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", kind, *arguments, *self._options]
        variables = {**os.environ, **environment}
        with (self._folder / f"{kind}-{len(self.workers)}.log").open("wb") as log:
            return subprocess.Popen(command, env=variables, stdout=log, stderr=subprocess.STDOUT, cwd=self._folder)

    def _read_when_written(self) -> str:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self._file.is_file() and (text := self._file.read_text()).endswith("}"):
                return text
            assert self.scheduler.poll() is None, (self._folder / "scheduler-0.log").read_text()
            time.sleep(0.05)
        raise AssertionError("the scheduler has not written its file")


def wait_for_workers(address: str, count: int, **security: object) -> None:
    """Wait until so many workers have reached the scheduler."""
    from distributed import Client

    with Client(address, set_as_default=False, **security) as client:
        client.wait_for_workers(count, timeout=PATIENCE)
