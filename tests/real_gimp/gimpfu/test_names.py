"""Every name of the original is covered, different or missing, and the documentation says which and why."""

from __future__ import annotations

import ast

import pytest

from tests.real_gimp.harness import gimpfu_home, gimpfu_table
from tests.real_gimp.harness.gimp import Gimp
from tests.real_gimp.harness.gimpfu_reasons import DIFFERENT, MISSING

Found = dict[str, "list[str] | None"]


@pytest.fixture(scope="module")
def found(gimp2: Gimp, tmp_path_factory: pytest.TempPathFactory) -> Found:
    """What the bindings have under each name of the original."""
    return gimpfu_table.probe(gimp2, tmp_path_factory.mktemp("names"))


def test_every_name_is_there_with_its_arguments_or_has_a_reason(found: Found) -> None:
    assert len(found) > 1400
    assert gimpfu_table.faults(found) == []


def test_the_page_of_all_names_is_what_the_bindings_say(found: Found) -> None:
    assert gimpfu_table.TABLE.read_text() == gimpfu_table.page(found), (
        "run `python -m tests.real_gimp.harness.gimpfu_table`"
    )


def test_reasons_are_given_for_names_of_the_original_only(found: Found) -> None:
    owners = {path.partition(".")[0] for path in found} | set(found)
    assert {name for name in (*MISSING, *DIFFERENT) if name not in owners} == set()


def test_a_name_that_vanishes_is_noticed(found: Found) -> None:
    without = {**found, "gimp.Image.resize": None, "gimp.Image.crop": ["width"]}
    assert gimpfu_table.faults(without) == [
        "gimp.Image.crop(width) had the arguments width, height, offset_x, offset_y",
        "gimp.Image.resize is missing",
    ]
    assert gimpfu_table.page(without) != gimpfu_table.page(found)


def test_the_documentation_lists_every_parameter_type() -> None:
    text = (gimpfu_home.CHECKOUT / "docs" / "GIMPFU.md").read_text()
    module = ast.parse((gimpfu_home.GIMPFU / "gimpfu.py").read_text())
    names = {
        alias.name
        for node in module.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name.startswith("PF_")
    }
    assert len(names) == 32
    assert {name for name in names if f"`{name}`" not in text} == set()
