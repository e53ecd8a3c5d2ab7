"""Make docs/gallery anew: `python docs/make_gallery.py [--size 512] [--only NAME...]`, where the engine is installed.

Every picture is what its command wrote, most of them in draft quality; all of them take half an hour on two
cores. The page beside them shows each picture over its command.
"""

from __future__ import annotations

import argparse
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

ROOT = Path(__file__).resolve().parent.parent
GALLERY = ROOT / "docs" / "gallery"
LARGEST = 250_000
"""Bytes that a picture may have."""

ASTRONAUT, CAT, COFFEE = (f"samples/content/{name}.jpg" for name in ("astronaut", "cat", "coffee"))
TERRACE, NIGHT, VESTIBULE = (
    f"samples/style/van_gogh_{name}.jpg" for name in ("cafe_terrace", "night_cafe", "vestibule")
)
MASK = "docs/gallery/saucer.png"
SAUCER = (70, 24, 484, 390)
"""The box of an ellipse on the coffee's photograph, pixels."""
SMALL = "--size {size} --keep-working-size"
DRAFT = f"{SMALL} --quality draft"


@dataclass(frozen=True)
class Entry:
    """One picture: its file's name, what it shows, and the command without `impasto` and `-o`, for any size."""

    name: str
    shows: str
    command: str

    def words(self, size: int) -> list[str]:
        """The command's words at a size, with its output under docs/gallery."""
        return [*shlex.split(self.command.format(size=size)), "-o", f"docs/gallery/{self.name}.jpg"]


ENTRIES = (
    Entry("default", "The defaults, with nothing chosen but a small size", f"style {ASTRONAUT} {NIGHT} {SMALL}"),
    Entry(
        "strength-25",
        "Strength: a quarter; the default is three quarters",
        f"style {ASTRONAUT} {NIGHT} {SMALL} --strength 25",
    ),
    Entry("strength-100", "Strength: all style", f"style {ASTRONAUT} {NIGHT} {SMALL} --strength 100"),
    Entry("brush-50", "Brush size: half", f"style {CAT} {TERRACE} {DRAFT} --style-scale 50"),
    Entry("brush-200", "Brush size: double", f"style {CAT} {TERRACE} {DRAFT} --style-scale 200"),
    Entry(
        "two-styles",
        "Two styles, each with its weight and its brush size",
        f"style {CAT} {TERRACE} {VESTIBULE} {DRAFT} --style-weights 1,2 --style-scales 60,150",
    ),
    Entry("colours-style", "Colours: the style's", f"style {COFFEE} {TERRACE} {DRAFT}"),
    Entry("colours-content", "Colours: the photograph's own", f"style {COFFEE} {TERRACE} {DRAFT} --colours content"),
    Entry(
        "colours-match",
        "Colours: the style's palette, matched to the photograph's",
        f"style {COFFEE} {TERRACE} {DRAFT} --colours match",
    ),
    Entry(
        "colours-mix",
        "Colours: half the style's, half the photograph's own",
        f"style {COFFEE} {TERRACE} {DRAFT} --colours content --colour-mix 50",
    ),
    Entry(
        "regions",
        "Regions: the saucer, which a mask shows, in one style and the table in another",
        f"style {COFFEE} {NIGHT} {TERRACE} {DRAFT} --region 1={MASK}",
    ),
    Entry("smooth", "Smoothness: ten times the preset's", f"style {ASTRONAUT} {NIGHT} {DRAFT} --smoothness 1000"),
    Entry("start-noise", "Start: noise, with a seed", f"style {CAT} {NIGHT} {DRAFT} --start noise --seed 7"),
    Entry("look-wash", "Look: a wash", f"style {COFFEE} {VESTIBULE} {DRAFT} --look wash"),
    Entry("look-faithful", "Look: faithful", f"style {CAT} {TERRACE} {DRAFT} --look faithful"),
    Entry("look-broad", "Look: broad strokes", f"style {COFFEE} {NIGHT} {DRAFT} --look broad"),
    Entry("preset-gatys", "Preset: the paper's losses", f"style {ASTRONAUT} {TERRACE} {DRAFT} --preset gatys"),
    Entry(
        "preset-classic",
        "Preset: the original script's losses",
        f"style {ASTRONAUT} {TERRACE} {DRAFT} --preset classic",
    ),
    Entry(
        "sheet",
        "A contact sheet to choose from",
        f"sheet {CAT} {VESTIBULE} --size 96 --strengths 25,50,75,100 --style-scales 50,200",
    ),
    Entry("dream", "Deep Dream: what the network sees in it", f"dream {CAT} --size {{size}}"),
)


def main() -> None:
    """Run the commands and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=512, help="longest side of the pictures, px")
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=[entry.name for entry in ENTRIES])
    chosen = parser.parse_args()
    GALLERY.mkdir(exist_ok=True)
    write_mask()
    for entry in ENTRIES:
        if chosen.only and entry.name not in chosen.only:
            continue
        words = entry.words(chosen.size)
        print(shlex.join(["impasto", *words]), flush=True)
        subprocess.run([sys.executable, "-m", "engine", *words], check=True, cwd=ROOT)
        size = (GALLERY / f"{entry.name}.jpg").stat().st_size
        if size > LARGEST:
            raise SystemExit(f"{entry.name}.jpg has {size} bytes, and at most {LARGEST} are allowed; make it smaller.")
    (GALLERY / "README.md").write_text(page(chosen.size), "utf-8")


def write_mask() -> None:
    """White on the saucer with a soft edge, black elsewhere, as large as the photograph."""
    with Image.open(ROOT / COFFEE) as photograph:
        mask = Image.new("L", photograph.size)
    ImageDraw.Draw(mask).ellipse(SAUCER, fill=255)
    mask.filter(ImageFilter.GaussianBlur(4)).save(ROOT / MASK)


def page(size: int) -> str:
    """The gallery's page: every picture over its command."""
    head = (
        "# Gallery\n\nEvery control at work on the [sample pictures](../../samples/README.md). "
        "`python docs/make_gallery.py` made all of this;\nevery picture also says itself how it was made: "
        "`impasto style --from PICTURE` makes it again.\n"
    )
    commands = [shlex.join(["impasto", *entry.words(size)]) for entry in ENTRIES]
    parts = [
        f"## {entry.shows}\n\n![{entry.shows}]({entry.name}.jpg)\n\n    {command}\n"
        for entry, command in zip(ENTRIES, commands, strict=True)
    ]
    return "\n".join([head, *parts])


if __name__ == "__main__":
    main()
