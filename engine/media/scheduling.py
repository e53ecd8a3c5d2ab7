"""How the system schedules a thread, kept from what encoders change."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator


@contextlib.contextmanager
def same_scheduling() -> Iterator[None]:
    """Give the calling thread its policy and priority back at the end.

    SVT-AV1, when root opens it, gives the thread that does so real-time priority, for good: from then on this thread
    and all that it starts would leave nothing of a processor to other programs.
    """
    if not hasattr(os, "sched_getscheduler"):
        yield
        return
    policy, parameters = os.sched_getscheduler(0), os.sched_getparam(0)
    try:
        yield
    finally:
        if os.sched_getscheduler(0) != policy:
            os.sched_setscheduler(0, policy, parameters)
