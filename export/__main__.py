"""`python -m export --output DIR`: get VGG16's weights and write the graphs the engine runs.

With them comes the network that finds faces, an extra: where it cannot be had, that is said and all else works.
"""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from . import build
from .errors import ExportError
from .faces import FILE, build_faces

LOG = logging.getLogger(__name__)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit status: 0 done, 2 wrong usage or input, 1 anything else."""
    parser = argparse.ArgumentParser(prog="python -m export", description=__doc__)
    parser.add_argument("--output", type=Path, metavar="DIR", required=True, help="folder for the graphs")
    parser.add_argument(
        "--weights",
        type=Path,
        metavar="FILE",
        help="VGG16 weights you have already (.h5 of Keras, .onnx, .npz or .safetensors); default: download them once",
    )
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    try:
        written = build(options.output, options.weights)
    except ExportError as error:
        print(f"export: {error}", file=sys.stderr)
        return 2
    if not (options.output / FILE).is_file():
        try:
            build_faces(options.output)
        except ExportError as error:
            LOG.warning("Faces will not be found until a later try: %s", error)
    print(f"{'Wrote the graphs to' if written else 'The graphs are up to date in'} {options.output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
