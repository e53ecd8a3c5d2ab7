"""What fits into memory: whole or in tiles, which optimiser, how many correction pairs.

The fastest way to evaluate a picture that fits is taken, and for it the best optimiser that fits: so the optimiser's
memory shrinks before the picture is cut, and the picture is cut before it is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..errors import InputError
from ..options import ComputeOptions, Options
from ..runtime.devices import CPU, Device
from ..runtime.limits import free_memory
from .presets import FINISH, Preset, variant
from .tiles import Tiled, Whole
from .variants import PAINTING, Variant

MIB = 1 << 20
# Measured peaks, from 512 to 2048 px: the program itself, and an evaluation without the memory pattern planner.
BASE_BYTES = 450 * MIB
EVALUATION_BYTES_PER_PIXEL = 1260
# For each region: guides and what they are made from; its copy of the features.
GUIDE_BYTES_PER_PIXEL = 40
GUIDED_BYTES_PER_PIXEL = 500
SHARE_OF_FREE = 0.6
SHARE_OF_CARD = 0.8
"""Of a graphics card's memory: the rest is the screen's, and the algorithms'."""
# SciPy works in float64. From about 0.8 megapixels on its vectors take more memory than they are worth: the optimiser
# in float32 lowers the loss as much with each evaluation.
SCIPY_BYTES = 512 * MIB
CORES = (1024, 768, 512, 384, 256)
# Measured shares of an evaluation: the forward pass, and as much of it as is done twice where tiles keep the rest.
FORWARD, FORWARD_ANEW = 0.43, 0.11
# The processor's time for an evaluation, relative to that of a device that leaves it some (Device.compiles).
PROCESSOR = 1.7
EVEN_PIXELS = 400_000
"""Of a tile that such a device evaluates, which keeps 2.7 KB for each."""


@dataclass(frozen=True)
class Costs:
    """What the losses of one kind take; measured.

    Attributes
    ----------
    evaluation : bytes for a pixel that is evaluated at once
    picture : bytes for each pixel: content, working copy, start, best picture and gradients in float32; content
        features; a preview's share
    kept : bytes for each pixel that tiles keep between their passes
    time : of an evaluation, relative to one to conv5_1
    whole : bytes for a pixel of a picture that is not cut, if that is another number
    most_pixels : that should be evaluated at once; 0 for any number
    """

    evaluation: int
    picture: int
    kept: int
    time: float = 1.0
    whole: int = 0
    most_pixels: int = 0


AVERAGE_POOLS = Costs(evaluation=EVALUATION_BYTES_PER_PIXEL, picture=6 * 12 + 48, kept=80)
# A maximum pool's gradient needs its input (export/encoder.py).
MAXIMUM_POOLS = Costs(evaluation=EVALUATION_BYTES_PER_PIXEL + 340, picture=6 * 12 + 48, kept=175)
# Repeated edges and covariances; more than the arena's first region from 850 px on, so that parts of the second count.
PAINTING_AVERAGE = replace(AVERAGE_POOLS, evaluation=2100)
PAINTING_MAXIMUM = replace(MAXIMUM_POOLS, evaluation=2850)
# No content features; 0.4 of the arithmetic, in layers with few channels. Tiles take a fifth of the memory for a third
# more time: at 1753 x 1166 px 5.4 GB whole, and 1.0 in tiles of 1024. Those of 768 take a GB less at 4000 x 2660.
FINISHING = Costs(evaluation=1500, picture=60, kept=20, time=0.6, whole=2450, most_pixels=700_000)


def costs(preset: Preset | None, variant: Variant) -> Costs:
    """What the losses of a preset take with these graphs."""
    if preset is FINISH:
        return FINISHING
    if variant.base == PAINTING.base:
        return PAINTING_MAXIMUM if variant.maximum_pools else PAINTING_AVERAGE
    return MAXIMUM_POOLS if variant.maximum_pools else AVERAGE_POOLS


@dataclass(frozen=True)
class Budget:
    """How one picture is worked on.

    Attributes
    ----------
    plan : whole or in tiles
    cost : expected time of an evaluation, relative to the whole picture at once
    optimiser, pairs : see `optimise.minimise`
    memory : expected peak, bytes
    on_card : bytes of it that lie in the device's memory, where that has its own
    """

    plan: Whole | Tiled
    cost: float
    optimiser: str
    pairs: int
    memory: int
    on_card: int = 0

    def fits(self, limit: int, device: Device) -> bool:
        """Whether it fits the limit, and the device."""
        return self.memory <= limit and not (device.capacity and self.on_card > SHARE_OF_CARD * device.capacity)


