"""Which variants a sheet shows, and the job that paints them."""

from __future__ import annotations

import pytest
from common import core, sheets
from common.pixels import Area
from fake_host import FakeLayer
from options import Options


def request(**options):
    styles = [core.Style(FakeLayer(name, 3, 2, 3)) for name in ("cafe", "vestibule")]
    return core.StyleRequest([FakeLayer("photo", 8, 6)], styles, Options(**options))


@pytest.mark.parametrize(
    ("chosen", "strengths", "scales"),
    [
        ((75, 100), [50, 75, 100], [50, 100, 200]),
        ((100, 50), [50, 75, 100], [50, 100, 200]),
        ((0, 400), [0, 25, 50], [100, 200, 400]),
        ((60, 25), [50, 60, 75], [25, 50, 100]),
    ],
)
def test_strengths_and_brush_sizes_around_the_chosen_ones(chosen, strengths, scales):
    sheet = sheets.over_strength_and_brush(request(strength=chosen[0], style_scale=chosen[1]))
    assert [variant.changes["strength"] for variant in sheet.variants[:3]] == strengths
    assert [variant.changes["style-scale"] for variant in sheet.variants[::3]] == scales
    assert (len(sheet.variants), sheet.columns) == (9, 3)
    (now,) = [variant for variant in sheet.variants if variant.is_chosen]
    assert (now.changes["strength"], now.changes["style-scale"]) == chosen
    assert now.caption == f"Strength\xa0{chosen[0]}\xa0%, brush\xa0{chosen[1]}\xa0%"


def test_every_style_alone():
    sheet = sheets.over_styles(request(), ["Café", "Vestibule"])
    assert [(variant.caption, variant.style, dict(variant.changes)) for variant in sheet.variants] == [
        ("Café", 0, {}),
        ("Vestibule", 1, {}),
    ]
    assert sheet.columns == 2


def test_other_seeds_begin_with_the_settings_as_they_are():
    first, second, *rest = sheets.variations(request(seed=7)).variants
    assert (first.is_chosen, first.changes, first.caption) == (
        True,
        {"start": "content", "seed": 7},
        "From the picture",
    )
    assert (second.changes, second.caption) == ({"start": "noise", "seed": 8}, "Seed 8")
    assert len(rest) == 7
    largest = sheets.variations(request(start="noise", seed=2**31 - 1)).variants
    assert [variant.changes["seed"] for variant in largest[:3]] == [2**31 - 1, 0, 1]


def test_a_variant_is_options_that_there_are():
    for make in (sheets.over_strength_and_brush, sheets.variations):
        for variant in make(request(strength=33.0)).variants:
            Options.from_mapping({**request().options.to_mapping(), **variant.changes})


@pytest.mark.parametrize(
    ("size", "side", "expected"), [(None, 1000, 192), (None, 100, 100), (64, 1000, 64), (512, 1000, 192)]
)
def test_cells_are_small_and_not_larger_than_the_layer(size, side, expected):
    class Sent:
        def picture(self, _layer, _area):
            return {}

    made = sheets.sheet_job(sheets.variations(request(size=size)), None, Area(0, 0, side, 32), Sent())
    assert made["options"]["size"] == expected
