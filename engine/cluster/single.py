"""One job on a cluster, from its description to its result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from ..jobs.file_job import FileJob
from ..jobs.job import OnProgress
from .cluster import Cluster, Ended, Reported
from .delivery import Delivery

SECONDS_BETWEEN_LOOKS = 0.2


def run_one(
    cluster: Cluster,
    job: FileJob,
    files: Mapping[str, Path],
    on_progress: OnProgress,
    interrupted: Callable[[], bool],
    *,
    previews: bool = False,
) -> Delivery | None:
    """Do a job; once `interrupted` it is finished early with the best so far.

    Parameters
    ----------
    files : where each file is that the job names
    previews : the pictures of its progress are wanted, else they may be black

    Returns
    -------
    Delivery or None
        What the job made; None if it was interrupted before it began.

    Raises
    ------
    InputError, EngineError
        As the job itself does here.
    """
    submitted, stopping = cluster.submit(job, files, previews=previews), False
    while True:
        event = cluster.next_event(SECONDS_BETWEEN_LOOKS)
        if isinstance(event, Reported) and event.job is submitted:
            on_progress(event.progress)
        elif isinstance(event, Ended) and event.job is submitted:
            return submitted.result()
        if interrupted() and not stopping:
            stopping = True
            submitted.stop()