def plan(
    shape: tuple[int, int], options: Options, device: Device = CPU, regions: int = 0, preset: Preset | None = None
) -> Budget:
    """The fastest way to work on a picture of `shape` (height, width), in regions or not, that fits the memory limit.

    `preset` are the losses, if they are not those of the options.

    Raises
    ------
    InputError
        Nothing fits.
    """
    limit, budgets = memory_limit(options), list(_budgets(shape, options, device, regions, preset))
    for budget in sorted(budgets, key=lambda budget: budget.cost):  # stable: the better optimiser stays first
        if budget.fits(limit, device):
            return budget
    raise too_large(shape, min(budget.memory for budget in budgets), limit)


def too_large(shape: tuple[int, int], memory: int, limit: int) -> InputError:
    """What to say of a picture of `shape` (height, width) that needs more than `limit` bytes."""
    return InputError(
        "A picture of {width} x {height} pixels needs {memory} MiB of memory, and {limit} MiB may be used.",
        "Choose a smaller size, or raise the memory limit.",
        code="too-large",
        width=shape[1],
        height=shape[0],
        memory=memory // MIB,
        limit=limit // MIB,
    )


def memory_limit(options: ComputeOptions) -> int:
    """Bytes that the engine may use: the option, or 60 % of what is free."""
    return options.memory_limit * MIB or int(SHARE_OF_FREE * free_memory())


def _optimisers(shape: tuple[int, int], options: Options, device: Device) -> Iterator[tuple[str, int]]:
    """Optimisers and pairs to try, the best first.

    Both lower the loss alike for each evaluation. Beside an evaluation on the processor SciPy's own time is 3 %; beside
    one on a device that is several times faster it is 10 to 20 %, and that of the one in float32 a quarter of that.
    """
    small = shape[0] * shape[1] * _optimiser_bytes_per_pixel("scipy", 10) <= SCIPY_BYTES
    if options.optimiser == "scipy" or (options.optimiser == "auto" and device is CPU and small):
        yield "scipy", 10
    if options.optimiser == "scipy":
        yield "scipy", 5
    else:
        yield from (("float32", pairs) for pairs in (10, 5, 3))


def _finishers(options: Options) -> Iterator[tuple[str, int]]:
    """What the few evaluations of an only step need: the first has no pair yet, and the last one makes none."""
    alone, *_ = FINISH.evaluations.get(options.finish, FINISH.evaluations["normal"])
    yield "float32", max(1, alone - 2)


def _optimiser_bytes_per_pixel(optimiser: str, pairs: int) -> int:
    """SciPy: (2 m + 5) float64 vectors and four to talk to it; float32: two for each pair, two points, a direction."""
    return 3 * (8 * (2 * pairs + 9) if optimiser == "scipy" else 4 * (2 * pairs + 6))


def _budgets(
    shape: tuple[int, int], options: Options, device: Device, regions: int, preset: Preset | None
) -> Iterator[Budget]:
    """All ways to work on a picture of `shape`; those of one plan with the best optimiser first."""
    pixels, chosen = shape[0] * shape[1], variant(options, preset)
    takes = costs(preset, chosen)
    evens = (True, False) if device.compiles and preset is FINISH else (False,)
    cores = [core for core in CORES if core < max(shape)]
    tiled = [Tiled(shape, core, keep, even) for even in evens for core in cores for keep in (True, False)]
    plans: list[Whole | Tiled] = [Whole(), *tiled]
    for plan in plans:
        areas = [tile.area for tile in plan.tiles(chosen)] if isinstance(plan, Tiled) else [pixels]
        is_even = isinstance(plan, Tiled) and plan.even
        is_own = device.computes(max(areas), repeated=is_even or isinstance(plan, Whole))
        least, limit = (device.evaluation_bytes, device.most_pixels) if is_own else (0, 0)
        if any(0 < most < max(areas) for most in (limit, EVEN_PIXELS if is_even else takes.most_pixels)):
            continue
        taken = takes.evaluation if isinstance(plan, Tiled) else takes.whole or takes.evaluation
        per_evaluated = max(taken, least) + regions * GUIDED_BYTES_PER_PIXEL
        twice, kept = _twice(plan, takes)
        cost = sum(areas) / pixels * (1 + twice) * (1 if is_own else PROCESSOR)
        evaluated = max(areas) * per_evaluated + sum(areas) * kept
        optimisers = _finishers(options) if preset is FINISH else _optimisers(shape, options, device)
        for optimiser, pairs in optimisers:
            held = takes.picture + _optimiser_bytes_per_pixel(optimiser, pairs) + regions * GUIDE_BYTES_PER_PIXEL
            memory, on_card = BASE_BYTES + pixels * held + evaluated, evaluated
            if device.memory and isinstance(plan, Whole):
                on_card += pixels * _optimiser_bytes_per_pixel("float32", pairs)
            yield Budget(plan, takes.time * cost, optimiser, pairs, memory, on_card)


def _twice(plan: Whole | Tiled, takes: Costs) -> tuple[float, int]:
    """The share of an evaluation that is done twice, and the bytes kept of each pixel so that it is no more."""
    if isinstance(plan, Whole):
        return 0.0, 0
    return (FORWARD_ANEW, takes.kept) if plan.keep else (FORWARD, 0)
