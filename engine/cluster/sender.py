"""The worker's end of the queue in which progress travels."""

from __future__ import annotations

import logging
import time

from distributed import Client, Queue

from ..tracking.progress import Progress
from .messages import encoded, packed

log = logging.getLogger(__name__)
SECONDS_BETWEEN_PREVIEWS = 2.0
SECONDS_TO_SEND = 1.0
"""A client that does not read for so long misses a message; the job does not wait for it."""
LONGEST = 1000
"""Messages in the queue: what the scheduler may have to keep."""


class Sender:
    """Sends the progress of one job, at most every `interval` seconds, with previews if they are wanted."""

    def __init__(self, queue: str, number: str, interval: float, previews: bool, client: Client) -> None:
        self._queue = Queue(queue, client=client, maxsize=LONGEST)
        self._number, self._interval, self._previews = number, interval, previews
        self._sent_at = self._preview_at = 0.0

    def send(self, progress: Progress) -> None:
        """Send what is due; a message that cannot be sent is lost, and the job goes on."""
        now = time.monotonic()
        if now - self._sent_at < self._interval:
            return
        self._sent_at, preview = now, None
        if self._previews and now - self._preview_at >= SECONDS_BETWEEN_PREVIEWS:
            self._preview_at, preview = now, encoded(progress.picture())
        try:
            self._queue.put(packed(self._number, progress, preview), timeout=SECONDS_TO_SEND)
        except Exception as error:
            log.debug("The progress of a job could not be sent: %s", error)
