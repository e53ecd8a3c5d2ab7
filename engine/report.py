"""What the report of every job says, whatever its kind."""

from __future__ import annotations

import time
from typing import Any

from .models import weights_checksum
from .network import Network
from .options import CheckedOptions
from .progress import Journal
from .version import __version__


def report(
    journal: Journal, options: CheckedOptions, network: Network, shape: tuple[int, ...], peak: int
) -> dict[str, Any]:
    """Ready for JSON; `shape` is that of the result, `peak` the largest memory in bytes."""
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
