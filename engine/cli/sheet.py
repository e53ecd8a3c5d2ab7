"""A contact sheet: one photograph painted small with every combination of some settings, to choose by looking."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ..arrays import Array
from ..errors import Interrupted
from ..imaging import check_writable, fit_size, read_image, resize, write_image
from ..options import Options
from ..runtime.network import Network
from ..runtime.selection import network_for
from ..tracking.progress import Progress
from ..transfer.forecast import forecast
from ..transfer.stylize import stylize
from .terminal import INTERRUPTED, bar, duration, interrupts

GAP = 8
"""Array between the cells, and around them."""


@dataclass(frozen=True)
class Cell:
    """One variant: the lines of its caption, the number of its style, its options."""

    caption: tuple[str, ...]
    style: int
    options: Options


def sheet(
    content: Path,
    styles: Sequence[Path],
    output: Path,
    options: Options,
    strengths: Sequence[float],
    scales: Sequence[float],
) -> int:
    """Paint every style at every strength and brush size, and write them as one picture; returns the exit status.

    A column has one strength, or one brush size where there is a single strength.
    """
    check_writable(output)
    photograph, paintings = read_image(content).pixels, [read_image(style).pixels for style in styles]
    if options.size is not None:
        height, width = photograph.shape[:2]
        photograph = resize(photograph, *fit_size(width, height, options.size))
    variants = cells([style.stem for style in styles], strengths, scales, options)
    painted, interrupted = _painted(photograph, paintings, variants, network_for(options))
    columns = len(strengths) if len(strengths) > 1 else len(scales)
    write_image(output, arranged(painted, [cell.caption for cell in variants], columns))
    return INTERRUPTED if interrupted else 0


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
    height, width = pictures[0].shape[:2]
    font = ImageFont.load_default(max(10, min(width, height) // 14))
    line = int(font.getbbox("Äg")[3]) + GAP // 4
    below = line * max(map(len, captions))
    rows = -(-len(captions) // columns)
    size = GAP + columns * (width + GAP), GAP + rows * (height + below + GAP)
    canvas = Image.new("RGB", size, "white")
    for number, (picture, caption) in enumerate(zip(pictures, captions, strict=False)):
        left, top = GAP + number % columns * (width + GAP), GAP + number // columns * (height + below + GAP)
        canvas.paste(_on_white(picture), (left, top))
        for row, text in enumerate(caption):
            place = left, top + height + GAP // 4 + row * line
            ImageDraw.Draw(canvas).text(place, _shortened(text, font, width), fill="black", font=font)
    return np.asarray(canvas, np.float32) / np.float32(255)


def _painted(
    photograph: Array, paintings: Sequence[Array], variants: Sequence[Cell], network: Network
) -> tuple[list[Array], bool]:
    """The variants in turn, and whether Ctrl+C came: then the one that was at work is the last."""
    if sys.stderr.isatty():
        jobs = [forecast(photograph, [paintings[cell.style]], cell.options, network) for cell in variants]
        print(f"About {duration(sum(job.seconds for job in jobs))} for {len(variants)} pictures.", file=sys.stderr)
    painted: list[Array] = []
    with interrupts() as interrupted, bar(len(variants)) as show:

        def on_progress(progress: Progress) -> None:
            show(progress, len(painted))
            if interrupted():
                raise Interrupted

        for cell in variants:
            painted.append(
                stylize(photograph, [paintings[cell.style]], cell.options, on_progress, network=network).pixels
            )
            if interrupted():
                break
        return painted, interrupted()


def _on_white(picture: Array) -> Image.Image:
    alpha = picture[..., 3:] if picture.shape[2] == 4 else np.ones_like(picture[..., :1])
    flat = np.clip(picture[..., :3] * alpha + 1 - alpha, 0, 1)
    return Image.fromarray((flat * 255 + 0.5).astype(np.uint8))


def _shortened(text: str, font: ImageFont.ImageFont | ImageFont.FreeTypeFont, width: int) -> str:
    """The text, cut with an ellipsis where it is wider than `width` pixels."""
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text}…"
