"""The plug-in with an engine that paints negatives: in no time, and every pixel of the result can be foretold.

Only what the plug-in does with layers, selections and undo is tested with it; what is painted, with the real engine.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from installer.plug_in import SHARED
from tests.conftest import CHECKOUT
from tests.real_gimp.harness.installed import INSIDE
from tests.real_gimp.harness.snapshots import Snapshot

FAKE_ENGINE = f"{INSIDE}/tests/gimp_plugin/fake_engine.py"
STEP = {"U8": 1 / 255, "HALF": 1 / 2048}
"""The coarsest step between two values, as a share of the range; finer depths have no visible one."""


def install_negatives(home: Path, series: str, **plan: Any) -> Path:
    """Put the plug-in into a home for a series of GIMP, with the fake engine and its plan; returns its folder."""
    folder = home / ".config/GIMP" / series / "plug-ins/impasto"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(CHECKOUT / "gimp_plugin/impasto", folder, ignore=ignored, dirs_exist_ok=True)
    for source, name in SHARED.items():
        shutil.copy(CHECKOUT / "engine" / source, folder / name)
    argv, environment = ["/usr/bin/python3", FAKE_ENGINE], {"FAKE_ENGINE": json.dumps(plan)}
    engine = {"argv": argv, "version": "0", "environment": environment}
    folder.joinpath("engine.json").write_text(json.dumps(engine))
    folder.joinpath("impasto.py").chmod(0o755)
    return folder


def wrong_pixels(precision: str, before: Snapshot, after: Snapshot, mask: NDArray[np.float32]) -> list[str]:
    """What is wrong with one layer that was painted as far as `mask` (0..1) says; nothing is."""
    found, name = [], before.about["name"]
    if after.about != before.about:
        found.append(f"{name}: is no longer {before.about}, but {after.about}")
    kept, hidden = mask == 0, before.rgba[..., 3] == 0
    if not np.array_equal(after.native[kept], before.native[kept]):
        found.append(f"{name}: pixels outside the selection changed")
    # GIMP's own merge may round them, by far less than a step of 8 bits.
    if not np.allclose(after.rgba[hidden], before.rgba[hidden], rtol=0, atol=2e-4):
        found.append(f"{name}: colours hidden in transparent places changed")
    if before.about["alpha"] and not np.array_equal(after.alpha, before.alpha):
        found.append(f"{name}: the alpha channel changed")
    off = np.abs(after.rgba - foretold(before, mask))[~kept & ~hidden][:, :3].max(initial=0)
    tolerance = 4 * STEP.get(precision.split("_")[0], 1e-4)
    if off > tolerance:
        found.append(f"{name}: the colours are off by {off:.4f}")
    return found


def foretold(before: Snapshot, mask: NDArray[np.float32]) -> NDArray[np.float32]:
    """The negative, blended in linear light as far as each pixel is selected."""
    share, colours = mask[..., None], before.rgba[..., :3]
    blended = share * light(1 - colours) + (1 - share) * light(colours)
    coded = np.where(blended <= 0.0031308, blended * 12.92, 1.055 * blended.clip(1e-9) ** (1 / 2.4) - 0.055)
    return np.concatenate([coded, before.rgba[..., 3:]], axis=2)


def light(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """sRGB-coded values as amounts of light."""
    return np.where(values <= 0.04045, values / 12.92, ((values.clip(0) + 0.055) / 1.055) ** 2.4)
