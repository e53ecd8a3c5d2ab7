"""Nothing that a terminal takes as a command is shown as it is."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from engine.escaping import LONGEST, printable


def test_examples() -> None:
    assert printable("星月夜, Übung 100 %\nnext") == "星月夜, Übung 100 %\nnext"
    assert printable("\x1b]0;title\x07\x1b[2Jgone") == "\\x1b]0;title\\x07\\x1b[2Jgone"
    assert printable("\x9b31m\u202egnp.exe\r\t\ud800") == "\\x9b31m\\u202egnp.exe\\r\\t\\ud800"
    assert printable(ValueError("a\0b")) == "a\\x00b"
    assert printable("x" * 3000) == "x" * LONGEST + "…"


@given(st.text(alphabet=st.characters(codec=None)))
def test_nothing_but_line_breaks_is_left_of_control_characters(text: str) -> None:
    shown = printable(text)
    assert not [each for each in shown if each != "\n" and unicodedata.category(each)[0] == "C"]
    shown.encode()
