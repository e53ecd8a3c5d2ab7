"""Scripts for GIMP 2 in GIMP 3: started from the menu, their dialogs, their errors, what they were told last."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.real_gimp.gimpfu.test_dialogs import keep
from tests.real_gimp.harness import gimpfu_home
from tests.real_gimp.harness.gimp import Gimp
from tests.real_gimp.harness.gimpfu_home import PICTURE, SCRIPTS
from tests.real_gimp.harness.shell import CommandError

FAILS = """#!/usr/bin/env python
from gimpfu import *
def fails():
    return 1 / 0
register("fails", "b", "h", "a", "c", "d", "Fails", "", [], [], fails)
main()
"""


@pytest.fixture
def gimp(gimp3: Gimp, picture: Path) -> Gimp:
    """GIMP 3 with the picture in it."""
    return gimp3.at(binds={picture: f"{PICTURE}:ro"})


def test_a_script_asks_for_every_type_and_is_told_the_same_the_next_time(gimp: Gimp, tmp_path: Path) -> None:
    gimpfu_home.install3(tmp_path, gimp.series, [SCRIPTS / "every_type.py"])
    report = tmp_path / "every_type.json"

    def is_written() -> bool:
        return report.is_file() and report.read_text().endswith("]")

    with gimp.at(home=tmp_path).window(PICTURE) as window:
        window.wait_for_title("[style]")
        window.search_action("Every Type")
        window.wait_for_title("Every Type")
        window.keys("alt+i", "ctrl+a")
        window.type_text("77")
        keep(window.screenshot(tmp_path / f"dialog-{gimp.series}.png"))
        window.keys("Return")
        window.wait(is_written, "the script's report")
    chosen = json.loads(report.read_text())
    assert chosen[:8] == [77, 8, 16, 1.5, "hello", [255, 128, 0], "[style] (imported)", "style.png"]
    assert chosen[12:16] == [True, 25.0, 3.0, "Sans-serif"]
    assert chosen[20:22] == ["b", "one\ntwo"] and chosen[-3:] == ["/tmp/new.txt", "/tmp", 1]
    lasting = json.loads(next(tmp_path.glob(".config/GIMP/*/gimpfu/python-fu-every-type.json")).read_text())
    assert lasting["integer"] == 77 and "layer" not in lasting


def test_an_error_in_a_script_says_what_and_where(gimp: Gimp, tmp_path: Path) -> None:
    plug_ins = gimpfu_home.install3(tmp_path, gimp.series)
    plug_ins.joinpath("fails").mkdir()
    gimpfu_home.add_script(plug_ins / "fails/fails.py", FAILS)
    with pytest.raises(CommandError, match=r"ZeroDivisionError: division by zero \(fails.py, line 4\)"):
        gimpfu_home.python3(gimp, tmp_path, "pdb.python_fu_fails()")
