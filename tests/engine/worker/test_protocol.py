"""The typed protocol is what docs/PROTOCOL.md says, and can be used without the engine."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from engine.worker import protocol


def keys_of(message: Any) -> set[str]:
    return set(message.__annotations__) - {"type"}


def types_of(union: Any) -> dict[str, set[str]]:
    """The keys of each type of message or command."""
    found: dict[str, set[str]] = {}
    for message in get_args(union):
        for kind in get_args(get_type_hints(message)["type"]):
            found[kind] = found.get(kind, set()) | keys_of(message)
    return found


def documented(checkout: Path, heading: str) -> dict[str, str]:
    """The row of each type in the table under a heading."""
    text = (checkout / "docs" / "PROTOCOL.md").read_text("utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    return {match[1]: match[0] for match in re.finditer(r"^\| `(\w+)` \|.*$", text, re.MULTILINE)}


@pytest.mark.parametrize(
    ("union", "heading"), [(protocol.Message, "Messages from the worker"), (protocol.Command, "Commands to the worker")]
)
def test_the_docs_name_every_type_and_key(union: Any, heading: str, checkout: Path) -> None:
    types, rows = types_of(union), documented(checkout, heading)
    assert set(types) == set(rows)
    for kind, keys in types.items():
        assert [key for key in sorted(keys) if f"`{key}`" not in rows[kind]] == []


def test_the_docs_name_the_version(checkout: Path) -> None:
    text = (checkout / "docs" / "PROTOCOL.md").read_text("utf-8")
    assert text.startswith(f"# The worker's protocol, version {protocol.PROTOCOL}\n")


def test_it_needs_nothing_but_the_standard_library(tmp_path: Path) -> None:
    shutil.copy(protocol.__file__, tmp_path / "protocol.py")
    program = "import sys; sys.path.insert(0, '.'); import protocol; print(protocol.PROTOCOL, 'engine' in sys.modules)"
    ended = subprocess.run([sys.executable, "-ISc", program], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert ended.stdout.split() == [str(protocol.PROTOCOL), "False"], ended.stderr


def test_all_values_have_types() -> None:
    for message in (*get_args(protocol.Message), *get_args(protocol.Command)):
        hints = get_type_hints(message)
        assert get_origin(hints["type"]) is not None
