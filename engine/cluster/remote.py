"""What runs on a worker: it prepares itself, and does one job at a time."""

from __future__ import annotations

import asyncio
import logging
import signal
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from distributed import Client, Event, Worker, WorkerPlugin, get_client, get_worker

from ..errors import EngineError, InputError, Interrupted
from ..jobs.file_job import FileJob
from ..losses import budget
from ..options import ComputeOptions, OptionError
from ..runtime.limits import available_cores
from ..runtime.network import Network, out_of_memory
from ..runtime.selection import network_for
from ..tracking.progress import Progress
from .delivery import Assignment, Delivery, Failure
from .installation import installation, resource
from .sender import Sender

log = logging.getLogger(__name__)
SECONDS_BETWEEN_LOOKS = 2.0
"""A job looks so often whether anyone still wants it, seldomer with many workers; an order to stop arrives at once."""
_one_at_a_time = threading.Lock()
_networks: list[Network] = []
"""The sessions of this process, if any."""


class Preparation(WorkerPlugin):
    """Tells the scheduler which jobs a worker can do, one at a time, also of workers that come later.

    Parameters
    ----------
    ignore_interrupts : Ctrl+C reaches all processes of a terminal; workers of a local cluster leave it to the client
    """

    name = "impasto"
    idempotent = True

    def __init__(self, ignore_interrupts: bool = False) -> None:
        self._ignore_interrupts = ignore_interrupts

    async def setup(self, worker: Worker) -> None:
        """Dask calls this once on each worker."""
        if self._ignore_interrupts:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            own = await asyncio.to_thread(installation)
        except EngineError as error:
            log.warning("This worker cannot paint: %s", error)
            return
        await worker.set_resources(**{resource(own): 1})


def stop_order(number: str, client: Client) -> Event:
    """What is set to finish a job early."""
    return Event(f"impasto-stop-{number}", client=client)


def do_described(assignment: str, *contents: bytes) -> Delivery | Failure | None:
    """See `do`; the assignment is in JSON."""
    try:
        return do(Assignment.from_json(assignment), *contents)
    except EngineError as error:
        return _failure(error, {})


def do(assignment: Assignment, *contents: bytes) -> Delivery | Failure | None:
    """Do a job on the worker that runs this; None where nobody wants it any more.

    Parameters
    ----------
    contents : of its files, in their order
    """
    with _one_at_a_time, tempfile.TemporaryDirectory(prefix="impasto-") as name:
        folder = Path(name)
        files = _written(assignment.files, contents, folder)
        try:
            return _done(assignment, files, folder / "results")
        except _Unwanted:
            return None
        except Exception as error:
            log.info("Job %s failed.", assignment.number, exc_info=True)
            shown = {str(files[name]): path for name, (_, path) in assignment.files.items()}
            return _failure(error, shown)


class _Unwanted(Exception):  # noqa: N818
    """The client has cancelled the job, or is gone."""


def _done(assignment: Assignment, files: Mapping[str, Path], results: Path) -> Delivery:
    results.mkdir()
    worker, client = get_worker(), get_client()
    job = _adapted(assignment.job, worker)
    network = _network(job.options)
    sender = Sender(assignment, str(worker.name), client)
    with _Watch(assignment, network, worker, client) as watch:

        def on_progress(progress: Progress) -> None:
            sender.send(progress)
            watch.check()

        try:
            painted = job.run(files, results, network, on_progress)
        except Interrupted:  # before there was anything to keep
            watch.check()
            raise
        watch.check_wanted()
    found = {path.relative_to(results).as_posix(): path.read_bytes() for path in results.rglob("*") if path.is_file()}
    return Delivery({**painted.report, "worker": str(worker.name)}, painted.stopped, found)


class _Watch:
    """Interrupts a job that is to be finished early, or that nobody wants any more."""

    def __init__(self, assignment: Assignment, network: Network, worker: Worker, client: Client) -> None:
        self._order, self._network, self._worker = stop_order(assignment.number, client), network, worker
        self._seconds = max(SECONDS_BETWEEN_LOOKS, assignment.interval)
        self._key = worker.get_current_task()
        self._lock = threading.Lock()
        self._ended = self._stopped = self._unwanted = False

    def __enter__(self) -> _Watch:
        self._network.resume()
        threading.Thread(target=self._look, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._ended = True

    def check(self) -> None:
        """Raise what ends the job, if anything does."""
        self.check_wanted()
        if self._stopped:
            raise Interrupted

    def check_wanted(self) -> None:
        """Raise _Unwanted for a job that nobody wants."""
        if self._unwanted or not self._is_wanted():
            raise _Unwanted

    def _is_wanted(self) -> bool:
        """Whether the scheduler still asks this worker for the job."""
        task = self._worker.state.tasks.get(self._key)
        return task is not None and task.state != "cancelled"

    def _look(self) -> None:
        while not self._ended:
            try:
                stopped = bool(self._order.wait(timeout=self._seconds))
            except Exception as error:  # the connection is closed: the worker ends
                log.debug("No order can arrive any more: %s", error)
                return
            unwanted = not self._is_wanted()
            with self._lock:
                if (stopped or unwanted) and not self._ended:
                    self._stopped, self._unwanted = stopped, unwanted
                    self._network.interrupt()
                    return


def _written(names: Mapping[str, tuple[str, str]], contents: Sequence[bytes], folder: Path) -> dict[str, Path]:
    """The files of a job, each in a folder of its own under the name that the user gave it."""
    files = {}
    for number, ((name, (file, _)), content) in enumerate(zip(names.items(), contents, strict=True)):
        files[name] = folder / str(number) / file
        files[name].parent.mkdir()
        files[name].write_bytes(content)
    return files


def _adapted(job: FileJob, worker: Worker) -> FileJob:
    """A job with the worker's own threads and memory, where its options leave them to the machine.

    Above this share of a worker's memory Dask would move data to the disk.
    """
    threads, memory, given = job.options.threads, job.options.memory_limit, worker.memory_manager.memory_limit
    if not memory and given:
        free = budget.memory_limit(job.options)
        memory = max(1, min(int(budget.SHARE_OF_FREE * given), free) // budget.MIB)
    return job.adapted(threads or max(1, min(worker.state.nthreads, available_cores())), memory)


def _network(options: ComputeOptions) -> Network:
    """The sessions there are, if they fit the options, else new ones."""
    wanted = network_for(options)
    if not _networks or _networks[0].settings != wanted.settings:
        _networks[:] = [wanted]
    return _networks[0]


def _failure(error: Exception, shown: Mapping[str, str]) -> Failure:
    """An error in words, with the paths that the user knows."""

    def own(text: str) -> str:
        for path, known in shown.items():
            text = text.replace(path, known)
        return text

    if isinstance(error, EngineError):
        values = {name: own(value) if isinstance(value, str) else value for name, value in error.values.items()}
        return Failure(own(error.message), own(error.hint), error.code, values, isinstance(error, InputError))
    if isinstance(error, OptionError):
        return Failure(str(error), error.hint, error.code, dict(error.values), True)
    if isinstance(error, MemoryError):
        return _failure(out_of_memory(), shown)
    reason = str(error) or type(error).__name__
    unknown = EngineError(
        "The engine failed on a worker: {reason}.", "Its log says more.", code="worker-failed", reason=reason
    )
    return _failure(unknown, shown)
