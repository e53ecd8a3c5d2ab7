"""Contact sheets: which variants of the settings one shows, and what each would change."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from common.core import StyleRequest
from common.layers import Content
from common.pixels import Area
from common.session import Job, Session
from common.texts import _, strength_and_brush

STRENGTHS, SCALES = (25.0, 50.0, 75.0, 100.0), (50.0, 100.0, 200.0)
"""Strengths and brush sizes in % that are compared with the chosen ones."""
ALONG = 3
"""How many of them a sheet has in a row or column."""
VARIATIONS = 9
STYLE_PIXELS_COUNT = ("gatys",)
"""Presets in which a style's size in pixels says how large its strokes are; in others it may be reduced."""
MOST_STYLES = 12
SIDE = 192
"""Longest side of a cell's picture, in pixels: enough to see strokes in, and a cell takes some seconds."""
_LARGEST_SEED = 2**31 - 1


@dataclass(frozen=True)
class Variant:
    """One variant of the settings.

    `changes` are arguments by name, `style` is the place of its style among those of the sheet (None: it has those that
    are chosen), and `is_chosen` says that this is how the settings are.
    """

    caption: str
    changes: Mapping[str, Any]
    style: int | None = None
    is_chosen: bool = False


@dataclass(frozen=True)
class Sheet:
    """The variants of one sheet, in rows of so many, and what they are painted from."""

    request: StyleRequest
    variants: Sequence[Variant]
    columns: int


def over_strength_and_brush(request: StyleRequest) -> Sheet:
    """A row for each brush size, a column for each strength, around the ones that are chosen."""
    chosen = request.options.strength, request.options.style_scale
    variants = []
    for scale, strength in itertools.product(_around(chosen[1], SCALES), _around(chosen[0], STRENGTHS)):
        changes = {"strength": strength, "style-scale": scale}
        caption, is_chosen = strength_and_brush(strength, scale), (strength, scale) == chosen
        variants.append(Variant(caption, changes, is_chosen=is_chosen))
    return Sheet(request, variants, ALONG)


def over_styles(request: StyleRequest, titles: Sequence[str]) -> Sheet:
    """The settings with each of the request's styles alone."""
    variants = [Variant(title, {}, place) for place, title in enumerate(titles)]
    return Sheet(request, variants, min(4, max(1, len(variants))))


def variations(request: StyleRequest) -> Sheet:
    """The settings as they are, and from noise of other seeds: they decide where the strokes lie."""
    options = request.options
    from_noise = options.start == "noise"
    caption = _("Seed {seed}").format(seed=options.seed) if from_noise else _("From the picture")
    variants = [Variant(caption, {"start": options.start, "seed": options.seed}, is_chosen=True)]
    for step in range(1, VARIATIONS):
        seed = (options.seed + step) % (_LARGEST_SEED + 1)
        variants.append(Variant(_("Seed {seed}").format(seed=seed), {"start": "noise", "seed": seed}))
    return Sheet(request, variants, ALONG)


def sheet_job(sheet: Sheet, content: Content, area: Area, session: Session) -> Job:
    """The job that paints a sheet small, from pixels that the session has sent."""
    made = sheet.request.job(content, area, session)
    options = {**sheet.request.options.to_mapping(), "quality": "draft", "finish": "none", "evaluations": None}
    options["size"] = min(sheet.request.options.size or SIDE, SIDE, max(area.width, area.height))
    return {**made, "kind": "sheet", "options": options, "cells": [_cell(variant) for variant in sheet.variants]}


def _cell(variant: Variant) -> dict[str, Any]:
    styles = {} if variant.style is None else {"styles": [variant.style]}
    return {"options": dict(variant.changes), **styles}


def _around(chosen: float, steps: Sequence[float]) -> list[float]:
    """The chosen value among those next to it, `ALONG` in all."""
    values = sorted({*steps, chosen})
    first = min(max(0, values.index(chosen) - ALONG // 2), len(values) - ALONG)
    return values[first : first + ALONG]
