"""What a job that was killed goes on from, so that it ends with the same bytes as one that was not.

In a folder: the picture after the last finished level, and of the level at work the loss and gradient of each
evaluation. The optimiser is repeatable, so feeding it those again brings back its state, whichever it is. Nothing is
written for jobs that take less than a minute. Of a sequence, each picture made of the one before, also the picture that
is at work. Arrays are .npy files, all else is JSON.
"""

from __future__ import annotations

import itertools
import json
import logging
import shutil
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from ..arrays import Array
from ..files import FolderLock, private_folder, read_small, write_atomically
from .progress import Journal

log = logging.getLogger(__name__)

LEAST_SECONDS = 30.0
"""Expected, of a level: shorter ones are computed anew."""
MOST_BYTES = 4 << 30
"""Of all gradients of a level; evaluations beyond that are computed anew."""
LEAST_FREE = 1 << 30
"""Bytes that are left free on the disk."""
MOST_JSON = 1 << 22
JOB, LEVEL, FRAME = "job.json", "level.json", "frame.json"
FAILURES = (OSError, MemoryError, ValueError, EOFError)

Function = Callable[[Array], tuple[float, Array]]
Describe = Callable[[Path], dict[str, Any]]
Known = tuple[float, int, int]
"""Of an evaluation: its loss, the checksums of its picture and of its gradient."""


