"""The plan of a dream: its octaves, tiles, memory and time."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import Notice
from ..imaging.pixels import fit_size
from ..losses import budget
from ..options import DreamOptions
from ..runtime.layers import LAYERS, SMALLEST
from ..runtime.network import Network
from ..runtime.speed import seconds_per_pixel
from ..tracking.forecast import START_SECONDS, Forecast
from ..tracking.progress import Level
from .objective import channel_weights

PICTURE_BYTES_PER_PIXEL = 10 * 12
"""The picture at its own and at the working size, an octave's base, its margin, gradient and detail, and copies."""


@dataclass(frozen=True)
class Plan:
    """The plan of a dream.

    Attributes
    ----------
    options : those of the dream
    octaves : sizes, smallest first
    core : side of a tile without its halo, px; None: no tiles
    memory : expected peak in bytes
    notices, crops : see `JobPlan`
    """

    options: DreamOptions
    octaves: list[Level]
    core: int | None
    memory: int
    notices: tuple[Notice, ...] = ()
    crops: bool = False

    def forecast(self, network: Network) -> Forecast:
        """The expected time, from the measured speed of the network, and memory."""
        around, layer = margin(self.options), self.options.layer
        areas = [each.evaluations * (each.width + around) * (each.height + around) for each in self.octaves]
        pixels = 1.0 * sum(areas)
        if self.core:
            pixels *= ((self.core + 2 * LAYERS[layer].halo) / self.core) ** 2
        return Forecast(START_SECONDS + seconds_per_pixel(network) * pixels * _cost(layer), self.memory)


def plan(width: int, height: int, options: DreamOptions) -> Plan:
    """The fastest plan for a picture that fits the memory limit.

    Raises
    ------
    InputError
        Nothing fits.
    OptionError
        There are no such channels.
    """
    channel_weights(options.channels, LAYERS[options.layer].channels)
    octaves = plan_octaves(width, height, options)
    shape, limit = (octaves[-1].height, octaves[-1].width), budget.memory_limit(options)
    for core in (None, *budget.CORES):
        memory = _memory(width * height, shape, core, options)
        if memory <= limit:
            return Plan(options, octaves, core, memory)
    raise budget.too_large(shape, memory, limit)


def plan_octaves(width: int, height: int, options: DreamOptions) -> list[Level]:
    """The octaves, smallest first: as many as the options say, or fewer for a small picture."""
    finest = fit_size(width, height, options.size) if options.size else (width, height)
    octaves = [Level(*finest, options.steps)]
    while len(octaves) < options.octaves and max(octaves[0].width, octaves[0].height) > SMALLEST:
        shrunk = [max(1, round(side / options.octave_scale ** len(octaves))) for side in finest]
        octaves.insert(0, Level(shrunk[0], shrunk[1], options.steps))
    return octaves


def margin(options: DreamOptions) -> int:
    """Pixels that are added to the width and to the height for an evaluation: room for the jitter."""
    return max(options.jitter, SMALLEST)


def _cost(layer: str) -> float:
    """The operations of a forward and backward pass to a layer, relative to those to conv5_1, as in style transfer."""

    def total(last: str) -> float:
        sums, inputs = 0.0, 3
        for name, shape in LAYERS.items():
            sums += inputs * shape.channels / shape.stride**2
            inputs = shape.channels
            if name == last:
                break
        return sums

    return total(layer) / total("conv5_1")


def _memory(pixels: int, shape: tuple[int, int], core: int | None, options: DreamOptions) -> int:
    """Expected peak in bytes for a picture of `pixels`, computed at `shape`."""
    around = margin(options)
    evaluated = (shape[0] + around) * (shape[1] + around)
    held = max(pixels, evaluated) * PICTURE_BYTES_PER_PIXEL
    if core is not None:
        evaluated = min(evaluated, (core + 2 * LAYERS[options.layer].halo) ** 2)
    return budget.BASE_BYTES + held + evaluated * budget.EVALUATION_BYTES_PER_PIXEL
