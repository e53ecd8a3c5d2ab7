"""`impasto faces`: a strength map that holds the faces of a picture, to be edited before it is used."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ..errors import InputError
from .arguments import add_command
from .outputs import add_overwrite, check_outputs, report_problems
from .streams import say


def add_parser(commands: Any) -> None:
    """Add the command's arguments."""
    parser = add_command(
        commands,
        "faces",
        run,
        "write a strength map that keeps the faces in PICTURE, black with soft borders, as --keep-faces has it",
    )
    parser.add_argument("picture", metavar="PICTURE", help="the picture to look at")
    parser.add_argument("-o", "--output", metavar="OUT", required=True, help="where to write the map")
    add_overwrite(parser)


def run(parsed: argparse.Namespace) -> int:
    """Write the map; returns the exit status."""
    from ..imaging import check_writable, read_image
    from ..imaging.faces import find_faces, map_of
    from ..jobs.saving import save_image

    output = Path(parsed.output)
    check_outputs([output], [Path(parsed.picture)], overwrite=parsed.overwrite)
    check_writable(output)
    pixels = read_image(parsed.picture).pixels
    faces = find_faces(pixels)
    if not faces:
        raise InputError(f"No face was found in {parsed.picture}.", "Paint a strength map by hand.")
    say(f"{len(faces)} {'face' if len(faces) == 1 else 'faces'}")
    saved = save_image(output, map_of(faces, pixels.shape[:2])[..., None].repeat(3, axis=2))
    return int(report_problems(saved))
