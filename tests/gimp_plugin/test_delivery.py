"""Finished layers are delivered whatever happens to the others; what can go nowhere stays on disk, and is found."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys

import pytest
from common import core, delivery
from common.errors import Cancelled, EngineError, PluginError
from common.kept import Kept, left_behind, place
from common.pixels import Area, Picture
from common.progress import UserAction
from fake_host import FakeHost, FakeLayer


@pytest.fixture
def layers():
    return [FakeLayer(f"layer {n}", 4 + n, 4) for n in range(5)]


def request_for(*layers, **more):
    return core.StyleRequest(list(layers), [core.Style(FakeLayer("style", 3, 2, 3))], **more)


def painted(layers):
    return [layer.pixels[0] == 0.75 for layer in layers]


def files(state):
    found = [path.name for path in state.rglob("*") if path.is_file()] if state.is_dir() else []
    return sorted(name for name in found if name != "lock")


def test_an_engine_killed_in_the_fourth_layer_leaves_three(engine, layers, host, left_over, state):
    assert core.paint(host, request_for(*layers), engine(mode="killed in job 3")) == 3
    assert painted(layers) == [True, True, True, False, False]
    (told,) = host.told
    assert "ended before its work was done" in told and told.endswith("3 of 5 layers are painted.")
    assert host.undo_steps == 1 and left_over() == [] and files(state) == []


def test_a_layer_that_the_engine_refuses_does_not_lose_the_others(engine, layers, host, left_over):
    assert core.paint(host, request_for(*layers), engine(mode="refuse job 1")) == 4
    assert painted(layers) == [True, False, True, True, True]
    assert "There is not enough memory." in host.told[0] and "4 of 5 layers" in host.told[0]
    assert left_over() == []


def test_a_disk_that_is_full_at_the_third_layer_leaves_two(engine, layers, host, monkeypatch):
    def full(_area, _file):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(layers[2], "read", full)
    assert core.paint(host, request_for(*layers), engine()) == 2
    assert painted(layers) == [True, True, False, False, False]
    assert "No space left" in host.told[0]


class Refusing(FakeHost):
    """An editor that raises for some layers, and for some new images."""

    def __init__(self, *names, images=()):
        super().__init__()
        self._names, self._images = names, images

    def paint_over(self, layer, area, picture):
        if layer.name in self._names:
            raise RuntimeError("Procedure called with an invalid ID")
        return super().paint_over(layer, area, picture)

    def open_image(self, title, picture, unseen=False):
        if title in self._images:
            raise RuntimeError("no image")
        return super().open_image(title, picture, unseen)


def test_a_layer_that_vanishes_while_it_is_written_becomes_an_image(engine, layers, state):
    host = Refusing("layer 1")
    core.paint(host, request_for(*layers), engine())
    assert painted(layers) == [True, False, True, True, True]
    assert [title for title, _ in host.images] == ["layer 1, painted"]
    assert "removed or changed" in host.told[0] and files(state) == []


def test_a_rescue_that_fails_loses_none_of_the_others_and_stays_on_disk(engine, layers, state):
    host = Refusing("layer 1", "layer 3", images=("layer 1, painted",))
    with pytest.raises(PluginError, match="Its result is kept"):
        core.paint(host, request_for(*layers), engine())
    assert painted(layers) == [True, False, True, False, True]
    assert [title for title, _ in host.images] == ["layer 3, painted"]
    assert files(state) == ["1-result-1.f32", "1-result-1.json"]
    later = FakeHost()
    delivery.open_left_behind(later)
    ((title, pixels),) = later.images
    assert title == "layer 1, painted" and len(pixels) == 4 * 4 * 5 * 4
    assert "was left by an earlier job" in later.told[0] and list(state.iterdir()) == []
    delivery.open_left_behind(later)
    assert len(later.images) == 1


def test_new_images_that_cannot_be_opened_stay_on_disk(engine, layers, state):
    host = Refusing(images=("layer 2, painted",))
    with pytest.raises(PluginError, match="is kept"):
        core.paint(host, request_for(*layers, result="new-image"), engine())
    assert len(host.images) == 4 and len(files(state)) == 2


def test_without_a_user_it_stays_on_disk(engine, layer, state):
    host = FakeHost(lambda progress: progress.previews and setattr(layer, "intact", False))
    host.has_windows = False
    with pytest.raises(PluginError, match="opens it as a new image"):
        core.paint(host, request_for(layer), engine())
    delivery.open_left_behind(host)
    assert len(files(state)) == 2
    host.has_windows = True
    delivery.open_left_behind(host)
    assert len(host.images) == 1


def test_what_is_painted_meanwhile_is_not_covered(engine, layers, host, state):
    def draw(progress):
        if progress.previews:
            layers[0].pixels[0] = 0.9

    host = FakeHost(draw)
    core.paint(host, request_for(layers[0]), engine())
    assert layers[0].pixels[0] == pytest.approx(0.9)
    assert [(name, area) for name, area, _ in host.added] == [("layer 0", Area(0, 0, 4, 4))]
    assert host.told == ["“layer 0” was changed while it was painted: the result is a layer above it."]
    assert files(state) == []


def test_cancel_leaves_nothing_on_disk(engine, layers, state):
    def at_the_third(progress):
        return UserAction.CANCEL if any("Layer 3" in text for _, text in progress.shown) else None

    with pytest.raises(Cancelled):
        core.paint(FakeHost(at_the_third), request_for(*layers), engine(pause=0.02))
    assert painted(layers) == [False] * 5 and files(state) == []


def leave(state, count=1):
    """What a killed job leaves: its process is gone, and the lock with it."""
    kept = Kept()
    for number in range(count):
        source = state.parent.parent / f"result-{number}.f32"
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_bytes(bytes(4 * 2 * 2 * 3))
        kept.keep(f"picture {number}", Picture(source, 2, 2, 3))
    kept.close()


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path[:] = sys.argv[2:]
from test_delivery import leave
leave(Path(sys.argv[1]), 2)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_job_that_was_killed_before_the_merge_leaves_its_results(state):
    assert subprocess.run([sys.executable, "-c", KILLED, str(state), *sys.path]).returncode == -signal.SIGKILL
    assert [left.title for left in left_behind()] == ["picture 0", "picture 1"]
    assert state == place()


def test_a_running_job_is_left_alone(state, tmp_path):
    source = tmp_path / "r.f32"
    source.write_bytes(bytes(48))
    with Kept() as kept:
        picture = kept.keep("mine", Picture(source, 2, 2, 3))
        assert not source.exists() and picture.path.is_file()
        assert list(left_behind()) == []
        kept.delivered(picture)
    assert list(state.iterdir()) == []


@pytest.mark.parametrize("text", ["", "[]", "[" * 100_000, '{"title": 1}', "x" * 100_000])
def test_descriptions_that_cannot_be_used_are_left_aside(text, state):
    leave(state)
    (description,) = state.rglob("*.json")
    description.write_text(text)
    assert list(left_behind()) == []


def test_a_description_names_no_file_elsewhere(state):
    leave(state)
    (description,) = state.rglob("*.json")
    said = json.loads(description.read_text())
    description.write_text(json.dumps({**said, "file": "/etc/passwd"}))
    assert list(left_behind()) == []


def test_a_folder_that_cannot_be_made_leaves_results_where_they_are(state, tmp_path):
    state.parent.parent.mkdir(parents=True)
    state.parent.write_text("a file is in its place")
    source = tmp_path / "r.f32"
    source.write_bytes(bytes(48))
    with Kept() as kept:
        assert kept.keep("mine", Picture(source, 2, 2, 3)).path == source
    with Kept() as kept, pytest.raises(EngineError, match="incomplete"):
        kept.keep("mine", Picture(source, 2, 3, 3))
