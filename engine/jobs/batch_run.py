"""The pictures of a batch, painted one after another on this machine; one that fails does not stop the rest."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from ..errors import EngineError, Interrupted
from ..options import OptionError
from ..runtime.network import Network
from ..tracking.progress import Progress
from .batch import Item, prepare_output
from .painting import read_painting

log = logging.getLogger(__name__)
Status = Literal["painted", "stopped", "failed", "skipped"]


@dataclass(frozen=True)
class Outcome:
    """What became of a picture.

    Attributes
    ----------
    status : stopped is painted, but finished early
    reason : one sentence, of a picture that failed
    report : as `--report` of one picture has it
    """

    item: Item
    status: Status
    reason: str = ""
    report: dict[str, Any] | None = None


def paint_all(
    network: Network,
    items: Iterable[Item],
    on_progress: Callable[[Item, Progress], None],
    interrupted: Callable[[], bool],
) -> Iterator[Outcome]:
    """Paint picture after picture; once `interrupted`, the one at work is finished early and is the last."""
    for item in items:
        yield _painted(item, network, on_progress, interrupted)
        if interrupted():
            return


def reason_of(error: BaseException) -> str:
    """Why a picture failed, in one sentence; what is not the user's to mend goes to the log with its traceback."""
    log.debug("A picture failed.", exc_info=error)
    if isinstance(error, EngineError | OptionError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'A file'} cannot be used: {error.strerror}."
    if isinstance(error, MemoryError):
        return "There is not enough memory for this picture. Choose a smaller working size."
    return f"The engine failed ({type(error).__name__}: {error}). Please report this with the output of --verbose."


def _painted(
    item: Item, network: Network, on_progress: Callable[[Item, Progress], None], interrupted: Callable[[], bool]
) -> Outcome:
    def report(progress: Progress) -> None:
        on_progress(item, progress)
        if interrupted():
            raise Interrupted

    try:
        prepare_output(item.output)
        painted = read_painting(item.files).paint(item.output, network, on_progress=report)
    except Exception as error:
        return Outcome(item, "failed", reason_of(error))
    if painted.saved is not None and painted.saved.problem is not None:
        return Outcome(item, "failed", str(painted.saved.problem), painted.report)
    return Outcome(item, "stopped" if painted.stopped else "painted", report=painted.report)
