"""The result of a job, and the part of its report that all kinds of jobs share."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from ..arrays import Array
from ..errors import Notice
from ..options import CheckedOptions
from ..runtime.models import weights_checksum
from ..runtime.network import Network
from ..version import __version__
from .progress import Journal


@dataclass
class Result:
    """The result of a job.

    Attributes
    ----------
    pixels : (H, W, 3|4) float32 sRGB 0..1, alpha as the content's; (H, W, 1) where the result is a map
    stopped : True if it was ended early
    report : what `--report` writes
    failure : what ended it early, where that was no request: memory ran out, or a device failed
    """

    pixels: Array
    stopped: bool
    report: dict[str, Any]
    failure: Notice | None = None


def report(
    journal: Journal, options: CheckedOptions, network: Network, shape: tuple[int, ...], peak: int
) -> dict[str, Any]:
    """The shared part of a report, ready for JSON; `shape` is the result's, `peak` the most memory in bytes."""
    seconds, evaluations = time.perf_counter() - journal.started, len(journal.losses)
    return {
        "width": shape[1],
        "height": shape[0],
        "device": network.device.name,
        "threads": network.threads,
        "evaluations": evaluations,
        "seconds": round(seconds, 3),
        "seconds_per_evaluation": round(seconds / max(1, evaluations), 4),
        "peak_memory_bytes": peak,
        "options": options.to_mapping(),
        "model_sha256": weights_checksum(network.folder),
        "version": __version__,
    }
