"""The procedures as data."""

from __future__ import annotations

import pytest
from common import core, settings
from common.frames import FramesRequest
from common.procedures import DREAM, FRAMES, PROCEDURES, STYLE
from fake_host import FakeLayer
from options import DreamOptions, Options

LAYER, OTHER = FakeLayer("photo", 4, 4), FakeLayer("style", 3, 2)


def test_names_are_a_contract():
    assert list(PROCEDURES) == ["plug-in-impasto", "plug-in-impasto-frames", "plug-in-impasto-dream"]


def test_requests_take_layers_sources_options_and_result():
    styles = [core.Style(OTHER, 2.0)]
    options = Options(strength=9)
    assert STYLE.request([LAYER], styles, options, settings.NEW_LAYER) == (
        core.StyleRequest([LAYER], styles, options, settings.NEW_LAYER)
    )
    for sources, guide in (([], None), (styles, OTHER)):
        request = DREAM.request([LAYER], sources, DreamOptions(), settings.IN_PLACE)
        assert request == core.DreamRequest([LAYER], guide, DreamOptions(), settings.IN_PLACE)


def test_frames_are_painted_in_place_and_have_all_other_options():
    names = [[one.name for one in procedure.arguments()] for procedure in (STYLE, FRAMES)]
    assert [name for name in names[0] if name != "result"] == names[1]
    styles = [core.Style(OTHER)]
    request = FRAMES.request([LAYER, LAYER], styles, Options(), settings.IN_PLACE)
    assert request == FramesRequest([LAYER, LAYER], styles, Options(), settings.IN_PLACE)


@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=PROCEDURES)
def test_the_sources_mnemonic_is_taken(procedure):
    letter = procedure.source_label[procedure.source_label.index("_") + 1].lower()
    assert letter in procedure.taken
    assert procedure.last_key.startswith(procedure.name)
