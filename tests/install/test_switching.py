"""Folders and links that change places."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from installer import switching
from installer.switching import exchange, link_tree, point, remove_link, target_of


def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A new folder and an old one."""
    for name in ("new", "old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name)
    return tmp_path / "new", tmp_path / "old"


@pytest.mark.parametrize("in_one_step", [True, False])
def test_two_folders_change_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_one_step: bool) -> None:
    if not in_one_step:
        monkeypatch.setattr(switching, "_swapped", lambda *_: False)
    new, old = folders(tmp_path)
    exchange(new, old)
    assert (old / "file").read_text() == "new" and (new / "file").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "old"]


def test_there_is_always_one_of_them(tmp_path: Path) -> None:
    """A reader finds a whole folder at each of some ten thousand looks while others change places."""
    new, old = folders(tmp_path)
    stop, missing = threading.Event(), []

    def look() -> None:
        while not stop.is_set():
            try:
                (old / "file").read_text()
            except OSError as error:
                missing.append(error)

    reader = threading.Thread(target=look)
    reader.start()
    for _ in range(2000):
        exchange(new, old)
    stop.set()
    reader.join()
    assert missing == []


def test_a_new_folder_is_moved_where_there_is_none(tmp_path: Path) -> None:
    new, old = folders(tmp_path)
    exchange(new, tmp_path / "empty")
    assert (tmp_path / "empty/file").read_text() == "new" and not new.exists() and old.exists()


def test_the_old_folder_stays_where_the_new_one_cannot_be_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(switching, "_swapped", lambda *_: False)
    _, old = folders(tmp_path)
    with pytest.raises(OSError, match="No such file"):
        exchange(tmp_path / "missing", old)
    assert (old / "file").read_text() == "old"


def test_a_link_points_elsewhere_in_one_step(tmp_path: Path) -> None:
    new, old = folders(tmp_path)
    link = tmp_path / "link"
    for target in (old, new, new):
        point(link, target)
        assert target_of(link) == target
    (tmp_path / "link.part").symlink_to(old)  # of a killed run
    point(link, old)
    assert (link / "file").read_text() == "old"
    remove_link(link)
    remove_link(link)
    remove_link(old)
    assert not link.exists() and (old / "file").exists() and target_of(old) is None


@pytest.mark.parametrize("has_hard_links", [True, False])
def test_a_tree_shares_its_files_until_one_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_hard_links: bool
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(1, "Operation not permitted")

    if not has_hard_links:
        monkeypatch.setattr(switching.os, "link", refuse)
    _, old = folders(tmp_path)
    (old / "link").symlink_to("file")
    link_tree(old, tmp_path / "copy")
    assert (tmp_path / "copy/link").readlink() == Path("file")
    assert (tmp_path / "copy/file").samefile(old / "file") == has_hard_links
    (tmp_path / "copy/file").unlink()
    assert (old / "file").read_text() == "old"
