"""The folder of a clip that is being painted."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from engine.errors import InputError
from engine.jobs.video_folder import STATE, FolderStore, WorkFolder

RNG = np.random.default_rng(5)
PICTURE = RNG.random((6, 9, 4), np.float32)
RECIPE = {"every": 1, "options": {"strength": 75.0}, "clip": {"file": "a.mp4", "sha256": "12"}}


@pytest.fixture
def folder(tmp_path: Path) -> WorkFolder:
    """Of tmp/out.mp4."""
    return WorkFolder(tmp_path / "out.mp4")


@pytest.mark.parametrize(("depth", "steps"), [(8, 255), (16, 65535)])
def test_a_store_gives_what_it_holds_in_this_run_and_in_the_next(depth: int, steps: int, tmp_path: Path) -> None:
    store = FolderStore(tmp_path, depth)
    store.write(7, PICTURE)
    again = FolderStore(tmp_path, depth)
    assert 7 in store
    assert 7 in again
    assert 8 not in again
    assert len(again) == 1
    assert (again.read(7) == store.read(7)).all()
    assert np.abs(store.read(7) - PICTURE).max() <= 0.51 / steps


def test_what_a_killed_program_left_half_written_is_no_frame(tmp_path: Path) -> None:
    (tmp_path / ".0123456789abcdef.part").write_bytes(b"half a picture")
    assert len(FolderStore(tmp_path, 8)) == 0


def test_it_lies_beside_the_output_and_goes_away(folder: WorkFolder, tmp_path: Path) -> None:
    assert folder.begun(resume=False) is None
    folder.begin(RECIPE)
    assert folder.path == tmp_path / "out.mp4.frames"
    assert len(folder.stores(2, 8)) == 2
    folder.show(PICTURE)
    assert folder.latest.is_file()
    folder.remove()
    assert list(tmp_path.iterdir()) == []


def test_what_was_begun_goes_on_only_when_asked(folder: WorkFolder) -> None:
    folder.begin(RECIPE)
    assert folder.begun(resume=True) == RECIPE
    with pytest.raises(InputError, match=r"out\.mp4\.frames holds the frames of an earlier run. Give --resume"):
        folder.begun(resume=False)
    folder.begin(RECIPE)


def test_something_else_is_not_mixed_with_it(folder: WorkFolder) -> None:
    folder.begin(RECIPE)
    with pytest.raises(InputError, match=r"begun with strength 75\.0, not 60\.0"):
        folder.begin({**RECIPE, "options": {"strength": 60.0}})


def test_a_folder_of_something_else_is_left_alone(folder: WorkFolder) -> None:
    folder.path.mkdir()
    (folder.path / ".0123456789abcdef.part").write_text("{")
    assert folder.begun(resume=False) is None
    (folder.path / "holiday.png").write_text("mine")
    for resume in (False, True):
        with pytest.raises(InputError, match="not a folder of an earlier run"):
            folder.begun(resume=resume)
    (folder.path / STATE).write_text("{")
    with pytest.raises(InputError, match="not a folder of an earlier run"):
        folder.begun(resume=True)


def test_where_nothing_can_be_written_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        WorkFolder(tmp_path / "missing" / "out.mp4").begin(RECIPE)


def test_notes_survive_a_line_that_was_cut_off(folder: WorkFolder) -> None:
    folder.begin(RECIPE)
    assert folder.notes() == []
    folder.note({"frame": 1})
    with (folder.path / "painted.jsonl").open("a") as stream:
        stream.write(json.dumps({"frame": 2})[:5])
    assert folder.notes() == [{"frame": 1}]
