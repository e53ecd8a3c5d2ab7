"""Every kind of picture in the real GIMP 2.10, painted in place and taken back with Ctrl+Z in its window.

As in GIMP 3 (test_matrix_gimp3.py), with an engine that paints negatives: base type x precision is complete (12
precisions, RGB and gray), each such image has the same nine layers, and every pair of selection and profile occurs with
each base type. GIMP 2.10 paints one layer in one call. What a picture is in sRGB, GIMP's own conversion says: the
plug-in has to convert by itself, as GIMP 2.10 hands out the numbers of the profile.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from tests.real_gimp.guest.kinds import CODINGS_OF_GIMP_2, Kind, kinds
from tests.real_gimp.harness.gimp import Gimp
from tests.real_gimp.harness.installed import INSIDE
from tests.real_gimp.harness.negatives import foretold, wrong_pixels
from tests.real_gimp.harness.snapshots import Snapshot, read_report

PRELUDE = f"""
import sys; sys.path.append({INSIDE!r})
from tests.real_gimp.guest.gimp2 import *
from tests.real_gimp.guest.gimp2_matrix import *
style = make_style()
"""
SOFT_TOLERANCE = 0.01
"""At a soft edge GIMP 2.10 blends as if the numbers of every profile had the tone curve of sRGB."""


def test_matrix(faked2: Callable[..., Gimp]) -> None:
    trouble = []
    with faked2(steps=1).window() as window:
        window.python(PRELUDE)
        for kind in kinds(CODINGS_OF_GIMP_2):
            seen = read_report(window.python(f"report(**run(Kind(*{tuple(kind)}), style))"))
            trouble += [f"{kind}: {what}" for what in faults(window.shell.home, kind, seen)]
    assert trouble == []


def faults(home: Path, kind: Kind, seen: dict[str, Any]) -> list[str]:
    """What is wrong with one image; nothing is."""
    found = [f"not painted: {said}" for said in seen["painted"] if said]
    if not seen["undone"] or seen["steps"] != len(seen["names"]):
        found.append(f"{seen['steps']} undo steps brought back what was there: {seen['undone']}")
    if kind.selection == "none" and "are locked; unlock them" not in seen["refused"]:
        found.append(f"locked content is not refused: {seen['refused']}")
    for name in seen["names"]:
        before, after = (Snapshot.read(home, f"{name} {when}") for when in ("before", "after"))
        mask = np.ones_like(before.mask) if kind.selection == "none" else before.mask
        found += wrong_pixels(kind.precision, before, soft_as_foretold(kind, before, after, mask), mask)
    return found


def soft_as_foretold(kind: Kind, before: Snapshot, after: Snapshot, mask: Any) -> Snapshot:
    """The same, where a profile's soft edges are nearly what is foretold, with exactly that in their place."""
    if kind.selection != "feathered" or kind.profile in ("srgb", "gray"):
        return after
    expected = foretold(before, mask)
    soft = (
        (mask > 0) & (mask < 1) & (before.rgba[..., 3] > 0) & (np.abs(after.rgba - expected).max(-1) < SOFT_TOLERANCE)
    )
    rgba = np.where(soft[..., None], expected, after.rgba)
    return Snapshot(after.about, after.native, rgba, after.mask)
