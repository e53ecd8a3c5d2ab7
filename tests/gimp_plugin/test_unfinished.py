"""Jobs that were cut off are found, and their results opened; by the fake engine."""

from __future__ import annotations

import json
import os
from array import array

import pytest
from common import kept
from common.delivery import open_left_behind
from common.errors import Cancelled, EngineError, PluginError
from common.progress import UserAction
from common.unfinished import go_on, unfinished
from fake_host import FakeHost


@pytest.fixture
def left(state):
    """Leaves a job as the engine keeps it."""

    def leave(name, changed=1000.0, **job):
        folder = state.parent / "checkpoints" / name
        folder.mkdir(parents=True)
        (folder / "job.json").write_text(json.dumps({"kind": "pixels", "title": name, **job}))
        os.utime(folder / "job.json", (changed, changed))
        return folder

    return leave


def test_the_newest_is_first_and_only_jobs_of_editors_count(left):
    left("old", 100.0)
    left("new", 200.0)
    left("of files", kind="files")
    (left("damaged") / "job.json").write_text("[" * 100_000)
    (left("nothing") / "job.json").unlink()
    found = unfinished()
    assert [job.title for job in found] == ["new", "old"]
    found[0].forget()
    assert [job.title for job in unfinished()] == ["old"]


def test_a_job_that_is_worked_on_is_not_offered(left):
    lock = kept._take(left("held"))
    assert unfinished() == []
    os.close(lock)
    assert len(unfinished()) == 1


def test_without_any_there_is_none():
    assert unfinished() == []


def test_it_goes_on_and_becomes_an_image(engine, left, host, jobs, left_over, state):
    folder = left("photo")
    go_on(host, unfinished()[0], engine())
    assert jobs() == [{"type": "job", "id": 0, "kind": "resume", "checkpoint": folder.name}]
    assert host.images == [("photo, painted", array("f", [0.75] * 12).tobytes())]
    assert host.progress.closed and left_over() == [] and list(state.iterdir()) == []


@pytest.mark.parametrize("mode, error", [("killed", EngineError), ("error", EngineError)])
def test_what_fails_can_be_tried_again(engine, left, host, mode, error):
    left("photo")
    with pytest.raises(error):
        go_on(host, unfinished()[0], engine(mode=mode))
    assert host.images == [] and len(unfinished()) == 1 and host.progress.closed


def test_cancel(engine, left):
    left("photo")
    with pytest.raises(Cancelled):
        go_on(FakeHost(lambda _: UserAction.CANCEL), unfinished()[0], engine())


def test_a_stop_before_the_engine_is_ready_keeps_what_was_painted(engine, left, jobs):
    left("photo")
    host = FakeHost(lambda _: UserAction.STOP)
    go_on(host, unfinished()[0], engine())
    assert len(jobs()) == 1 and [title for title, _ in host.images] == ["photo, painted"]


def test_a_result_that_cannot_be_opened_stays(engine, left, host):
    left("photo")
    host.has_windows = False
    with pytest.raises(PluginError, match="It is kept"):
        go_on(host, unfinished()[0], engine())
    host.has_windows = True
    open_left_behind(host)
    assert [title for title, _ in host.images] == ["photo, painted"]
