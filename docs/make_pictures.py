"""Make the pictures of the documents anew, in an environment where the engine is installed.

python docs/make_pictures.py [PAINTED]
    The README's: content, style and result.
python docs/make_pictures.py --crops OUTPUT PICTURE@LEFT,TOP,RIGHT,BOTTOM... [--rows N]
    Parts of pictures at 200 %, side by side, in rows of as many; boxes in pixels, all of one size where there are
    rows, else of one height. docs/LOOK.md has the boxes of its own.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
CONTENT = ROOT / "samples/content/astronaut.jpg"
STYLE = ROOT / "samples/style/van_gogh_night_cafe.jpg"
HEIGHT = 400
GAP = 8


def main() -> None:
    """Make the README's picture, or the crops that are named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("painted", type=Path, nargs="?", help="a result that is there already")
    parser.add_argument("--crops", nargs="+", metavar="OUTPUT PICTURE@BOX", help="make this instead")
    parser.add_argument("--rows", type=int, default=1, metavar="N", help="of the crops")
    chosen = parser.parse_args()
    if chosen.crops:
        output, *parts = chosen.crops
        in_rows([enlarged(part) for part in parts], chosen.rows).save(output, quality=90)
        return
    with tempfile.TemporaryDirectory() as folder:
        painted = chosen.painted or Path(folder) / "painted.png"
        if not painted.exists():
            command = [sys.executable, "-m", "engine", "style", CONTENT, STYLE, "-o", painted, "--size", "512"]
            subprocess.run(command, check=True, cwd=ROOT)
        sheet = in_rows([of_height(path) for path in (CONTENT, STYLE, painted)])
        sheet.save(ROOT / "docs/pictures/demo.jpg", quality=90)


def of_height(path: Path) -> Image.Image:
    """A picture, HEIGHT pixels high."""
    picture = Image.open(path).convert("RGB")
    return picture.resize((picture.width * HEIGHT // picture.height, HEIGHT), Image.Resampling.LANCZOS)


def enlarged(part: str) -> Image.Image:
    """What PICTURE@LEFT,TOP,RIGHT,BOTTOM names, each pixel as 2 x 2."""
    path, _, box = part.rpartition("@")
    left, top, right, bottom = map(int, box.split(","))
    picture = Image.open(path).convert("RGB").crop((left, top, right, bottom))
    return picture.resize((2 * picture.width, 2 * picture.height), Image.Resampling.NEAREST)


def in_rows(pictures: list[Image.Image], rows: int = 1) -> Image.Image:
    """Rows of as many pictures each, all of one height, with a little white between them."""
    each, height = len(pictures) // rows, pictures[0].height + GAP
    width = sum(one.width + GAP for one in pictures[:each])
    sheet = Image.new("RGB", (width - GAP, rows * height - GAP), "white")
    for row in range(rows):
        left = 0
        for one in pictures[row * each : (row + 1) * each]:
            sheet.paste(one, (left, row * height))
            left += one.width + GAP
    return sheet


if __name__ == "__main__":
    main()
