"""The preview under a fake engine: what it shows, when it begins anew, and that the job goes on where it is."""

from __future__ import annotations

import time

import pytest
from common import core, preview
from common.errors import EngineError
from common.pixels import Area
from common.progress import UserAction
from common.session import Session
from fake_host import FakeHost, FakeLayer
from options import Options


class Viewer:
    """Stores what it was shown."""

    def __init__(self):
        self.pictures, self.states, self.forecasts, self.devices = [], [], [], {}
        self.crops, self.offered, self.framed = [], [], []

    def show_picture(self, width, height, rgb):
        self.pictures.append((width, height, rgb))

    def show_state(self, text):
        self.states.append(text)

    def show_forecast(self, text):
        self.forecasts.append(text)

    def show_devices(self, names):
        self.devices = dict(names)

    def offer_crop(self, offered):
        self.offered.append(offered)

    def show_crop(self, width, height, rgb):
        self.crops.append((width, height, rgb))

    def frame(self, place):
        self.framed.append(place)


class Dialog:
    """A preview and its viewer, and a clock that ticks."""

    def __init__(self, folder):
        self.session = Session(folder).__enter__()
        self.viewer = Viewer()
        self.preview = preview.Preview(self.session, self.viewer)

    def tick_until(self, condition):
        deadline = time.monotonic() + 30
        while not condition():
            assert time.monotonic() < deadline, self.viewer.states
            self.preview.tick()
            time.sleep(0.002)

    def finish(self, request):
        """Preview a request to its end."""
        self.preview.request(request, 0)
        self.tick_until(lambda: "finished" in self.viewer.states[-1])


@pytest.fixture
def dialog(engine):
    opened = []

    def open_one(**plan):
        opened.append(Dialog(engine(**plan)))
        return opened[-1]

    yield open_one
    for one in opened:
        one.session.__exit__()


def request(layer, strength=50.0, **more):
    return core.StyleRequest([layer], [core.Style(STYLE)], Options(strength=strength), **more)


STYLE = FakeLayer("style", 3, 2, 3)


@pytest.fixture
def layer():
    return FakeLayer("photo", 8, 6)


def test_it_shows_pictures_a_forecast_and_the_devices(dialog, layer, jobs):
    one = dialog()
    one.session.prepare({"device": "auto"})
    one.finish(request(layer))
    assert [picture[:2] for picture in one.viewer.pictures] == [(64, 48), (64, 48)]
    assert one.viewer.forecasts == ["Xeon: OK will take about 1 min 30 s and 700 MiB of memory."]
    assert one.viewer.devices == {"cpu": "Xeon, float32", "abacus": "beads"}
    assert [(job["id"], job["pause_after_level"]) for job in jobs()] == [(0, 1)]


def test_ok_goes_on_from_the_preview(dialog, layer, jobs):
    one, host = dialog(), FakeHost()
    one.finish(request(layer))
    assert core.paint(host, request(layer), session=one.session) == 1
    assert layer.pixels[0] == 0.75 and len(jobs()) == 1
    assert len(host.progress.previews) == 2  # the other half of the evaluations


def test_ok_in_the_middle_of_the_preview_does_not_pause(dialog, layer, jobs):
    one = dialog(steps=50, pause=0.01)
    one.preview.request(request(layer), 0)
    one.tick_until(lambda: one.viewer.pictures)
    core.paint(FakeHost(), request(layer), session=one.session)
    assert layer.pixels[0] == 0.75 and len(jobs()) == 1


def test_a_knob_begins_it_anew_once_it_is_at_rest(dialog, layer, jobs):
    one = dialog(steps=1000, pause=0.01)
    one.preview.request(request(layer), 0)
    one.tick_until(lambda: one.viewer.pictures)
    for strength in (51.0, 52.0, 53.0):
        one.preview.request(request(layer, strength), 0.1)
        one.preview.tick()
    one.tick_until(lambda: len(jobs()) == 2)
    assert [job["options"]["strength"] for job in jobs()] == [50.0, 53.0]
    assert jobs()[0]["content"] == jobs()[1]["content"]  # the pixels were sent once


