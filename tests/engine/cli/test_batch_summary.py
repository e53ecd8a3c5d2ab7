"""What a batch says before and after."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine import Options
from engine.cli.batch_summary import summarise, total, write_report
from engine.jobs.batch import Item
from engine.jobs.batch_run import Outcome
from engine.jobs.style_files import StyleFiles
from engine.losses.style import Style
from engine.tracking.forecast import Forecast

ITEM = Item(StyleFiles(Path("cat.png"), [Style(Path("night.png"))], Options()), Path("out/cat.png"))
OUTCOMES = [
    Outcome(ITEM, "skipped"),
    Outcome(ITEM, "failed", "It is damaged."),
    Outcome(ITEM, "painted", report={"seconds": 3}),
    Outcome(ITEM, "painted"),
]


def test_the_summary_counts_and_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    summarise(OUTCOMES, 6)
    assert capsys.readouterr().out.splitlines() == [
        "6 pictures: 2 painted, 1 there already, 1 failed, 2 not begun.",
        "failed: out/cat.png: It is damaged.",
    ]


def test_the_report_has_each_picture(tmp_path: Path) -> None:
    write_report(None, OUTCOMES)
    write_report(tmp_path / "report.json", OUTCOMES)
    pictures = json.loads((tmp_path / "report.json").read_text())["pictures"]
    assert [(each["status"], each["reason"]) for each in pictures[:2]] == [
        ("skipped", ""),
        ("failed", "It is damaged."),
    ]
    assert pictures[2] == {
        "content": "cat.png",
        "styles": ["night.png"],
        "output": str(Path("out/cat.png")),
        "status": "painted",
        "reason": "",
        "report": {"seconds": 3},
    }


def test_seconds_add_up_and_memory_does_not() -> None:
    assert total([Forecast(2.0, 300), None, Forecast(3.5, 200)]) == {"pictures": 3, "seconds": 5.5, "memory": 300}
