"""Arguments that several commands have."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from engine import InputError, OptionError, Options
from engine.cli.arguments import add_options, check_folder, files_by_style, numbers, read_options


def parsed(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_options(parser)
    return parser.parse_args(arguments)


def test_an_option_comes_before_the_look_and_the_look_before_the_base(tmp_path: Path) -> None:
    look = tmp_path / "look.json"
    look.write_text(json.dumps({"options": {"strength": 10, "size": 64}}))
    found = read_options(parsed("--look", str(look), "--strength", "20"), {"size": 32, "seed": 5})
    assert found == Options(strength=20, size=64)  # a look says all options
    assert read_options(parsed("--strength", "20"), {"seed": 5}) == Options(strength=20, seed=5)
    look.write_text(json.dumps({"options": {"strength": 101}}))
    with pytest.raises(OptionError, match=r"look\.json cannot be used"):
        read_options(parsed("--look", str(look)))


def test_files_by_style() -> None:
    one, other = Path("one.png"), Path("other.png")
    assert files_by_style([], 2, "mask") is None
    assert files_by_style([(2, one)], 2, "mask") == [None, one]
    for numbered in ([(3, one)], [(0, one)], [(1, one), (1, other)]):
        with pytest.raises(InputError):
            files_by_style(numbered, 2, "mask")


def test_check_folder(tmp_path: Path) -> None:
    check_folder(None)
    check_folder(tmp_path / "report.json")
    with pytest.raises(InputError, match="does not exist"):
        check_folder(tmp_path / "none" / "report.json")


def test_numbers() -> None:
    assert numbers("1,2.5") == [1.0, 2.5]
    with pytest.raises(argparse.ArgumentTypeError):
        numbers("1;2")
