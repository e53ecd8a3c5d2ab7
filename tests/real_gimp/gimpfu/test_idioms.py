"""What public Python-Fu scripts do: one small script for each idiom, all of them in one session of each GIMP."""

from __future__ import annotations

import json

import pytest

from tests.real_gimp.harness import gimpfu_home
from tests.real_gimp.harness.gimp import Gimp
from tests.real_gimp.harness.gimpfu_home import IDIOMS
from tests.real_gimp.harness.roots import GUEST

CHECKS = GUEST / "gimpfu_inside" / "idiom_checks.py"
NAMES = sorted(path.stem for path in IDIOMS.glob("*.py"))
Results = dict[str, str]
REFUSED_BY_GIMP_3 = {"watched_progress": "error occurred while installing progress functions"}
"""What GIMP 3 itself does not do, and how scripts are told."""


@pytest.fixture(scope="module")
def results(gimp2: Gimp, tmp_path_factory: pytest.TempPathFactory) -> Results:
    """What became of each idiom in GIMP 2.10: "ok", or a traceback."""
    home = tmp_path_factory.mktemp("idioms")
    gimpfu_home.install(home, IDIOMS.glob("*.py"))
    code = CHECKS.read_text() + "\nimport json\nprint(json.dumps(run_checks()))\n"
    found: Results = json.loads(gimpfu_home.python(gimp2, home, code).splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def results3(gimp3: Gimp, tmp_path_factory: pytest.TempPathFactory) -> Results:
    """What became of each idiom in each GIMP 3."""
    home = tmp_path_factory.mktemp(f"idioms-{gimp3.suite}")
    gimpfu_home.install3(home, gimp3.series, IDIOMS.glob("*.py"))
    code = CHECKS.read_text() + "\nimport json\nprint(json.dumps(run_checks()))\n"
    found: Results = json.loads(gimpfu_home.python3(gimp3, home, code).splitlines()[-1])
    return found


def test_there_are_enough_idioms() -> None:
    assert len(NAMES) >= 25


@pytest.mark.parametrize("name", NAMES)
def test_the_idiom_does_what_it_is_there_for(results: Results, name: str) -> None:
    assert results[name] == "ok", results[name]


@pytest.mark.parametrize("name", NAMES)
def test_the_idiom_does_the_same_in_gimp_3(results3: Results, name: str) -> None:
    if name in REFUSED_BY_GIMP_3:
        assert REFUSED_BY_GIMP_3[name] in results3[name]
    else:
        assert results3[name] == "ok", results3[name]
