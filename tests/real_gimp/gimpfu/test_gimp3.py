"""GIMP 2.10's procedures on GIMP 3: what was renamed, changed or became a filter does what it did."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.real_gimp.harness import gimpfu_home
from tests.real_gimp.harness.gimp import Gimp
from tests.real_gimp.harness.roots import GUEST

CHECKS = GUEST / "gimpfu_inside" / "gimp3_checks.py"


@pytest.fixture(scope="module")
def answers(gimp3: Gimp, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What all the calls gave, in one session of each GIMP 3."""
    home = tmp_path_factory.mktemp(f"calls-{gimp3.suite}")
    gimpfu_home.install3(home, gimp3.series)
    found: dict[str, Any] = json.loads(gimpfu_home.python3(gimp3, home, CHECKS.read_text()).splitlines()[-1])
    return found


def test_every_new_name_is_one_of_gimp_3(answers: dict[str, Any]) -> None:
    assert answers["missing"] == []


def test_old_procedures_give_what_they_gave(answers: dict[str, Any]) -> None:
    assert len(answers["calls"]) > 30
    assert {call: answer for call, answer in answers["calls"].items() if answer != "ok"} == {}


def test_old_filters_change_pixels(answers: dict[str, Any]) -> None:
    assert len(answers["filters"]) > 30
    assert {name: answer for name, answer in answers["filters"].items() if answer != "ok"} == {}
