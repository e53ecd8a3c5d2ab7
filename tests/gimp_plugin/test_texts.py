"""Sentences for the user: time spans, the engine's errors, unexpected exceptions."""

from __future__ import annotations

import json

import pytest
from common import texts


@pytest.mark.parametrize(
    "seconds, text", [(0.4, "0 s"), (59.4, "59 s"), (59.6, "1 min 0 s"), (200, "3 min 20 s"), (7500, "2 h 5 min")]
)
def test_duration(seconds, text):
    assert texts.duration(seconds) == text


@pytest.fixture
def german(tmp_path, monkeypatch):
    """Two of the engine's errors, of which one is translated."""
    errors = {"size": ["{name} is {width} pixels wide.", "Choose {low:.0f} or more."], "new": ["It is new.", ""]}
    (tmp_path / "engine.json").write_text(json.dumps(errors))
    known = {
        "{name} is {width} pixels wide.": "{width} Pixel breit: {name}.",
        "Choose {low:.0f} or more.": "Ab {low:.0f}.",
    }
    monkeypatch.setattr(texts, "LOCALE_FOLDER", tmp_path)
    monkeypatch.setattr(texts, "_", lambda text: known.get(text, text))
    texts._engine_errors.cache_clear()
    yield
    texts._engine_errors.cache_clear()


ENGLISH = "The photo is 8 pixels wide.", "Choose 16 or more."


@pytest.mark.usefixtures("german")
def test_an_error_is_translated_by_its_code():
    values = {"name": "photo", "width": 8, "low": 16.0}
    assert texts.translate_error(*ENGLISH, "size", values) == ("8 Pixel breit: photo.", "Ab 16.")
    assert texts.translate_error("It is new.", "", "new", {}) == ("It is new.", "")


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    "code, values", [("", {}), ("unknown", {}), ("size", {}), ("size", {"name": "a", "width": 8, "low": "16"})]
)
def test_an_error_of_another_version_stays_in_english(code, values):
    assert texts.translate_error(*ENGLISH, code, values) == ENGLISH


def test_an_unexpected_exception_is_named():
    assert "ZeroDivisionError: division by zero" in texts.internal_error(ZeroDivisionError("division by zero"))
