"""Picture after picture; one that fails does not stop the rest, and an interrupt keeps what there is."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from engine import OptionError, Options
from engine.jobs.batch import Item
from engine.jobs.batch_run import paint_all, reason_of
from engine.jobs.recipe import read_recipe
from engine.jobs.style_files import StyleFiles
from engine.losses.style import Style
from engine.runtime.network import Network


@pytest.fixture
def items(folder: Path) -> list[Item]:
    """Three results, the second of a file that is no picture."""
    (folder / "bad.png").write_text("no picture")
    contents, style = ("in/content.png", "bad.png", "in/other.png"), Style(folder / "in/style.png")
    return [
        Item(StyleFiles(folder / name, [style], Options(evaluations=2)), folder / "results" / f"{number}.png")
        for number, name in enumerate(contents)
    ]


def test_a_failed_picture_does_not_stop_the_rest(items: list[Item], network: Network) -> None:
    seen: list[tuple[str, int]] = []
    outcomes = list(
        paint_all(network, items, lambda item, at: seen.append((item.output.name, at.evaluation)), lambda: False)
    )
    assert [outcome.status for outcome in outcomes] == ["painted", "failed", "painted"]
    assert "bad.png is not a picture of a known format" in outcomes[1].reason
    assert [item.output.exists() for item in items] == [True, False, True]
    assert seen == [("0.png", 1), ("0.png", 2), ("2.png", 1), ("2.png", 2)]
    assert outcomes[2].report is not None
    assert outcomes[2].report["evaluations"] == 2


def test_an_interrupt_finishes_the_one_at_work_and_begins_no_other(items: list[Item], network: Network) -> None:
    seen: list[int] = []
    (outcome,) = paint_all(network, items, lambda _, at: seen.append(at.evaluation), lambda: bool(seen))
    assert outcome.status == "stopped"
    assert read_recipe(outcome.item.output).stopped_after == 1


def test_what_was_never_expected_fails_one_picture(items: list[Item], network: Network) -> None:
    broken = dataclasses.replace(items[0], files=dataclasses.replace(items[0].files, styles=None))  # type: ignore[arg-type]
    outcomes = list(paint_all(network, [broken, items[2]], lambda *_: None, lambda: False))
    assert [outcome.status for outcome in outcomes] == ["failed", "painted"]
    assert outcomes[0].reason.startswith("The engine failed (TypeError: ")


def test_reasons_are_sentences() -> None:
    assert reason_of(OptionError("unknown-option", name="x", options="y")).startswith("There is no option 'x'")
    assert (
        reason_of(OSError(28, "No space left on device", "a.png")) == "a.png cannot be used: No space left on device."
    )
    assert "Choose a smaller working size" in reason_of(MemoryError())
