"""A contact sheet under a fake engine: cells appear, another page takes its place, and the preview comes back."""

from __future__ import annotations

import time

import pytest
from common import core, preview, sheets
from common.session import Session
from common.sheet_run import SheetRun
from fake_host import FakeLayer
from options import Options
from test_preview import Viewer as PreviewViewer


class Viewer:
    """Stores what it was shown."""

    def __init__(self):
        self.cells, self.states, self.fractions = {}, [], []

    def show_cell(self, index, width, height, rgb):
        self.cells[index] = (width, height, rgb[0], rgb[2])

    def show_state(self, text):
        self.states.append(text)

    def show_fraction(self, fraction):
        self.fractions.append(fraction)


@pytest.fixture
def started(engine):
    """Starts an engine by a plan; a session with it, a viewer and a run."""
    opened = []

    def start(**plan):
        session, viewer = Session(engine(**plan)).__enter__(), Viewer()
        opened.append(session)
        return session, viewer, SheetRun(session, viewer)

    yield start
    for session in opened:
        session.__exit__()


@pytest.fixture
def request_():
    styles = [core.Style(FakeLayer(name, 3, 2, 3)) for name in ("cafe", "vestibule")]
    return core.StyleRequest([FakeLayer("photo", 8, 6)], styles, Options(finish="best"))


def tick_until(run, condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        run.tick()
        time.sleep(0.002)


def test_cells_appear(started, request_, jobs):
    _session, viewer, run = started()
    assert run.is_done
    run.paint(sheets.over_strength_and_brush(request_))
    assert not run.is_done
    tick_until(run, lambda: run.is_done)
    assert [viewer.cells[index] for index in range(9)] == 3 * [(64, 48, red, 100) for red in (50, 75, 100)]
    assert viewer.fractions == sorted(viewer.fractions) and viewer.fractions[-1] == 1
    assert "Painting 2 of 9, 2 s left; choose one at any time" in viewer.states
    assert viewer.states[-1] == "Choose one: it becomes the settings."
    (job,) = jobs()
    assert (job["kind"], job["content"]["width"], len(job["styles"])) == ("sheet", 8, 2)
    options = {name: job["options"][name] for name in ("size", "quality", "finish", "evaluations")}
    assert options == {"size": 8, "quality": "draft", "finish": "none", "evaluations": None}
    assert job["cells"][0] == {"options": {"strength": 50.0, "style-scale": 50.0}}


def test_each_style_has_its_cell(started, request_, jobs):
    _session, viewer, run = started()
    run.paint(sheets.over_styles(request_, ["cafe", "vestibule"]))
    tick_until(run, lambda: run.is_done)
    assert [viewer.cells[index][3] for index in range(2)] == [100, 101]
    assert [cell["styles"] for cell in jobs()[0]["cells"]] == [[0], [1]]


def test_another_sheet_takes_its_place(started, request_, jobs):
    _session, viewer, run = started(pause=0.05)
    run.paint(sheets.over_strength_and_brush(request_))
    tick_until(run, lambda: viewer.cells)
    run.paint(sheets.variations(request_))
    viewer.cells.clear()
    tick_until(run, lambda: run.is_done)
    assert len(viewer.cells) == 9 and len(jobs()) == 2


def test_nothing_is_painted_any_more(started, request_):
    session, viewer, run = started(pause=0.05)
    run.paint(sheets.over_strength_and_brush(request_))
    tick_until(run, lambda: viewer.cells)
    run.paint(None)
    assert run.is_done
    tick_until(run, lambda: session.number is None)
    assert len(viewer.cells) < 9


def test_an_engine_that_complains_or_dies(started, request_):
    _session, viewer, run = started(mode="refuse job 0")
    run.paint(sheets.over_strength_and_brush(request_))
    tick_until(run, lambda: run.is_done)
    assert "There is not enough memory." in viewer.states[-1]
    _session, viewer, run = started(mode="killed in job 0")
    run.paint(sheets.over_strength_and_brush(request_))
    tick_until(run, lambda: run.is_done)
    assert "The engine ended before its work was done" in viewer.states[-1]


def test_a_selection_that_misses_the_layer(started, request_):
    _session, viewer, run = started()
    request_.layers[0].area = None
    run.paint(sheets.over_strength_and_brush(request_))
    tick_until(run, lambda: run.is_done)
    assert "does not touch the layer" in viewer.states[-1]


def test_it_takes_the_engine_from_the_preview_and_gives_it_back(started, request_, jobs):
    session, viewer, _run = started(steps=20, pause=0.02)
    shown = PreviewViewer()
    one = preview.Preview(session, shown)
    run = SheetRun(session, viewer, one.note_devices)
    session.prepare({"device": "auto"})
    run.paint(sheets.over_styles(request_, ["cafe", "vestibule"]))
    tick_until(run, lambda: viewer.cells)
    assert set(shown.devices) == {"cpu", "abacus"}
    one.request(request_, 0)
    tick_until(one, lambda: shown.pictures)
    one.request(None)
    run.paint(sheets.over_styles(request_, ["cafe", "vestibule"]))
    tick_until(run, lambda: run.is_done)
    one.request(request_, 0)
    tick_until(one, lambda: "finished" in shown.states[-1])
    assert [job.get("kind", "style") for job in jobs()] == ["sheet", "style", "sheet", "style"]
    assert all(job["content"] == jobs()[0]["content"] for job in jobs())  # the pixels were sent once
