"""The ready-made wheel of a bundle."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from installer.errors import InstallError
from installer.wheel import find_wheel


def bundle(folder: Path) -> Path:
    """A bundle with a wheel; the wheel."""
    wheel = folder / "wheels/impasto-1.0-py3-none-any.whl"
    wheel.parent.mkdir()
    wheel.write_bytes(b"wheel")
    known = {"name": wheel.name, "sha256": hashlib.sha256(b"wheel").hexdigest()}
    (folder / "bundle.json").write_text(json.dumps({"wheel": known}))
    return wheel


def test_a_checkout_has_none(tmp_path: Path) -> None:
    assert find_wheel(tmp_path) is None


def test_it_is_the_one_that_the_bundle_was_made_with(tmp_path: Path) -> None:
    wheel = bundle(tmp_path)
    assert find_wheel(tmp_path) == wheel
    wheel.write_bytes(b"other")
    with pytest.raises(InstallError, match=r"missing or damaged; unpack the bundle again"):
        find_wheel(tmp_path)
    wheel.unlink()
    with pytest.raises(InstallError, match=r"missing or damaged"):
        find_wheel(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"wheel": 1}', '{"wheel": {"name": 1, "sha256": ""}}'])
def test_a_damaged_list_is_said(tmp_path: Path, text: str) -> None:
    bundle(tmp_path)
    (tmp_path / "bundle.json").write_text(text)
    with pytest.raises(InstallError, match=r"bundle\.json is damaged"):
        find_wheel(tmp_path)
