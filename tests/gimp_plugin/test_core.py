"""The whole job under a fake host and a fake engine: results, actions of the user, and everything that can go wrong."""

from __future__ import annotations

import dataclasses
import errno
import os
import signal
import time

import pytest
from common import core, follow
from common.errors import Cancelled, EngineError, InputError, PluginError
from common.pixels import Area
from common.progress import UserAction
from fake_host import FakeHost, FakeLayer, FakeRegion
from options import Options


@pytest.fixture
def request_for():
    def make(*layers, **more):
        return core.StyleRequest(list(layers), [core.Style(FakeLayer("style", 3, 2, 3))], **more)

    return make


def test_the_layer_is_painted_in_one_undo_step(engine, request_for, layer, host, left_over):
    assert core.paint(host, request_for(layer), engine()) == 1
    assert list(layer.pixels[:4]) == [0.75, 0.75, 0.75, 1.0]
    assert (host.undo_steps, host.stored, host.progress.closed, host.told) == (1, True, True, [])
    assert host.progress.previews and len(host.progress.previews[0][2]) == 64 * 48 * 3
    assert host.progress.shown[-1][0] == 1.0
    assert left_over() == []


def test_what_is_left_out_for_lack_of_memory_is_told_where_there_was_no_preview(engine, request_for, layer, host):
    core.paint(host, request_for(layer), engine(mode="no finish"))
    assert host.told == ["There is no finish."]
    assert layer.pixels[0] == 0.75


