"""How a painted picture looks, in five numbers that no loss of the engine optimises directly.

python -m benchmarks.look CONTENT STYLE PICTURE...
    Measure pictures that are there; a line for each.
python -m benchmarks.look --paint FOLDER [--size 512] [--strengths 25 50 75 100] [--pairs all]
    Paint pairs of samples at several strengths into a folder, print the table of style against content, and plot it
    with the pictures as FOLDER/frontier.png (needs matplotlib).

style
    Squared Bures-Wasserstein distance between the feature distributions (mean and covariance) of picture and style, the
    style shown at the picture's area, relative to the style's variance. The mean over conv1_1, conv2_1, conv3_1,
    conv4_1 and conv5_1 and over average and maximum pools. Lower is nearer.
content
    Distance of the features at conv4_2, maximum pools, from the photograph's, relative to the photograph's. Lower is
    nearer.
edges
    Correlation of the edge strength with the photograph's.
lattice
    Largest autocorrelation of the high-passed picture at lags of 3 to 8 pixels where the photograph is flat.
hf
    Energy of the frequencies above half of Nyquist, relative to the style's. 1 is as crisp as the style.

docs/LOOK.md says what the numbers mean and lists those of the samples.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import scipy.linalg
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import uniform_filter

from engine import Options, stylize
from engine.imaging import fit_size, read_image, write_image
from engine.imaging.pixels import to_planar
from engine.losses.statistics import Moments
from engine.losses.tiles import Whole
from engine.losses.variants import PAINTING
from engine.runtime.network import Network
from engine.runtime.selection import network_for

from . import measure, strength

Array = NDArray[np.float32]
Numbers = NDArray[np.float64]
AVERAGE, MAXIMUM = PAINTING, PAINTING.with_pools("maximum")
LUMA = np.array([0.299, 0.587, 0.114])
LAGS = range(3, 9)
FLAT_SHARE = 0.3


@dataclass(frozen=True)
class Distribution:
    """Features of one layer as a normal distribution: mean (C,) and covariance (C, C)."""

    mean: Numbers
    covariance: Numbers

    @classmethod
    def of(cls, moments: Moments) -> Distribution:
        """From a layer's sums over the whole picture."""
        mean = moments.total[0, :, 0].astype(np.float64) / moments.positions[0]
        return cls(mean, moments.gram[0] / moments.positions[0] - np.outer(mean, mean))


@dataclass(frozen=True)
class Look:
    """The numbers of one picture; the module's docstring says what they are."""

    style: float
    content: float
    edges: float
    lattice: float
    hf: float

    @staticmethod
    def names() -> list[str]:
        """What the numbers are called, in order."""
        return [field.name for field in fields(Look)]

    def texts(self) -> list[str]:
        """The numbers as tables show them, in order."""
        return [f"{value:.3f}" if index == 0 else f"{value:.2f}" for index, value in enumerate(astuple(self))]


class Yardstick:
    """What pictures of one size are compared with: the photograph at that size, the style at that area.

    Parameters
    ----------
    content, style : (H, W, 3) float32, sRGB 0..1, any sizes
    shape : height and width of the pictures to measure
    network : computes the features
    """

    def __init__(self, content: Array, style: Array, shape: tuple[int, int], network: Network) -> None:
        self._network = network
        photograph, shown = bicubic(content, shape), bicubic(style, same_area(style.shape[:2], shape))
        self._photograph, self._style = grey(photograph), grey(shown)
        self._distributions, _ = self._features(shown)
        _, self._content = self._features(photograph)

    def measure(self, picture: Array) -> Look:
        """The numbers of a picture (H, W, 3) float32, sRGB 0..1."""
        found, content = self._features(picture)
        distances = [bures(one, other) for one, other in zip(found, self._distributions, strict=True)]
        luma = grey(picture)
        return Look(
            style=float(np.mean(distances)),
            content=float(np.linalg.norm(content - self._content) / np.linalg.norm(self._content)),
            edges=correlation(edge_strength(luma), edge_strength(self._photograph)),
            lattice=lattice(luma, flat_areas(self._photograph)),
            hf=fine_energy(luma) / fine_energy(self._style),
        )

    def _features(self, picture: Array) -> tuple[list[Distribution], Array]:
        """The distributions of all layers with average, then maximum pools; features at conv4_2, maximum pools."""
        planar, found = to_planar(picture), []
        for variant in (AVERAGE, MAXIMUM):
            content, moments = Whole().statistics(self._network, variant, planar)
            found += [Distribution.of(one) for one in moments.values()]
        return found, content["conv4_2"]


