"""The whole job: content and styles in, painted picture out, over a pyramid of sizes.

Pixels go one way: content -> working size -> levels, coarse to fine -> content's size, alpha and colours.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..arrays import Array
from ..errors import InputError
from ..imaging.pixels import fill_transparent
from ..losses import budget
from ..losses.objective import graphs_of
from ..losses.style import Style, styles_of
from ..losses.temporal import Temporal
from ..optim import lbfgs
from ..optim.minimise import Run
from ..options import Options
from ..runtime import fallback, memory
from ..runtime.layers import SMALLEST
from ..runtime.network import Network
from ..runtime.selection import network_for
from ..tracking.checkpoint import Checkpoint
from ..tracking.progress import Journal, Progress
from ..tracking.report import Result, report
from .faces import with_faces
from .finish import Finish
from .plan import Plan, plan
from .pyramid import Pyramid
from .start import recoloured

RESERVED_BYTES_PER_PIXEL = 40


def stylize(
    content: Array,
    styles: Sequence[Array | Style[Array]],
    options: Options = Options(),  # noqa: B008 - frozen
    on_progress: Callable[[Progress], None] | None = None,
    *,
    on_level: Callable[[int], None] | None = None,
    weights: Sequence[float] | None = None,
    scales: Sequence[float] | None = None,
    start: Array | None = None,
    regions: Sequence[Array | None] | None = None,
    style_masks: Sequence[Array | None] | None = None,
    temporal: Temporal | None = None,
    strength_map: Array | None = None,
    network: Network | None = None,
    planned: Plan | None = None,
    checkpoint: Checkpoint | None = None,
) -> Result:
    """Paint `content` in the style of `styles`.

    Parameters
    ----------
    content, styles : (H, W, 3|4) float32, sRGB 0..1, straight alpha; a style may also be a `Style`
    options : see `Options`
    on_progress : called after each evaluation; may raise Interrupted to finish now with the best picture so far; what
        else it raises ends the job and passes through
    on_level : called with its index after each level, the last one too; may wait as long as it likes, and may raise
        as `on_progress` does
    weights : one positive number for each style; default equal
    scales : one brush size in % for each style, instead of `options.style_scale`
    start : (H, W, 3|4) of any size, an earlier result perhaps: what to start from with `options.start` "picture"
    regions : for each style a mask (H, W) of any size, 0..1, 1 where it paints, or None: the styles without a mask
        paint, together, where no mask is; if all have one, the picture stays as it is there (see regions.py)
    style_masks : for each style a mask (H, W) of any size, 0..1, 1 where the style counts, or None: all that is not
        transparent counts; the rest is as if cut off
    temporal : of a frame of a clip: where earlier painted frames hold it, which it then starts from
    strength_map : (H, W) of any size, 0..1: how much of the strength each place gets; 0 holds the content
    network : sessions to share between jobs
    planned : how the job will go, if it was planned already for these pictures and options
    checkpoint : what the job goes on from, and keeps its state in; only for the same pictures, options and plan

    Raises
    ------
    InputError
        A picture or a combination of options that cannot be used.
    EngineError
        It failed with nothing to keep; a later failure ends with the best picture, and is the result's `failure`.
    """
    each = styles_of(styles, weights, scales, regions, style_masks)
    _check_start(options, start)
    network = network or network_for(options)
    _open(network, each, options, strength_map)
    planned = planned or with_faces(plan(content.shape[:2], each, options, network, strength_map), content)
    opaque = _padded(content if content.shape[2] == 3 else fill_transparent(content))
    finish = Finish(content, planned.regions, options)
    journal = Journal(planned.levels, on_progress, on_level, finish.preview, reserve=_reserve(content))
    shown = recoloured(planned.styles, opaque, planned.regions, options)
    painted, run = Pyramid(opaque, shown, start, planned, network, journal, temporal, checkpoint).paint()
    peak, pixels = memory.peak(), finish.result(painted)
    said = report(journal, options, network, pixels.shape, peak) | _painting(journal, run, planned, network)
    return Result(pixels, run is None or run.stopped, said, journal.failure)


def _open(network: Network, styles: Sequence[Style[Array]], options: Options, strength_map: Array | None) -> None:
    """Begin to load what the job needs."""
    guided = strength_map is not None or options.keep_faces or any(style.region is not None for style in styles)
    network.open(*graphs_of(options, guided=guided))
    lbfgs.load()


def _reserve(content: Array) -> Array | None:
    """What finishing and writing a picture takes; None where that much cannot be had."""
    try:
        return np.empty(RESERVED_BYTES_PER_PIXEL // 4 * content.shape[0] * content.shape[1], np.float32)
    except MemoryError:
        return None


def _check_start(options: Options, start: Array | None) -> None:
    if (options.start == "picture") != (start is not None):
        raise InputError(
            "A picture to start from and the start `picture` go together.",
            "Give both or none of them.",
            code="start-picture",
        )


def _padded(content: Array) -> Array:
    """Pictures below the network's smallest size repeat their edge pixels up to it."""
    if min(content.shape[:2]) >= SMALLEST:
        return content
    missing = [(0, max(0, SMALLEST - side)) for side in content.shape[:2]]
    return np.pad(content, [*missing, (0, 0)], mode="edge")


def _painting(journal: Journal, run: Run | None, planned: Plan, network: Network) -> dict[str, Any]:
    """What a report says of losses, levels, memory and regions."""
    return {
        "preset": planned.options.preset,
        "planned_memory_mib": -(-journal.memory // budget.MIB),
        "regions": planned.regions.summary() if planned.regions else [],
        "final_loss": _finite(run.best_loss) if run else None,
        "losses": [_finite(loss) for loss in journal.losses],
        "accepted": journal.accepted,
        "levels": journal.done,
        "notices": [notice.message for notice in (*planned.notices, *fallback.losses(network))],
    }


def _finite(loss: float) -> float | None:
    """JSON knows no NaN."""
    return loss if np.isfinite(loss) else None
