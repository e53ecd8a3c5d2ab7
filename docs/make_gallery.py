"""Make docs/gallery anew: `python -m docs.make_gallery [NAME...]` from the top of the repository.

Every picture is what its command wrote, at 320 px; without names all of them are made, which takes a quarter of an hour
on two cores. The page beside them shows each picture over its command.
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
    Entry("default", "The defaults", f"style {ASTRONAUT} {NIGHT} {SMALL}"),
    Entry("strength-25", "Strength: a quarter", f"style {ASTRONAUT} {NIGHT} {SMALL} --strength 25"),
    Entry("strength-90", "Strength: nearly all style", f"style {ASTRONAUT} {NIGHT} {SMALL} --strength 90"),
    Entry("brush-50", "Brush size: half", f"style {CAT} {TERRACE} {SMALL} --style-scale 50"),
    Entry("brush-200", "Brush size: double", f"style {CAT} {TERRACE} {SMALL} --style-scale 200"),
    Entry("two-styles", "Two styles, each with its weight and its brush size",
          f"style {CAT} {TERRACE} {VESTIBULE} {SMALL} --style-weights 1,2 --style-scales 60,150"),
    Entry("colours-style", "Colours: the style's", f"style {COFFEE} {TERRACE} {SMALL}"),
    Entry("colours-content", "Colours: the photograph's own", f"style {COFFEE} {TERRACE} {SMALL} --colours content"),
    Entry("colours-match", "Colours: the style's palette matched to the photograph's",
          f"style {COFFEE} {TERRACE} {SMALL} --colours match"),
    Entry("colours-mix", "Colours: half the photograph's own",
          f"style {COFFEE} {TERRACE} {SMALL} --colours content --colour-mix 50"),
    Entry("smooth", "Smoothness: ten times", f"style {ASTRONAUT} {VESTIBULE} {SMALL} --smoothness 1000"),
    Entry("draft", "Quality: a draft", f"style {ASTRONAUT} {VESTIBULE} {SMALL} --quality draft"),
    Entry("start-noise", "Start: noise, with a seed",
          f"style {CAT} {NIGHT} {SMALL} --start noise --seed 7"),
    Entry("start-style", "Start: the style", f"style {CAT} {NIGHT} {SMALL} --start style"),
    Entry("preset-gatys", "Preset: the paper's losses",
          f"style {ASTRONAUT} {TERRACE} {SMALL} --preset gatys --quality draft"),
    Entry("preset-classic", "Preset: the original script's losses",
          f"style {ASTRONAUT} {TERRACE} {SMALL} --preset classic --quality draft"),
    Entry("look-broad", "Look: broad strokes", f"style {COFFEE} {NIGHT} {SMALL} --look broad"),
    Entry("look-wash", "Look: wash", f"style {COFFEE} {VESTIBULE} {SMALL} --look wash"),
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
