"""The special kinds of layer in the real GIMP 2.10, as docs/LAYERS.md has them; the engine paints negatives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from tests.real_gimp.harness.gimp import Gimp
from tests.real_gimp.harness.installed import INSIDE
from tests.real_gimp.harness.layers import is_documented, snapshots
from tests.real_gimp.harness.negatives import wrong_pixels
from tests.real_gimp.harness.snapshots import read_report

PRELUDE = f"""
import sys; sys.path.append({INSIDE!r})
from tests.real_gimp.guest.gimp2 import *
from tests.real_gimp.guest.gimp2_matrix import *
from tests.real_gimp.guest.gimp2_layers import *
style = make_style()
"""


def test_every_special_kind_of_layer(faked2: Callable[..., Gimp]) -> None:
    """In one window, as its start takes the longest."""
    with faked2(steps=1).window() as window:
        window.python(PRELUDE)
        check_painted_in_place(read_report(window.python("report(**paint_in_place(style))")), window.shell.home)
        check_painted_above(read_report(window.python("report(**paint_above(style))")), window.shell.home)
        check_refused(read_report(window.python("report(**refusals(style))")))


def check_painted_in_place(seen: dict[str, Any], home: Path) -> None:
    assert set(seen["painted"]) == {""}
    assert all(seen["kept"].values()), seen["kept"]
    assert seen["undone"]
    for name in seen["names"]:
        before, after = snapshots(home, name, "before", "after")
        assert wrong_pixels("U8_GAMMA", before, after, np.ones_like(before.mask)) == []


def check_painted_above(seen: dict[str, Any], home: Path) -> None:
    assert set(seen["painted"]) == {""}
    assert seen["kept"] == {"pixels": True, "mask": True}
    assert seen["undone"]
    for name in seen["names"]:
        below, above = snapshots(home, name, "below", "above")
        assert above.about["offsets"] == below.about["offsets"], name
        visible = below.rgba[..., 3] > 0
        assert np.abs(above.rgba[..., 3] - below.rgba[..., 3]).max() < 0.01, name
        assert np.abs(above.rgba + below.rgba - 1)[visible][:, :3].max() < 0.02, name
    added = "in a locked group (Neural Style)"
    assert added in seen["tree"], "a layer cannot go into a group with locked content, so it goes above it"


def check_refused(seen: dict[str, Any]) -> None:
    """With the documented sentences."""
    assert seen["unchanged"]
    said = {**seen["said"], "indexed": seen["indexed"]}
    assert len(said) >= 8
    for name, sentence in said.items():
        assert sentence, name
        assert is_documented(sentence), f"{name}: {sentence}"
