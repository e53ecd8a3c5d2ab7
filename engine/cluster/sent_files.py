"""Files in the cluster: each content is sent once, whatever it is called, and kept while a job needs it."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import Iterator, Set
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import EngineError, InputError
from ..files import checksum

if TYPE_CHECKING:
    from distributed import Client, Future

log = logging.getLogger(__name__)
ATTEMPTS = 5
SECONDS_BETWEEN_ATTEMPTS = 0.5
"""More after each attempt."""


class SentFiles:
    """What this client has sent; workers fetch it from each other."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._known: dict[str, Future[bytes]] = {}
        self._checksums: dict[tuple[Path, int, int], str] = {}

    def checksum(self, path: Path) -> str:
        """The sha256 of a file's contents, computed anew where the file has changed.

        Raises
        ------
        InputError
            It cannot be read.
        """
        with _readable(path):
            about = path.stat()
            key = (path, about.st_size, about.st_mtime_ns)
            if key not in self._checksums:
                self._checksums[key] = checksum(path)
            return self._checksums[key]

    def sent(self, checksum: str, path: Path) -> Future[bytes]:
        """A file's contents in the cluster, sent now if they are not there, or were lost with a worker.

        Raises
        ------
        InputError
            The file cannot be read.
        EngineError
            No worker takes it.
        """
        known = self._known.get(checksum)
        if known is None or known.status != "finished":
            self._known[checksum] = known = self._send(f"impasto-{uuid.uuid4().hex}", contents(path))
        return known

    def keep(self, checksums: Set[str]) -> None:
        """Let the cluster drop all other files."""
        for unused in self._known.keys() - checksums:
            del self._known[unused]

    def _send(self, key: str, data: bytes) -> Future[bytes]:
        """Data on a worker; the scheduler may choose one that is just being lost, so it is tried again."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                sent: dict[str, Future[bytes]] = self._client.scatter({key: data})
            except (OSError, asyncio.TimeoutError) as error:
                log.info("A file could not be sent: %s", error)
                time.sleep(SECONDS_BETWEEN_ATTEMPTS * attempt)
            else:
                return sent[key]
        raise EngineError(
            "No worker takes the files of a job.", "Look whether the workers still run.", code="cluster-scatter"
        )


def contents(path: Path) -> bytes:
    """A file's contents; raises InputError where it cannot be read."""
    with _readable(path):
        return path.read_bytes()


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Raise InputError where a file cannot be read."""
    try:
        yield
    except FileNotFoundError:
        raise InputError(f"{path} does not exist.", "Check the name and the folder.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", "Check its permissions.") from error
