"""Patterns for results' names."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import InputError, Options
from engine.jobs.batch_names import checked_pattern, default_pattern, filled, suffix_for

VALUES = {
    **Options(strength=62.5).to_mapping(),
    "name": "cat",
    "suffix": ".jpg",
    "folder": "a/b",
    "index": 7,
    "style": "night",
    "look": None,
}


def test_a_name_says_what_tells_results_apart() -> None:
    found = [filled(checked_pattern(default_pattern(*counts)), VALUES) for counts in ((1, 1), (2, 1), (1, 2), (2, 2))]
    assert found == [Path("a/b") / name for name in ("cat.jpg", "cat-night.jpg", "cat-own.jpg", "cat-night-own.jpg")]
    assert filled(default_pattern(1, 1), {**VALUES, "folder": ""}) == Path("cat")


def test_every_option_may_stand_in_it() -> None:
    pattern = checked_pattern("{preset}/{index:03}-{strength}-{size}-{seed}-{single_scale}-{rescale_image}-{look}.png")
    assert filled(pattern, VALUES) == Path("impasto/007-62.5-own-0-own-yes-own.png")
    assert filled(pattern, {**VALUES, "size": 512}) == Path("impasto/007-62.5-512-0-own-yes-own.png")


def test_a_suffix_is_added_where_there_is_none() -> None:
    assert checked_pattern("{name}.v2") == "{name}.v2{suffix}"
    assert checked_pattern("{name}.TIF") == "{name}.TIF"
    assert checked_pattern("{name}{suffix}") == "{name}{suffix}"
    assert [suffix_for(Path(name)) for name in ("a.JPG", "a.gif", "a")] == [".JPG", ".png", ".png"]


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("{title}", r"has no \{title\}\. There is .*name, .*style"),
        ("{name.parent}", r"has no \{name\.parent\}"),
        ("{name", r"pattern \{name cannot be used"),
        ("../{name}", r"leads out of the output folder"),
        ("/tmp/{name}", r"leads out of the output folder"),
        ("C:\\{name}", r"leads out of the output folder"),
    ],
)
def test_patterns_that_cannot_be_used(pattern: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        checked_pattern(pattern)


def test_a_format_that_does_not_fit() -> None:
    with pytest.raises(InputError, match=r"\{name:03d\}\.png cannot be used"):
        filled("{name:03d}.png", VALUES)
