"""Faces of a layer under a fake engine: a map in place of the preview, in the engine that the dialog has."""

from __future__ import annotations

from array import array

import pytest
from common.errors import GoneError, JobError
from common.faces import find_faces
from common.session import Session
from fake_host import FakeLayer


def test_a_map_over_the_whole_layer_in_place_of_the_preview(engine):
    layer, breaths = FakeLayer("photo", 4, 2, value=0.75), []
    layer.pixels[0] = 0.25
    layer.area = None  # no selection counts
    with Session(engine(mode="work", steps=1000, pause=0.02)) as session:
        while session.engine.folder is None:
            session.receive(0.05)
        for _ in session.send_pixels([(layer, layer.style_area())]):
            pass
        session.start({"content": session.picture(layer, layer.style_area()), "options": {"strength": 50}})
        found = find_faces(session, layer, {"strength": 50}, lambda: breaths.append(1))
        values = array("f", found.path.read_bytes())
        assert session.number is None
    assert (found.width, found.height, found.channels) == (4, 2, 1)
    assert list(values) == [0.0] + 7 * [1.0] and breaths


def test_a_layer_that_has_gone(engine):
    layer = FakeLayer("photo", 4, 2)
    layer.intact = False
    with Session(engine()) as session, pytest.raises(GoneError):
        find_faces(session, layer, {"strength": 50}, lambda: None)


def test_what_the_engine_says(engine):
    with Session(engine(mode="refuse job 0")) as session, pytest.raises(JobError):
        find_faces(session, FakeLayer("photo", 4, 2), {"strength": 50}, lambda: None)
