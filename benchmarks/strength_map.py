"""What a strength map holds and what it leaves painted: python -m benchmarks.strength_map [--size PX] [--picture FILE]

Paints the astronaut as The Night Café without a map and with her face held, and prints for both

    face     structural similarity (Wang et al. 2004) of edges to the photograph's, where the map is < 0.05
    rest     relative distance of covariances and means from the style's, over the style layers, where it is > 0.95
    border   mean squared gradient in a band along the map's border, relative to that of its surroundings
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.ndimage import distance_transform_edt, gaussian_filter, sobel

from engine import Options, stylize
from engine.arrays import Array
from engine.imaging import read_image, resize
from engine.imaging.pixels import to_planar
from engine.losses.regions import resize_mask
from engine.losses.statistics import Target, covariance
from engine.losses.tiles import Whole
from engine.losses.variants import PAINTING
from engine.runtime.layers import STRIDE, STYLE_LAYERS
from engine.runtime.network import Network
from engine.runtime.selection import network_for

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
FACE = (0.44, 0.22, 0.16, 0.20)
"""Middle and half axes of the ellipse that is held, across and down, in shares of the picture's sides."""
SOFT = 0.02
"""Of its border: the standard deviation, the same."""


def main() -> None:
    """Paint, print the table, and write the pictures side by side if that is wanted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=512, help="of the square that is painted (default: 512)")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--picture", type=Path, help="write the photograph, the map and both paintings there")
    chosen = parser.parse_args()
    content = np.clip(resize(read_image(SAMPLES / "content/astronaut.jpg").pixels, chosen.size, chosen.size), 0, 1)
    style = read_image(SAMPLES / "style/van_gogh_night_cafe.jpg").pixels
    options, held = Options(threads=chosen.threads), face_map(chosen.size)
    network = network_for(options)
    pictures = {
        "without": stylize(content, [style], options, network=network).pixels,
        "with": stylize(content, [style], options, strength_map=held, network=network).pixels,
    }
    print("| | face | rest | border |\n| --- | --- | --- | --- |")
    for name, picture in pictures.items():
        face = likeness(edges(picture), edges(content))[held < 0.05].mean()
        rest = distance(picture, style, held > 0.95, network)
        print(f"| {name} the map | {face:.3f} | {rest:.3f} | {seam(picture, held):.2f} |")
    if chosen.picture:
        side_by_side([content, held[..., None].repeat(3, 2), *pictures.values()]).save(chosen.picture, quality=88)


def face_map(size: int) -> Array:
    """(size, size), 0..1: 0 on the face of the astronaut."""
    rows, columns = np.mgrid[:size, :size] / size
    x, y, across, down = FACE
    face = ((columns - x) / across) ** 2 + ((rows - y) / down) ** 2 < 1
    return np.asarray(1 - gaussian_filter(face.astype(np.float32), SOFT * size), np.float32)


def edges(pixels: Array) -> Array:
    """How strong they are at each place."""
    luma = pixels.mean(2)
    return np.asarray(np.hypot(sobel(luma, 0), sobel(luma, 1)) / 4, np.float32)


def likeness(one: Array, other: Array) -> Array:
    """The structural similarity of each place, over a Gaussian of 1.5 px."""
    mean_one, mean_other = (gaussian_filter(each, 1.5) for each in (one, other))
    square_one, square_other, product = (gaussian_filter(each, 1.5) for each in (one**2, other**2, one * other))
    variances = square_one + square_other - mean_one**2 - mean_other**2
    alike = (2 * mean_one * mean_other + 1e-4) * (2 * (product - mean_one * mean_other) + 9e-4)
    return np.asarray(alike / ((mean_one**2 + mean_other**2 + 1e-4) * (variances + 9e-4)), np.float32)


def distance(picture: Array, style: Array, where: Array, network: Network) -> float:
    """From the style, shown with the picture's area, over the positions that lie wholly in a part."""
    factor = (picture.shape[0] * picture.shape[1] / (style.shape[0] * style.shape[1])) ** 0.5
    shown = resize(style, round(style.shape[1] * factor), round(style.shape[0] * factor))
    size, part = picture.shape[0], where.astype(np.float32)
    guides = {
        layer: (resize_mask(part, size // STRIDE[layer], size // STRIDE[layer]) > 0.95)[None, None].astype(np.float32)
        for layer in STYLE_LAYERS
    }
    found, wanted = statistics(picture, network, guides), statistics(shown, network)
    return float(np.mean([apart(found[layer], wanted[layer]) for layer in STYLE_LAYERS]))


def statistics(picture: Array, network: Network, guides: dict[str, Array] | None = None) -> dict[str, Target]:
    """Covariance and mean of each style layer."""
    _, moments = Whole().statistics(network, PAINTING.with_pools("maximum"), to_planar(picture), guides)
    return {layer: covariance([each], np.ones(1)) for layer, each in moments.items()}


def apart(found: Target, wanted: Target) -> float:
    """The relative squared distances of covariance and mean."""
    pairs = ((found.matrix, wanted.matrix), (found.mean, wanted.mean))
    return float(sum(np.sum((one - other) ** 2) / np.sum(other**2) for one, other in pairs))


def seam(picture: Array, held: Array) -> float:
    """What a band along the border has of gradients, relative to its surroundings on both sides."""
    luma, inside, unit = picture.mean(2), held < 0.5, (picture.shape[0] / 128) ** 0.5
    energy = np.gradient(luma, axis=0) ** 2 + np.gradient(luma, axis=1) ** 2
    away = distance_transform_edt(inside) + distance_transform_edt(~inside)
    around = (away > 6 * unit) & (away <= 28 * unit)
    return float(energy[away <= 4 * unit].mean() / energy[around].mean())


def side_by_side(pictures: list[Array]) -> Image.Image:
    """Pictures of one size in a row, each 256 px high."""
    row = np.concatenate([np.clip(resize(one, 256, 256), 0, 1) for one in pictures], axis=1)
    return Image.fromarray((row * 255 + 0.5).astype(np.uint8))


if __name__ == "__main__":
    main()
