"""Make the README's picture anew: `python docs/make_pictures.py` in an environment where the engine is installed."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
CONTENT = ROOT / "samples/content/astronaut.jpg"
STYLE = ROOT / "samples/style/van_gogh_night_cafe.jpg"
HEIGHT = 400


def main() -> None:
    """Paint the demo and put content, style and result side by side."""
    with tempfile.TemporaryDirectory() as folder:
        painted = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "painted.png"
        if not painted.exists():
            command = [sys.executable, "-m", "engine", "style", CONTENT, STYLE, "-o", painted, "--size", "512"]
            subprocess.run(command, check=True, cwd=ROOT)
        side_by_side([CONTENT, STYLE, painted]).save(ROOT / "docs/pictures/demo.jpg", quality=90)


def side_by_side(paths: list[Path]) -> Image.Image:
    """The pictures at one height, with a little white between them."""
    pictures = [Image.open(path).convert("RGB") for path in paths]
    pictures = [one.resize((one.width * HEIGHT // one.height, HEIGHT), Image.Resampling.LANCZOS) for one in pictures]
    sheet = Image.new("RGB", (sum(one.width + 8 for one in pictures) - 8, HEIGHT), "white")
    left = 0
    for one in pictures:
        sheet.paste(one, (left, 0))
        left += one.width + 8
    return sheet


if __name__ == "__main__":
    main()
