"""A part of the final picture at its own size, predicted from the painting of a coarse level.

What is between the coarse level and the finish is left out: the painting is enlarged, gets the content's detail, and is
painted by the finish. So fine detail is as in the final picture, and forms are those of the coarse level.
"""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..arrays import Array
from ..errors import Interrupted
from ..imaging.pixels import fill_transparent, resize, to_pixels, to_planar
from ..losses.budget import plan as plan_budget
from ..losses.low_frequencies import without_low_frequencies
from ..losses.objective import Objective
from ..losses.presets import FINISH, PRESETS, variant
from ..losses.regions import Regions
from ..losses.sampled import sampled_moments, spread
from ..losses.shown import style_shape
from ..losses.statistics import Moments
from ..losses.strength_map import StrengthMap
from ..losses.style import Style
from ..losses.tiles import Mosaic
from ..optim.minimise import minimise
from ..runtime.network import Network
from .canvas import SIDE, Box, Cell, blocks, canvas_of, cells_of, slices, surrounded, within
from .finish import Finish
from .plan import Plan
from .start import initial_image, recoloured

SAMPLES = 6
"""So many parts of the picture, of SIDE x SIDE pixels, are painted with a crop and stand for the rest. It is the whole
picture that meets the style: alone, a smooth part would get too much texture, and a busy one too little."""


@dataclass(frozen=True)
class _Piece:
    """A part of the picture: content and start (h, w, 3), its regions, and how far it counts for the style (h, w)."""

    content: Array
    start: Array
    regions: Regions | None
    style_share: Array | None


