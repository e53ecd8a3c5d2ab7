"""Options that come from a file, such as a recipe, within what this machine has."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ..imaging.room import BYTES_PER_PIXEL
from ..runtime.limits import available_cores, total_memory

SHARE_OF_MEMORY = 0.9
"""Of the memory of this machine, the most that a file may ask for."""


def within_machine(options: Mapping[str, Any], size: tuple[int, int]) -> tuple[dict[str, Any], list[str]]:
    """Options of another run with no more threads, memory and pixels than this machine has.

    Parameters
    ----------
    options : checked ones
    size : width and height of the content, in pixels

    Returns
    -------
    The options, and a sentence for each that was lowered.
    """
    lowered, notices = dict(options), []
    cores, memory = available_cores(), int(SHARE_OF_MEMORY * total_memory())
    if options["threads"] > cores:
        lowered["threads"] = cores
        notices.append(f"It was made with {options['threads']} threads; this machine has {cores} cores.")
    if options["memory_limit"] << 20 > memory:
        lowered["memory_limit"] = 0
        notices.append(
            f"It was made with {options['memory_limit']} MiB of memory; this machine has less, and uses what is free."
        )
    longest = _longest(size, memory)
    if options["size"] is not None and options["size"] > longest:
        lowered["size"] = longest
        notices.append(f"It was made at a size of {options['size']} pixels; this machine's memory holds {longest}.")
    return lowered, notices


def _longest(size: tuple[int, int], memory: int) -> int:
    """The longest side of a picture with these proportions that the memory holds; at least the least option."""
    proportion = min(size) / max(size)
    return max(16, int(math.sqrt(memory / BYTES_PER_PIXEL / proportion)))
