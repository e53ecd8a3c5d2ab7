"""The worker's folder: private, and gone with its owner."""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.files import LOCK
from engine.worker.scratch import OWNER, Scratch, remove_abandoned


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The temporary directory of this test."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def abandoned(folder: Path) -> Path:
    """A folder as a worker that was killed leaves it."""
    folder.mkdir()
    (folder / OWNER).write_text("{}")
    (folder / LOCK).touch()
    (folder / "content.f32").write_bytes(b"1234")
    return folder


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


@pytest.mark.parametrize(
    "name", ["../secret", "/etc/passwd", "a/b", "", ".", "..", OWNER, LOCK, None, 7, ["a"], "a/", "./a"]
)
def test_names_that_lead_elsewhere(name: object) -> None:
    with Scratch() as scratch, pytest.raises(ValueError, match="is not a file name in the worker's folder"):
        scratch.file(name)


@pytest.mark.parametrize("name", ["a" * 5000, "a\0b", "a\nb", "\x1b[2J"])
def test_names_that_are_none(name: str) -> None:
    with Scratch() as scratch, pytest.raises(ValueError, match="name of a file") as caught:
        scratch.file(name)
    assert len(str(caught.value)) < 200


def test_two_workers_have_two_folders() -> None:
    with Scratch() as one, Scratch() as other:
        assert one.path != other.path
        assert one.path.is_dir()


HOLDING = """
import os, sys
from engine.worker.scratch import Scratch
print(Scratch().path, flush=True)
sys.stdin.read()
os._exit(0)
"""


def test_a_killed_workers_folder_is_removed_by_the_next_and_a_running_ones_is_not(temporary: Path) -> None:
    """Whatever processes this one can see, and whatever the clock says."""
    command = [sys.executable, "-c", HOLDING]
    environment = {**os.environ, "TMPDIR": str(temporary)}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout
        folder = Path(process.stdout.readline().strip())
        (folder / OWNER).write_text('{"pid": 99999999, "started": 1.0}')
        os.utime(folder, (1, 1))
        remove_abandoned()
        assert (folder / LOCK).is_file()
        process.kill()
    with Scratch() as scratch:
        assert not folder.exists()
        assert scratch.path.is_dir()


@pytest.mark.parametrize("missing", [OWNER, LOCK])
def test_folders_of_unknown_owners_stay(temporary: Path, missing: str) -> None:
    folder = abandoned(temporary / "impasto-notes")
    (folder / missing).unlink()
    (temporary / "impasto-file").write_text("not even a folder")
    remove_abandoned()
    assert folder.is_dir()
    assert (temporary / "impasto-file").is_file()


def test_pipes_in_the_place_of_owner_and_lock_block_nobody(temporary: Path) -> None:
    folder = temporary / "impasto-pipes"
    folder.mkdir()
    for name in (OWNER, LOCK):
        os.mkfifo(folder / name)
    remove_abandoned()
    assert folder.is_dir()


def test_another_users_folder_stays(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = abandoned(temporary / "impasto-theirs")
    monkeypatch.setattr(os, "getuid", lambda: folder.stat().st_uid + 1)
    remove_abandoned()
    assert folder.is_dir()


def test_a_link_to_a_folder_is_not_followed(temporary: Path) -> None:
    """Somebody else's link in the shared temporary directory must not remove what it points to."""
    target = abandoned(temporary / "photographs")
    (temporary / "impasto-2-abc").symlink_to(target)
    remove_abandoned()
    assert (target / "content.f32").is_file()


# No room

PIXELS = np.ones((2, 2, 3), np.float32)


class Full:
    """A disk on which only so many writes fail."""

    def __init__(self, failures: int) -> None:
        self.left, write = failures, np.ndarray.tofile
        disk = self

        class Array(np.ndarray):  # type: ignore[type-arg]
            def tofile(self, file: Any) -> None:  # type: ignore[override]
                disk.left -= 1
                if disk.left >= 0:
                    Path(file).write_bytes(b"a part")
                    raise OSError(errno.ENOSPC, "No space left on device")
                write(self, file)

        self.pixels = PIXELS.view(Array)


def test_a_preview_without_room_is_left_out() -> None:
    with Scratch() as scratch:
        full = Full(1)
        assert not scratch.write_unless_full("preview-1.rgb", full.pixels)
        assert not (scratch.path / "preview-1.rgb").exists()
        assert scratch.write_unless_full("preview-2.rgb", full.pixels)


def test_a_result_takes_the_room_of_previews_or_goes_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with Scratch() as scratch:
        scratch.file("preview-1.rgb").write_bytes(b"1")
        assert scratch.write("result-1.f32", Full(2).pixels) == "result-1.f32"
        assert not (scratch.path / "preview-1.rgb").exists()
        elsewhere = Path(scratch.write("result-2.f32", Full(3).pixels))
        assert elsewhere.parent == tmp_path / "state" / "impasto" / "results"
        assert elsewhere.read_bytes() == PIXELS.tobytes()
        assert not (scratch.path / "result-2.f32").exists()
        with pytest.raises(OSError, match="No space"):
            scratch.write("result-3.f32", Full(9).pixels)


def test_a_folder_that_was_removed_is_made_anew() -> None:
    with Scratch() as scratch:
        shutil.rmtree(scratch.path)
        assert not scratch.write_unless_full("preview-1.rgb", PIXELS)
        assert scratch.write_unless_full("preview-2.rgb", PIXELS)
        shutil.rmtree(scratch.path)
        assert scratch.write("result-1.f32", PIXELS) == "result-1.f32"
        assert stat.S_IMODE(scratch.path.stat().st_mode) == 0o700
        remove_abandoned()
        assert scratch.path.is_dir()


def test_a_folder_that_was_removed_at_the_end_is_not_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job's thread may still write while the worker ends."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    scratch = Scratch()
    scratch.remove()
    assert not scratch.write_unless_full("preview-1.f32", np.zeros(4, np.float32))
    assert list(tmp_path.iterdir()) == []
