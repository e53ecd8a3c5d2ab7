"""A job that is paused, finished early or cancelled."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engine.worker.job import RunningJob
from engine.worker.reporting import Reporter
from engine.worker.scratch import Scratch

from .conftest import ENDLESS, SOON, Client, Message, Pictures, assert_works, job, paused, result
from .fakes import FakeNetwork, FakeWork


def test_a_job_goes_on_after_its_pause_as_if_there_had_been_none(client: Client, pictures: Pictures) -> None:
    begin = len(client.messages)
    assert paused(client, 10, pictures) == {"type": "paused", "id": 10, "level_index": 0}
    coarse = client.messages[begin:]
    *_, progress, preview, _ = coarse
    assert (progress["type"], preview["type"]) == ("progress", "preview")
    assert {message["level_index"] for message in coarse if message["type"] == "progress"} == {0}
    assert (preview["width"], preview["height"]) == (256, 26)
    time.sleep(1)
    client.send({"type": "continue", "id": 10})
    done = client.expect("done")
    assert [level["size"] for level in done["report"]["levels"]] == [[256, 26], [320, 32]]
    assert done["report"]["evaluations"] == 12
    assert done["seconds"] < sum(level["seconds"] for level in done["report"]["levels"]) + 1  # the pause is left out
    kept = result(client, done)
    paused(client, 11, pictures)
    client.send({"type": "continue", "id": 11})
    assert np.array_equal(result(client, client.expect("done")), kept)
    command = job(client, 12, pictures) | {"content": coarse_content(client, pictures), "options": {"evaluations": 12}}
    client.send(command)
    assert np.array_equal(result(client, client.expect("done")), kept)


def coarse_content(client: Client, pictures: Pictures) -> Message:
    return client.picture("content.f32", pictures("coffee", 320, 32))


def test_a_pause_that_is_called_off_before_it_comes(client: Client, pictures: Pictures) -> None:
    command = job(client, 13, pictures, evaluations=3) | {"pause_after_level": 0}
    client.send(command, {"type": "continue", "id": 13})
    assert client.expect("done", "paused")["type"] == "done"


@pytest.mark.parametrize(("command", "answer"), [("stop", "done"), ("cancel", "cancelled")])
def test_an_end_in_the_pause(client: Client, pictures: Pictures, command: str, answer: str) -> None:
    paused(client, 14, pictures)
    client.send({"type": command, "id": 14})
    last = client.expect("done", "cancelled", timeout=SOON)
    assert last["type"] == answer
    if answer == "done":
        assert last["stopped"] and result(client, last).shape == (32, 320, 3)
    assert_works(client, 15, pictures)


def test_stop_keeps_the_best_picture(client: Client, pictures: Pictures) -> None:
    client.send(job(client, 20, pictures, **ENDLESS))
    while client.expect("progress")["evaluation"] < 5:
        pass
    client.send({"type": "stop", "id": 20})
    done = client.expect("done", timeout=SOON)
    assert (done["id"], done["stopped"]) == (20, True)
    assert 5 <= done["report"]["evaluations"] < 100000
    pixels = np.fromfile(client.folder / done["file"], np.float32).reshape(48, 48, 3)
    assert np.abs(pixels - pictures("cat", 48, 48)).mean() > 0.005
    assert_works(client, 21, pictures)


def test_signs_of_life_and_cancel_in_the_middle_of_a_long_evaluation(client: Client, pictures: Pictures) -> None:
    client.send(job(client, 30, pictures, side=640, **ENDLESS))
    client.expect("forecast")
    for _ in range(2):
        assert client.expect("alive") == {"type": "alive"}
    client.send({"type": "cancel", "id": 30})
    assert client.expect("cancelled", timeout=SOON) == {"type": "cancelled", "id": 30}
    assert_works(client, 31, pictures)


@pytest.mark.parametrize(("command", "answer"), [("stop", "done"), ("cancel", "cancelled")])
def test_an_end_before_the_begin(client: Client, pictures: Pictures, command: str, answer: str) -> None:
    client.send(job(client, 40, pictures, **ENDLESS), {"type": command, "id": 40})
    assert client.expect(answer, timeout=SOON)["id"] == 40
    assert_works(client, 41, pictures)


@pytest.mark.parametrize(("command", "answer"), [("stop", "done"), ("cancel", "cancelled")])
def test_an_end_before_a_new_workers_first_job_begins(
    start: Callable[..., Client], tmp_path: Path, pictures: Pictures, command: str, answer: str
) -> None:
    """Sessions are opened and the machine's speed is measured then, which takes as long as a small job."""
    client = start(XDG_STATE_HOME=str(tmp_path / "state"))
    client.send(job(client, 1, pictures, **ENDLESS), {"type": command, "id": 1})
    assert client.expect(answer)["id"] == 1
    assert_works(client, 2, pictures)


