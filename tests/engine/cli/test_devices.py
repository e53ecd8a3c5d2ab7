"""`impasto devices`."""

from __future__ import annotations

import re

from .conftest import Impasto


def test_devices(impasto: Impasto) -> None:
    ended = impasto("devices")
    assert (ended.status, ended.err) == (0, "")
    *lines, used = ended.out.splitlines()
    assert re.match(r"[* ] cpu: .*\d+ cores", lines[0])
    (marked,) = [line for line in lines if line.startswith("* ")]
    name, _, about = marked[2:].partition(": ")
    assert f"uses {name}, {about.partition(',')[0]}: " in used
