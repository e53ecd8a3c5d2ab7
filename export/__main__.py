"""`python -m export --output DIR`: get VGG16's weights and write the graphs the engine runs."""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from . import build
from .errors import ExportError


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
    print(f"{'Wrote the graphs to' if written else 'The graphs are up to date in'} {options.output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