def test_only_the_selected_area_is_sent_and_painted(engine, request_for, layer, host, jobs):
    layer.area = Area(2, 1, 3, 4)
    core.paint(host, request_for(layer), engine())
    sent = jobs()[0]["content"]
    assert (sent["width"], sent["height"], sent["channels"]) == (3, 4, 4)
    changed = {n // 4 for n, value in enumerate(layer.pixels) if n % 4 < 3 and value != 0.25}
    assert changed == {row * 8 + column for row in range(1, 5) for column in range(2, 5)}


def test_a_region_is_sent_with_its_style(engine, layer, host, jobs):
    """As large as the area that is painted; the style without one has none."""
    layer.area = Area(2, 1, 3, 4)
    first, second = (core.Style(FakeLayer(name, 3, 2, 3)) for name in ("ink", "oil"))
    request = core.StyleRequest([layer], [dataclasses.replace(first, region=FakeRegion(0.5)), second])
    core.paint(host, request, engine())
    ink, oil = jobs()[0]["styles"]
    assert (ink["region"]["width"], ink["region"]["height"], ink["region"]["channels"]) == (3, 4, 1)
    assert "region" not in oil


def test_a_strength_map_is_sent_with_the_job(engine, layer, host, jobs):
    """As large as the area that is painted; without one there is none."""
    layer.area = Area(2, 1, 3, 4)
    request = core.StyleRequest([layer], [core.Style(FakeLayer("ink", 3, 2, 3))])
    core.paint(host, dataclasses.replace(request, strength_map=FakeRegion(0.5)), engine())
    sent = jobs()[0]["strength_map"]
    assert (sent["width"], sent["height"], sent["channels"]) == (3, 4, 1)
    core.paint(host, request, engine())
    assert "strength_map" not in jobs()[-1]


def test_alpha_stays_and_where_it_is_zero_nothing_is_painted(engine, request_for, layer, host):
    layer.pixels[3], layer.pixels[7] = 0.0, 0.5
    core.paint(host, request_for(layer), engine())
    assert list(layer.pixels[:8]) == [0.25, 0.25, 0.25, 0.0, 0.75, 0.75, 0.75, 0.5]


@pytest.mark.parametrize("mode, channels", [("opaque", 4), ("", 3)])
def test_pictures_without_alpha_fit_either_layer(engine, request_for, host, mode, channels):
    layer = FakeLayer("photo", 4, 4, channels)
    core.paint(host, request_for(layer), engine(mode=mode))
    assert list(layer.pixels[:3]) == [0.75] * 3


def test_a_new_layer_leaves_the_old_one_alone(engine, request_for, layer, host):
    core.paint(host, request_for(layer, result="new-layer"), engine())
    assert set(layer.pixels) == {0.25, 1.0}
    assert [name for name, _, _ in host.added] == ["photo"] and host.undo_steps == 1


def test_a_new_image_leaves_the_layer_alone_even_where_nobody_sees_it(engine, request_for, layer, host):
    host.has_windows = False
    core.paint(host, request_for(layer, result="new-image"), engine())
    assert set(layer.pixels) == {0.25, 1.0} and host.undo_steps == 0
    assert [title for title, _ in host.images] == ["photo, painted"]


def test_the_window_hears_of_losses_and_of_the_end(engine, request_for, layer, host):
    core.paint(host, request_for(layer), engine())
    assert host.progress.losses == [(0, step, 4, 1 / step) for step in (1, 2, 3, 4)]
    assert host.progress.finished == "“photo” is painted."


def test_options_and_the_automatic_size_reach_the_engine(engine, request_for, host, jobs):
    options = Options(strength=70, preset="gatys")
    core.paint(host, request_for(FakeLayer("wide", 1000, 1), FakeLayer("small", 8, 8), options=options), engine())
    first, second = (job["options"] for job in jobs())
    assert (first["strength"], first["preset"], first["size"]) == (70, "gatys", 768)
    assert second["size"] is None


def test_several_layers_are_painted_in_one_step(engine, request_for, host, jobs, left_over):
    layers = [FakeLayer(f"layer {n}", 4 + n, 4) for n in range(3)]
    assert core.paint(host, request_for(*layers), engine()) == 3
    assert [layer.pixels[0] for layer in layers] == [0.75] * 3
    assert host.undo_steps == 1 and [job["id"] for job in jobs()] == [0, 1, 2]
    assert any(text.startswith("Layer 2 of 3, ") for _, text in host.progress.shown)
    fractions = [fraction for fraction, _ in host.progress.shown]
    assert fractions == sorted(fractions)
    assert left_over() == []


def after(seconds, action):
    """A look at the progress window that does `action` once `seconds` have gone by since the first preview."""
    begun = []

    def look(progress):
        if progress.previews and not begun:
            begun.append(time.monotonic())
        return action(progress) if begun and time.monotonic() - begun[0] >= seconds else None

    return look


def test_cancel_leaves_everything_as_it_was(engine, request_for, layer, left_over):
    host = FakeHost(after(0.1, lambda _: UserAction.CANCEL))
    with pytest.raises(Cancelled):
        core.paint(host, request_for(layer), engine(steps=1000, pause=0.02))
    assert max(shown[0] for shown in host.progress.shown) < 1  # far from all steps
    assert set(layer.pixels) == {0.25, 1.0} and host.undo_steps == 0 and host.progress.closed
    assert left_over() == []


def test_cancel_before_the_engine_is_ready(engine, request_for, layer, left_over):
    with pytest.raises(Cancelled):
        core.paint(FakeHost(lambda _: UserAction.CANCEL), request_for(layer), engine(mode="mute"))
    assert left_over() == []


def test_stop_keeps_the_best_so_far(engine, request_for, layer, left_over):
    host = FakeHost(after(0.1, lambda _: UserAction.STOP))
    assert core.paint(host, request_for(layer), engine(steps=1000, pause=0.02)) == 1
    assert layer.pixels[0] == 0.75 and host.told == []
    assert left_over() == []


def test_stop_with_several_layers_keeps_those_that_are_done(engine, request_for):
    layers = [FakeLayer("one", 4, 4), FakeLayer("two", 4, 4)]
    host = FakeHost(after(0.1, lambda _: UserAction.STOP))
    assert core.paint(host, request_for(*layers), engine(steps=1000, pause=0.02)) == 1
    assert [layer.pixels[0] for layer in layers] == [0.75, 0.25]
    assert host.told == ["1 of 2 layers are painted."]


def test_cancel_ends_an_engine_that_does_not_listen(engine, request_for, layer, left_over):
    with pytest.raises(Cancelled):
        core.paint(FakeHost(after(0, lambda _: UserAction.CANCEL)), request_for(layer), engine(mode="deaf"))
    assert left_over() == []


@pytest.mark.parametrize(
    "mode, what, hint",
    [
        ("killed", "ended before its work was done .exit status -9", "Details are in /tmp/fake.log"),
        (
            "crash",
            "exit status 1.: ImportError: numpy is not installed|ImportError: numpy is not installed",
            "install.py",
        ),
        ("protocol", "different versions", "install.py"),
        ("error", "There is not enough memory.", "Choose a smaller size. Details are in /tmp/x.log"),
        ("short", "result-0.f32 is incomplete", ""),
    ],
)
def test_an_engine_that_fails(engine, request_for, layer, host, left_over, mode, what, hint):
    with pytest.raises(EngineError, match=what) as caught:
        core.paint(host, request_for(layer), engine(mode=mode))
    assert hint in caught.value.hint
    assert set(layer.pixels) == {0.25, 1.0} and host.progress.closed
    assert left_over() == []


def test_an_engine_killed_from_outside(engine, request_for, layer, left_over):
    def kill(_progress):
        for process in left_over():
            if process.isdigit():
                os.kill(int(process), signal.SIGKILL)

    with pytest.raises(EngineError, match="exit status -9"):
        core.paint(FakeHost(after(0.05, kill)), request_for(layer), engine(steps=1000, pause=0.02))
    assert left_over() == []


def test_an_engine_that_never_gets_ready(engine, request_for, layer, host, left_over, monkeypatch):
    monkeypatch.setattr(follow, "START_SECONDS", 0.2)
    with pytest.raises(EngineError, match="did not start"):
        core.paint(host, request_for(layer), engine(mode="mute"))
    assert left_over() == []


def test_an_engine_that_falls_silent(engine, request_for, layer, host, left_over, monkeypatch):
    monkeypatch.setattr(follow, "WARNING_SECONDS", 0.1)
    monkeypatch.setattr(follow, "TIMEOUT_SECONDS", 0.4)
    with pytest.raises(EngineError, match="hangs"):
        core.paint(host, request_for(layer), engine(mode="deaf"))
    assert any("has not responded" in text for _, text in host.progress.shown)
    assert left_over() == []


def test_a_suspended_engine_is_the_users_to_end(engine, request_for, layer, left_over, monkeypatch):
    """It is not killed: it may be stopped, swapped out, or asleep with the computer."""
    monkeypatch.setattr(follow, "WARNING_SECONDS", 0.1)
    monkeypatch.setattr(follow, "TIMEOUT_SECONDS", 0.2)
    stopped = []

    def look(progress):
        if progress.previews and not stopped:
            stopped.extend(int(process) for process in left_over() if process.isdigit())
            for process in stopped:
                os.kill(process, signal.SIGSTOP)
        if sum("has not responded" in text for _, text in progress.shown) == 20:  # a second
            for process in stopped:
                os.kill(process, signal.SIGCONT)

    host = FakeHost(look)
    host.progress.has_user = True
    assert core.paint(host, request_for(layer), engine(pause=0.1)) == 1
    assert stopped and layer.pixels[0] == 0.75 and left_over() == []


def test_cancel_ends_a_suspended_engine(engine, request_for, layer, left_over, monkeypatch):
    monkeypatch.setattr(follow, "WARNING_SECONDS", 0.1)

    def look(progress):
        if any("Cancel terminates it" in text for _, text in progress.shown):
            return UserAction.CANCEL
        for process in left_over() if progress.previews else []:
            if process.isdigit():
                os.kill(int(process), signal.SIGSTOP)
        return None

    host = FakeHost(look)
    host.progress.has_user = True
    with pytest.raises(Cancelled):
        core.paint(host, request_for(layer), engine(steps=1000, pause=0.02))
    assert left_over() == [] and host.undo_steps == 0


def test_an_engine_that_computes_for_long_is_no_silent_one(engine, request_for, layer, host, monkeypatch):
    monkeypatch.setattr(follow, "TIMEOUT_SECONDS", 0.3)
    core.paint(host, request_for(layer), engine(mode="slow", steps=2))
    assert layer.pixels[0] == 0.75


@pytest.mark.parametrize("result", ["in-place", "new-layer"])
def test_the_result_of_a_vanished_layer_becomes_an_image(engine, request_for, layer, result):
    host = FakeHost(after(0, lambda _: setattr(layer, "intact", False)))
    core.paint(host, request_for(layer, result=result), engine())
    assert [title for title, _ in host.images] == ["photo, painted"]
    assert "new image" in host.told[0] and host.undo_steps == 0 and set(layer.pixels) == {0.25, 1.0}


def test_a_layer_locked_meanwhile_does_not_lose_the_others(engine, request_for, layer):
    other = FakeLayer("other", 4, 4)
    host = FakeHost(after(0, lambda _: setattr(layer, "trouble", "is locked")))
    core.paint(host, request_for(layer, other), engine())
    assert other.pixels[0] == 0.75 and len(host.images) == 1 and host.undo_steps == 1


def test_a_layer_removed_before_its_turn_does_not_lose_the_others(engine, request_for, layer, left_over):
    other = FakeLayer("other", 4, 4)
    host = FakeHost(after(0, lambda _: setattr(other, "intact", False)))
    assert core.paint(host, request_for(layer, other), engine()) == 1
    assert layer.pixels[0] == 0.75 and host.images == [] and host.told == ["1 of 2 layers are painted."]
    assert left_over() == []


def test_nothing_is_painted_where_a_style_has_gone_before_it_was_read(engine, request_for, layer, host, left_over):
    request = request_for(layer)
    request.styles[0].layer.intact = False
    with pytest.raises(PluginError, match="style has gone"):
        core.paint(host, request, engine())
    assert host.undo_steps == 0 and host.progress.closed and left_over() == []


def test_without_windows_a_vanished_layer_is_an_error(engine, request_for, layer, left_over):
    host = FakeHost(after(0, lambda _: setattr(layer, "intact", False)))
    host.has_windows = False
    with pytest.raises(PluginError, match="removed or changed"):
        core.paint(host, request_for(layer), engine())
    assert left_over() == []


def test_a_full_disk_is_said_in_a_sentence(engine, request_for, layer, host, left_over, monkeypatch):
    def full(_area, _file):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(layer, "read", full)
    with pytest.raises(PluginError, match="No space left on device"):
        core.paint(host, request_for(layer), engine())
    assert left_over() == []


def test_nothing_starts_where_the_input_cannot_be_used(request_for, layer, tmp_path):
    def refusal(request):
        with pytest.raises(InputError) as caught:
            core.paint(None, request, tmp_path)
        return str(caught.value)

    assert "No layer is selected" in refusal(request_for())
    assert "No style" in refusal(core.StyleRequest([layer], []))
    assert "new layer" in refusal(request_for(layer, options=Options(rescale_image=False)))
    layer.area = None
    assert "does not touch the layer “photo”" in refusal(request_for(layer))
    layer.trouble = "It is locked."
    assert refusal(request_for(layer)) == "It is locked."
