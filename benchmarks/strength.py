"""What strength does, over all sample pairs: relative losses of the painted pictures, and whether they are monotone.

python -m benchmarks.strength [--size 256] [--strengths 0 25 50 75 100] [--pairs N] [--quality normal]
                              [--compare-size 1024]

style
    Mean over the five style layers of ‖G − A‖² / ‖A‖²: Gram matrices of the picture and of the style.
content
    ‖F − C‖² / ‖C‖² at conv4_2: features of the picture and of the content; `distance` is its root, what the steps of
    strength are meant to make even.

The losses are measured anew from the painted pixels, at the size they were painted at, whatever the preset's weights.
With --compare-size everything is painted at that size too, and the table says by how much the losses differ.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine import Options, stylize
from engine.imaging import read_image
from engine.imaging.pixels import fit_size, resize, to_planar
from engine.losses.presets import PRESETS
from engine.losses.shown import style_shape
from engine.losses.style import Style
from engine.losses.tiles import Whole
from engine.losses.variants import GATYS
from engine.runtime.layers import STYLE_LAYERS
from engine.runtime.network import Network
from engine.runtime.selection import network_for

from . import measure

Array = NDArray[np.float32]
STRENGTHS = (0.0, 25.0, 50.0, 75.0, 100.0)


@dataclass(frozen=True)
class Distances:
    """Relative squared distances of a picture: to the style's Gram matrices, to the content's features."""

    style: float
    content: float


def main() -> None:
    """Paint, measure, print the table and what is not monotone."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--strengths", type=float, nargs="+", default=STRENGTHS)
    parser.add_argument("--pairs", type=int, default=9, help="only the first so many")
    parser.add_argument("--quality", default="normal")
    parser.add_argument("--compare-size", type=int, help="paint at this size, too")
    chosen = parser.parse_args()
    sizes = [chosen.size, *([chosen.compare_size] if chosen.compare_size else [])]
    print(f"{measure.machine()}; quality {chosen.quality}\n")
    print("| photograph | painting | px | strength | style | content | distance |\n" + "| --- " * 7 + "|")
    curves = {}
    for content, style in pairs()[: chosen.pairs]:
        for size in sizes:
            curves[content, style, size] = curve(content, style, size, chosen.strengths, chosen.quality)
    faults = [
        f"{content.stem} as {style.stem}" for (content, style, _), found in curves.items() if not is_monotone(found)
    ]
    print(f"\nNot monotone: {', '.join(faults) or 'none'}.")
    for index, strength in enumerate(chosen.strengths):
        at = [found[index] for (_, _, size), found in curves.items() if size == chosen.size]
        means = np.mean([one.style for one in at]), np.mean([one.content**0.5 for one in at])
        print(f"Strength {strength:g}: style {means[0]:.3f}, distance {means[1]:.3f} in the mean.")
    for (content, style, size), found in curves.items():
        other = curves[content, style, chosen.size]
        for strength, one, base in zip(chosen.strengths, found, other, strict=True):
            if size != chosen.size:
                print(
                    f"{content.stem} as {style.stem} at {strength:g} %: from {chosen.size} to {size} px style "
                    f"{one.style / base.style - 1:+.0%}, content {one.content / base.content - 1:+.0%}."
                )


def pairs() -> list[tuple[Path, Path]]:
    """All nine pairs of samples; the first three show every content and every style once."""
    contents, styles = (sorted(Path("samples", kind).glob("*.jpg")) for kind in ("content", "style"))
    return [(contents[row], styles[(row + turn) % len(styles)]) for turn in range(3) for row in range(len(contents))]


def is_monotone(found: Sequence[Distances]) -> bool:
    """Whether every step brings the style nearer and the content further away."""
    return all(more.style < less.style and more.content > less.content for less, more in itertools.pairwise(found))


def curve(content: Path, style: Path, size: int, strengths: Sequence[float], quality: str) -> list[Distances]:
    """The distances of one pair at each strength; prints a row for each."""
    network = network_for(Options())
    pixels, other = read_image(content).pixels, read_image(style).pixels
    pixels = np.clip(resize(pixels, *fit_size(pixels.shape[1], pixels.shape[0], size)), 0, 1)
    found = []
    for strength in strengths:
        options = Options(strength=strength, quality=quality)
        painted = stylize(pixels, [other], options, network=network).pixels
        found.append(distances(painted, pixels, other, options, network))
        print(
            f"| {content.stem} | {style.stem} | {size} | {strength:g} | {found[-1].style:.4f} | "
            f"{found[-1].content:.4f} | {found[-1].content ** 0.5:.3f} |",
            flush=True,
        )
    return found


def distances(painted: Array, content: Array, style: Array, options: Options, network: Network) -> Distances:
    """Measured from pixels (H, W, 3) sRGB 0..1 alone; the style at the size at which the preset shows it."""
    preset = PRESETS[options.preset]
    shape = style_shape(Style(style), content.shape[:2], options, 1.0, preset)
    shown = resize(style, shape[1], shape[0])
    (features, found), (target, _), (_, wanted) = (
        Whole().statistics(network, GATYS, to_planar(pixels)) for pixels in (painted, content, shown)
    )
    style_terms = [
        relative(found[layer].gram / found[layer].positions, wanted[layer].gram / wanted[layer].positions)
        for layer in STYLE_LAYERS
    ]
    return Distances(float(np.mean(style_terms)), relative(features["conv4_2"], target["conv4_2"]))


def relative(values: Array, target: Array) -> float:
    """‖values − target‖² / ‖target‖²."""
    return float(np.sum(np.square(values - target, dtype=np.float64)) / np.sum(np.square(target, dtype=np.float64)))


if __name__ == "__main__":
    main()
