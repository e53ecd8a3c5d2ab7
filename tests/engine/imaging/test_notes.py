"""Notes are taken by whoever knows the file, or go to the log."""

from __future__ import annotations

import pytest

from engine.imaging.notes import note, taking


def test_notes_are_taken(caplog: pytest.LogCaptureFixture) -> None:
    with taking() as notes:
        note("%d of %s", 1, "a")
        with taking() as inner:
            note("inner")
        note("last")
    assert (notes, inner) == (["1 of a", "last"], ["inner"])
    assert not caplog.text
    note("%d of %s", 2, "b")
    assert "2 of b" in caplog.text