def bures(one: Distribution, style: Distribution) -> float:
    """Squared Bures-Wasserstein distance relative to the style's variance, tr C₂.

    Before that it is ‖μ₁ − μ₂‖² + tr(C₁ + C₂ − 2 (C₂^½ C₁ C₂^½)^½).
    """
    values, vectors = scipy.linalg.eigh(style.covariance)
    root = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    shared = np.sqrt(np.maximum(scipy.linalg.eigvalsh(root @ one.covariance @ root), 0)).sum()
    variance = np.trace(style.covariance)
    apart = np.sum(np.square(one.mean - style.mean)) + np.trace(one.covariance) + variance - 2 * shared
    return float(apart / variance)


def edge_strength(luma: Numbers) -> Numbers:
    """Length of the gradient, averaged over 3 x 3 pixels."""
    blurred: Numbers = uniform_filter(np.hypot(*np.gradient(luma)), 3, mode="nearest")
    return blurred


def correlation(one: Numbers, other: Numbers) -> float:
    """Pearson's, over all pixels."""
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


def flat_areas(luma: Numbers) -> NDArray[np.bool_]:
    """Where the gradient, averaged over 17 x 17 pixels, is among the lowest 30 %."""
    slope = uniform_filter(np.hypot(*np.gradient(luma)), 17, mode="nearest")
    flat: NDArray[np.bool_] = slope <= np.quantile(slope, FLAT_SHARE)
    return flat


def lattice(luma: Numbers, flat: NDArray[np.bool_]) -> float:
    """Largest autocorrelation along rows or columns at LAGS, of what differs from the mean over 13 x 13 pixels."""
    high = luma - uniform_filter(luma, 13, mode="nearest")
    energy = np.mean(np.square(high[flat]))
    found = []
    for values, inside in ((high, flat), (high.T, flat.T)):
        for lag in LAGS:
            both = inside[lag:] & inside[:-lag]
            found.append(np.mean((values[lag:] * values[:-lag])[both]) / energy)
    return float(max(found))


def fine_energy(luma: Numbers) -> float:
    """Energy a pixel of the frequencies above half of Nyquist, 0.25 cycles per pixel, in rows or columns."""
    power = np.abs(np.fft.fft2(luma)) ** 2
    rows, columns = (np.abs(np.fft.fftfreq(side)) for side in luma.shape)
    fine = np.maximum(rows[:, None], columns) > 0.25
    return float(power[fine].sum() / luma.size**2)


def grey(pixels: Array) -> Numbers:
    """(H, W) luma, 0..255."""
    luma: Numbers = pixels[:, :, :3] @ LUMA * 255
    return luma


def bicubic(pixels: Array, shape: tuple[int, int]) -> Array:
    """(H, W, 3) in 0..1 at another height and width."""
    size = shape[1], shape[0]
    planes = [Image.fromarray(np.ascontiguousarray(pixels[:, :, channel])) for channel in range(3)]
    resized = [np.asarray(plane.resize(size, Image.Resampling.BICUBIC)) for plane in planes]
    return np.clip(np.stack(resized, axis=2), 0, 1)


