"""The worker's folder: private, and gone with its owner."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import stat
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import psutil
import pytest

from engine.worker.scratch import OWNER, Scratch, remove_abandoned


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The temporary directory of this test."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def abandoned(folder: Path, pid: int, started: float) -> Path:
    """A folder as a worker of that process leaves it."""
    folder.mkdir()
    (folder / OWNER).write_text(json.dumps({"pid": pid, "started": started}))
    (folder / "content.f32").write_bytes(b"1234")
    return folder


@pytest.fixture
def ended() -> tuple[int, float]:
    """Process id and start of a process that no longer runs."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        started = psutil.Process(process.pid).create_time()
    return process.pid, started


def test_a_folder_for_its_user_alone(temporary: Path) -> None:
    with Scratch() as scratch:
        assert scratch.path.parent == temporary
        assert scratch.path.name.startswith("impasto-")
        assert stat.S_IMODE(scratch.path.stat().st_mode) == 0o700


def test_it_is_removed_with_all_in_it() -> None:
    with Scratch() as scratch:
        scratch.file("content.f32").write_bytes(b"1234")
        (scratch.path / "a folder").mkdir()
    assert not scratch.path.exists()
    scratch.remove()  # a second time does no harm


def test_it_is_removed_when_something_goes_wrong() -> None:
    with pytest.raises(RuntimeError), Scratch() as scratch:
        raise RuntimeError
    assert not scratch.path.exists()


def test_it_is_removed_while_a_job_writes_into_it(temporary: Path) -> None:
    for _ in range(20):
        scratch, writing, ended = Scratch(), threading.Event(), threading.Event()

        def write(scratch: Scratch = scratch, writing: threading.Event = writing, end: threading.Event = ended) -> None:
            with contextlib.suppress(OSError):
                for number in itertools.count():
                    scratch.file(f"preview-{number}.rgb").write_bytes(b"123")
                    writing.set()
                    if end.is_set():
                        return

        thread = threading.Thread(target=write)
        thread.start()
        writing.wait()
        scratch.remove()
        ended.set()
        thread.join()
        assert list(temporary.iterdir()) == []


def test_names_of_files_in_it() -> None:
    with Scratch() as scratch:
        assert scratch.file("content.f32") == scratch.path / "content.f32"


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "a/b", "", ".", "..", OWNER, None, 7, ["a"], "a/", "./a"])
def test_names_that_lead_elsewhere(name: object) -> None:
    with Scratch() as scratch, pytest.raises(ValueError, match="is not a file name in the worker's folder"):
        scratch.file(name)


def test_two_workers_have_two_folders() -> None:
    with Scratch() as one, Scratch() as other:
        assert one.path != other.path
        assert one.path.is_dir()


def test_a_killed_workers_folder_is_removed_by_the_next(temporary: Path, ended: tuple[int, float]) -> None:
    left = abandoned(temporary / "impasto-1-abc", *ended)
    with Scratch() as scratch:
        assert not left.exists()
        assert scratch.path.is_dir()


def test_a_process_with_the_number_of_a_killed_worker(temporary: Path) -> None:
    left = abandoned(temporary / "impasto-1-abc", os.getpid(), psutil.Process().create_time() - 1000)
    remove_abandoned()
    assert not left.exists()


def test_a_running_workers_folder_stays(temporary: Path) -> None:
    used = abandoned(temporary / "impasto-1-abc", os.getpid(), psutil.Process().create_time())
    remove_abandoned()
    assert (used / "content.f32").is_file()


@pytest.mark.parametrize("owner", [None, "", "[]", "{}", '{"pid": "x", "started": 1}', '{"pid": 1}', "\0"])
def test_folders_of_unknown_owners_stay(temporary: Path, owner: str | None) -> None:
    folder = temporary / "impasto-notes"
    folder.mkdir()
    if owner is not None:
        (folder / OWNER).write_text(owner)
    (temporary / "impasto-file").write_text("not even a folder")
    remove_abandoned()
    assert folder.is_dir()
    assert (temporary / "impasto-file").is_file()


def test_a_link_to_a_folder_is_not_followed(temporary: Path, ended: tuple[int, float]) -> None:
    """Somebody else's link in the shared temporary directory must not remove what it points to."""
    target = abandoned(temporary / "photographs", *ended)
    (temporary / "impasto-2-abc").symlink_to(target)
    remove_abandoned()
    assert (target / "content.f32").is_file()
