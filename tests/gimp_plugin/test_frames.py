"""Layers as frames under a fake host and a fake engine: what is sent, what is written, and every end there can be."""

from __future__ import annotations

import dataclasses

import pytest
from common import core, frames, preview
from common.errors import Cancelled, EngineError, InputError, PluginError
from common.progress import UserAction
from fake_host import FakeHost, FakeLayer, FakeRegion
from test_preview import Dialog

NAMES = ("Frame 1 (100ms)", "Frame 2 (80ms) (combine)", "Frame 3 (replace)", "Frame 4", "Frame 5 (combine) (replace)")


@pytest.fixture
def layers():
    """Five frames; the second one is a part of the canvas."""
    made = [FakeLayer(name, 8, 6) for name in NAMES]
    made[1] = FakeLayer(NAMES[1], 3, 2)
    made[1].offsets, made[1].canvas = (4, -1), (8, 6)
    return made


@pytest.fixture
def request_of(layers):
    return frames.FramesRequest(layers, [core.Style(FakeLayer("style", 3, 2, 3))])


def shades(layers):
    return [layer.pixels[0] for layer in layers]


def when_at_frame(number, action):
    """A user who does something as soon as the window shows this frame."""

    def look(progress):
        return action if any(f"Frame {number} of" in text for _, text in progress.shown) else None

    return look


def test_all_layers_are_one_job_and_one_undo_step(engine, request_of, layers, host, jobs, left_over):
    assert core.paint(host, request_of, engine()) == 5
    (job,) = jobs()
    assert (job["kind"], job["width"], job["height"]) == ("video", 8, 6)
    assert [frame["combine"] for frame in job["frames"]] == [True, True, False, True, True]
    second = job["frames"][1]
    assert {name: second[name] for name in ("x", "y", "width", "height", "channels", "opacity")} == {
        "x": 4,
        "y": -1,
        "width": 3,
        "height": 2,
        "channels": 4,
        "opacity": 1.0,
    }
    assert shades(layers) == [0.75] * 5
    assert (host.undo_steps, host.told, host.stored, host.asked_for_rgb) == (1, [], True, True)
    assert left_over() == []


def test_the_window_shows_frame_after_frame_and_what_all_will_take(engine, request_of, host):
    core.paint(host, request_of, engine())
    texts = [text for _, text in host.progress.shown]
    assert "About 1 min 30 s for 5 frames, 700 MiB of memory" in texts
    seen = [text.split(",")[0] for text in texts if text.startswith("Frame ")]
    assert list(dict.fromkeys(seen)) == [f"Frame {n} of 5" for n in (1, 2, 3, 4, 5)]
    fractions = [fraction for fraction, _ in host.progress.shown]
    assert fractions == sorted(fractions)
    assert len(host.progress.previews) >= 5


def test_stop_keeps_the_frames_that_are_finished(engine, request_of, layers):
    host = FakeHost(when_at_frame(3, UserAction.STOP))
    assert core.paint(host, request_of, engine(pause=0.05)) == 2
    assert shades(layers) == [0.75, 0.75, 0.25, 0.25, 0.25]
    assert (host.undo_steps, host.told) == (1, ["2 of 5 layers are painted."])


def test_stop_in_the_first_frame_writes_nothing(engine, request_of, layers):
    host = FakeHost(when_at_frame(1, UserAction.STOP))
    assert core.paint(host, request_of, engine(pause=0.05)) == 0
    assert shades(layers) == [0.25] * 5
    assert (host.undo_steps, host.told) == (0, ["0 of 5 layers are painted."])


def test_cancel_leaves_everything_as_it_was(engine, request_of, layers, left_over):
    host = FakeHost(when_at_frame(4, UserAction.CANCEL))
    with pytest.raises(Cancelled):
        core.paint(host, request_of, engine(pause=0.05))
    assert shades(layers) == [0.25] * 5
    assert host.undo_steps == 0
    assert left_over() == []


def test_an_engine_that_dies_in_the_fourth_frame_leaves_three(engine, request_of, layers, host, left_over):
    assert core.paint(host, request_of, engine(mode="killed in frame 3")) == 3
    assert shades(layers) == [0.75, 0.75, 0.75, 0.25, 0.25]
    (told,) = host.told
    assert told.startswith("The engine ended before its work was done")
    assert told.endswith("3 of 5 layers are painted.")
    assert host.undo_steps == 1
    assert left_over() == []


