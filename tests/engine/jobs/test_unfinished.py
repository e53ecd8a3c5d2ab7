"""Jobs that can go on are found, by the newest first, and the oldest are removed."""

from __future__ import annotations

import importlib.metadata
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from engine import InputError
from engine.jobs import unfinished
from engine.jobs.unfinished import begin, dream_of, files_of, find, forget, read_unfinished, software
from engine.tracking.progress import Journal


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where they lie; nothing is there."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(unfinished, "LEAST_SECONDS", 0)
    return tmp_path / "impasto" / unfinished.CHECKPOINTS


@pytest.fixture
def left() -> Callable[..., Path]:
    """Leaves a job as a killed process does, changed so many seconds ago."""

    def leave(ago: float = 0, **job: object) -> Path:
        checkpoint = begin(lambda _: {"kind": "files", "output": "/o.png", "software": software(), **job})
        checkpoint.finish_level(0, np.zeros((2, 2, 3), np.float32), Journal([], None), 1)
        checkpoint.close()
        for file in checkpoint.folder.iterdir():
            os.utime(file, (time.time() - ago,) * 2)
        return checkpoint.folder

    return leave


def test_the_last_one_is_found_and_each_by_its_names(left: Callable[..., Path]) -> None:
    old, new = left(100, output="/a.png"), left(50, output="/b.png")
    left(10, kind="pixels")
    assert [each.folder for each in unfinished.unfinished("files")] == [new, old]
    assert find("").folder == new
    for name in ("/a.png", old, old / "job.json"):
        assert find(str(name)).folder == old
    with pytest.raises(InputError, match="neither"):
        find("/c.png")


def test_one_that_is_held_is_not_offered(left: Callable[..., Path]) -> None:
    folder = left()
    checkpoint = find("").take_up()
    assert unfinished.unfinished("files") == []
    with pytest.raises(InputError, match="another process"):
        find("").take_up()
    forget(folder)
    assert folder.is_dir()
    checkpoint.close()
    forget(folder)
    assert not folder.exists()


def test_the_oldest_go(left: Callable[..., Path], place: Path) -> None:
    left(40 * 86400)
    folders = [left(1000 - number) for number in range(12)]
    (place / "half-made").mkdir()
    begin(lambda _: {})
    assert sorted(place.iterdir()) == sorted([*folders[-9:], place / "half-made"])
    os.utime(place / "half-made", (0, 0))
    begin(lambda _: {})
    assert not (place / "half-made").exists()


@pytest.mark.parametrize("text", ["", "[1]", "[" * 100_000, '{"kind": "files", "output": 7, "files": 3, "job": {}}'])
def test_a_damaged_description_is_said_in_words(text: str, left: Callable[..., Path]) -> None:
    folder = left()
    (folder / "job.json").write_text(text)
    found = read_unfinished(folder)
    if found is None:
        with pytest.raises(InputError, match="no unfinished"):
            find("")
    else:
        with pytest.raises(InputError, match="cannot be gone on with"):
            files_of(found)


def test_the_runtime_may_be_of_any_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """onnxruntime-gpu and others take the place of the one that is called as the module is."""

    def missing(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", missing)
    assert software()["onnxruntime"] == onnxruntime.__version__


def test_other_versions_are_said(left: Callable[..., Path], caplog: pytest.LogCaptureFixture) -> None:
    folder = left(software={"numpy": "0"})
    find("").take_up().close()
    assert "may differ" in caplog.text
    assert json.loads((folder / "job.json").read_text())["software"] == {"numpy": "0"}


@pytest.mark.parametrize("more", [{}, {"files": 3}, {"files": [], "options": {}}, {"files": [["/none", "0"]]}])
def test_a_damaged_dream_is_said_in_words(more: dict[str, object], left: Callable[..., Path]) -> None:
    left(kind="dream", output="/d.png", **more)
    assert find("/d.png", "dream").folder == find("", "dream").folder
    with pytest.raises(InputError, match=r"cannot be (gone on with|read)"):
        dream_of(find("", "dream"))
