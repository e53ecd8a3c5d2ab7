"""What is said and seen of layers, whichever GIMP they are in."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import CHECKOUT
from tests.real_gimp.harness.snapshots import Snapshot


def is_documented(sentence: str) -> bool:
    """Whether docs/LAYERS.md has the first sentence of a refusal, with “{name}” for a layer's name."""
    start, _, rest = sentence.partition("“")
    template = f"{start}“{{name}}”{rest.partition('”')[2]}" if rest else sentence
    first = template.split(". ")[0].removesuffix(".")
    return f"*{first}" in (CHECKOUT / "docs" / "LAYERS.md").read_text()


def snapshots(home: Path, name: str, *moments: str) -> list[Snapshot]:
    """A layer at some moments."""
    return [Snapshot.read(home, f"{name} {moment}") for moment in moments]
