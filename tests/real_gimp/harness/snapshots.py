"""Reads what `guest.gimp3` and `guest.gimp2` write inside GIMP: snapshots of layers, and reported values."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.real_gimp.harness.installed import INSIDE

PRELUDE = f"import sys; sys.path.insert(0, {INSIDE!r}); from tests.real_gimp.guest.gimp3 import *\n"
"""Code that imports the helpers of `guest.gimp3` inside GIMP."""


@dataclasses.dataclass(frozen=True)
class Snapshot:
    """A layer at one moment.

    Attributes
    ----------
    about : its name, size, place, kind and what else can be said of it and its image
    native : (H, W, bytes of a pixel) uint8, its pixels bit for bit
    rgba : (H, W, 4) float32, the same as sRGB 0..1 with straight alpha
    mask : (H, W) float32, how far each pixel was selected
    """

    about: dict[str, Any]
    native: NDArray[np.uint8]
    rgba: NDArray[np.float32]
    mask: NDArray[np.float32]

    @classmethod
    def read(cls, home: Path, name: str) -> Snapshot:
        """Read what `guest.gimp3.save` wrote."""
        path = home / "snapshots" / name
        about = json.loads(path.with_suffix(".json").read_text())
        shape = about["height"], about["width"]
        native = np.fromfile(path.with_suffix(".native"), np.uint8).reshape(*shape, -1)
        rgba = np.fromfile(path.with_suffix(".rgba"), np.float32).reshape(*shape, 4)
        return cls(about, native, rgba, np.fromfile(path.with_suffix(".mask"), np.float32).reshape(shape))

    @property
    def alpha(self) -> NDArray[np.uint8]:
        """(H, W, bytes of a value) the alpha channel bit for bit."""
        values = 2 if self.about["type"].startswith("gray") else 4
        return self.native[..., -self.native.shape[2] // values :]

    def write(self, path: Path) -> None:
        """Write its colours to a picture file, cut to the bounds of the selection where there is one."""
        shown = self.rgba[..., :3]
        if self.mask.any():
            rows, columns = np.flatnonzero(self.mask.any(1)), np.flatnonzero(self.mask.any(0))
            shown = shown[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        Image.fromarray((shown.clip(0, 1) * 255 + 0.5).astype(np.uint8)).save(path)


def read_report(printed: str) -> dict[str, Any]:
    """The values that code inside GIMP passed to `report`."""
    values: dict[str, Any] = {}
    for line in printed.splitlines():
        if line.startswith("report: "):
            values |= json.loads(line.removeprefix("report: "))
    return values