class Crops:
    """Paints crops of the result of one job.

    Parameters
    ----------
    content : (H, W, 3|4), the job's
    planned : a plan that finishes
    """

    def __init__(self, content: Array, planned: Plan, network: Network) -> None:
        self._content, self._plan, self._network = content, planned, network

    def paint(self, painted: Array, box: Box) -> tuple[Array, Box]:
        """A part of the final picture, (h, w, 3) as an editor shows it, and its place.

        Parameters
        ----------
        painted : (h, w, 3), the whole picture as a coarse level has it
        box : what to show; it is moved into the picture, and cut where the picture is smaller

        Raises
        ------
        Interrupted
            The network was interrupted.
        """
        width, height = self._content.shape[1], self._content.shape[0]
        box = within(box, width, height)
        area = within(surrounded(box), width, height)
        cells = cells_of(area, self._samples(blocks(area[3] - area[1])))
        finished = self._finished(cells, [self._piece(painted, cell.box) for cell in cells])
        inside = box[0] - area[0], box[1] - area[1], box[2] - area[0], box[3] - area[1]
        finish = Finish(self._content[slices(box)], self._regions(box), self._plan.options)
        return finish.preview(finished[slices(inside)]), box

    def _piece(self, painted: Array, area: Box) -> _Piece:
        content, regions, held = fill_transparent(self._content[slices(area)]), self._regions(area), self._held(area)
        start = self._start(painted, content, regions, held, area)
        return _Piece(content, start, regions, held.style_share() if held else None)

    def _start(
        self, painted: Array, content: Array, regions: Regions | None, held: StrengthMap | None, area: Box
    ) -> Array:
        """What the finish starts from: the painting enlarged, with the detail that it does not have."""
        options, height, width = self._plan.options, *content.shape[:2]
        enlarged = resize(painted, width, height, self._scaled(area, painted))
        if PRESETS[options.preset].matched_start and options.start == "content":
            coarse = resize(self._whole[0], painted.shape[1], painted.shape[0])
            seen = resize(coarse, width, height, self._scaled(area, coarse))
            now, then = (
                initial_image(each, self._styles, regions, options, whole=self._whole, strength_map=held)
                for each in (content, seen)
            )
            enlarged = enlarged + now - then
        start = np.clip(enlarged, 0, 1)
        return regions.keep(start, content) if regions else start

    def _finished(self, cells: Sequence[Cell], pieces: Sequence[_Piece]) -> Array:
        """All parts as the finish paints them, on one canvas."""
        options, network = self._plan.options, self._network
        content = canvas_of(cells, [piece.content for piece in pieces])
        importance = self._importance(cells)
        regions = self._weighted(cells, pieces, importance)
        own = plan_budget(content.shape[:2], options, network.device, len(regions.styles), FINISH)
        mosaic = Mosaic(content.shape[:2], parts=tuple(cell.tile for cell in cells))
        planar = to_planar(canvas_of(cells, [piece.start for piece in pieces]))
        objective = Objective(
            content,
            self._styles,
            options,
            network,
            regions=regions,
            planned=dataclasses.replace(own, plan=mosaic),
            preset=FINISH,
            known_moments=self._moments,
        )
        # A pixel that stands for several is as many directions that the optimiser takes the same step in.
        scale: Array = np.sqrt(importance)

        def evaluate(scaled: Array) -> tuple[float, Array]:
            evaluation = objective.evaluate(scaled / scale)
            return evaluation.loss, without_low_frequencies(evaluation.gradient) / scale

        def loss(scaled: Array) -> float:
            return objective.loss(scaled / scale)

        evaluations, *_ = FINISH.evaluations[options.finish]  # the painting is enlarged at once
        run = minimise(
            evaluate,
            planar * scale,
            evaluations,
            loss=loss,
            optimiser=own.optimiser,
            pairs=own.pairs,
            first_step=self._plan.finish_step(evaluations),
        )
        if run.stopped:
            raise Interrupted
        return to_pixels(run.best / scale)

    def _importance(self, cells: Sequence[Cell]) -> Array:
        """(H, W), 1 on average: how many pixels of the picture each one of the canvas stands for, in proportion."""
        owned = [math.prod(side.stop - side.start for side in cell.tile.own) for cell in cells]
        picture, samples = self._content.shape[0] * self._content.shape[1], sum(owned[1:])
        each = max(1.0, (picture - owned[0]) / samples)
        mean = (owned[0] + each * samples) / sum(owned)
        planes = [np.full((SIDE, SIDE, 1), (each if index else 1.0) / mean, np.float32) for index in range(len(cells))]
        return np.ascontiguousarray(canvas_of(cells, planes)[..., 0])

    def _weighted(self, cells: Sequence[Cell], pieces: Sequence[_Piece], importance: Array) -> Regions:
        """The regions of the canvas; each position counts by its importance, and as the strength map says."""
        shares = [piece.style_share[..., None] for piece in pieces if piece.style_share is not None]
        counting = importance * canvas_of(cells, shares)[..., 0] if shares else importance
        whole = self._plan.regions
        if whole is None:
            return Regions(counting[None], (tuple(range(len(self._styles))),))
        parts = canvas_of(cells, [each.regions.shares.transpose(1, 2, 0) for each in pieces if each.regions])
        return Regions(np.ascontiguousarray(parts.transpose(2, 0, 1)) * counting, whole.styles)

    def _samples(self, rows: int) -> list[Box]:
        """Evenly spread parts of the picture, so many that they fill columns of `rows`."""
        width, height = self._content.shape[1], self._content.shape[0]
        count = -(-SAMPLES // rows) * rows
        room = max(0, width - SIDE), max(0, height - SIDE)
        corners = [(round(across * room[0]), round(down * room[1])) for across, down in spread(count)]
        return [within((left, top, left + SIDE, top + SIDE), width, height) for left, top in corners]

    @functools.cached_property
    def _whole(self) -> tuple[Array, Regions | None]:
        """The content and its regions at the working size, for the statistics of colours."""
        level, regions = self._plan.levels[self._plan.last_painted], self._plan.regions
        small = fill_transparent(resize(self._content, level.width, level.height))
        return small, regions.resized(level.width, level.height) if regions else None

    @functools.cached_property
    def _styles(self) -> list[Style[Array]]:
        """The styles in the colours that are wanted."""
        return recoloured(self._plan.styles, *self._whole, self._plan.options)

    @functools.cached_property
    def _moments(self) -> list[dict[str, Moments]]:
        """Statistics of the styles at the size that the finish shows them: the same for all crops."""
        shape, options = (self._content.shape[0], self._content.shape[1]), self._plan.options
        shapes = [style_shape(style, shape, options, 1.0, FINISH) for style in self._styles]
        graphs = variant(options, FINISH)
        return [sampled_moments(*each, self._network, graphs) for each in zip(self._styles, shapes, strict=True)]

    def _regions(self, area: Box) -> Regions | None:
        """The regions there; those that do not reach it have no positions."""
        regions = self._plan.regions
        return dataclasses.replace(regions, shares=regions.shares[(..., *slices(area))]) if regions else None

    def _held(self, area: Box) -> StrengthMap | None:
        """The strength map there."""
        held = self._plan.strength_map
        return StrengthMap(held.values[slices(area)]) if held else None

    def _scaled(self, area: Box, picture: Array) -> tuple[float, float, float, float]:
        """The same area of a smaller picture of the whole."""
        height, width = self._content.shape[:2]
        across, down = picture.shape[1] / width, picture.shape[0] / height
        return area[0] * across, area[1] * down, area[2] * across, area[3] * down
