"""The worker's end of the queue in which progress travels."""

from __future__ import annotations

import logging
import time

from distributed import Client, Queue

from ..tracking.progress import Progress
from .delivery import Assignment
from .messages import LONGEST_QUEUE, encoded, packed

log = logging.getLogger(__name__)
SECONDS_BETWEEN_PREVIEWS = 2.0
SECONDS_TO_SEND = 1.0
"""A client that does not read for so long misses a message; the job does not wait for it."""


class Sender:
    """Sends the progress of one job, as often and with previews as its assignment says."""

    def __init__(self, assignment: Assignment, worker: str, client: Client) -> None:
        self._queue = Queue(assignment.queue, client=client, maxsize=LONGEST_QUEUE)
        self._assignment, self._worker = assignment, worker
        self._sent_at = self._preview_at = 0.0

    def send(self, progress: Progress) -> None:
        """Send what is due; a message that cannot be sent is lost, and the job goes on."""
        now = time.monotonic()
        if now - self._sent_at < self._assignment.interval:
            return
        self._sent_at, preview = now, None
        if self._assignment.previews and now - self._preview_at >= SECONDS_BETWEEN_PREVIEWS:
            self._preview_at, preview = now, encoded(progress.picture())
        try:
            self._queue.put(packed(self._assignment.number, self._worker, progress, preview), timeout=SECONDS_TO_SEND)
        except Exception as error:
            log.debug("The progress of a job could not be sent: %s", error)