class Checkpoint:
    """The state of one job, in a folder that is made when there is something to keep; no failure of it ends the job.

    Parameters
    ----------
    folder : of this job alone; it may exist, from an earlier process
    describe : when the folder is begun: what is to be known of the job as JSON; may put files into the folder
    """

    def __init__(self, folder: Path, describe: Describe, least_seconds: float = LEAST_SECONDS) -> None:
        self.folder = folder
        self._describe, self._least_seconds = describe, least_seconds
        self._lock: FolderLock | None = None
        self._is_begun, self._is_over, self._bytes = False, False, 0
        self.frame = 0
        """Of a sequence: the index of the picture that is at work; of anything else 0."""

    @property
    def is_begun(self) -> bool:
        """Whether there is anything to go on from."""
        return self._is_begun

    def take_up(self) -> bool:
        """Hold the folder that an earlier process has left; False where another one holds it."""
        self._lock = FolderLock.take(self.folder)
        self._is_begun = self._lock is not None
        return self._is_begun

    def restore(self, journal: Journal) -> tuple[int, Array | None]:
        """The index of the level to go on with, and the picture (h, w, 3) before it; the journal as it was then.

        What is damaged counts as not there: the job begins anew.
        """
        if not self._is_begun or not (self.folder / LEVEL).is_file():
            return 0, None
        try:
            known = json.loads(read_small(self.folder / LEVEL, MOST_JSON, own=True))
            if known["frame"] != self.frame:
                return 0, None
            index = int(known["level"])
            picture = _load(self.folder / f"level-{index}.npy", known["checksum"])
            done, losses, accepted, bytes_ = (known[name] for name in ("done", "losses", "accepted", "memory"))
            seconds = sum(level["seconds"] for level in done)
        except (*FAILURES, LookupError, TypeError, RecursionError) as error:
            log.warning("What was kept of the job is damaged, so it begins anew.")
            log.info("%s", error)
            return 0, None
        journal.done, journal.losses, journal.accepted, journal.memory = done, losses, accepted, bytes_
        journal.started -= seconds
        return index, picture

    def finish_level(self, index: int, picture: Array, journal: Journal, next_seconds: float) -> None:
        """Keep the picture after a level, if the next one is expected to take long enough."""
        if not self._is_begun and next_seconds < self._least_seconds:
            return
        state = {
            "frame": self.frame,
            "level": index + 1,
            "checksum": _checksum(picture),
            "done": journal.done,
            "losses": journal.losses,
            "accepted": journal.accepted,
            "memory": journal.memory,
        }
        try:
            self._begin()
            _save(self.folder / f"level-{index + 1}.npy", picture)
            write_atomically(self.folder / LEVEL, json.dumps(state).encode(), private=True)
            self._bytes = 0
            self._remove(f"gradient-{index}-*.npy", f"evaluations-{index}.jsonl", f"level-{index}.npy")
        except FAILURES as error:
            log.info("The level could not be kept: %s", error)

    def restore_frame(self) -> Array | None:
        """The picture (h, w, 3|4) that a sequence goes on with, whose index is `frame` then; None for the first one."""
        if not self._is_begun or not (self.folder / FRAME).is_file():
            return None
        try:
            known = json.loads(read_small(self.folder / FRAME, MOST_JSON, own=True))
            frame = int(known["frame"])
            picture = _load(self._frame(frame), known["checksum"])
        except (*FAILURES, LookupError, TypeError, RecursionError) as error:
            log.warning("What was kept of the sequence is damaged, so it begins anew.")
            log.info("%s", error)
            return None
        self.frame = frame
        return picture

    def finish_frame(self, picture: Array, rest_seconds: float) -> None:
        """Keep the picture that is next in a sequence, if the rest of it is expected to take long enough."""
        if self._is_begun or rest_seconds >= self._least_seconds:
            try:
                self._begin()
                _save(self._frame(self.frame + 1), picture)
                state = {"frame": self.frame + 1, "checksum": _checksum(picture)}
                write_atomically(self.folder / FRAME, json.dumps(state).encode(), private=True)
                before = self._frame(self.frame).name
                self._remove(before, LEVEL, "level-*.npy", "gradient-*.npy", "evaluations-*.jsonl")
                self._bytes = 0
            except FAILURES as error:
                log.info("The picture of a sequence could not be kept: %s", error)
        self.frame += 1

    def repeatable(self, function: Function, index: int, evaluations: int) -> Function:
        """The function of a level; what was evaluated before is read, and what is new is kept."""
        known, numbers = self._known(index), itertools.count()
        keeps = bool(known)

        def evaluate(picture: Array) -> tuple[float, Array]:
            nonlocal keeps
            number, began = next(numbers), time.monotonic()
            found = self._read(index, number, picture, known)
            if found is not None:
                return found
            loss, gradient = function(picture)
            keeps = keeps or (number == 0 and evaluations * (time.monotonic() - began) >= self._least_seconds)
            if keeps:
                keeps = self._keep(index, number, picture, loss, gradient)
            return loss, gradient

        return evaluate

    def remove(self) -> None:
        """The job is finished, or nobody wants it any more: remove the folder, and make none."""
        self._is_over = True
        shutil.rmtree(self.folder, ignore_errors=True)
        self.close()

    def close(self) -> None:
        """Let another process take the folder up."""
        if self._lock is not None:
            self._lock.release()
        self._is_begun = False

    def _begin(self) -> None:
        """Make the folder, if that is not done; `job.json` comes last, so that a half-made folder is none."""
        if self._is_begun:
            return
        if self._is_over:
            raise OSError("the job is over")
        private_folder(self.folder.parent)
        private_folder(self.folder)
        self._lock = FolderLock.take(self.folder)
        try:
            described = json.dumps(self._describe(self.folder)).encode()
            write_atomically(self.folder / JOB, described, private=True)
        except FAILURES:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.close()
            raise
        self._is_begun = True

    def _known(self, index: int) -> dict[int, Known]:
        """What was kept of each evaluation of a level."""
        known: dict[int, Known] = {}
        try:
            lines = (self.folder / f"evaluations-{index}.jsonl").read_text().splitlines() if self._is_begun else []
            for line in lines:
                number, loss, *checksums = json.loads(line)
                picture, gradient = checksums
                known[int(number)] = float(loss), int(picture), int(gradient)
        except (OSError, ValueError, TypeError) as error:  # the last line may be cut short
            log.info("What was kept ends here: %s", error)
        return known

    def _read(self, index: int, number: int, picture: Array, known: dict[int, Known]) -> tuple[float, Array] | None:
        """An evaluation that was kept; from the first one on that was made of another picture, nothing is read."""
        try:
            if number in known:
                loss, expected, checksum = known[number]
                if expected == _checksum(picture):
                    gradient = _load(self._gradient(index, number), checksum)
                    if gradient.shape == picture.shape and gradient.dtype == np.float32:
                        return loss, gradient
        except FAILURES as error:
            log.info("Evaluation %d cannot be read: %s", number, error)
        known.clear()
        return None

    def _keep(self, index: int, number: int, picture: Array, loss: float, gradient: Array) -> bool:
        """Write an evaluation; False where no more can be kept."""
        try:
            self._begin()
            room = shutil.disk_usage(self.folder).free - gradient.nbytes
            self._bytes += gradient.nbytes
            if self._bytes > MOST_BYTES or room < LEAST_FREE:
                log.info("Evaluation %d is not kept: there are %d bytes, and %d left.", number, self._bytes, room)
                return False
            _save(self._gradient(index, number), gradient)
            with (self.folder / f"evaluations-{index}.jsonl").open("a") as file:
                file.write(json.dumps([number, loss, _checksum(picture), _checksum(gradient)]) + "\n")
        except FAILURES as error:
            log.info("Evaluation %d could not be kept: %s", number, error)
            return False
        return True

    def _remove(self, *patterns: str) -> None:
        for pattern in patterns:
            for file in self.folder.glob(pattern):
                file.unlink()

    def _frame(self, number: int) -> Path:
        return self.folder / f"frame-{number}.npy"

    def _gradient(self, index: int, number: int) -> Path:
        return self.folder / f"gradient-{index}-{number}.npy"


def _save(file: Path, values: Array) -> None:
    """Write an array under another name first: a file of this name is whole."""
    part = file.with_suffix(".part")
    with part.open("wb") as stream:
        np.save(stream, values, allow_pickle=False)
    part.replace(file)


def _load(file: Path, expected: int) -> Array:
    """An array that is what it was when it was written; ValueError where it is not."""
    values: Array = np.load(file, allow_pickle=False)
    if _checksum(values) != expected:
        raise ValueError(f"{file.name} is damaged")
    return values


def _checksum(picture: Array) -> int:
    return zlib.crc32(np.ascontiguousarray(picture).data)
