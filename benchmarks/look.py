"""Numbers for the look of the default, over all sample pairs; the pictures are written beside the table.

python -m benchmarks.look OUTPUT_FOLDER [--size 384]

lattice
    Largest autocorrelation of the high-passed luma at lags of 3 to 8 pixels on flat areas; the style's own in brackets.
nyquist
    Share of the luma's power above 0.4 cycles per pixel, relative to the style's.
border
    High-passed energy of the outer 8 pixels relative to the inside; the content's own in brackets.
edges
    Structural similarity of the gradient magnitude to the content's.
"""

from __future__ import annotations

import argparse
import itertools
from pathlib import Path

import numpy as np
import scipy.ndimage
from numpy.typing import NDArray

from engine import Options, stylize
from engine.imaging import read_image, write_image
from engine.imaging.pixels import fit_size, resize

from . import measure

Array = NDArray[np.float32]
LUMA = np.array([0.299, 0.587, 0.114], np.float32) * 255


def main() -> None:
    """Paint every pair and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output", type=Path)
    parser.add_argument("--size", type=int, default=384)
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    rows = []
    contents, styles = (sorted(Path("samples", kind).glob("*.jpg")) for kind in ("content", "style"))
    for content, style in itertools.product(contents, styles):
        pixels, other = read_image(content).pixels, read_image(style).pixels
        pixels = np.clip(resize(pixels, *fit_size(pixels.shape[1], pixels.shape[0], options.size)), 0, 1)
        result = stylize(pixels, [other], Options())
        write_image(options.output / f"{content.stem}-{style.stem}.jpg", result.pixels)
        rows.append(
            [
                content.stem,
                style.stem,
                *numbers(result.pixels, pixels, _same_area(other, pixels)),
                f"{result.report['seconds']:.0f}",
            ]
        )
    print(f"{measure.machine()}; {options.size} px\n")
    print(measure.table(["content", "style", "lattice", "nyquist", "border", "edges", "seconds"], rows))


def numbers(painted: Array, content: Array, style: Array) -> list[str]:
    """The four measures of one picture, as text."""
    ours, theirs = (_lattice(luma(one), _flat(luma(base))) for one, base in ((painted, content), (style, style)))
    return [
        f"{ours:.2f} ({theirs:.2f})",
        f"{_nyquist(luma(painted)) / _nyquist(luma(style)):.2f}",
        f"{_border(luma(painted)):.2f} ({_border(luma(content)):.2f})",
        f"{_edges(luma(painted), luma(content)):.2f}",
    ]


def luma(pixels: Array) -> Array:
    """(H, W) 0..255."""
    grey: Array = pixels[:, :, :3] @ LUMA
    return grey


def _same_area(style: Array, content: Array) -> Array:
    """The style as large as the network sees it beside the content."""
    scale = (content.shape[0] * content.shape[1] / (style.shape[0] * style.shape[1])) ** 0.5
    return np.clip(resize(style, round(style.shape[1] * scale), round(style.shape[0] * scale)), 0, 1)


def _high_passed(grey: Array) -> Array:
    return grey - scipy.ndimage.gaussian_filter(grey, 3)


def _flat(grey: Array) -> NDArray[np.bool_]:
    """The third of the picture with the least structure."""
    slope = scipy.ndimage.gaussian_gradient_magnitude(scipy.ndimage.gaussian_filter(grey, 2), 3)
    return slope < np.percentile(slope, 33)


def _lattice(grey: Array, flat: NDArray[np.bool_]) -> float:
    high, found = _high_passed(grey), []
    for axis, lag in itertools.product((0, 1), range(3, 9)):
        both = flat & np.roll(flat, -lag, axis)
        found.append(np.mean((high * np.roll(high, -lag, axis))[both]) / np.mean(np.square(high)[both]))
    return float(max(found))


def _nyquist(grey: Array) -> float:
    window = np.hanning(grey.shape[0])[:, None] * np.hanning(grey.shape[1])
    power = np.abs(np.fft.fft2((grey - grey.mean()) * window)) ** 2
    rows, columns = (np.abs(np.fft.fftfreq(side)) for side in grey.shape)
    fine = np.maximum(rows[:, None], columns) > 0.4
    return float(power[fine].sum() / power.sum())


def _border(grey: Array, width: int = 8) -> float:
    energy = np.square(_high_passed(grey))
    inside = np.zeros(grey.shape, bool)
    inside[width:-width, width:-width] = True
    return float(energy[~inside].mean() / energy[inside].mean())


def _edges(grey: Array, other: Array) -> float:
    """Mean SSIM (Wang et al. 2004) of two gradient magnitudes, Gaussian window of 4 pixels."""
    one, two = (scipy.ndimage.gaussian_gradient_magnitude(each, 2) for each in (grey, other))
    two = two * (one.std() / max(two.std(), 1e-6))

    def blur(values: Array) -> Array:
        return scipy.ndimage.gaussian_filter(values, 4)

    means, level = (blur(one), blur(two)), float(one.max())
    variances = blur(one * one) - means[0] ** 2, blur(two * two) - means[1] ** 2
    covariance = blur(one * two) - means[0] * means[1]
    small, smaller = (0.01 * level) ** 2, (0.03 * level) ** 2
    similarity = (2 * means[0] * means[1] + small) * (2 * covariance + smaller)
    return float(np.mean(similarity / ((means[0] ** 2 + means[1] ** 2 + small) * (sum(variances) + smaller))))


if __name__ == "__main__":
    main()
