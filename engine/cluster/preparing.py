"""Workers are compared with this installation, and prepared, before they get any job."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ..errors import InputError
from .installation import Installation, difference, reporter

if TYPE_CHECKING:
    from distributed import Client

log = logging.getLogger(__name__)


def prepare(client: Client, own: Installation, address: str | None) -> int:
    """Compare what the workers have installed with what is here, and let them say what they can do.

    Parameters
    ----------
    address : of the scheduler; None for a local cluster

    Returns
    -------
    int
        How many workers cannot be used; why is said in the log.

    Raises
    ------
    InputError
        None of them can be used, or there is none.
    """
    from .remote import Preparation

    place = address or "this machine"
    found = client.run(reporter(), on_error="return")
    reasons = {worker: why for worker, said in found.items() if (why := difference(said, own))}
    if not found:
        raise InputError(
            "The scheduler at {address} has no workers.",
            "Start one with `dask worker {address}`.",
            code="cluster-empty",
            address=place,
        )
    for worker, why in reasons.items():
        log.warning("The worker %s is not used: it %s.", worker, why)
    if len(reasons) == len(found):
        worker, why = next(iter(reasons.items()))
        raise InputError(
            "No worker of {address} can be used: {worker} {reason}.",
            "Install the same version of Impasto with the same graphs for all workers.",
            code="cluster-workers-differ",
            address=place,
            worker=worker,
            reason=why,
        )
    try:
        client.register_plugin(Preparation(ignore_interrupts=address is None))
    except Exception as error:
        if not reasons:
            raise
        log.debug("A worker that is not used cannot be prepared: %s", error)
    return len(reasons)