def test_an_engine_that_dies_in_the_first_frame_is_an_error(engine, request_of, layers, host):
    with pytest.raises(EngineError, match="ended before its work was done"):
        core.paint(host, request_of, engine(mode="killed in frame 0"))
    assert shades(layers) == [0.25] * 5
    assert host.undo_steps == 0


def test_a_layer_that_cannot_be_a_frame_is_refused_before_the_engine_starts(engine, request_of, layers, host):
    layers[2].trouble = "“Frame 3” is a layer group."
    with pytest.raises(InputError, match="“Frame 3” is a layer group"):
        core.paint(host, request_of, engine())
    with pytest.raises(InputError, match="No layer"):
        core.check(dataclasses.replace(request_of, layers=[]))
    with pytest.raises(InputError, match="No style"):
        core.check(dataclasses.replace(request_of, styles=[]))


def test_a_selection_may_miss_some_layers_but_not_all(request_of, layers):
    for layer in layers[1:]:
        layer.area = None
    assert core.check(request_of) == [(0, 0, 8, 6)]
    layers[0].area = None
    with pytest.raises(InputError, match="does not touch"):
        core.check(request_of)


def when_two_layers_are_removed(layers):
    def remove(progress):
        if any("Frame 3 of" in text for _, text in progress.shown):
            layers[1].intact = layers[3].intact = False

    return FakeHost(remove)


def test_layers_that_were_removed_meanwhile_become_one_image_and_the_others_are_written(engine, request_of, layers):
    host = when_two_layers_are_removed(layers)
    core.paint(host, request_of, engine(pause=0.02))
    assert shades(layers) == [0.75, 0.25, 0.75, 0.25, 0.75]
    assert host.stacks == [((8, 6), [(NAMES[1], (4, -1)), (NAMES[3], (0, 0))])]
    assert host.told == ["2 layers were removed or changed while they were painted: their frames are a new image."]
    assert host.undo_steps == 1


def test_without_a_user_frames_of_removed_layers_are_lost_in_words(engine, request_of, layers):
    host = when_two_layers_are_removed(layers)
    host.has_windows = False
    with pytest.raises(PluginError, match="was removed or changed while it was painted"):
        core.paint(host, request_of, engine(pause=0.02))


def test_regions_lie_on_the_canvas(engine, request_of, host, jobs):
    style = core.Style(FakeLayer("ink", 3, 2, 3), region=FakeRegion(0.5))
    core.paint(host, dataclasses.replace(request_of, styles=[style]), engine())
    region = jobs()[0]["styles"][0]["region"]
    assert (region["width"], region["height"]) == (8, 6)


def test_a_strength_map_lies_on_the_canvas(engine, request_of, host, jobs):
    core.paint(host, dataclasses.replace(request_of, strength_map=FakeRegion(0.5)), engine())
    sent = jobs()[0]["strength_map"]
    assert (sent["width"], sent["height"]) == (8, 6)


def test_the_same_layers_make_the_same_content(request_of):
    """Or a preview would begin anew at each look."""
    assert request_of.contents == dataclasses.replace(request_of).contents


def test_one_preview_and_ok_goes_on_from_there(engine, request_of, host, jobs):
    one = Dialog(engine())
    try:
        one.finish(request_of)
        assert one.viewer.forecasts == ["OK will take about 1 min 30 s for 5 frames, and 700 MiB of memory."]
        assert core.paint(host, request_of, session=one.session) == 5
    finally:
        one.session.__exit__()
    assert [(job["id"], job["pause_after_level"]) for job in jobs()] == [(0, preview.LAST_LEVEL)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Background", True),
        ("Frame 2 (100ms) (replace)", False),
        ("Frame 2 (100ms) (combine)", True),
        ("(replace) then (combine)", False),
        ("(combine) then (replace)", True),
        ("(Replace)", True),
    ],
)
def test_the_first_tag_in_a_name_counts(name, expected):
    assert frames.combines(name) is expected