def test_where_the_result_goes_is_no_reason_to_begin_anew(dialog, layer, jobs):
    one, host = dialog(), FakeHost()
    one.finish(request(layer))
    one.preview.request(request(layer, result="new-layer"), 0)
    one.preview.tick()
    core.paint(host, request(layer, result="new-layer"), session=one.session)
    assert len(jobs()) == 1 and [name for name, _, _ in host.added] == ["photo"]


def test_ok_with_other_settings_ends_the_preview_first(dialog, layer, jobs):
    one = dialog(steps=200, pause=0.01)
    one.preview.request(request(layer), 0)
    one.tick_until(lambda: one.viewer.pictures)
    layer.area = Area(0, 0, 4, 4)
    core.paint(FakeHost(after_first_look()), request(layer, 60.0), session=one.session)
    assert [job["options"]["strength"] for job in jobs()] == [50.0, 60.0]
    assert (jobs()[1]["content"]["width"], len(list(one.session.engine.folder.glob("pixels-*")))) == (4, 2)


def test_ok_with_the_settings_of_a_preview_that_was_just_ended(dialog, layer, jobs):
    one = dialog(steps=50, pause=0.01)
    one.preview.request(request(layer), 0)
    one.tick_until(lambda: one.viewer.pictures)
    one.preview.request(request(layer, 60.0), 0)
    one.preview.tick()
    core.paint(FakeHost(), request(layer), session=one.session)
    assert layer.pixels[0] == 0.75 and [job["options"]["strength"] for job in jobs()] == [50.0, 50.0]


def test_a_stop_while_the_preview_ends_is_not_forgotten(dialog, layer, jobs):
    one, host = dialog(steps=1000, pause=0.01), FakeHost(lambda _progress: UserAction.STOP)
    one.preview.request(request(layer), 0)
    one.tick_until(lambda: one.viewer.pictures)
    core.paint(host, request(layer, 60.0), session=one.session)
    assert layer.pixels[0] == 0.75 and [job["options"]["strength"] for job in jobs()] == [50.0, 60.0]
    assert len(host.progress.previews) < 100


def after_first_look():
    """Stop and keep, once there is a picture."""
    return lambda progress: UserAction.STOP if progress.previews else None


def test_another_selection_is_another_preview(dialog, layer, jobs):
    one = dialog()
    one.finish(request(layer))
    layer.area = Area(2, 2, 4, 3)
    one.preview.request(request(layer), 0)
    one.tick_until(lambda: len(jobs()) == 2)
    assert [job["content"]["width"] for job in jobs()] == [8, 4]


def test_nothing_to_preview_ends_what_runs(dialog, layer):
    one = dialog(steps=1000, pause=0.01)
    one.preview.request(request(layer), 0)
    one.tick_until(lambda: one.viewer.pictures)
    one.preview.request(None, 0)
    one.tick_until(lambda: one.session.number is None)


def test_what_the_engine_refuses_is_said_and_the_next_settings_work(dialog, layer):
    one = dialog(mode="refuse strength 7")
    one.preview.request(request(layer, 7.0), 0)
    one.tick_until(lambda: "not enough memory" in one.viewer.states[-1])
    assert one.preview.is_alive
    one.finish(request(layer, 8.0))


def test_an_engine_that_dies_is_said_and_ok_starts_another(dialog, layer, engine):
    one = dialog(mode="killed")
    one.preview.request(request(layer), 0)
    one.tick_until(lambda: not one.preview.is_alive)
    assert "ended before" in one.viewer.states[-1]
    one.preview.request(request(layer, 60.0), 0)
    one.preview.tick()
    with pytest.raises(EngineError):
        core.paint(FakeHost(), request(layer), session=one.session)
    core.paint(FakeHost(), request(layer), engine())
    assert layer.pixels[0] == 0.75


