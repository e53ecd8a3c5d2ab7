"""Files are written all or nothing."""

from __future__ import annotations

import fcntl
import os
import stat
import sys
from pathlib import Path

import pytest

from engine.files import (
    IN_USE,
    FolderLock,
    hold_installation,
    installation,
    private_folder,
    read_small,
    replacing,
    write_atomically,
)


def test_a_new_file_and_one_that_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for data in (b"one", b"other"):
        write_atomically(path, data)
        assert path.read_bytes() == data
    assert list(tmp_path.iterdir()) == [path]


def test_permissions_stay_and_links_are_followed(tmp_path: Path) -> None:
    path, link = tmp_path / "file", tmp_path / "link"
    path.write_bytes(b"one")
    path.chmod(0o640)
    link.symlink_to(path)
    write_atomically(link, b"other")
    assert link.is_symlink()
    assert path.read_bytes() == b"other"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_nothing_is_left_of_a_file_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"one")

    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="full"):
        write_atomically(path, b"other")
    assert path.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_not_finished_replaces_nothing(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"old")
    with pytest.raises(KeyError), replacing(target) as part:
        part.write_bytes(b"half")
        raise KeyError
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_private_file_is_its_users_alone(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"one")
    path.chmod(0o666)
    write_atomically(path, b"other", private=True)
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"other", 0o600)


def test_a_private_folder_is_made_or_closed(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir(mode=0o755)
    for folder in (tmp_path / "new", tmp_path / "old"):
        assert stat.S_IMODE(private_folder(folder).stat().st_mode) == 0o700


def test_a_small_regular_file_of_ones_own_is_read(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"12345")
    assert read_small(path, 5, own=True) == b"12345"
    with pytest.raises(OSError, match="larger"):
        read_small(path, 4)


def test_pipes_devices_and_folders_are_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero"), tmp_path):
        with pytest.raises(OSError, match=r"regular|director"):
            read_small(path, 100)


def test_another_users_file_is_not_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"1")
    monkeypatch.setattr(os, "getuid", lambda: path.stat().st_uid + 1)
    assert read_small(path, 1) == b"1"
    with pytest.raises(OSError, match="another user"):
        read_small(path, 1, own=True)


def test_an_installed_engine_is_held_until_its_process_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "venv"))
    assert installation() is None and hold_installation() is None
    (tmp_path / IN_USE).touch()
    assert installation() == tmp_path
    handles = [hold_installation(), hold_installation()]
    with (tmp_path / IN_USE).open("r+") as file:
        for handle in handles:
            assert handle is not None
            with pytest.raises(BlockingIOError):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.close(handle)
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        assert hold_installation() is None  # it is being removed: that is no reason not to run


def test_a_lock_that_two_threads_let_go_closes_its_own_descriptor_alone(tmp_path: Path) -> None:
    """Closed twice, a number that another file got meanwhile would be closed."""
    lock = FolderLock.take(tmp_path)
    assert lock is not None
    lock.release()
    with (tmp_path / "another").open("w") as another:
        lock.release()
        another.write("is open")
    assert (tmp_path / "another").read_text() == "is open"
    again = FolderLock.take(tmp_path)
    assert again is not None
    again.release()
