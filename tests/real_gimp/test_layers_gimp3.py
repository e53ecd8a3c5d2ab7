"""The special kinds of layer in the real GIMP 3, as docs/LAYERS.md has them; the engine paints negatives."""

from __future__ import annotations

import numpy as np

from tests.real_gimp.harness.layers import is_documented, snapshots
from tests.real_gimp.harness.negatives import wrong_pixels
from tests.real_gimp.harness.snapshots import read_report
from tests.real_gimp.harness.window import GimpWindow

SUCCESS = ["success", ""]


def test_painted_in_place_in_one_undo_step(negatives: GimpWindow) -> None:
    seen = read_report(negatives.python("report(**paint_in_place(style))"))
    assert seen["painted"] == SUCCESS
    assert all(seen["kept"].values()), seen["kept"]
    assert seen["undone"]
    for name in seen["names"]:
        before, after = snapshots(negatives.shell.home, name, "before", "after")
        assert wrong_pixels("U8_NON_LINEAR", before, after, np.ones_like(before.mask)) == []


def test_painted_as_new_layers_in_one_undo_step(negatives: GimpWindow) -> None:
    seen = read_report(negatives.python("report(**paint_above(style))"))
    assert seen["painted"] == SUCCESS
    assert seen["kept"] == {"pixels": True, "mask": True}
    assert seen["undone"]
    for name in seen["names"]:
        below, above = snapshots(negatives.shell.home, name, "below", "above")
        assert above.about["offsets"] == below.about["offsets"], name
        visible = below.rgba[..., 3] > 0
        assert np.abs(above.rgba[..., 3] - below.rgba[..., 3]).max() < 0.01, name
        assert np.abs(above.rgba + below.rgba - 1)[visible][:, :3].max() < 0.02, name
    added = "in a locked group (Neural Style)"
    assert added in seen["tree"], "a layer cannot go into a group with locked content, so it goes above it"


def test_refused_with_the_documented_sentence(negatives: GimpWindow) -> None:
    seen = read_report(negatives.python("report(**refusals(style))"))
    assert seen["unchanged"]
    said = {**seen["said"], "indexed": seen["indexed"]}
    assert len(said) >= 8
    for name, (status, sentence) in said.items():
        assert status == "calling-error", name
        assert is_documented(sentence), f"{name}: {sentence}"
