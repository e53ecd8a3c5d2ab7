"""Errors have sentences, codes and values; a code always stands for the same sentences."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.errors import EngineError, InputError


def errors_with_codes(checkout: Path) -> Iterator[tuple[str, str, str, set[str] | None]]:
    """Code, message, hint and names of values of each error in the engine; None for names in a mapping."""
    for path in (checkout / "engine").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            keywords = {keyword.arg: keyword.value for keyword in node.keywords}
            named = isinstance(keywords.get("code"), ast.Constant)  # others pass on what they were given
            if node.func.id.endswith(("Error", "Refusal")) and named:
                texts = [ast.literal_eval(argument) for argument in node.args]
                names = None if None in keywords else {str(name) for name in keywords} - {"code"}
                if names is not None and node.func.id == "Refusal":
                    names.add("file")
                yield ast.literal_eval(keywords["code"]), texts[0], "".join(texts[1:]), names


def test_sentences_are_filled_from_values() -> None:
    error = InputError("{count} pixels are {what!r}.", "Take {count:.1f}.", code="odd", count=3, what="few")
    assert str(error) == "3 pixels are 'few'. Take 3.0."
    assert (error.message, error.hint) == ("3 pixels are 'few'.", "Take 3.0.")
    assert (error.code, error.values) == ("odd", {"count": 3, "what": "few"})


def test_sentences_without_values_are_left_as_they_are() -> None:
    error = EngineError("a{b}.png is missing.")
    assert (str(error), error.code, error.values) == ("a{b}.png is missing.", "failed", {})
    assert InputError("No.").code == "input"


def test_a_code_has_one_pair_of_sentences(checkout: Path) -> None:
    known: dict[str, tuple[str, str]] = {}
    for code, message, hint, _ in errors_with_codes(checkout):
        assert known.setdefault(code, (message, hint)) == (message, hint)
        assert set(code) <= set(string.ascii_lowercase + string.digits + "-")
    assert {"too-large", "incomplete-job"} <= set(known)


def test_sentences_name_the_values_that_there_are(checkout: Path) -> None:
    for _, message, hint, names in errors_with_codes(checkout):
        used = {name for text in (message, hint) for _, name, _, _ in string.Formatter().parse(text) if name}
        assert names is None or used == names, message


@pytest.mark.parametrize("error", [EngineError, InputError])
def test_braces_in_values_do_no_harm(error: type[EngineError]) -> None:
    assert str(error("{file} is missing.", code="x", file="{0}{b}.png")) == "{0}{b}.png is missing."
