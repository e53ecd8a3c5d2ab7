"""`impasto loss`: the loss of one picture and its parts, without optimisation, and its gradient."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .arguments import (
    add_command,
    add_masks,
    add_options,
    add_strength_map,
    check_folder,
    files_by_style,
    optional_path,
    paths,
    read_options,
)

if TYPE_CHECKING:
    from ..arrays import Array
    from ..jobs.style_job import StyleJob


def add_parser(commands: Any) -> None:
    """Add the command's arguments."""
    parser = add_command(commands, "loss", run, "print the loss of IMAGE, and write its gradient")
    parser.add_argument("image", metavar="IMAGE", help="the picture to measure")
    parser.add_argument("--content", metavar="CONTENT", required=True, help="the content picture")
    parser.add_argument("--style", metavar="STYLE", required=True, nargs="+", help="one or several style pictures")
    add_masks(parser)
    add_strength_map(parser)
    parser.add_argument(
        "--gradient",
        metavar="FILE.npy",
        help="write the gradient there: float32 (H, W, 3), RGB, by the picture in 0..255",
    )
    add_options(parser)


def run(parsed: argparse.Namespace) -> int:
    """Print the loss and write the gradient; returns the exit status."""
    from ..imaging import read_image
    from ..jobs.style_files import StyleFiles, read_style_job
    from ..losses.style import styles_of

    options, gradient = read_options(parsed), optional_path(parsed.gradient)
    check_folder(gradient)
    styles = paths(parsed.style)
    regions = files_by_style(parsed.region, len(styles), "region")
    masks = files_by_style(parsed.style_mask, len(styles), "mask")
    image = read_image(parsed.image).pixels
    files = StyleFiles(
        Path(parsed.content),
        styles_of(styles, regions=regions, masks=masks),
        options,
        strength_map=optional_path(parsed.strength_map),
    )
    print(json.dumps(_measure(image, read_style_job(files)[1], gradient)))
    return 0


def _measure(image: Array, job: StyleJob, gradient: Path | None) -> dict[str, Any]:
    """The loss of an image and its parts; the gradient goes to a file."""
    import numpy as np

    from ..imaging.pixels import resize, to_planar
    from ..losses.regions import cut_style, divide
    from ..losses.standalone import Objective
    from ..losses.strength_map import read_map

    picture = _at_size(image, job.options.size)
    height, width = picture.shape[:2]
    target = resize(job.content, width, height)
    parts = [cut_style(style.picture, style.mask, number) for number, style in enumerate(job.styles, start=1)]
    regions = divide([style.region for style in job.styles], (height, width))
    shown = [_at_size(part, job.options.size) for part in parts]
    held = read_map(job.strength_map, (height, width))
    evaluation = Objective(target, shown, job.options, regions=regions, strength_map=held).evaluate(to_planar(picture))
    if gradient is not None:
        with gradient.open("wb") as file:
            np.save(file, np.ascontiguousarray(evaluation.gradient.transpose(1, 2, 0)))
    return {
        "loss": evaluation.loss,
        "content": evaluation.content,
        "style": evaluation.style,
        "total_variation": evaluation.total_variation,
    }


def _at_size(pixels: Array, size: int | None) -> Array:
    from ..imaging.pixels import fit_size, resize

    height, width = pixels.shape[:2]
    return pixels if size is None else resize(pixels, *fit_size(width, height, size))
