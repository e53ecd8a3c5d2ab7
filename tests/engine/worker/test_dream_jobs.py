"""Jobs of the kind `dream`, spoken of to a real worker as an editor does; style transfer is in test_job.py."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import DreamOptions, dream
from engine.runtime.network import Network

from .conftest import SOON, Client, Message, Pictures

QUICK = {"layer": "conv3_1", "octaves": 2, "steps": 4}
ENDLESS = {"layer": "conv3_1", "steps": 1000}


def job(client: Client, number: int, pictures: Pictures, side: int = 48, **options: Any) -> Message:
    content = client.picture("content.f32", pictures("cat", side, side))
    return {"type": "job", "kind": "dream", "id": number, "content": content, "options": options}


def pixels_of(client: Client, done: Message) -> Any:
    shape = done["height"], done["width"], done["channels"]
    return np.fromfile(client.folder / done["file"], np.float32).reshape(shape)


def test_a_dream_is_done_as_from_python(client: Client, pictures: Pictures, network: Network) -> None:
    content = np.concatenate([pictures("cat", 40, 32), np.full((32, 40, 1), 0.5, np.float32)], axis=2)
    guide = pictures("coffee", 48, 32)
    begin = len(client.messages)
    client.send(
        {
            "type": "job",
            "kind": "dream",
            "id": 7,
            "content": client.picture("content.f32", content),
            "guide": client.picture("guide.f32", guide),
            "options": QUICK,
        }
    )
    done = client.expect("done")
    assert (done["id"], done["stopped"], done["channels"]) == (7, False, 4)
    expected = dream(content, DreamOptions(**QUICK), guide, network=network)  # type: ignore[arg-type]
    assert pixels_of(client, done) == pytest.approx(expected.pixels, abs=2 / 255)
    assert [octave["steps"] for octave in done["report"]["octaves"]] == [4, 4]
    assert done["report"]["guided"] is True
    kinds = [message["type"] for message in client.messages[begin:]]
    assert kinds.index("forecast") < kinds.index("progress")
    assert "preview" in kinds
    last = [message for message in client.messages[begin:] if message["type"] == "progress"][-1]
    assert (last["levels"], last["evaluations"]) == (2, 8)
    assert last["loss"] > 0


@pytest.mark.parametrize(("command", "answer"), [("stop", "done"), ("cancel", "cancelled")])
def test_an_end_before_the_end(client: Client, pictures: Pictures, command: str, answer: str) -> None:
    client.send(job(client, 20, pictures, **ENDLESS))
    while client.expect("progress")["evaluation"] < 3:
        pass
    client.send({"type": command, "id": 20})
    last = client.expect(answer, timeout=SOON)
    assert last["id"] == 20
    if command == "stop":
        assert last["stopped"] is True
        assert 3 <= last["report"]["evaluations"] < 4000
        assert np.abs(pixels_of(client, last) - pictures("cat", 48, 48)).mean() > 0.005


def test_a_pause_after_the_first_octave_changes_nothing(client: Client, pictures: Pictures) -> None:
    client.send(job(client, 30, pictures, **QUICK))
    without = pixels_of(client, client.expect("done"))
    client.send({**job(client, 31, pictures, **QUICK), "pause_after_level": 0})
    assert client.expect("paused")["level_index"] == 0
    client.send({"type": "continue", "id": 31})
    assert np.array_equal(pixels_of(client, client.expect("done")), without)


def test_prepare_loads_what_a_dream_needs(client: Client) -> None:
    client.send({"type": "prepare", "kind": "dream", "options": {"layer": "conv2_1"}})
    assert client.expect("devices")["used"]
    client.send({"type": "prepare", "kind": "dream", "options": {"layer": "pool1"}})
    assert "'layer' cannot be 'pool1'" in client.expect("error")["message"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "nightmare"}, "there is no kind 'nightmare', only style and dream"),
        ({"content": {}}, "not complete: 'height'"),
        ({"guide": {"file": "none.f32", "width": 4, "height": 4, "channels": 3}}, "none.f32 is not a file of 4 x 4"),
        ({"options": {"preset": "gatys"}}, "There is no option 'preset'"),
        ({"options": {"channels": "600"}}, "'channels' cannot be '600'"),
        ({"options": {"memory_limit": 1}}, "1 MiB may be used"),
    ],
)
def test_bad_jobs(changes: Message, message: str, client: Client, pictures: Pictures) -> None:
    client.send(job(client, 40, pictures) | changes)
    error = client.expect("error")
    assert error["id"] == 40
    assert message in error["message"]
    assert error["hint"]


def test_after_all_that_it_still_paints(client: Client, pictures: Pictures) -> None:
    """A job that names no kind is style transfer, as before there were dreams."""
    style = client.picture("style.f32", pictures("van_gogh_night_cafe", 40, 32))
    command = job(client, 50, pictures, evaluations=1) | {"styles": [style]}
    client.send({key: value for key, value in command.items() if key != "kind"})
    assert client.expect("done")["report"]["preset"] == "impasto"
