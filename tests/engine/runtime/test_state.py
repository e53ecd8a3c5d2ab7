"""Small JSON files that are kept between runs."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from engine.runtime import state


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The state folder of this test; it does not exist yet."""
    monkeypatch.setattr(state.platformdirs, "user_state_path", lambda *_, **__: tmp_path / "state")
    return tmp_path / "state"


def test_what_is_saved_is_loaded(folder: Path) -> None:
    assert state.load("known.json") == {}
    for known in ({"a": 1.5}, {"b": None}):
        state.save("known.json", known)
        assert state.load("known.json") == known
    assert [path.name for path in folder.iterdir()] == ["known.json"]


HUGE = '{"a": "' + "x" * state.MOST_BYTES + '"}'


@pytest.mark.parametrize("text", ["", "[1]", '{"a": ', "\udcff", "[" * 100_000, '{"a":' * 100_000, HUGE])
def test_a_damaged_file_is_empty(text: str, folder: Path) -> None:
    folder.mkdir()
    (folder / "known.json").write_text(text, "utf-8", "surrogateescape")
    assert state.load("known.json") == {}


def test_a_folder_that_cannot_be_made_is_only_logged(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder.write_text("a file is in its place")
    with caplog.at_level("INFO"):
        state.save("known.json", {"a": 1})
    assert "known.json cannot be written" in caplog.text


def test_a_pipe_in_the_place_of_a_file_blocks_nobody(folder: Path) -> None:
    folder.mkdir()
    os.mkfifo(folder / "known.json")
    assert state.load("known.json") == {}
    state.save("known.json", {"a": 1})
    assert state.load("known.json") == {"a": 1}


def test_it_is_the_users_alone_whatever_the_umask(folder: Path) -> None:
    before = os.umask(0)
    try:
        state.save("known.json", {"a": 1})
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "known.json").stat().st_mode) == 0o600
