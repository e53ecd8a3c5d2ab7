"""The layout of a contact sheet: which variants it has, their captions, and where they stand."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ..arrays import Array
from ..options import Options
from .fonts import Font, font_for

GAP = 8
"""Pixels between the cells, and around them."""


@dataclass(frozen=True)
class Cell:
    """One variant: the lines of its caption, the number of its style, its options."""

    caption: tuple[str, ...]
    style: int
    options: Options


def cells(styles: Sequence[str], strengths: Sequence[float], scales: Sequence[float], options: Options) -> list[Cell]:
    """All variants, row by row; the captions say what differs.

    Raises
    ------
    OptionError
        A strength or a scale is out of range.
    """
    made = []
    for (number, style), scale, strength in itertools.product(enumerate(styles), scales, strengths):
        words = [(style, styles), (f"strength {strength:g} %", strengths), (f"brush {scale:g} %", scales)]
        caption = tuple(word for word, choice in words if len(choice) > 1)
        own = replace(options, strength=float(strength), style_scale=float(scale), rescale_image=True)
        made.append(Cell(caption, number, own))
    return made


def arranged(pictures: Sequence[Array], captions: Sequence[Sequence[str]], columns: int) -> Array:
    """Pictures (H, W, 3|4) of one size in rows of `columns` on white, each over the lines of its caption, as (h, w, 3).

    There may be fewer pictures than captions: what is not there stays white.
    """
    shape = pictures[0].shape
    height, width = shape[:2]
    fonts = {text: _font(text, shape) for text in itertools.chain(*captions)}
    line = _line_height(fonts)
    canvas = Image.new("RGB", size_of(shape, captions, columns)[::-1], "white")
    for number, (picture, caption) in enumerate(zip(pictures, captions, strict=False)):
        left = GAP + number % columns * (width + GAP)
        top = GAP + number // columns * (height + line * max(map(len, captions)) + GAP)
        canvas.paste(_on_white(picture), (left, top))
        for row, text in enumerate(caption):
            place, font = (left, top + height + GAP // 4 + row * line), fonts[text]
            ImageDraw.Draw(canvas).text(place, _shortened(text, font, width), fill="black", font=font)
    return np.asarray(canvas, np.float32) / np.float32(255)


def size_of(shape: tuple[int, ...], captions: Sequence[Sequence[str]], columns: int) -> tuple[int, int]:
    """Height and width of the sheet of pictures of `shape` (H, W, C)."""
    line = _line_height({text: _font(text, shape) for text in itertools.chain(*captions)})
    rows = -(-len(captions) // columns)
    below = line * max(map(len, captions))
    return GAP + rows * (shape[0] + below + GAP), GAP + columns * (shape[1] + GAP)


def _line_height(fonts: Mapping[str, Font]) -> int:
    """Of a caption's line, in pixels, with captions in these fonts."""
    return max((int(font.getbbox(f"Äg{text}")[3]) for text, font in fonts.items()), default=0) + GAP // 4


def readable(names: Sequence[str], shape: tuple[int, ...]) -> list[str]:
    """The names as captions below pictures of `shape` (H, W, C); numbers from 1 where a name has no font.

    What each number stands for is for the caller to say.
    """
    size = _font_size(shape)
    if all(font_for(name, size) for name in names):
        return list(names)
    return [str(number) for number, _ in enumerate(names, start=1)]


def _font(text: str, shape: tuple[int, ...]) -> Font:
    """A font for a caption; one that lacks some of its letters where none has them all."""
    return font_for(text, _font_size(shape)) or ImageFont.load_default(_font_size(shape))


def _font_size(shape: tuple[int, ...]) -> int:
    return max(10, min(shape[:2]) // 14)


def _on_white(picture: Array) -> Image.Image:
    alpha = picture[..., 3:] if picture.shape[2] == 4 else np.ones_like(picture[..., :1])
    flat = np.clip(picture[..., :3] * alpha + 1 - alpha, 0, 1)
    return Image.fromarray((flat * 255 + 0.5).astype(np.uint8))


def _shortened(text: str, font: Font, width: int) -> str:
    """The text, cut with an ellipsis where it is wider than `width` pixels."""
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text}…"
