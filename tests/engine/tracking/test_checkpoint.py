"""What is kept of a job, and how far another process goes on from it; without a network."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.arrays import Array
from engine.optim.minimise import Run, minimise
from engine.tracking import checkpoint as module
from engine.tracking.checkpoint import JOB, Checkpoint
from engine.tracking.progress import Journal, Level

LEVELS = [Level(4, 4, 10), Level(8, 8, 10)]
START = np.full((3, 4, 4), 128, np.float32)


class Counted:
    """A function of a picture that counts its evaluations, and dies after some."""

    def __init__(self, most: int = 1000) -> None:
        self.count, self._most = 0, most

    def __call__(self, picture: Array) -> tuple[float, Array]:
        if self.count == self._most:
            raise SystemExit
        self.count += 1
        shaped = picture - np.arange(48, dtype=np.float32).reshape(3, 4, 4)
        return float((shaped**4).sum()), 4 * shaped**3


@pytest.fixture
def new(tmp_path: Path) -> Callable[..., Checkpoint]:
    """A checkpoint in a folder that does not exist yet."""
    return lambda least=0.0: Checkpoint(tmp_path / "c" / "one", lambda _: {"a": 1}, least)


def run(checkpoint: Checkpoint | None, function: Counted, optimiser: str = "scipy") -> Run:
    evaluate = checkpoint.repeatable(function, 0, 20) if checkpoint else function
    return minimise(evaluate, START, 20, optimiser=optimiser)


@pytest.mark.parametrize("optimiser", ["scipy", "float32"])
@pytest.mark.parametrize("most", [1, 7, 19])
def test_an_optimisation_goes_on_to_the_same_bytes(optimiser: str, most: int, new: Callable[..., Checkpoint]) -> None:
    whole = run(None, Counted(), optimiser)
    first = new()
    with pytest.raises(SystemExit):
        run(first, Counted(most), optimiser)
    first.close()
    second, rest = new(), Counted()
    assert second.take_up()
    ended = run(second, rest, optimiser)
    assert np.array_equal(ended.best, whole.best)
    assert ended.losses == whole.losses
    assert ended.accepted == whole.accepted
    assert rest.count == 20 - most


def test_a_level_is_kept_with_its_journal(new: Callable[..., Checkpoint], tmp_path: Path) -> None:
    first, journal = new(), Journal(LEVELS, None)
    ended = run(first, Counted())
    journal.finish(LEVELS[0], ended, 3.0)
    picture = np.random.default_rng(0).random((4, 4, 3), np.float32)
    first.finish_level(0, picture, journal, 60)
    assert sorted(path.name for path in first.folder.iterdir()) == ["job.json", "level-1.npy", "level.json", "lock"]
    assert stat.S_IMODE(first.folder.stat().st_mode) == 0o700
    assert json.loads((first.folder / JOB).read_text()) == {"a": 1}
    first.close()
    second, again = new(), Journal(LEVELS, None)
    assert second.take_up()
    index, kept = second.restore(again)
    assert index == 1
    assert kept is not None and np.array_equal(kept, picture)
    assert (again.losses, again.accepted, again.done) == (journal.losses, journal.accepted, journal.done)
    second.remove()
    assert list((tmp_path / "c").iterdir()) == []


@pytest.mark.parametrize("name", ["level.json", "level-1.npy"])
@pytest.mark.parametrize("damage", ["cut", "flipped", "removed", "other", "nested"])
def test_a_level_that_is_damaged_is_painted_anew(name: str, damage: str, new: Callable[..., Checkpoint]) -> None:
    first = new()
    journal = Journal(LEVELS, None)
    journal.finish(LEVELS[0], run(first, Counted()), 3.0)
    first.finish_level(0, np.full((4, 4, 3), 0.5, np.float32), journal, 60)
    first.close()
    file = first.folder / name
    data = bytearray(file.read_bytes())
    data[len(data) - 3] ^= 1
    other = np.zeros((7, 5, 3), np.float32)
    if damage == "removed":
        file.unlink()
    elif damage == "other":
        np.save(file.with_suffix(".npy"), other)
        file.with_suffix(".npy").replace(file)
    else:
        file.write_bytes({"cut": data[: len(data) // 2], "flipped": data, "nested": b"[" * 100_000}[damage])
    second, again = new(), Journal(LEVELS, None)
    assert second.take_up()
    assert second.restore(again) == (0, None)
    assert (again.done, again.losses) == ([], [])


def test_a_sequence_goes_on_with_its_next_picture(new: Callable[..., Checkpoint]) -> None:
    first, picture = new(), np.random.default_rng(1).random((4, 5, 4), np.float32)
    assert first.restore_frame() is None
    run(first, Counted())
    first.finish_level(0, START, Journal(LEVELS, None), 60)
    for number in (1, 2):
        first.finish_frame(picture * number, 60)
    assert sorted(path.name for path in first.folder.iterdir()) == ["frame-2.npy", "frame.json", "job.json", "lock"]
    first.finish_level(1, START, Journal(LEVELS, None), 60)
    first.close()
    second = new()
    assert second.take_up()
    assert second.restore(Journal(LEVELS, None)) == (0, None)  # a level of another picture of the sequence
    kept = second.restore_frame()
    assert kept is not None and np.array_equal(kept, picture * 2)
    assert second.frame == 2
    assert second.restore(Journal(LEVELS, None))[0] == 2
    second.close()
    (first.folder / "frame-2.npy").write_bytes(b"")
    third = new()
    assert third.take_up()
    assert third.restore_frame() is None and third.frame == 0


def test_a_short_sequence_writes_nothing(new: Callable[..., Checkpoint]) -> None:
    short = new(30.0)
    short.finish_frame(START, 10)
    assert short.frame == 1
    assert not short.folder.parent.exists()


def test_short_jobs_write_nothing(new: Callable[..., Checkpoint]) -> None:
    short = new(30.0)
    run(short, Counted())
    short.finish_level(0, START, Journal(LEVELS, None), 10)
    assert not short.is_begun
    assert not short.folder.parent.exists()
    short.remove()


def test_one_process_at_a_time(new: Callable[..., Checkpoint]) -> None:
    first, second = new(), new()
    run(first, Counted())
    assert not second.take_up()
    assert second.restore(Journal(LEVELS, None)) == (0, None)
    first.close()
    assert second.take_up()


def torn_line(folder: Path) -> None:
    file = folder / "evaluations-0.jsonl"
    file.write_text(file.read_text()[:-9])


def torn_array(folder: Path) -> None:
    file = folder / "gradient-0-4.npy"
    file.write_bytes(file.read_bytes()[:100])


def missing_array(folder: Path) -> None:
    (folder / "gradient-0-2.npy").unlink()


def pickle(folder: Path) -> None:
    np.save(folder / "gradient-0-1.npy", np.array([{}], object), allow_pickle=True)


def flipped_bit(folder: Path) -> None:
    file = folder / "gradient-0-3.npy"
    data = bytearray(file.read_bytes())
    data[-7] ^= 1
    file.write_bytes(data)


@pytest.mark.parametrize(
    ("damage", "left"), [(torn_line, 15), (torn_array, 16), (missing_array, 18), (pickle, 19), (flipped_bit, 17)]
)
def test_what_is_damaged_is_computed_anew(
    damage: Callable[[Path], Any], left: int, new: Callable[..., Checkpoint]
) -> None:
    first = new()
    with pytest.raises(SystemExit):
        run(first, Counted(6))
    first.close()
    damage(first.folder)
    second, rest = new(), Counted()
    assert second.take_up()
    assert np.array_equal(run(second, rest).best, run(None, Counted()).best)
    assert rest.count == left


def test_another_picture_is_computed_anew(new: Callable[..., Checkpoint]) -> None:
    first = new()
    run(first, Counted())
    evaluate = first.repeatable(Counted(), 0, 20)
    loss, gradient = Counted()(START + 1)
    again = evaluate(START + 1)
    assert again[0] == loss
    assert np.array_equal(again[1], gradient)


@pytest.mark.parametrize(("name", "value"), [("MOST_BYTES", 192 * 4), ("LEAST_FREE", 1 << 60)])
def test_its_size_is_bounded(
    name: str, value: int, new: Callable[..., Checkpoint], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, name, value)
    first = new()
    run(first, Counted())
    assert len(list(first.folder.glob("gradient-*"))) == (4 if name == "MOST_BYTES" else 0)


def test_a_folder_that_cannot_be_made_costs_no_job(tmp_path: Path) -> None:
    (tmp_path / "c").write_text("a file is in its place")
    broken = Checkpoint(tmp_path / "c" / "one", lambda _: {}, 0)
    assert np.array_equal(run(broken, Counted()).best, run(None, Counted()).best)
    broken.finish_level(0, START, Journal(LEVELS, None), 100)
    assert not broken.is_begun


def test_what_cannot_be_described_leaves_no_folder(tmp_path: Path) -> None:
    def describe(_: Path) -> dict[str, Any]:
        raise OSError("it is a preview")

    one = Checkpoint(tmp_path / "c" / "one", describe, 0)
    run(one, Counted())
    assert not one.is_begun
    assert list((tmp_path / "c").iterdir()) == []


def test_after_its_end_nothing_is_kept(new: Callable[..., Checkpoint], tmp_path: Path) -> None:
    one = new()
    one.remove()
    run(one, Counted())
    assert not (tmp_path / "c").exists() or list((tmp_path / "c").iterdir()) == []
