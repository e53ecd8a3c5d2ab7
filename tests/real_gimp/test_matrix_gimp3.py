"""Every kind of picture in the real GIMP 3, painted in place and taken back with Ctrl+Z in its window.

The two GIMP 3 share it, with an engine that paints negatives, so that each pixel is known beforehand. Base
type x precision is complete (18 precisions, RGB and gray; of the indexed images GIMP has one kind). Each such image has
nine layers, in which every pair of place (as the image, larger, partly outside), alpha and lock occurs, all painted in
one call; selection and profile take turns over the images, so that each occurs with each base type, depth and coding.
"""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np

from tests.real_gimp.guest.kinds import Kind, kinds
from tests.real_gimp.harness.gimp import Gimp
from tests.real_gimp.harness.negatives import wrong_pixels
from tests.real_gimp.harness.snapshots import Snapshot, read_report
from tests.real_gimp.harness.window import GimpWindow

SUCCESS = ["success", ""]


def test_matrix(negatives: GimpWindow, gimp3: Gimp) -> None:
    """Every second kind in each GIMP, to have them all in half the time."""
    trouble = []
    for kind in itertools.islice(kinds(), gimp3.suite == "sid", None, 2):
        seen = read_report(negatives.python(f"report(**run(Kind(*{tuple(kind)}), style))"))
        trouble += [f"{kind}: {what}" for what in faults(negatives.shell.home, kind, seen)]
    assert trouble == []


def faults(home: Path, kind: Kind, seen: dict[str, Any]) -> list[str]:
    """What is wrong with one image; nothing is."""
    found = [] if seen["painted"] == SUCCESS else [f"not painted: {seen['painted']}"]
    if not seen["undone"]:
        found.append("one undo did not bring back what was there")
    if kind.selection == "none" and "are locked; unlock them" not in seen["refused"][1]:
        found.append(f"locked content is not refused: {seen['refused']}")
    for name in seen["names"]:
        before, after = (Snapshot.read(home, f"{name} {when}") for when in ("before", "after"))
        mask = np.ones_like(before.mask) if kind.selection == "none" else before.mask
        found += wrong_pixels(kind.precision, before, after, mask)
    return found
