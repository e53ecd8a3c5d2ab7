"""The best picture so far, in a file that a viewer can show."""

from __future__ import annotations

import logging
import time
from pathlib import Path

from ..errors import EngineError
from ..imaging import check_writable, write_image
from ..tracking.progress import Progress

log = logging.getLogger(__name__)

SECONDS_BETWEEN_PREVIEWS = 2.0


class PreviewFile:
    """Writes a picture at most every two seconds, if it can; with no path it does nothing.

    Raises
    ------
    InputError
        The file cannot be written, as far as that is known before the work.
    """

    def __init__(self, path: Path | None) -> None:
        self._path, self._written_at = path, float("-inf")
        if path is not None:
            check_writable(path)

    @property
    def is_wanted(self) -> bool:
        """Whether there is anything to write."""
        return self._path is not None

    def update(self, progress: Progress) -> None:
        """Write the picture of a progress, if it is time."""
        now = time.monotonic()
        if self._path is not None and now - self._written_at >= SECONDS_BETWEEN_PREVIEWS:
            self._written_at = now
            try:
                write_image(self._path, progress.picture())
            except (EngineError, OSError, MemoryError) as error:  # the painting is worth more
                log.warning("No preview could be written: %s", error)
