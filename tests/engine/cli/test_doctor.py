"""`impasto doctor`."""

from __future__ import annotations

import re

from engine import __version__

from .conftest import Impasto


def test_doctor(impasto: Impasto) -> None:
    ended = impasto("doctor")
    assert ended.out.startswith(f"impasto {__version__}, Python 3.")
    assert re.search(r"\nok    graphs: \d+ files in", ended.out)
    assert re.search(r"\nok    gradient: predicts the loss within \d+\.\d%", ended.out)
    assert ended.status == (1 if "\nWRONG" in ended.out else 0)
    assert all(line[:6] in ("ok    ", "WRONG ") for line in ended.out.splitlines()[1:])
