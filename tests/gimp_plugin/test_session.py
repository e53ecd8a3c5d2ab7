"""Pixels are sent once, and the running job is known."""

from __future__ import annotations

import time

import pytest
from common.errors import JobError
from common.pixels import Area
from common.session import Session
from fake_host import FakeLayer

WHOLE, PART = Area(0, 0, 8, 6), Area(1, 1, 2, 2)


@pytest.fixture
def session(engine, request):
    with Session(engine(**getattr(request, "param", {}))) as opened:
        receive_until(opened, lambda _message: opened.engine.folder is not None)
        yield opened


def receive_until(session, condition):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        message = session.receive(0.05)
        if condition(message):
            return message
    raise TimeoutError


def job(session, layer):
    for _band in session.send_pixels([(layer, WHOLE)]):
        pass
    return {"content": session.picture(layer, WHOLE), "options": {"strength": 50}}


def test_pixels_are_sent_once_and_removed_when_they_are_not_needed(session, layer):
    steps = list(session.send_pixels([(layer, WHOLE), (layer, PART)]))
    assert len(steps) == 2 and list(session.send_pixels([(layer, WHOLE), (layer, PART)])) == []
    whole, part = session.picture(layer, WHOLE), session.picture(layer, PART)
    assert (part["width"], part["height"], part["channels"]) == (2, 2, 4)
    assert session.engine.path(part["file"]).stat().st_size == 4 * 2 * 2 * 4
    assert list(session.send_pixels([(layer, WHOLE)])) == []
    assert not session.engine.path(part["file"]).exists() and session.engine.path(whole["file"]).exists()


@pytest.mark.parametrize("session", [{"steps": 1000, "pause": 0.01}], indirect=True)
def test_the_running_job_is_known_until_its_end(session, layer):
    wanted = job(session, layer)
    session.control("stop")  # nothing runs: nothing is sent
    assert not session.runs(wanted)
    number = session.start(wanted)
    assert session.runs(wanted) and not session.runs({**wanted, "options": {"strength": 60}})
    session.control("cancel")
    assert not session.runs(wanted) and session.number == number
    receive_until(session, lambda message: message and message["type"] == "cancelled")
    assert session.number is None


@pytest.mark.parametrize("session", [{"mode": "error"}], indirect=True)
def test_a_job_that_failed_runs_no_more(session, layer):
    session.start(job(session, layer))
    with pytest.raises(JobError, match="not enough memory"):
        receive_until(session, lambda _message: False)
    assert session.number is None


def test_an_incomplete_preview_is_none_and_its_file_goes(session):
    path = session.engine.path("preview.rgb")
    for content, expected in ((bytes(12), bytes(12)), (bytes(11), None)):
        path.write_bytes(content)
        message = {"type": "preview", "id": 0, "file": "preview.rgb", "width": 2, "height": 2}
        assert session.preview(message) == expected and not path.exists()
    assert session.preview(message) is None


def test_two_layers_with_equal_pixels_are_two(session):
    first, second = FakeLayer("one", 2, 2), FakeLayer("two", 2, 2)
    area = Area(0, 0, 2, 2)
    list(session.send_pixels([(first, area), (second, area)]))
    assert session.picture(first, area)["file"] != session.picture(second, area)["file"]
