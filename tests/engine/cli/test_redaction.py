"""Reports say nothing of who made them."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.cli.redaction import without_private

NAMES = ["anna", "studio7"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/home/anna/x/models", "~/x/models"),
        ("/Users/Anna Maria/x", "~ Maria/x"),
        (r"C:\Users\anna\AppData", r"~\AppData"),
        ("C:\\\\Users\\\\anna\\\\AppData", "~\\\\AppData"),
        ("/media/anna/card/models", "~/card/models"),
        ("error for anna on studio7.local", "error for USER on HOST.local"),
        ("Anna's hannah annas", "USER's hannah annas"),
        ("cannot read '/data/weddings/My Secret Photo.JPEG': no", "cannot read '/data/weddings/FILE.JPEG': no"),
        ("painted nude study.png in 3 s, 2 layers", "FILE.png in 3 s, 2 layers"),
        ("onnxruntime 1.2.png3", "onnxruntime 1.2.png3"),
        ("worker.py line 12", "worker.py line 12"),
    ],
)
def test_what_is_private_goes(text: str, shown: str) -> None:
    assert without_private(text, NAMES) == shown


def test_this_process() -> None:
    home = str(Path.home())
    assert without_private(f"{home}/a and {home}") == "~/a and ~"
    assert without_private("at the root, by x", ["root", "x"]) == "at the root, by x"
