"""The pictures of a batch on a cluster: as many at a time as it has workers."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator

from ..errors import EngineError
from ..files import write_atomically
from ..jobs.batch import Item, prepare_output
from ..jobs.batch_run import Outcome, reason_of
from ..jobs.file_job import paint_job
from ..jobs.recipe import remember
from ..tracking.progress import Progress
from .cluster import Cluster, Ended, Reported, Submitted

SECONDS_BETWEEN_LOOKS = 0.2


def paint_all(
    cluster: Cluster,
    items: Iterable[Item],
    on_progress: Callable[[Item, Progress], None],
    interrupted: Callable[[], bool],
) -> Iterator[Outcome]:
    """Paint all pictures, in any order; once `interrupted`, those at work are finished early and no other begins."""
    waiting, running, stopping = deque(items), dict[Submitted, Item](), False
    while running or (waiting and not interrupted()):
        while waiting and not interrupted() and len(running) < _places(cluster):
            item = waiting.popleft()
            try:
                running[_submitted(cluster, item)] = item
            except Exception as error:
                yield Outcome(item, "failed", reason_of(error))
        if interrupted() and not stopping:
            stopping = True
            for job in running:
                job.stop()
        event = cluster.next_event(SECONDS_BETWEEN_LOOKS)
        if isinstance(event, Reported):
            on_progress(running[event.job], event.progress)
        elif isinstance(event, Ended):
            outcome = _outcome(event.job, running.pop(event.job))
            if outcome is not None:
                yield outcome


def _places(cluster: Cluster) -> float:
    """How many pictures may be at work; without a connection each that is left fails at once and says so."""
    try:
        return cluster.places()
    except EngineError:
        return float("inf")


def _submitted(cluster: Cluster, item: Item) -> Submitted:
    prepare_output(item.output)
    return cluster.submit(*paint_job(item.files, item.output.name))


def _outcome(job: Submitted, item: Item) -> Outcome | None:
    """What became of a picture, which is written; None where it was cancelled before it began."""
    try:
        made = job.result()
        if made is None:
            return None
        write_atomically(item.output, made.file(item.output.name))
    except Exception as error:
        return Outcome(item, "failed", reason_of(error))
    remember(dict(job.contents))
    return Outcome(item, "stopped" if made.stopped else "painted", report=made.report)