def test_several_styles_have_their_weights(dialog, layer, jobs):
    one = dialog()
    styles = [core.Style(STYLE, 2.0), core.Style(FakeLayer("other", 2, 2, 4), 0.5)]
    one.finish(core.StyleRequest([layer], styles, Options()))
    assert [(style["weight"], style["channels"]) for style in jobs()[0]["styles"]] == [(2.0, 3), (0.5, 4)]


# Crops of the result


LARGE = 640, 400


@pytest.fixture
def large():
    return FakeLayer("photo", *LARGE)


def test_a_crop_is_asked_for_once_the_preview_is_finished(dialog, large, crops):
    one = dialog(steps=6, pause=0.05)
    one.preview.request(request(large), 0)
    one.preview.show_crop(0.5, 0.5)
    one.tick_until(lambda: one.viewer.crops)
    assert one.viewer.offered == [True]
    assert one.viewer.framed[-1] == (0.25, 0.1, 0.5, 0.8)
    assert [(each["x"], each["y"], each["width"], each["height"]) for each in crops()] == [(160, 40, 320, 320)]
    width, height, rgb = one.viewer.crops[0]
    assert (width, height, rgb[:3]) == (320, 320, bytes([160, 0, 0]))
    assert "Painting a part" in one.viewer.states[-2] and "finished" in one.viewer.states[-1]
    assert list(one.session.engine.folder.glob("crop-*")) == []


def test_the_crop_moves_within_the_picture_when_the_mouse_rests(dialog, large, crops):
    one = dialog()
    one.finish(request(large))
    one.preview.show_crop(0.5, 0.5)
    one.tick_until(lambda: len(one.viewer.crops) == 1)
    for x in (0.6, 0.8, 1.0):  # a drag
        one.preview.show_crop(x, 0.0)
        one.preview.tick()
    one.tick_until(lambda: len(one.viewer.crops) == 2)
    assert [(each["x"], each["y"]) for each in crops()] == [(160, 40), (320, 0)]
    assert one.viewer.framed[-1] == (0.5, 0, 0.5, 0.8)


def test_other_settings_bring_another_crop_and_a_small_picture_is_shown_as_a_whole(dialog, layer, crops, jobs):
    one = dialog()
    one.preview.show_crop(0.5, 0.5)
    one.finish(request(layer))
    one.tick_until(lambda: len(one.viewer.crops) == 1)
    one.preview.request(request(layer, 60.0), 0)
    one.tick_until(lambda: len(one.viewer.crops) == 2)
    assert [each["id"] for each in crops()] == [job["id"] for job in jobs()] == [0, 1]
    assert [(each["x"], each["y"], each["width"], each["height"]) for each in crops()] == 2 * [(0, 0, 8, 6)]


def test_ok_goes_on_from_a_preview_with_a_crop(dialog, large, jobs):
    one = dialog()
    one.preview.show_crop(0.2, 0.2)
    one.finish(request(large))
    one.tick_until(lambda: one.viewer.crops)
    core.paint(FakeHost(), request(large), session=one.session)
    assert large.pixels[0] == 0.75 and len(jobs()) == 1


def test_a_hidden_crop_is_asked_for_no_more(dialog, large, crops):
    one = dialog()
    one.preview.show_crop(0.5, 0.5)
    one.finish(request(large))
    one.tick_until(lambda: one.viewer.crops)
    one.preview.hide_crop()
    assert one.viewer.framed[-1] is None
    one.finish(request(large, 60.0))
    assert len(crops()) == len(one.viewer.crops) == 1


def test_what_is_left_out_for_lack_of_memory_is_said_with_the_forecast(dialog, layer):
    one = dialog(mode="no finish")
    one.finish(request(layer))
    assert one.viewer.forecasts == ["Xeon: OK will take about 1 min 30 s and 700 MiB of memory. There is no finish."]
    assert one.viewer.offered == [False]
