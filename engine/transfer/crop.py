"""A part of the final picture at its own size, predicted from the painting of a coarse level.

What is between the coarse level and the finish is left out: the painting is enlarged, gets the content's detail, and
the finish paints the part alone. So fine detail is as in the final picture, and forms are those of the coarse level.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import math
from collections.abc import Sequence

import numpy as np

from ..arrays import Array
from ..errors import Interrupted
from ..imaging.pixels import fill_transparent, resize, to_pixels, to_planar
from ..losses.budget import plan as plan_budget
from ..losses.objective import Objective
from ..losses.presets import FINISH, PRESETS, variant
from ..losses.regions import Regions
from ..losses.shown import Shown, style_moments, style_shape
from ..losses.statistics import Moments
from ..losses.style import Style
from ..losses.tiles import Tiled, Whole
from ..losses.variants import Variant
from ..optim.minimise import minimise
from ..runtime.network import Network
from .finish import Finish
from .plan import Plan
from .start import initial_image, recoloured

Box = tuple[int, int, int, int]
"""Left, top, right, bottom, in pixels."""

MARGIN = 32
"""Pixels around a crop that are painted with it: its border looks as it does in the whole picture."""
PATCH = 512
PATCHES = 6
"""Of a style that is larger, so many parts of so many pixels' sides stand for all of it: a crop is to take seconds."""
LEAST_VISIBLE = 0.1
"""A part of which less is visible tells nothing of the style."""


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
        box = _within(box, self._content.shape[1], self._content.shape[0])
        area = _grown(box, self._content.shape[1], self._content.shape[0])
        content, regions = self._part(area), self._regions(area)
        start = self._start(painted, content, regions, area)
        finished = self._finished(content, start, regions)
        shown = Finish(self._content[_slices(area)], regions, self._plan.options).preview(finished)
        inside = box[0] - area[0], box[1] - area[1], box[2] - area[0], box[3] - area[1]
        return shown[_slices(inside)], box

    def _start(self, painted: Array, content: Array, regions: Regions | None, area: Box) -> Array:
        """What the finish starts from: the painting enlarged, with the detail that it does not have."""
        options, height, width = self._plan.options, *content.shape[:2]
        enlarged = resize(painted, width, height, self._scaled(area, painted))
        if PRESETS[options.preset].matched_start and options.start == "content":
            coarse = resize(self._whole[0], painted.shape[1], painted.shape[0])
            seen = resize(coarse, width, height, self._scaled(area, coarse))
            now, then = (
                initial_image(each, self._styles, regions, options, whole=self._whole) for each in (content, seen)
            )
            enlarged = enlarged + now - then
        start = np.clip(enlarged, 0, 1)
        return regions.keep(start, content) if regions else start

    def _finished(self, content: Array, start: Array, regions: Regions | None) -> Array:
        """The start as the finish paints it."""
        options, network = self._plan.options, self._network
        planar, count = to_planar(start), len(regions.styles) if regions else 0
        objective = Objective(
            content,
            self._styles,
            options,
            network,
            regions=regions,
            planned=plan_budget(content.shape[:2], options, network.device, count, FINISH),
            preset=FINISH,
            initial=planar,
            known_moments=self._moments,
        )

        def evaluate(picture: Array) -> tuple[float, Array]:
            evaluation = objective.evaluate(picture)
            return evaluation.loss, evaluation.gradient

        budget, evaluations = objective.budget, self._plan.levels[-1].evaluations
        run = minimise(evaluate, planar, evaluations, optimiser=budget.optimiser, pairs=budget.pairs)
        if run.stopped:
            raise Interrupted
        return to_pixels(run.best)

    @functools.cached_property
    def _whole(self) -> tuple[Array, Regions | None]:
        """The content and its regions at the working size, for the statistics of colours."""
        level, regions = self._plan.levels[-2], self._plan.regions
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

    def _part(self, area: Box) -> Array:
        """The content there, (h, w, 3)."""
        return fill_transparent(self._content[_slices(area)])

    def _regions(self, area: Box) -> Regions | None:
        """The regions there; those that do not reach it have no positions."""
        regions = self._plan.regions
        return dataclasses.replace(regions, shares=regions.shares[(..., *_slices(area))]) if regions else None

    def _scaled(self, area: Box, picture: Array) -> tuple[float, float, float, float]:
        """The same area of a smaller picture of the whole."""
        height, width = self._content.shape[:2]
        across, down = picture.shape[1] / width, picture.shape[0] / height
        return area[0] * across, area[1] * down, area[2] * across, area[3] * down


def sampled_moments(
    style: Style[Array], shape: tuple[int, int], network: Network, variant: Variant
) -> dict[str, Moments]:
    """Statistics of a style that is shown at `shape` (height, width): of all of it, or of some parts of a large one."""
    if math.prod(shape) <= PATCHES * PATCH**2:
        tiled = Tiled(shape, PATCH) if max(shape) > PATCH else Whole()
        return style_moments(style, Shown(shape, tiled, 0), network, variant)
    parts = [dataclasses.replace(style, picture=picture) for picture in _patches(style.picture, shape)]
    shown = Shown((PATCH, PATCH), Whole(), 0)
    return _summed([style_moments(part, shown, network, variant) for part in parts])


def _patches(picture: Array, shape: tuple[int, int]) -> list[Array]:
    """Evenly spread parts of a picture (H, W, 3|4), each PATCH pixels wide and high where all has `shape`."""
    rows, columns = (2, PATCHES // 2) if shape[1] > shape[0] else (PATCHES // 2, 2)
    height, width = (
        min(own, max(1, round(PATCH * own / side))) for own, side in zip(picture.shape[:2], shape, strict=True)
    )
    places = itertools.product(_spread(picture.shape[0] - height, rows), _spread(picture.shape[1] - width, columns))
    parts = [picture[top : top + height, left : left + width] for top, left in places]
    visible = [part for part in parts if part.shape[2] == 3 or part[..., 3].mean() > LEAST_VISIBLE]
    return [resize(part, PATCH, PATCH) for part in visible or parts]


def _spread(room: int, count: int) -> list[int]:
    """The beginnings of so many parts in the middles of equal shares of what they have room for."""
    return [round(room * (2 * index + 1) / (2 * count)) for index in range(count)]


def _summed(parts: Sequence[dict[str, Moments]]) -> dict[str, Moments]:
    """The moments of all parts together."""
    return {
        layer: Moments(
            np.sum([part[layer].gram for part in parts], axis=0),
            np.sum([part[layer].total for part in parts], axis=0),
            np.sum([part[layer].positions for part in parts], axis=0),
        )
        for layer in parts[0]
    }


def _within(box: Box, width: int, height: int) -> Box:
    """A box of the same size, or as large as the picture, within a picture."""
    left, right = _moved(box[0], box[2], width)
    top, bottom = _moved(box[1], box[3], height)
    return left, top, right, bottom


def _moved(begin: int, end: int, length: int) -> tuple[int, int]:
    size = min(end - begin, length)
    begin = min(max(0, begin), length - size)
    return begin, begin + size


def _grown(box: Box, width: int, height: int) -> Box:
    """A box with its margin, where the picture has one."""
    return (max(0, box[0] - MARGIN), max(0, box[1] - MARGIN), min(width, box[2] + MARGIN), min(height, box[3] + MARGIN))


def _slices(box: Box) -> tuple[slice, slice]:
    return slice(box[1], box[3]), slice(box[0], box[2])
