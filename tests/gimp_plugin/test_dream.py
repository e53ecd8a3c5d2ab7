"""Deep Dream under a fake host and a fake engine: the same way as style transfer, with another job."""

from __future__ import annotations

import dataclasses

import options
import pytest
from common import core, settings
from common.errors import Cancelled, InputError, PluginError
from common.pixels import Area
from common.progress import UserAction
from fake_host import FakeHost, FakeLayer
from options import DreamOptions


def test_the_layer_is_dreamt_of_in_one_undo_step(engine, layer, host, jobs, left_over):
    layer.area = Area(2, 1, 3, 4)
    dream = core.DreamRequest([layer], None, DreamOptions(layer="conv3_2", octaves=2))
    assert core.paint(host, dream, engine()) == 1
    changed = {n // 4 for n, value in enumerate(layer.pixels) if n % 4 < 3 and value != 0.25}
    assert changed == {row * 8 + column for row in range(1, 5) for column in range(2, 5)}
    assert (host.undo_steps, host.stored, host.progress.closed) == (1, True, True)
    (job,) = jobs()
    assert (job["kind"], job["options"]["layer"], job["options"]["octaves"]) == ("dream", "conv3_2", 2)
    assert (job["content"]["width"], job["content"]["height"]) == (3, 4)
    assert not {"styles", "guide"} & set(job)
    assert left_over() == []


def test_the_guides_pixels_are_sent(engine, host, jobs):
    layers = [FakeLayer("photo", 1000, 1), FakeLayer("small", 8, 8)]
    guide = FakeLayer("guide", 3, 2, 3)
    core.paint(host, core.DreamRequest(layers, guide, result="new-layer"), engine())
    sizes = [(job["guide"]["width"], job["guide"]["height"], job["guide"]["channels"]) for job in jobs()]
    assert sizes == [(3, 2, 3)] * 2
    assert [job["options"]["size"] for job in jobs()] == [768, None]
    assert [name for name, _, _ in host.added] == ["photo", "small"]
    assert set(layers[0].pixels) == {0.25, 1.0}


def test_cancel_leaves_the_picture(engine, layer):
    host = FakeHost(lambda progress: UserAction.CANCEL if progress.previews else None)
    with pytest.raises(Cancelled):
        core.paint(host, core.DreamRequest([layer]), engine(pause=0.05))
    assert set(layer.pixels) == {0.25, 1.0}
    assert host.undo_steps == 0


def test_what_cannot_be_done_starts_nothing(engine, layer, host, tmp_path):
    with pytest.raises(InputError, match="No layer is selected"):
        core.paint(host, core.DreamRequest([]), engine())
    layer.area = None
    with pytest.raises(InputError, match="does not touch the layer"):
        core.paint(host, core.DreamRequest([layer]), engine())
    assert not (tmp_path / "jobs").exists()


def test_the_result_of_a_lost_layer_is_kept(engine, layer):
    def remove(progress):
        layer.intact = not progress.previews

    host = FakeHost(remove)
    host.has_windows = False
    with pytest.raises(PluginError, match=r"“photo” was removed .* Its result is kept"):
        core.paint(host, core.DreamRequest([layer]), engine())


def test_every_option_is_an_argument():
    arguments = {argument.name: argument for argument in settings.arguments(DreamOptions)}
    expected = {field.name.replace("_", "-") for field in dataclasses.fields(DreamOptions)}
    assert set(arguments) == expected | {"result"}
    values = {name: argument.default for name, argument in arguments.items() if name != "result"}
    assert settings.to_options(values, DreamOptions) == DreamOptions()
    assert settings.to_options({"octave-scale": 1.2}, DreamOptions).octave_scale == 1.2
    with pytest.raises(InputError, match="octave_scale"):
        settings.to_options({"octave-scale": 9.0}, DreamOptions)


def test_mnemonics_are_unique():
    labels = [argument.label for argument in settings.arguments(options.DreamOptions)]
    marked = settings.with_mnemonics(labels, settings.DREAM_TAKEN)
    letters = [text[text.index("_") + 1].lower() for text in marked if "_" in text]
    assert len(set(letters)) == len(letters) >= 6
    assert not set(letters) & set(settings.DREAM_TAKEN)
