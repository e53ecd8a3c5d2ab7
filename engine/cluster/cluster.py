"""Jobs in, events out: the client's side of a cluster. One thread uses it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import threading
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..arrays import Array
from ..errors import EngineError
from ..jobs.file_job import FileJob
from ..tracking.progress import Progress
from .connection import ClusterSettings, connected
from .delivery import Assignment, Delivery, Failure
from .installation import Installation, installation, resource, runner
from .messages import LONGEST_QUEUE, decoded, unpacked
from .preparing import prepare
from .sent_files import SentFiles

if TYPE_CHECKING:
    from distributed import Client, Future

log = logging.getLogger(__name__)
ATTEMPTS = 3
"""Workers that may be lost with one job before it is given up."""
SECONDS_BETWEEN_COUNTS = 5.0
SECONDS_BETWEEN_REPORTS = 0.25
MOST_REPORTS = 40
"""A second, of all jobs together."""


@dataclass(frozen=True)
class Reported:
    """A job has come so far."""

    job: Submitted
    progress: Progress


@dataclass(frozen=True)
class Ended:
    """A job has ended: `job.result()` has what came of it."""

    job: Submitted


class Submitted:
    """A job that is, or will be, on a worker."""

    def __init__(self, assignment: Assignment, contents: list[tuple[str, Path]], cluster: Cluster) -> None:
        self.assignment, self.contents = assignment, contents
        self.has_begun = self.is_stopping = self.is_cancelled = False
        self.attempts = 0
        self.worker = ""
        """The name of the one that does it, once it has begun."""
        self.preview: Array | None = None
        self.future: Future[Any] | None = None
        self._cluster = cluster

    def stop(self) -> None:
        """Finish it soon with the best so far; one that has not begun is cancelled."""
        if self.has_begun:
            self.is_stopping = True
            self._cluster.order(self)
        else:
            self.cancel()

    def cancel(self) -> None:
        """End it soon without a result."""
        self.is_cancelled = True
        if self.future is not None:
            with contextlib.suppress(Exception):  # the connection may be lost
                self.future.cancel()

    def result(self) -> Delivery | None:
        """What an ended job has made; None if it was cancelled.

        Raises
        ------
        InputError
            The job could not be done as it was described.
        EngineError
            It failed, or too many workers were lost with it.
        """
        return None if self.is_cancelled or self.future is None else _result(self.future)


class Cluster:
    """A connected cluster whose workers fit this installation; see `open_cluster`.

    Attributes
    ----------
    installation : this machine's, which the workers share
    """

    def __init__(self, client: Client, own: Installation, refused: int) -> None:
        from distributed import Queue

        self.installation = own
        self._client, self._resource, self._refused = client, resource(own), refused
        self._queue_name = f"impasto-{uuid.uuid4().hex}"
        self._queue = Queue(self._queue_name, client=client, maxsize=LONGEST_QUEUE)
        self._events: queue.Queue[tuple[str, Any]] = queue.Queue()
        self._jobs: dict[str, Submitted] = {}
        self._files, self._kept = SentFiles(client), set[str]()
        self._places, self._counted_at = 1, float("-inf")
        self._closing = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def places(self) -> int:
        """How many jobs the cluster can do at a time: the number of its workers, which may change.

        Raises
        ------
        EngineError
            The connection is lost.
        """
        now = time.monotonic()
        if now - self._counted_at > SECONDS_BETWEEN_COUNTS:
            with self._connected():
                count = len(self._client.nthreads())
            before, self._counted_at, self._places = self._places, now, max(0, count - self._refused)
            if before and not self._places:
                log.warning("No worker is left; waiting for one.")
        return self._places

    def submit(self, job: FileJob, files: Mapping[str, Path], *, previews: bool = False) -> Submitted:
        """Send a job and its files, of which the cluster gets each only once.

        Parameters
        ----------
        files : where each file is that the job names
        previews : its progress has pictures

        Raises
        ------
        InputError
            A file cannot be read.
        EngineError
            The connection is lost.
        """
        interval = max(SECONDS_BETWEEN_REPORTS, self.places() / MOST_REPORTS)
        names = {name: (path.name, str(path)) for name, path in files.items()}
        assignment = Assignment(job, names, uuid.uuid4().hex, self._queue_name, interval, previews)
        contents = [(self._files.checksum(path), path) for path in files.values()]
        submitted = Submitted(assignment, contents, self)
        with self._connected():
            self._send(submitted)
        self._jobs[assignment.number] = submitted
        return submitted

    @contextmanager
    def keeping(self, files: Iterable[Path]) -> Iterator[None]:
        """Keep files in the cluster, once they are sent, for jobs that will be submitted here."""
        self._kept = {self._files.checksum(path) for path in files}
        try:
            yield
        finally:
            self._kept = set()

    def next_event(self, timeout: float) -> Reported | Ended | None:
        """The next thing that happened; None after so many seconds without one."""
        try:
            kind, value = self._events.get(timeout=timeout)
        except queue.Empty:
            return None
        if kind == "progress":
            return self._progress(value)
        return self._ended(*value)

    def order(self, job: Submitted) -> None:
        """Tell the worker of a job whether it is to stop."""
        from .remote import stop_order

        order = stop_order(job.assignment.number, self._client)
        if job.is_stopping:
            order.set()
        else:
            order.clear()

    def close(self) -> None:
        """Cancel what is left."""
        for job in list(self._jobs.values()):
            job.cancel()
        self._closing.set()
        self._reader.join()
        with contextlib.suppress(Exception):  # the scheduler may be gone
            self._queue.close()

    @contextmanager
    def _connected(self) -> Iterator[None]:
        """What Dask raises on a connection that is lost, in words."""
        try:
            yield
        except EngineError:
            raise
        except Exception as error:
            log.debug("The scheduler cannot be reached.", exc_info=True)
            raise _lost() from error

    def _send(self, job: Submitted) -> None:
        """Give a job to the scheduler, which finds a worker that is free and fits."""
        job.attempts += 1
        contents = [self._files.sent(checksum, path) for checksum, path in job.contents]
        future = self._client.submit(
            runner(), job.assignment.to_json(), *contents, key=f"impasto-{job.assignment.number}-{job.attempts}",
            resources={self._resource: 1}, pure=False,
        )  # fmt: skip
        job.future = future
        future.add_done_callback(lambda ended: self._events.put(("ended", (job, ended))))

    def _progress(self, message: dict[str, Any]) -> Reported | None:
        job = self._jobs.get(message["job"])
        if job is None:
            return None
        if not job.has_begun:
            log.debug("First progress of job %s, from the worker %s.", message["job"], message["worker"])
        job.has_begun, job.worker = True, message["worker"]
        if message["preview"] is not None:
            job.preview = decoded(message["preview"])
        return Reported(job, unpacked(message, job.preview))

    def _ended(self, job: Submitted, future: Future[Any]) -> Ended | None:
        """The event of a job's end; a job whose files or result were lost with a worker is sent again."""
        if future is not job.future:
            return None
        if future.status in ("cancelled", "lost") and not job.is_cancelled and job.attempts < ATTEMPTS:
            log.info("Job %s was lost with a worker and is sent again.", job.assignment.number)
            with contextlib.suppress(EngineError), self._connected():
                self._send(job)
                return None
        del self._jobs[job.assignment.number]
        if job.is_stopping:
            job.is_stopping = False
            with contextlib.suppress(EngineError), self._connected():
                self.order(job)
        self._files.keep({checksum for other in self._jobs.values() for checksum, _ in other.contents} | self._kept)
        return Ended(job)

    def _read(self) -> None:
        """Pass on the workers' messages, in a thread of its own."""
        while not self._closing.is_set():
            try:
                self._events.put(("progress", self._queue.get(timeout=0.5)))
            except asyncio.TimeoutError:
                continue
            except Exception as error:
                if not self._closing.wait(1.0):
                    log.debug("No progress can be read: %s", error)


