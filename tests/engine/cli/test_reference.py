"""docs/OPTIONS.md says what the code says."""

from __future__ import annotations

from pathlib import Path

from engine.cli.reference import reference
from engine.losses.presets import PRESETS


def test_the_reference_in_the_docs_is_the_codes(checkout: Path) -> None:
    """After a change of options: python -m engine.cli.reference > docs/OPTIONS.md."""
    assert (checkout / "docs" / "OPTIONS.md").read_text("utf-8") == reference()


def test_it_says_what_each_quality_costs() -> None:
    text = reference()
    for name, preset in PRESETS.items():
        for counts in preset.evaluations.values():
            assert f"{', '.join(map(str, counts))} |" in next(
                line for line in text.splitlines() if line.startswith(f"| `{name}` |")
            )