def same_area(shape: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    """Height and width in the proportions of `shape` with as many pixels as `other`."""
    factor = (other[0] * other[1] / (shape[0] * shape[1])) ** 0.5
    return round(shape[0] * factor), round(shape[1] * factor)


def measured(content: Path, style: Path, pictures: Sequence[Path], network: Network) -> list[Look]:
    """The numbers of each picture; pictures of one size share what they are compared with."""
    base, other = (read_image(path).pixels for path in (content, style))
    sticks: dict[tuple[int, int], Yardstick] = {}
    found = []
    for path in pictures:
        picture = read_image(path).pixels[:, :, :3]
        height, width = picture.shape[:2]
        if (height, width) not in sticks:
            sticks[height, width] = Yardstick(base, other, (height, width), network)
        found.append(sticks[height, width].measure(picture))
    return found


def painted(content: Path, style: Path, folder: Path, chosen: argparse.Namespace, network: Network) -> list[Path]:
    """Paint one pair at each strength; the pictures' files."""
    pixels, other = (read_image(path).pixels for path in (content, style))
    width, height = fit_size(pixels.shape[1], pixels.shape[0], chosen.size)
    pixels = bicubic(pixels, (height, width))
    files = []
    for percent in chosen.strengths:
        files.append(folder / f"{content.stem}-{style.stem}-{percent:g}.png")
        write_image(files[-1], stylize(pixels, [other], Options(strength=percent), network=network).pixels)
    return files


def plot(path: Path, curves: dict[str, list[tuple[Path, Look]]]) -> None:
    """A PNG of style over content, a line for each pair and a thumbnail at each of its pictures."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(10, 7), layout="constrained")
    for name, points in curves.items():
        axes.plot([look.content for _, look in points], [look.style for _, look in points], label=name)
        for file, look in points:
            add_thumbnail(axes, file, (look.content, look.style))
    axes.set(xlabel="content: distance from the photograph", ylabel="style: distance from the painting")
    axes.margins(0.15)
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(path, dpi=100)


def add_thumbnail(axes: Any, file: Path, place: tuple[float, float]) -> None:
    """A small picture at a point of the plot, and under it the strength that its name ends in."""
    from matplotlib.offsetbox import AnnotationBbox, OffsetImage

    picture = Image.open(file)
    picture.thumbnail((96, 96))
    axes.add_artist(AnnotationBbox(OffsetImage(picture, zoom=0.8), place, pad=0.1))
    percent = f"{file.stem.rpartition('-')[2]} %"
    axes.annotate(percent, place, (0, -52), textcoords="offset points", ha="center")


def frontier(chosen: argparse.Namespace, network: Network) -> None:
    """Paint, measure, print a row for each picture, and plot."""
    chosen.paint.mkdir(parents=True, exist_ok=True)
    count = None if chosen.pairs == "all" else int(chosen.pairs)
    rows, curves = [], {}
    for content, style in strength.pairs()[:count]:
        files = painted(content, style, chosen.paint, chosen, network)
        looks = measured(content, style, files, network)
        name = f"{content.stem}, {style.stem}"
        curves[name] = list(zip(files, looks, strict=True))
        rows += [[name, f"{percent:g}", *look.texts()] for percent, look in zip(chosen.strengths, looks, strict=True)]
    print(f"{measure.machine()}; {chosen.size} px\n")
    print(measure.table(["pair", "strength", *Look.names()], rows))
    plot(chosen.paint / "frontier.png", curves)


def main() -> None:
    """Measure the pictures that are named, or paint and measure the samples."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="*", metavar="CONTENT STYLE PICTURE", help="pictures to measure")
    parser.add_argument("--paint", type=Path, metavar="FOLDER", help="paint pairs of samples into this folder instead")
    parser.add_argument("--size", type=int, default=512, help="longest side to paint at, px (default: 512)")
    parser.add_argument("--strengths", type=float, nargs="+", default=[25, 50, 75, 100])
    parser.add_argument("--pairs", default="all", help="only the first so many (default: all)")
    chosen = parser.parse_args()
    if bool(chosen.paint) == bool(chosen.files) or 0 < len(chosen.files) < 3:
        parser.error("name a content, a style and pictures, or --paint FOLDER")
    network = network_for(Options())
    if chosen.paint:
        frontier(chosen, network)
        return
    content, style, *pictures = chosen.files
    looks = measured(content, style, pictures, network)
    rows = [[path.name, *look.texts()] for path, look in zip(pictures, looks, strict=True)]
    print(measure.table(["picture", *Look.names()], rows))


if __name__ == "__main__":
    main()
