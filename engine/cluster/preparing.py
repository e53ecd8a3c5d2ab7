"""Workers are compared with this installation, and prepared, before they get any job."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from .installation import Installation, difference, python_of, reporter

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
    found = _installations(client, own)
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


def _installations(client: Client, own: Installation) -> dict[str, Any]:
    """What each worker has; those with another Python are not asked for more, for they cannot run what is sent."""
    pythons = {worker: python_of(each["packages"]["python"]) for worker, each in _versions(client).items()}
    same = [worker for worker, python in pythons.items() if python == own["python"]]
    others: dict[str, Any] = {worker: {**own, "python": pythons[worker]} for worker in pythons.keys() - set(same)}
    return {**others, **client.run(reporter(), workers=same, on_error="return")} if same else others


def _versions(client: Client) -> dict[str, Any]:
    """What Dask knows of its workers."""
    found: Any = client.get_versions()
    return dict(found["workers"])
