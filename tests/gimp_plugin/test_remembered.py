"""What a dialog remembers in a file, whatever has become of the file."""

from __future__ import annotations

import json

import pytest
from common import settings
from common.remembered import MOST_BYTES, Remembered, fitting


def test_what_was_saved_is_there_beside_what_was_before(tmp_path):
    file = tmp_path / "not yet" / "there.json"
    assert Remembered(file).load("last") is None
    assert Remembered(file).save("last", {"strength": 60.0})
    assert Remembered(file).save("saved", [1])
    assert Remembered(file).load("last") == {"strength": 60.0}
    assert Remembered(file).load("saved") == [1]
    assert [path.name for path in file.parent.iterdir()] == ["there.json"]


@pytest.mark.parametrize("text", ["", "{", "[1]", "null", "[" * 100_000, '{"last": 1}' + " " * MOST_BYTES])
def test_a_file_that_is_damaged_or_huge_counts_as_empty(tmp_path, text):
    file = tmp_path / "there.json"
    file.write_text(text)
    assert Remembered(file).load("last") is None
    assert Remembered(file).save("last", 2)
    assert json.loads(file.read_text()) == {"last": 2}


def test_a_file_that_cannot_be_written_is_no_error(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert not Remembered(tmp_path / "file" / "there.json").save("last", 1)


@pytest.mark.parametrize(
    "name, value",
    [
        ("strength", 101),
        ("strength", "60"),
        ("strength", float("nan")),
        ("strength", True),
        ("size", 12.5),
        ("preset", "new"),
        ("preset", 1),
        ("rescale-image", 1),
        ("device", 7),
    ],
)
def test_a_value_that_does_not_fit_gives_way_to_the_default(name, value):
    arguments = settings.arguments()
    defaults = {one.name: one.default for one in arguments}
    assert fitting({name: value, "unknown": 1}, arguments) == defaults
    assert fitting("no mapping", arguments) == defaults


def test_values_that_fit_are_kept():
    values = {"strength": 60, "size": 512, "preset": "gatys", "rescale-image": False, "device": "tcp://server:8786"}
    kept = fitting(values, settings.arguments())
    assert {name: kept[name] for name in values} == values
