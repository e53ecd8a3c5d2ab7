"""Make docs/gallery anew: `python -m docs.make_gallery [NAME...]` from the top of the repository.

Every picture is what its command wrote, at 320 px and most of them in draft quality; without names all are made, which
takes a quarter of an hour on two cores. The page beside them shows each picture over its command.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GALLERY = ROOT / "docs" / "gallery"
LARGEST = 150_000
"""Bytes that a picture may have."""

ASTRONAUT, CAT, COFFEE = (f"samples/content/{name}.jpg" for name in ("astronaut", "cat", "coffee"))
TERRACE, NIGHT, VESTIBULE = (
    f"samples/style/van_gogh_{name}.jpg" for name in ("cafe_terrace", "night_cafe", "vestibule")
)
SMALL = "--size 320 --keep-working-size"
DRAFT = f"{SMALL} --quality draft"


@dataclass(frozen=True)
class Entry:
    """One picture: its file's name, what it shows, and the command without `impasto` and `-o`."""

    name: str
    shows: str
    command: str

    @property
    def words(self) -> list[str]:
        """The command's words, with its output under docs/gallery."""
        return [*shlex.split(self.command), "-o", f"docs/gallery/{self.name}.jpg"]


ENTRIES = (
    Entry("default", "The defaults, with nothing chosen but a small size", f"style {ASTRONAUT} {NIGHT} {SMALL}"),
    Entry("draft", "Quality: the same as a draft", f"style {ASTRONAUT} {NIGHT} {DRAFT}"),
    Entry("strength-25", "Strength: a quarter", f"style {ASTRONAUT} {NIGHT} {DRAFT} --strength 25"),
    Entry("strength-90", "Strength: nearly all style", f"style {ASTRONAUT} {NIGHT} {DRAFT} --strength 90"),
    Entry("brush-50", "Brush size: half", f"style {CAT} {TERRACE} {DRAFT} --style-scale 50"),
    Entry("brush-200", "Brush size: double", f"style {CAT} {TERRACE} {DRAFT} --style-scale 200"),
    Entry("two-styles", "Two styles, each with its weight and its brush size",
          f"style {CAT} {TERRACE} {VESTIBULE} {DRAFT} --style-weights 1,2 --style-scales 60,150"),
    Entry("colours-style", "Colours: the style's", f"style {COFFEE} {TERRACE} {DRAFT}"),
    Entry("colours-content", "Colours: the photograph's own", f"style {COFFEE} {TERRACE} {DRAFT} --colours content"),
    Entry("colours-match", "Colours: the style's palette, matched to the photograph's",
          f"style {COFFEE} {TERRACE} {DRAFT} --colours match"),
    Entry("colours-mix", "Colours: half the style's, half the photograph's own",
          f"style {COFFEE} {TERRACE} {DRAFT} --colours content --colour-mix 50"),
    Entry("smooth", "Smoothness: ten times the preset's", f"style {ASTRONAUT} {NIGHT} {DRAFT} --smoothness 1000"),
    Entry("start-noise", "Start: noise, with a seed", f"style {CAT} {NIGHT} {DRAFT} --start noise --seed 7"),
    Entry("start-style", "Start: the style", f"style {CAT} {NIGHT} {DRAFT} --start style"),
    Entry("preset-gatys", "Preset: the paper's losses", f"style {ASTRONAUT} {TERRACE} {DRAFT} --preset gatys"),
    Entry("preset-classic", "Preset: the original script's losses",
          f"style {ASTRONAUT} {TERRACE} {DRAFT} --preset classic"),
    Entry("look-broad", "Look: broad strokes", f"style {COFFEE} {NIGHT} {DRAFT} --look broad"),
    Entry("look-wash", "Look: a wash", f"style {COFFEE} {VESTIBULE} {DRAFT} --look wash"),
    Entry("look-faithful", "Look: faithful", f"style {CAT} {TERRACE} {DRAFT} --look faithful"),
    Entry("sheet", "A contact sheet to choose from",
          f"sheet {CAT} {VESTIBULE} --size 128 --strengths 25,50,75 --style-scales 50,200"),
)  # fmt: skip


def main() -> None:
    """Run the commands and write the page."""
    GALLERY.mkdir(exist_ok=True)
    chosen = [entry for entry in ENTRIES if not sys.argv[1:] or entry.name in sys.argv[1:]]
    for entry in chosen:
        print(shlex.join(["impasto", *entry.words]), flush=True)
        subprocess.run([sys.executable, "-m", "engine", *entry.words], check=True, cwd=ROOT)
        size = (GALLERY / f"{entry.name}.jpg").stat().st_size
        if size > LARGEST:
            raise SystemExit(f"{entry.name}.jpg has {size} bytes, and at most {LARGEST} are allowed; make it smaller.")
    (GALLERY / "README.md").write_text(page(), "utf-8")


def page() -> str:
    """The gallery's page: every picture over its command."""
    head = (
        "# Gallery\n\nEvery control at work on the [sample pictures](../../samples/README.md). "
        "`python -m docs.make_gallery` made all of this;\nevery picture also says itself how it was made: "
        "`impasto style --from PICTURE` makes it again.\n"
    )
    parts = [f"## {entry.shows}\n\n![{entry.shows}]({entry.name}.jpg)\n\n    {shlex.join(['impasto', *entry.words])}\n"
             for entry in ENTRIES]  # fmt: skip
    return "\n".join([head, *parts])


if __name__ == "__main__":
    main()
