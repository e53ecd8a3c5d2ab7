"""Short clips made from the samples, whose motion is known."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.imaging import fit_size, read_image, resize

Array = NDArray[np.float32]
CONTENT = Path(__file__).resolve().parent.parent / "samples" / "content"


def moving_crop(count: int, width: int, height: int, speed: tuple[float, float] = (2.3, 0.9)) -> list[Array]:
    """A window that moves over a photograph by `speed` pixels a frame; (height, width, 3) float32, sRGB 0..1."""
    photograph = _sample("cat", round(1.64 * width))
    return [_window(photograph, 10 + speed[0] * index, 20 + speed[1] * index, width, height) for index in range(count)]


def one_over_another(count: int, width: int, height: int) -> list[Array]:
    """A disc of one photograph that moves over another one, which moves more slowly: so much comes into view."""
    unit = width / 256
    back, front = _sample("coffee", round(460 * unit)), _sample("astronaut", round(300 * unit))
    rows, columns = np.mgrid[:height, :width]
    frames = []
    for index in range(count):
        behind = _window(back, (60 + 0.8 * index) * unit, (40 + 0.3 * index) * unit, width, height)
        x, y = (60 + 7.0 * index) * unit, (95 + 1.0 * index) * unit
        before = _window(front, 135 * unit - x, 75 * unit - y, width, height)
        inside = np.clip(55 * unit + 0.5 - np.hypot(rows - y, columns - x), 0, 1)[..., None].astype(np.float32)
        frames.append(inside * before + (1 - inside) * behind)
    return frames


CLIPS = {"moving crop": moving_crop, "one over another": one_over_another}


def _sample(name: str, width: int) -> Array:
    pixels = read_image(CONTENT / f"{name}.jpg").pixels[..., :3]
    return np.clip(resize(pixels, *fit_size(pixels.shape[1], pixels.shape[0], width)), 0, 1)


def _window(picture: Array, left: float, top: float, width: int, height: int) -> Array:
    """A part of a picture, between pixels by a cubic filter; zero outside of it."""
    place = np.array([[1, 0, left], [0, 1, top]], np.float32)
    moved = cv2.warpAffine(picture, place, (width, height), flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP)
    return np.asarray(np.clip(moved, 0, 1), np.float32)
