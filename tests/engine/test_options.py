"""Options: what every front end relies on, and what is refused."""

from __future__ import annotations

import ast
import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import OptionError, Options
from engine import options as module
from engine.options import describe, value_type

FIELDS = dataclasses.fields(Options)
EACH = pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
RANGED = [field for field in FIELDS if field.metadata["low"] is not None]
CHOSEN = [field for field in FIELDS if field.metadata["choices"]]


@EACH
def test_every_option_explains_itself(field: dataclasses.Field[Any]) -> None:
    metadata = field.metadata
    assert metadata["help"]
    assert metadata["label"]
    assert metadata["label"][0].isupper()
    kind = value_type(field)
    if kind in (int, float):
        assert metadata["low"] < metadata["high"]
    if kind is str and field.name != "device":
        assert len(metadata["choices"]) > 1
    assert field.default is None or isinstance(field.default, kind)


@EACH
def test_the_help_says_default_and_range(field: dataclasses.Field[Any]) -> None:
    text = describe(field) % ()  # argparse formats it so
    assert text.startswith(field.metadata["help"])
    if value_type(field) in (int, float) and field.default is not None:
        assert float(text.rpartition("(default: ")[2].rstrip(")")) == field.default
    for choice in field.metadata["choices"]:
        assert choice in text
    if field.metadata["low"] is not None:
        assert f"{field.metadata['low']:.10g} to {field.metadata['high']:.10g}" in text


@EACH
def test_the_default_is_allowed(field: dataclasses.Field[Any]) -> None:
    assert getattr(Options(**{field.name: field.default}), field.name) == field.default


@pytest.mark.parametrize("field", RANGED, ids=lambda field: field.name)
def test_ranges_include_their_ends_and_nothing_beyond(field: dataclasses.Field[Any]) -> None:
    low, high = field.metadata["low"], field.metadata["high"]
    for value in (low, high):
        assert getattr(Options(**{field.name: value}), field.name) == value
    for value in (low - 1, high + 1, float("nan"), float("inf")):
        with pytest.raises(OptionError, match=rf"'{field.name}' cannot be .*; it lies in .* to "):
            Options(**{field.name: value})


@pytest.mark.parametrize("field", CHOSEN, ids=lambda field: field.name)
def test_choices(field: dataclasses.Field[Any]) -> None:
    for choice in field.metadata["choices"]:
        assert getattr(Options(**{field.name: choice}), field.name) == choice
    with pytest.raises(OptionError, match=rf"'{field.name}' cannot be 'none of them'; it is one of "):
        Options(**{field.name: "none of them"})


WRONG_TYPES: dict[type, list[Any]] = {
    bool: [1, 0.0, "True", "yes", []],
    int: [True, 2.5, "3", [], {}],
    float: [False, "50", [], {}],
    str: [1, True, 2.0, [], b"gatys"],
}


@EACH
def test_values_of_a_wrong_type(field: dataclasses.Field[Any]) -> None:
    for value in WRONG_TYPES[value_type(field)]:
        with pytest.raises(OptionError, match=f"Option '{field.name}' cannot be"):
            Options(**{field.name: value})


@EACH
def test_none_is_for_options_that_are_decided_later(field: dataclasses.Field[Any]) -> None:
    if field.default is None:
        assert getattr(Options(**{field.name: None}), field.name) is None
    else:
        with pytest.raises(OptionError, match=f"Option '{field.name}' needs a value"):
            Options(**{field.name: None})


def test_numbers_become_the_options_own_type() -> None:
    options = Options(strength=70, size=512.0)  # type: ignore[arg-type] - as JSON and GIMP give them
    assert (type(options.strength), options.strength) == (float, 70.0)
    assert (type(options.size), options.size) == (int, 512)


def test_names_in_kebab_case() -> None:
    kebab = {"style-scale": 150.0, "maintain-aspect-ratio": False, "memory-limit": 100}
    snake = {name.replace("-", "_"): value for name, value in kebab.items()}
    assert Options.from_mapping(kebab) == Options.from_mapping(snake) == Options(**snake)
    assert Options.from_mapping({}) == Options()


def test_unknown_names() -> None:
    with pytest.raises(OptionError, match=r"no option 'colour'; the options are .*colours.*strength"):
        Options.from_mapping({"strength": 1.0, "colour": "style"})


@pytest.mark.parametrize(
    "values, code, inserted",
    [
        ({"size": 7}, "option-range", {"name": "size", "value": "7", "low": "16", "high": "32768 px"}),
        ({"quality": None}, "no-choice", {"name": "quality", "value": "None", "choices": "draft, normal, best"}),
        ({"rescale_image": "{}"}, "option-bool", {"name": "rescale_image", "value": "'{}'"}),
        ({"device": 1}, "option-text", {"name": "device", "value": "1"}),
    ],
)
def test_an_error_can_be_translated_by_its_code(values: dict[str, Any], code: str, inserted: dict[str, str]) -> None:
    with pytest.raises(OptionError) as caught:
        Options(**values)
    assert (caught.value.code, caught.value.values) == (code, inserted)
    assert str(caught.value) == caught.value.message == module.ERRORS[code].format(**inserted)


def test_options_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Options().strength = 1.0  # type: ignore[misc]


@given(
    st.builds(
        Options,
        preset=st.sampled_from(sorted(Options.__dataclass_fields__["preset"].metadata["choices"])),
        strength=st.floats(0, 100),
        size=st.none() | st.integers(16, 32768),
        single_scale=st.none() | st.booleans(),
        seed=st.integers(0, 2**31 - 1),
    )
)
def test_options_travel_through_json(options: Options) -> None:
    assert Options.from_mapping(json.loads(json.dumps(options.to_mapping()))) == options


def test_the_module_needs_the_standard_library_only() -> None:
    """It is copied beside the plug-in, where GIMP's own Python reads it."""
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        assert not (isinstance(node, ast.ImportFrom) and node.level)
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
        assert {name.split(".")[0] for name in names} <= set(sys.stdlib_module_names)
