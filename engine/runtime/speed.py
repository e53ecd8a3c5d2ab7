"""Seconds of an evaluation on this machine: measured once, corrected by every job, cached by device and threads."""

from __future__ import annotations

from . import state
from .checking import SIZE, seconds
from .network import Network

STATE = "speed.json"
LEARNING = 0.5
"""Share of the newest job in the speed that is kept."""
SLOWEST = 1e6
"""Seconds for a pixel that no machine takes."""


def seconds_per_pixel(network: Network) -> float:
    """Of one evaluation of style transfer's loss and gradient; measured now if this machine's speed is unknown."""
    return _speeds().get(_key(network)) or seconds(network) / SIZE**2


def is_speed_known(network: Network) -> bool:
    """Whether a forecast takes no time, because the speed was measured before."""
    return _key(network) in _speeds()


def learn(network: Network, seconds_per_pixel: float) -> None:
    """Correct the kept speed by that of a finished job."""
    known, key = _speeds(), _key(network)
    known[key] = (1 - LEARNING) * known.get(key, seconds_per_pixel) + LEARNING * seconds_per_pixel
    state.save(STATE, known)


def _key(network: Network) -> str:
    return f"{network.device.name} {network.threads}"


def _speeds() -> dict[str, float]:
    """The kept speeds that are numbers above zero."""
    known = state.load(STATE).items()
    return {key: float(speed) for key, speed in known if isinstance(speed, int | float) and 0 < speed < SLOWEST}
