"""A job that is paused, finished early or cancelled."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Timer
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engine.errors import Notice
from engine.worker.job import RunningJob
from engine.worker.reporting import Reporter
from engine.worker.scratch import Scratch

from .conftest import ENDLESS, SOON, Client, Message, Pictures, assert_works, job, paused, result
from .fakes import FakeNetwork, FakeWork


@pytest.mark.slow
def test_a_job_goes_on_after_its_pause_as_if_there_had_been_none(client: Client, pictures: Pictures) -> None:
    begin, began = len(client.messages), time.monotonic()
    assert paused(client, 10, pictures) == {"type": "paused", "id": 10, "level_index": 0}
    coarse = client.messages[begin:]
    *_, progress, preview, _ = coarse
    assert (progress["type"], preview["type"]) == ("progress", "preview")
    assert {message["level_index"] for message in coarse if message["type"] == "progress"} == {0}
    assert (preview["width"], preview["height"]) == (256, 26)
    rest = time.monotonic()
    time.sleep(1)
    rest = time.monotonic() - rest
    client.send({"type": "continue", "id": 10})
    done = client.expect("done")
    assert done["seconds"] < time.monotonic() - began - rest + 0.01  # the pause is left out; seconds are rounded
    assert [level["size"] for level in done["report"]["levels"]] == [[256, 26], [320, 32]]
    assert done["report"]["evaluations"] == 12
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


@pytest.mark.slow
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


@pytest.mark.slow
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
        self.work = FakeWork(
            lambda index: actions.get(f"level_{index}", lambda _: None)(self.job),
            lambda box: actions.get(f"crop_{box[0]}", lambda _: None)(self.job),
        )
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
    assert kinds == ["forecast", "progress", "preview", "forecast", "preview", "progress"]
    assert (running.sent[0]["seconds"], running.sent[0]["memory_bytes"]) == (12.3, 1000)
    notice = {"message": "3 is odd.", "hint": "Add 1.", "code": "odd", "values": {"count": 3}}
    assert (running.sent[0]["crops"], running.sent[0]["notices"]) == (True, [notice])
    assert (last["type"], last["stopped"], last["width"], last["height"]) == ("done", False, 8, 4)
    assert running.work.learned == [{"seconds": 3.0, "evaluations": 2}]


def test_a_device_that_is_lost_in_the_middle_is_said_at_once(scratch: Scratch) -> None:
    lost = Notice("The card failed.", code="device-lost")
    running = Running(scratch, level_1=lambda job: setattr(job._network, "lost", lost))
    kinds, _ = running.run()
    assert kinds.count("forecast") == 2
    said = [[notice["code"] for notice in message["notices"]] for message in running.sent if "notices" in message]
    assert said == [["odd"], ["odd", "device-lost"]]


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


# Crops in the pause

FIRST, SECOND = (1, 0, 33, 16), (2, 0, 34, 16)


def crop_then(*actions: Callable[[RunningJob], None]) -> Callable[[RunningJob], None]:
    """Ask for the first crop in the pause, and do these things meanwhile."""

    def ask(job: RunningJob) -> None:
        job.crop(FIRST)
        for action in actions:
            action(job)

    return ask


def places(running: Running) -> list[int]:
    """Where the crops lie that were sent."""
    return [message["x"] for message in running.sent if message["type"] == "crop"]


def test_a_crop_is_sent_in_the_pause(scratch: Scratch) -> None:
    running = Running(scratch, 0)
    running.when_paused = crop_then(lambda job: Timer(0.2, job.resume).start())
    _, last = running.run()
    (crop,) = [message for message in running.sent if message["type"] == "crop"]
    assert {name: crop[name] for name in ("id", "x", "y", "width", "height")} == {
        "id": 1,
        "x": 1,
        "y": 0,
        "width": 32,
        "height": 16,
    }
    assert scratch.file(crop["file"]).stat().st_size == 3 * 32 * 16
    assert (last["type"], last["stopped"], last["report"]["evaluations"]) == ("done", False, 2)


def test_a_later_crop_takes_the_place_of_one_that_is_being_painted(scratch: Scratch) -> None:
    running = Running(
        scratch, 0, crop_1=lambda job: job.crop(SECOND), crop_2=lambda job: Timer(0.2, job.resume).start()
    )
    running.when_paused = crop_then()
    assert running.run()[1]["stopped"] is False
    assert places(running) == [2]


@pytest.mark.parametrize(
    ("action", "expected"),
    [(RunningJob.resume, ("done", False)), (RunningJob.stop, ("done", True)), (RunningJob.cancel, ("cancelled", None))],
)
def test_whatever_ends_the_pause_ends_the_crop(
    scratch: Scratch, action: Callable[[RunningJob], None], expected: tuple[str, bool | None]
) -> None:
    running = Running(scratch, 0, crop_1=action)
    running.when_paused = crop_then()
    last = running.run()[1]
    assert (last["type"], last.get("stopped")) == expected
    assert places(running) == []


def test_a_crop_that_is_asked_for_before_the_pause_waits_for_it(scratch: Scratch) -> None:
    running = Running(scratch, 0, level_0=lambda job: job.crop(FIRST))
    running.when_paused = lambda job: Timer(0.2, job.resume).start()
    running.run()
    assert places(running) == [1]
    assert [message["type"] for message in running.sent].index("paused") < [m["type"] for m in running.sent].index(
        "crop"
    )


@pytest.mark.slow
def test_a_crop_of_a_real_job(client: Client, pictures: Pictures) -> None:
    """It is shown within the pause, and changes nothing of the result; a job without a finish has none."""
    content, style = pictures("coffee", 320, 96), pictures("van_gogh_night_cafe", 40, 32)
    command = {
        "type": "job",
        "id": 60,
        "content": client.picture("content.f32", content),
        "styles": [client.picture("style.f32", style)],
        "options": {"size": 128, "quality": "draft", "finish": "draft"},
        "pause_after_level": 0,
    }
    results = []
    for number in (60, 61):
        begin = len(client.messages)
        client.send(command | {"id": number})
        client.expect("paused")
        assert [message["crops"] for message in client.messages[begin:] if message["type"] == "forecast"][-1] is True
        if number == 60:
            client.send({"type": "crop", "id": number, "x": 300, "y": 30, "width": 40, "height": 32})
            crop = client.expect("crop")
            assert [crop[name] for name in ("x", "y", "width", "height")] == [280, 30, 40, 32]
            pixels = np.fromfile(client.folder / crop["file"], np.uint8)
            assert pixels.size == 3 * 40 * 32 and pixels.std() > 5
            client.send({"type": "crop", "id": number, "x": 0, "y": 0, "width": 96, "height": 96})
        client.send({"type": "continue", "id": number})
        results.append(result(client, client.expect("done")))
    assert np.array_equal(*results)


def test_a_crop_that_is_none_is_refused_and_the_job_goes_on(client: Client, pictures: Pictures) -> None:
    client.send(job(client, 62, pictures, evaluations=3) | {"pause_after_level": 0})
    client.expect("paused")
    client.send({"type": "crop", "id": 62, "x": 0, "y": 0, "width": 0, "height": 4})
    error = client.expect("error")
    assert (error["id"], error["code"]) == (None, "incomplete-crop")
    client.send({"type": "crop", "id": 62, "x": 0, "y": 0, "width": 4, "height": 4})  # it has no finish
    client.send({"type": "continue", "id": 62})
    assert client.expect("done", "crop")["type"] == "done"