@contextmanager
def open_cluster(settings: ClusterSettings, threads: int = 0) -> Iterator[Cluster]:
    """Connect, compare what the workers have installed with what is here, and prepare them.

    Parameters
    ----------
    threads : of each worker of a local cluster; 0: the cores, divided

    Raises
    ------
    InputError
        There is no such cluster, or none of its workers can be used.
    """
    own = installation()
    with connected(settings, threads) as client:
        cluster = Cluster(client, own, prepare(client, own, settings.address))
        try:
            yield cluster
        finally:
            cluster.close()


def _result(future: Future[Any]) -> Delivery | None:
    """The result of a future that has ended, with its errors in words."""
    from distributed import KilledWorker

    try:
        result = future.result()
    except KilledWorker as error:
        raise EngineError(
            "{count} workers ended while they computed this.",
            "It may need more memory than they have.",
            code="workers-lost",
            count=ATTEMPTS,
        ) from error
    except Exception as error:
        if getattr(error, "reason", "") == "scheduler-connection-lost":
            raise _lost() from error
        raise EngineError(
            "The cluster lost a job: {reason}.",
            "Try again.",
            code="job-lost",
            reason=" ".join(str(error).split()) or type(error).__name__,
        ) from error
    if isinstance(result, Failure):
        raise result.error()
    return result if isinstance(result, Delivery) else None


def _lost() -> EngineError:
    return EngineError(
        "The connection to the scheduler is lost.",
        "Look whether it still runs, and start again: what is finished is kept.",
        code="cluster-lost",
    )
