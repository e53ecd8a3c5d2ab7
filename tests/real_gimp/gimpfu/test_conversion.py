"""Scripts in Python 2, converted and run; what cannot be converted is said in words."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.real_gimp.harness import gimpfu_home
from tests.real_gimp.harness.gimp import Gimp
from tests.real_gimp.harness.gimpfu_home import GIMPFU
from tests.real_gimp.harness.roots import GUEST

OLD = GUEST / "gimpfu_python2"


@pytest.fixture(scope="module")
def conversion() -> Any:
    """The module that converts, which needs no GIMP."""
    sys.path.insert(0, str(GIMPFU))
    try:
        yield importlib.import_module("_gimpfu.conversion")
    finally:
        sys.path.remove(str(GIMPFU))


def converted(conversion: Any, name: str) -> Any:
    """A script of the folder, converted."""
    return conversion.convert(conversion.decoded(OLD.joinpath(name).read_bytes()), name)


@pytest.mark.parametrize("name", sorted(path.name for path in OLD.glob("*.py2")))
def test_a_converted_script_is_python_3(conversion: Any, name: str) -> None:
    found = converted(conversion, name)
    ast.parse(found.text)
    assert found.changed > 1
    assert not [one for one in found.remarks if "not Python 3 yet" in one.words]


def test_what_cannot_be_converted_is_said_with_its_line(conversion: Any) -> None:
    said = [str(one) for one in converted(conversion, "gtk_dialog.py2").remarks]
    expected = [
        "line 5: PyGTK exists for Python 2 only; gimpui.Dialog",
        "line 12: `ord(raw[0]) / 2` gives a float in Python 3: write //",
        "line 12: `ord(raw[0])`: pixels are bytes, whose items are numbers already",
        "line 13: `''.join(...)` makes text; pixels are joined with b''.join(...)",
        'line 14: of the old script, 2to3 says: could not convert: raise "old exception"',
    ]
    assert [text for text in expected if not any(one.startswith(text) for one in said)] == [], said


def test_what_needs_no_attention_is_not_mentioned(conversion: Any) -> None:
    text = "from gimpfu import *\nhalf = 0.5 / len('x')\nprint(half)\n"
    assert conversion.convert(text, "new.py") == (text, 0, [])


def test_something_else_than_python_is_a_readable_error(conversion: Any) -> None:
    with pytest.raises(conversion.ConversionError, match=r"poem\.py is not Python: .* in line 2"):
        conversion.convert("x = 1\nroses are (red\n", "poem.py")


CALLS = """
image = gimp.Image(16, 16, RGB)
layer = gimp.Layer(image, "x", 16, 16)
image.add_layer(layer)
print(pdb.python_fu_checkerboard(image, layer, 4, "board"))
print(layer.get_pixel(0, 0), layer.get_pixel(4, 0), layer.get_pixel(4, 4))
print(pdb.python_fu_count_files("/home/painter/folder"))
"""
BY_HAND = {
    "x / size + y / size": "x // size + y // size",
    "string.upper(key)": "key.upper()",
    "cmp(one, two)": "(one > two) - (one < two)",
}
"""What the converter asks a person to do in the scripts that are run."""


def test_scripts_in_python_2_run_after_their_conversion(gimp: Gimp, home: Path, conversion: Any) -> None:
    for name in ("checkerboard", "count_files"):
        text = converted(conversion, f"{name}.py2").text
        for old, new in BY_HAND.items():
            text = text.replace(old, new)
        gimpfu_home.add_script(home / ".config/GIMP/2.10/plug-ins" / f"{name}.py", text)
    home.joinpath("folder").mkdir()
    home.joinpath("folder", "seven").write_text("1234567")
    printed = gimpfu_home.python(gimp, home, CALLS).splitlines()
    assert printed == ["board \u00e9 abc", "(255, 255, 255) (0, 0, 0) (255, 255, 255)", "7"]


def test_the_command_converts_and_says_what_is_left(tmp_path: Path) -> None:
    new = tmp_path / "new.py"
    command = [sys.executable, "-m", "_gimpfu", "convert", str(OLD / "gtk_dialog.py2"), "-o", str(new)]
    done = subprocess.run(command, cwd=GIMPFU, capture_output=True, text=True, check=True)
    assert new.stat().st_mode & 0o111
    assert "gtk_dialog.py2: " in done.stderr and "Look at these yourself:\n" in done.stderr
    ast.parse(new.read_text())
