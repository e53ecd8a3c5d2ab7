"""Reading, writing and removing files."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from installer import files


def test_hidden_files_caches_and_tests_are_not_read(tmp_path: Path) -> None:
    for name in ("a/b.py", "a/.hidden", ".git/config", "a/__pycache__/b.pyc", "a/tests/test_b.py", "other/c.py"):
        files.write_file(tmp_path / name, name.encode())
    assert files.read_files(tmp_path, "a") == {"a/b.py": b"a/b.py"}
    assert files.read_files(tmp_path, "a/b.py") == {"a/b.py": b"a/b.py"}
    assert list(files.read_files(tmp_path)) == ["a/b.py", "other/c.py"]


def test_a_file_is_replaced_in_one_step_and_only_where_it_differs(tmp_path: Path) -> None:
    path = tmp_path / "new/file"
    assert files.write_if_different(path, b"one")
    with path.open("rb") as reader:
        assert files.write_if_different(path, b"two")
        assert reader.read() == b"one"
    assert path.read_bytes() == b"two"
    assert not files.write_if_different(path, b"two")
    assert [each.name for each in path.parent.iterdir()] == ["file"]


def test_a_folder_that_a_killed_run_still_fills_is_removed_in_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "venv/bin").mkdir(parents=True)
    remove, failures = shutil.rmtree, [OSError(39, "Directory not empty")] * 2

    def rmtree(folder: Path) -> None:
        if failures:
            raise failures.pop()
        remove(folder)

    monkeypatch.setattr(shutil, "rmtree", rmtree)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    files.remove_tree(tmp_path / "venv")
    assert not (tmp_path / "venv").exists()