def test_stop_and_then_cancel_have_one_answer(client: Client, pictures: Pictures) -> None:
    client.send(job(client, 45, pictures, **ENDLESS), {"type": "stop", "id": 45}, {"type": "cancel", "id": 45})
    assert client.expect("done", "cancelled", timeout=SOON)["id"] == 45  # whichever came first
    assert_works(client, 46, pictures)


def test_stop_and_cancel_of_another_job_change_nothing(client: Client, pictures: Pictures) -> None:
    client.send({"type": "stop", "id": 50}, {"type": "cancel"})
    client.send(job(client, 51, pictures, evaluations=3), {"type": "cancel", "id": 50}, {"type": "stop", "id": "51"})
    done = client.expect("done")
    assert (done["id"], done["stopped"], done["report"]["evaluations"]) == (51, False, 3)


# The same without a process


class Running:
    """A job of fake work with its messages; what is in `actions` is done before a level begins."""

    def __init__(self, scratch: Scratch, pause: int | None = None, **actions: Callable[[RunningJob], None]) -> None:
        self.sent: list[Any] = []
        self.work = FakeWork(lambda index: actions.get(f"level_{index}", lambda _: None)(self.job))
        self.job = RunningJob(1, self.work, Reporter(1, self.send, scratch), pause)
        self.network = FakeNetwork()
        self.when_paused = actions.get("paused", RunningJob.resume)

    def send(self, message: Any) -> None:
        self.sent.append(message)
        if message["type"] == "paused":
            self.when_paused(self.job)

    def run(self) -> tuple[list[str], Any]:
        """The types of the messages, and the last one."""
        last = self.job.run(self.network)
        return [message["type"] for message in self.sent], last


@pytest.fixture
def scratch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scratch]:
    """A folder; nothing is known of the speed, and no time goes by."""
    monkeypatch.setattr("engine.worker.job.is_speed_known", lambda _: False)
    monkeypatch.setattr("engine.worker.reporting.time", SimpleNamespace(monotonic=lambda: 1000.0))
    with Scratch() as scratch:
        yield scratch


def test_a_job_sends_its_state_and_learns(scratch: Scratch) -> None:
    running = Running(scratch)
    kinds, last = running.run()
    assert kinds == ["forecast", "progress", "preview", "forecast", "preview"]
    assert (running.sent[0]["seconds"], running.sent[0]["memory_bytes"]) == (12.3, 1000)
    assert (last["type"], last["stopped"], last["width"], last["height"]) == ("done", False, 8, 4)
    assert running.work.learned == [{"seconds": 3.0, "evaluations": 2}]


def test_a_pause_does_not_wait_for_the_speed_to_be_measured(scratch: Scratch) -> None:
    kinds, last = Running(scratch, 0).run()
    assert kinds[:5] == ["progress", "preview", "progress", "preview", "paused"]
    assert (last["type"], last["stopped"]) == ("done", False)


def test_a_pause_after_a_level_that_does_not_exist_comes_after_the_last(scratch: Scratch) -> None:
    running = Running(scratch, 7)
    running.run()
    assert [message["level_index"] for message in running.sent if message["type"] == "paused"] == [1]


def test_a_resumed_job_does_not_pause(scratch: Scratch) -> None:
    assert "paused" not in Running(scratch, 0, level_0=RunningJob.resume).run()[0]


@pytest.mark.parametrize("when", ["level_0", "level_1", "paused"])
def test_stop_keeps_what_there_is_and_cancel_does_not(scratch: Scratch, when: str) -> None:
    stopped = Running(scratch, 0, **{when: RunningJob.stop})
    last = stopped.run()[1]
    evaluations = 0 if when == "level_0" else 1
    assert (last["type"], last["stopped"], last["report"]["evaluations"]) == ("done", True, evaluations)
    cancelled = Running(scratch, 0, **{when: RunningJob.cancel})
    assert cancelled.run()[1] == {"type": "cancelled", "id": 1}
    assert cancelled.work.learned == []


def test_a_job_that_is_ended_before_it_begins_interrupts_its_network(scratch: Scratch) -> None:
    running = Running(scratch)
    running.job.stop()
    kinds, last = running.run()
    assert running.network.interrupted
    assert (kinds, last["stopped"]) == ([], True)


def test_a_network_that_was_interrupted_is_used_again(scratch: Scratch) -> None:
    running = Running(scratch)
    running.network.interrupt()
    assert running.run()[1]["stopped"] is False
