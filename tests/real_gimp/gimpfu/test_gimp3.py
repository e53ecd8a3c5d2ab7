"""GIMP 2.10's procedures on GIMP 3: what was renamed, changed or became a filter does what it did."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.real_gimp.harness import gimpfu_home
from tests.real_gimp.harness.gimp import Gimp
from tests.real_gimp.harness.roots import GUEST

PROCEDURES = GUEST / "gimpfu_procedures.txt"
"""The procedures gimp-... of GIMP 2.10.34."""
CHECKS = GUEST / "gimpfu_inside" / "gimp3_checks.py"


@pytest.fixture(scope="module")
def answers(gimp3: Gimp, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What all the calls gave, in one session of each GIMP 3."""
    home = tmp_path_factory.mktemp(f"calls-{gimp3.suite}")
    gimpfu_home.install3(home, gimp3.series)
    home.joinpath("procedures").write_text(PROCEDURES.read_text())
    found: dict[str, Any] = json.loads(gimpfu_home.python3(gimp3, home, CHECKS.read_text()).splitlines()[-1])
    return found


def test_every_new_name_is_one_of_gimp_3(answers: dict[str, Any]) -> None:
    assert answers["missing"] == []


def test_the_documentation_says_how_many_procedures_there_are(answers: dict[str, Any], gimp3: Gimp) -> None:
    text = " ".join((gimpfu_home.CHECKOUT / "docs" / "GIMPFU.md").read_text().split())
    total, covered = len(PROCEDURES.read_text().split()), len(answers["covered"])
    count = f"{total} procedures `gimp-...` of GIMP 2.10.34, {covered} work on GIMP 3.0"
    assert count in text if gimp3.series == "3.0" else covered >= 700, (total, covered)


def test_old_procedures_give_what_they_gave(answers: dict[str, Any]) -> None:
    assert len(answers["calls"]) > 30
    assert {call: answer for call, answer in answers["calls"].items() if answer != "ok"} == {}


def test_old_filters_change_pixels(answers: dict[str, Any]) -> None:
    assert len(answers["filters"]) > 30
    assert {name: answer for name, answer in answers["filters"].items() if answer != "ok"} == {}


TINYPIC = """
open("/home/painter/in.tinypic", "wb").write(b"TINYPIC 2 1\\nff00000080ff")
image = pdb.gimp_file_load("/home/painter/in.tinypic", "in.tinypic")
print(image.filename, image.layers[0].get_pixel(0, 0), image.layers[0].get_pixel(1, 0))
pdb.gimp_file_save(image, image.layers[0], "/home/painter/out.tinypic", "out.tinypic")
print(open("/home/painter/out.tinypic", "rb").read())
"""


def test_a_file_handler_loads_and_saves(gimp3: Gimp, tmp_path: Path) -> None:
    gimpfu_home.install3(tmp_path, gimp3.series, [gimpfu_home.SCRIPTS / "file_handler.py"])
    printed = gimpfu_home.python3(gimp3, tmp_path, TINYPIC).splitlines()
    assert printed == ["/home/painter/in.tinypic (255, 0, 0) (0, 128, 255)", "b'TINYPIC 2 1\\nff00000080ff'"]
