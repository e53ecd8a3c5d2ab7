"""CIE L*a*b* to sRGB; tests/engine/imaging/test_tiff.py has it in files."""

from __future__ import annotations

import numpy as np
import pytest

from engine.imaging.lab import lab_to_srgb

COLOURS = {
    (100.0, 0.0, 0.0): (1, 1, 1),
    (0.0, 0.0, 0.0): (0, 0, 0),
    (53.585, 0.0, 0.0): (0.5, 0.5, 0.5),
    (54.29, 80.81, 69.89): (1, 0, 0),  # sRGB's primaries in D50, from Lindbloom's calculator
    (87.82, -79.29, 80.99): (0, 1, 0),
    (29.57, 68.30, -112.03): (0, 0, 1),
}


@pytest.mark.parametrize(("lab", "srgb"), COLOURS.items())
def test_known_colours_as_floats_and_integers(lab: tuple[float, ...], srgb: tuple[float, ...]) -> None:
    floats = np.array([[lab]], np.float32)
    assert lab_to_srgb(floats, signed=True)[0, 0] == pytest.approx(srgb, abs=0.01)
    lightness, *chroma = lab
    signed = np.array([[[round(lightness * 655.35), *(round(value * 256) % 65536 for value in chroma)]]], np.uint16)
    assert lab_to_srgb(signed, signed=True)[0, 0] == pytest.approx(srgb, abs=0.01)
    offset = np.array([[[round(lightness * 2.55), *(round(value) + 128 for value in chroma)]]], np.uint8)
    assert lab_to_srgb(offset, signed=False)[0, 0] == pytest.approx(srgb, abs=0.05)
