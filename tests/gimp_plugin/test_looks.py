"""Which looks a sheet shows, and the job that paints them."""

from __future__ import annotations

import pytest
from common import core, looks
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
    sheet = looks.over_strength_and_brush(request(strength=chosen[0], style_scale=chosen[1]))
    assert [look.changes["strength"] for look in sheet.looks[:3]] == strengths
    assert [look.changes["style-scale"] for look in sheet.looks[::3]] == scales
    assert (len(sheet.looks), sheet.columns) == (9, 3)
    (now,) = [look for look in sheet.looks if look.is_chosen]
    assert (now.changes["strength"], now.changes["style-scale"]) == chosen
    assert now.caption == f"Strength {chosen[0]} %, brush {chosen[1]} %"


def test_every_style_alone():
    sheet = looks.over_styles(request(), ["Café", "Vestibule"])
    assert [(look.caption, look.style, dict(look.changes)) for look in sheet.looks] == [
        ("Café", 0, {}),
        ("Vestibule", 1, {}),
    ]
    assert sheet.columns == 2


def test_other_seeds_begin_with_the_settings_as_they_are():
    first, second, *rest = looks.variations(request(seed=7)).looks
    assert (first.is_chosen, first.changes, first.caption) == (
        True,
        {"start": "content", "seed": 7},
        "From the picture",
    )
    assert (second.changes, second.caption) == ({"start": "noise", "seed": 8}, "Seed 8")
    assert len(rest) == 7
    largest = looks.variations(request(start="noise", seed=2**31 - 1)).looks
    assert [look.changes["seed"] for look in largest[:3]] == [2**31 - 1, 0, 1]


def test_a_look_is_options_that_there_are():
    for make in (looks.over_strength_and_brush, looks.variations):
        for look in make(request(strength=33.0)).looks:
            Options.from_mapping({**request().options.to_mapping(), **look.changes})
