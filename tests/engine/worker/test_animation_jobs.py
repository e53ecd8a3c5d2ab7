"""Jobs of the kind `video`, spoken of to a real worker as an editor does."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from ..conftest import Array
from .conftest import SOON, Client, Message, Pictures, assert_works, result

QUICK = {"evaluations": 8}
ENDLESS = {"preset": "gatys", "evaluations": 100000}


def frames(client: Client, pictures: Pictures, count: int = 3) -> list[Message]:
    """A photograph and patches of it that move; each patch is combined with what is seen before."""
    whole = np.concatenate([pictures("cat", 64, 48), np.ones((48, 64, 1), np.float32)], axis=2)
    layers = [client.picture("frame-0.f32", whole)]
    for index in range(1, count):
        patch = client.picture(f"frame-{index}.f32", whole[8:40, 16:48, :3])
        layers.append({**patch, "x": 16 + index, "y": 8, "combine": True})
    return layers


def job(client: Client, number: int, pictures: Pictures, count: int = 3, **options: Any) -> Message:
    return {
        "type": "job",
        "kind": "video",
        "id": number,
        "width": 64,
        "height": 48,
        "frames": frames(client, pictures, count),
        "styles": [client.picture("style.f32", pictures("van_gogh_night_cafe", 40, 32))],
        "options": options or QUICK,
    }


def collect(client: Client) -> tuple[list[Message], Message]:
    """The `frame` messages up to `done`, and that."""
    got = []
    while (message := client.expect("frame", "done"))["type"] == "frame":
        got.append(message)
    return got, message


def pictures_of(client: Client, got: list[Message]) -> list[Array]:
    return [result(client, message) for message in got]


@pytest.mark.slow
def test_frames_come_one_by_one_and_a_pause_changes_nothing(client: Client, pictures: Pictures) -> None:
    begin = len(client.messages)
    client.send(job(client, 7, pictures))
    got, done = collect(client)
    assert [(each["id"], each["index"]) for each in got] == [(7, 0), (7, 1), (7, 2)]
    assert [(each["width"], each["height"], each["channels"]) for each in got] == [
        (64, 48, 4),
        (32, 32, 3),
        (32, 32, 3),
    ]
    assert {"type", "id", "frames", "stopped", "seconds", "report"} == set(done)
    assert (done["frames"], done["stopped"]) == (3, False)
    assert [each["evaluations"] for each in done["report"]["painted"]] == [8, 2, 2]
    messages = client.messages[begin:]
    forecast, *_ = (each for each in messages if each["type"] == "forecast")
    assert forecast["frames"] == 3 and forecast["seconds"] > 0
    progress = [(each["frame"], each["frames"]) for each in messages if each["type"] == "progress"]
    assert progress == sorted(progress) and {count for _, count in progress} == {3}
    assert any(each["type"] == "preview" for each in messages)

    client.send(job(client, 8, pictures) | {"pause_after_level": 1})
    assert client.expect("paused")["level_index"] == 0  # there is but one
    client.send({"type": "continue", "id": 8})
    again, _ = collect(client)
    assert all(map(np.array_equal, pictures_of(client, got), pictures_of(client, again)))


def until_the_second(client: Client) -> None:
    client.expect("frame")
    while client.expect("progress")["frame"] < 1:
        pass


def test_stop_keeps_what_is_finished(client: Client, pictures: Pictures) -> None:
    client.send(job(client, 20, pictures, evaluations=8) | {"pause_after_level": 0})
    client.expect("paused")
    client.send({"type": "stop", "id": 20})
    got, done = collect(client)
    assert (got, done["frames"], done["stopped"]) == ([], 0, True)


def test_stop_and_cancel_in_a_later_frame(client: Client, pictures: Pictures) -> None:
    for number, command, answer in ((30, "stop", "done"), (31, "cancel", "cancelled")):
        client.send(job(client, number, pictures, count=60, evaluations=8))
        until_the_second(client)
        client.send({"type": command, "id": number})
        while (last := client.expect("frame", answer, timeout=SOON))["type"] == "frame":
            pass
        assert last["id"] == number
        if command == "stop":
            assert last["stopped"] is True
            assert 1 <= last["frames"] < 60
    assert_works(client, 32, pictures)


@pytest.mark.slow
def test_sigterm_keeps_what_is_finished(start: Callable[..., Client], pictures: Pictures) -> None:
    """As a stop does: another program, or the machine as it shuts down, ends the worker, not its client."""
    client = start()
    client.send(job(client, 5, pictures, count=60, evaluations=8))
    until_the_second(client)
    begin = len(client.messages)
    client.process.send_signal(signal.SIGTERM)
    while (last := client.expect("frame", "done", timeout=SOON))["type"] == "frame":
        pass
    later = sum(message["type"] == "frame" for message in client.messages[begin:])
    assert (last["frames"], last["stopped"]) == (1 + later, True)
    assert client.process.wait(SOON) == 0
    assert len(list(client.folder.glob("result-5-*.f32"))) == last["frames"] < 60


def test_cancel_in_the_first_frame(client: Client, pictures: Pictures) -> None:
    client.send(job(client, 33, pictures, **ENDLESS))
    client.expect("progress")
    client.send({"type": "cancel", "id": 33})
    assert client.expect("cancelled", timeout=SOON)["id"] == 33


def test_prepare_loads_what_a_video_needs(client: Client) -> None:
    client.send({"type": "prepare", "kind": "video", "options": {}})
    assert client.expect("devices")["used"]


def without(key: str) -> Callable[[Message], None]:
    def change(command: Message) -> None:
        del command[key]

    return change


def of_frame(**values: Any) -> Callable[[Message], None]:
    return lambda command: command["frames"][1].update(values)


BAD: dict[str, tuple[Callable[[Message], Any], str]] = {
    "no-size": (without("width"), "not complete: 'width'"),
    "no-frames": (lambda command: command["frames"].clear(), "there are 0 frames of 64 x 48 pixels"),
    "no-list": (without("frames"), "not complete: 'frames'"),
    "no-styles": (without("styles"), "not complete: 'styles'"),
    "no-file": (of_frame(file="none.f32"), "none.f32 is not a file of 32 x 32 x 3"),
    "place": (of_frame(x=1.5), "1.5 is not an integer"),
    "opacity": (of_frame(opacity=2), "2.0 is no opacity from 0 to 1"),
    "gray": (of_frame(channels=1), "cannot have the size 32 x 32 x 1"),
    "option": (lambda command: command["options"].update(strength=200), "'strength' cannot be 200"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_jobs(name: str, client: Client, pictures: Pictures) -> None:
    change, message = BAD[name]
    command = job(client, 40, pictures)
    change(command)
    client.send(command)
    error = client.expect("error")
    assert error["id"] == 40
    assert message in error["message"]
