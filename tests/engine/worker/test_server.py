"""The worker's protocol, spoken to a real process as an editor does."""

from __future__ import annotations

import json
import os
import queue
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from engine import Options, __version__, stylize
from engine.imaging.pixels import resize
from engine.runtime.network import Network

from ..conftest import Array

Pictures = Callable[[str, int, int], Array]
Message = dict[str, Any]
PATIENCE = 120
"""Seconds until an answer that should have come is given up, on a busy machine."""
SOON = 5
"""Seconds for what the protocol promises within one; far fewer than the evaluation that is cut short takes there."""
ENDLESS = {"preset": "gatys", "evaluations": 100000}


class Client:
    """An editor: starts a worker, or a program that does, writes commands, collects messages."""

    def __init__(self, home: Path, *program: str, **environment: str) -> None:
        self.temporary = home / "tmp"
        self.temporary.mkdir(exist_ok=True)
        self._errors = (home / "stderr.txt").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, *(program or ("-m", "engine", "worker"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env={**os.environ, "TMPDIR": str(self.temporary), **environment},
        )
        self.messages: list[Message] = []
        self._arrived: queue.Queue[bytes] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.ready = self.expect("ready")
        self.folder = Path(self.ready["folder"])

    def _read(self) -> None:
        for line in self.process.stdout:  # type: ignore[union-attr]
            self._arrived.put(line)
        self._arrived.put(b"")

    def send(self, *commands: Message) -> None:
        self.write(b"".join(json.dumps(command).encode() + b"\n" for command in commands))

    def write(self, data: bytes) -> None:
        self.process.stdin.write(data)  # type: ignore[union-attr]
        self.process.stdin.flush()  # type: ignore[union-attr]

    def expect(self, *kinds: str, timeout: float = PATIENCE) -> Message:
        """The next message of one of the types; nothing but what a running job tells may come before it."""
        deadline = time.monotonic() + timeout
        while True:
            line = self._arrived.get(timeout=max(0, deadline - time.monotonic()))
            assert line, f"the worker ended before it sent {kinds}"
            message: Message = json.loads(line)
            if message["type"] != "alive":  # comes at any time
                self.messages.append(message)
            if message["type"] in kinds:
                return message
            assert message["type"] in ("alive", "devices", "forecast", "progress", "preview"), message

    def picture(self, name: str, pixels: Array) -> Message:
        """Write a pixel file, and describe it as a command does."""
        pixels.astype(np.float32).tofile(self.folder / name)
        height, width, channels = pixels.shape
        return {"file": name, "width": width, "height": height, "channels": channels}

    def close_and_wait(self) -> int:
        """Close standard input and return the exit status."""
        self.process.stdin.close()  # type: ignore[union-attr]
        return self.process.wait(SOON)

    def clean_up(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._reader.join()
        self._errors.close()
        for pipe in (self.process.stdin, self.process.stdout):
            pipe.close()  # type: ignore[union-attr]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Client]]:
    """Starts workers that share a temporary directory of their own."""
    clients: list[Client] = []

    def one_more(*program: str, **environment: str) -> Client:
        clients.append(Client(tmp_path, *program, **environment))
        return clients[-1]

    yield one_more
    for client in clients:
        client.clean_up()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A worker for many jobs."""
    client = Client(tmp_path_factory.mktemp("worker"))
    yield client
    client.clean_up()


def job(client: Client, number: int, pictures: Pictures, side: int = 48, **options: Any) -> Message:
    """A job command with its pixel files."""
    content, style = pictures("cat", side, side), pictures("van_gogh_night_cafe", 40, 32)
    return {
        "type": "job",
        "id": number,
        "content": client.picture("content.f32", content),
        "styles": [client.picture("style.f32", style)],
        "options": options,
    }


def assert_works(client: Client, number: int, pictures: Pictures) -> None:
    """The worker still does jobs."""
    client.send(job(client, number, pictures, evaluations=1))
    done = client.expect("done")
    assert (done["id"], done["stopped"]) == (number, False)


# One job from begin to end


@pytest.fixture(scope="module")
def finished(client: Client, pictures: Pictures) -> tuple[list[Message], Array, Array]:
    """All messages of one job, its content and its result: 640 x 32 with alpha, two weighted styles, two levels."""
    alpha = np.random.default_rng(0).random((32, 640, 1), np.float32)
    content = np.concatenate([pictures("coffee", 640, 32), alpha], axis=2)
    styles = [
        client.picture("one.f32", pictures("van_gogh_night_cafe", 40, 32)) | {"weight": 2.5},
        client.picture("other.f32", pictures("van_gogh_vestibule", 24, 32)),
    ]
    begin = len(client.messages)
    client.send(
        {
            "type": "job",
            "id": 7,
            "content": client.picture("wide.f32", content),
            "styles": styles,
            "options": {"style-scale": 120, "evaluations": 30, "seed": 4},
            "an unknown key": [1, 2],
        }
    )
    done = client.expect("done")
    pixels = np.fromfile(client.folder / done["file"], np.float32)
    return client.messages[begin:], content, pixels.reshape(done["height"], done["width"], done["channels"])


def test_ready(client: Client) -> None:
    ready = client.ready
    assert set(ready) == {"type", "protocol", "version", "pid", "folder", "log"}
    assert (ready["protocol"], ready["version"], ready["pid"]) == (1, __version__, client.process.pid)
    assert client.folder.is_absolute()
    assert client.folder.parent == client.temporary
    assert stat.S_IMODE(client.folder.stat().st_mode) == 0o700
    assert Path(ready["log"]).is_file()


def test_done(finished: tuple[list[Message], Array, Array]) -> None:
    messages, content, pixels = finished
    done = messages[-1]
    assert set(done) == {"type", "id", "file", "width", "height", "channels", "stopped", "seconds", "report"}
    assert (done["id"], done["stopped"]) == (7, False)
    assert (done["width"], done["height"], done["channels"]) == (640, 32, 4)
    assert np.array_equal(pixels[..., 3], content[..., 3])
    assert 0 <= pixels.min() < pixels.max() <= 1
    assert np.abs(pixels[..., :3] - content[..., :3]).mean() > 0.02
    report = done["report"]
    assert report["evaluations"] == 30
    assert report["seconds"] == done["seconds"] > 0
    assert Options.from_mapping(report["options"]) == Options(style_scale=120.0, evaluations=30, seed=4)


def test_a_start_and_brush_sizes_of_a_job(client: Client, pictures: Pictures, painting_network: Network) -> None:
    """The same picture as painted by Python with them."""
    command = job(client, 8, pictures, start="picture", evaluations=2)
    begin = pictures("coffee", 30, 30)
    command["styles"][0]["scale"] = 60
    client.send(command | {"start": client.picture("start.f32", begin)})
    done = client.expect("done")
    pixels = np.fromfile(client.folder / done["file"], np.float32).reshape(48, 48, 3)
    content, style = pictures("cat", 48, 48), pictures("van_gogh_night_cafe", 40, 32)
    options = Options(start="picture", evaluations=2)
    expected = stylize(content, [style], options, scales=[60.0], start=begin, network=painting_network).pixels
    assert np.array_equal(pixels, expected)
    command["styles"].append(client.picture("other.f32", style))
    client.send(command | {"id": 9})
    error = client.expect("error")
    assert "some styles have a scale and some have none" in error["message"]


def test_a_region_and_a_mask_of_a_job(client: Client, pictures: Pictures, painting_network: Network) -> None:
    """The same picture as painted by Python with them."""
    command, half = job(client, 8, pictures, evaluations=2), np.zeros((24, 36, 1), np.float32)
    half[:, :18] = 1
    mask = {key: value for key, value in client.picture("half.f32", half).items() if key != "channels"}
    command["styles"][0] |= {"region": mask, "mask": mask}
    client.send(command)
    done = client.expect("done")
    pixels = np.fromfile(client.folder / done["file"], np.float32).reshape(48, 48, 3)
    content, style = pictures("cat", 48, 48), pictures("van_gogh_night_cafe", 40, 32)
    expected = stylize(
        content,
        [style],
        Options(evaluations=2),
        regions=[half[:, :, 0]],
        style_masks=[half[:, :, 0]],
        network=painting_network,
    ).pixels
    assert np.array_equal(pixels, expected)
    assert np.array_equal(pixels[:, 28:], content[:, 28:])
    assert done["report"]["regions"] == [{"styles": [1], "share": 0.5}]


def test_forecast(finished: tuple[list[Message], Array, Array]) -> None:
    messages = finished[0]
    first, corrected = [message for message in messages if message["type"] == "forecast"]
    assert messages[0] is first
    for forecast in (first, corrected):
        assert set(forecast) == {"type", "id", "seconds", "memory_bytes"}
        assert forecast["id"] == 7
        assert forecast["seconds"] > 0
        assert forecast["memory_bytes"] > 100 << 20
    following = messages[messages.index(corrected) + 1]
    assert following["type"] in ("progress", "preview")
    assert corrected["seconds"] != first["seconds"]


def test_progress(finished: tuple[list[Message], Array, Array]) -> None:
    messages = finished[0]
    progress = [message for message in messages if message["type"] == "progress"]
    assert all(
        set(message)
        == {
            "type",
            "id",
            "fraction",
            "level",
            "level_index",
            "levels",
            "evaluation",
            "evaluations",
            "loss",
            "seconds_left",
        }
        for message in progress
    )
    assert {(message["id"], message["levels"], message["evaluations"]) for message in progress} == {(7, 2, 30)}
    for key in ("fraction", "evaluation", "level_index"):
        values = [message[key] for message in progress]
        assert values == sorted(values)
    assert {tuple(message["level"]) for message in progress} <= {(405, 20), (640, 32)}
    assert all(0 < message["fraction"] <= 1 and message["loss"] > 0 for message in progress)
    assert all(message["seconds_left"] is None or message["seconds_left"] >= 0 for message in progress)
    # At most ten a second, and not fewer than there were evaluations if those were slower.
    assert 1 <= len(progress) <= 10 * messages[-1]["seconds"] + 2


def test_previews(finished: tuple[list[Message], Array, Array], client: Client) -> None:
    previews = [message for message in finished[0] if message["type"] == "preview"]
    assert len(previews) >= 2  # the first at once, and one of the next level
    assert len({preview["file"] for preview in previews}) == len(previews)
    assert {(preview["width"], preview["height"]) for preview in previews} == {(405, 20), (512, 26)}
    for preview in previews:
        assert set(preview) == {"type", "id", "file", "width", "height"}
        pixels = np.fromfile(client.folder / preview["file"], np.uint8)
        assert pixels.size == 3 * preview["width"] * preview["height"]
        assert pixels.std() > 5


# A pause after the coarsest level


def paused(client: Client, number: int, pictures: Pictures, **options: Any) -> Message:
    """Start a job of two levels that pauses after the first; the message that says it does."""
    content, style = pictures("coffee", 320, 32), pictures("van_gogh_night_cafe", 40, 32)
    client.send(
        {
            "type": "job",
            "id": number,
            "content": client.picture("content.f32", content),
            "pause_after_level": 0,
            "styles": [client.picture("style.f32", style)],
            "options": {"evaluations": 12, **options},
        }
    )
    return client.expect("paused")


def result(client: Client, done: Message) -> Array:
    """The pixels of a `done`."""
    pixels = np.fromfile(client.folder / done["file"], np.float32)
    return pixels.reshape(done["height"], done["width"], done["channels"])


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


def test_previews_have_the_colours_of_the_result(client: Client, pictures: Pictures) -> None:
    """A picture that keeps its colours keeps them in the preview: its chroma is the content's."""
    paused(client, 16, pictures, colours="content")
    preview = next(message for message in reversed(client.messages) if message["type"] == "preview")
    shown = np.fromfile(client.folder / preview["file"], np.uint8).reshape(26, 256, 3) / 255.0
    client.send({"type": "stop", "id": 16})
    done = result(client, client.expect("done"))
    shrunk = resize(done, 256, 26)
    chroma = [picture[..., 0] - picture[..., 2] for picture in (shown, shrunk)]
    assert np.corrcoef(chroma[0].ravel(), chroma[1].ravel())[0, 1] > 0.9


def test_a_new_worker_prepares_and_names_its_devices(
    start: Callable[..., Client], tmp_path: Path, pictures: Pictures
) -> None:
    """The first job of a machine whose speed nobody knows shows a picture first, and a forecast soon after."""
    client = start(XDG_STATE_HOME=str(tmp_path / "state"))
    client.send({"type": "prepare"})
    devices = client.expect("devices")
    assert set(devices) == {"type", "devices", "used"}
    assert {"cpu", devices["used"]} <= {device["name"] for device in devices["devices"]}
    begin = len(client.messages)
    paused(client, 1, pictures)
    kinds = [message["type"] for message in client.messages[begin:]]
    assert "preview" in kinds[: kinds.index("forecast")]
    client.send({"type": "cancel", "id": 1})
    client.expect("cancelled")


def test_what_cannot_be_prepared_is_said(client: Client) -> None:
    client.send({"type": "prepare", "options": {"device": "abacus"}})
    error = client.expect("error")
    assert error["id"] is None
    assert "abacus" in error["message"]


# Stop and cancel


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


# What is refused; the worker lives on


def test_one_job_at_a_time(client: Client, pictures: Pictures) -> None:
    client.send(job(client, 60, pictures, **ENDLESS))
    client.expect("progress")
    client.send(job(client, 61, pictures))
    error = client.expect("error")
    assert (error["id"], error["message"]) == (61, "Another job is running.")
    assert client.expect("progress")["id"] == 60
    client.send({"type": "cancel", "id": 60})
    assert client.expect("cancelled")["id"] == 60


PICTURE = {"file": "style.f32", "width": 40, "height": 32, "channels": 3}
BAD_JOBS: dict[str, tuple[Message, str]] = {
    "no content": ({"content": None}, "not complete"),
    "no styles": ({"styles": None}, "not complete"),
    "an empty list of styles": ({"styles": []}, "There is no style."),
    "a style that is no object": ({"styles": ["style.f32"]}, "not complete"),
    "a file that is not there": ({"content": PICTURE | {"file": "none.f32"}}, "none.f32 is not a file of 40 x 32 x 3"),
    "a file of another size": ({"content": PICTURE | {"width": 41}}, "style.f32 is not a file of 41 x 32 x 3"),
    "a file elsewhere": ({"content": PICTURE | {"file": "../secret"}}, "not a file name in the worker's folder"),
    "an absolute file": ({"content": PICTURE | {"file": "/etc/passwd"}}, "not a file name in the worker's folder"),
    "no width": ({"content": {"file": "style.f32", "height": 32, "channels": 3}}, "not complete: 'width'"),
    "no pixels": ({"content": PICTURE | {"width": 0}}, "cannot have the size 0 x 32"),
    "a negative size": ({"content": PICTURE | {"width": -40, "height": -32}}, "cannot have the size -40 x -32"),
    "two channels": ({"content": PICTURE | {"channels": 2}}, "cannot have the size 40 x 32 x 2"),
    "a weight of zero": ({"styles": [PICTURE | {"weight": 0}]}, "style weight"),
    "a weight that is no number": ({"styles": [PICTURE | {"weight": "much"}]}, "not complete"),
    "a weight that is not finite": ({"styles": [PICTURE | {"weight": float("nan")}]}, "style weight"),
    "a region of another size": ({"styles": [PICTURE | {"region": PICTURE}]}, "style.f32 is not a file of 40 x 32 x 1"),
    "a mask without a file": ({"styles": [PICTURE | {"mask": {"width": 40, "height": 32}}]}, "not complete: 'file'"),
    "an unknown option": ({"options": {"brush": 3}}, "no option 'brush'"),
    "an option out of range": ({"options": {"strength": 300}}, "'strength' cannot be 300.0; it lies in 0 to 100 %"),
    "an option of a wrong type": ({"options": {"size": "large"}}, "'size' cannot be 'large'"),
    "options that are none": ({"options": 7}, "not complete"),
    "an unknown device": ({"options": {"device": "abacus"}}, "no device 'abacus'"),
    "too little memory": ({"options": {"memory_limit": 1}}, "1 MiB may be used"),
    "a pause that is no level": ({"pause_after_level": "coarse"}, "'coarse' is not an integer"),
    "an id that is no number": ({"id": "../../x"}, "'../../x' is not an integer"),
    "no id": ({"id": None}, "not complete: 'id'"),
}


@pytest.mark.parametrize("fault", BAD_JOBS)
def test_bad_jobs(fault: str, client: Client, pictures: Pictures) -> None:
    changes, message = BAD_JOBS[fault]
    command = job(client, 70, pictures, evaluations=1) | changes
    client.send({key: value for key, value in command.items() if value is not None})
    error = client.expect("error")
    assert set(error) == {"type", "id", "message", "hint", "log"}
    assert error["id"] == command["id"]
    assert message in error["message"]
    assert error["hint"]
    assert error["log"] == client.ready["log"]


BAD_LINES: dict[bytes, str] = {
    b"paint!": "not a JSON object with a type",
    b"": "not a JSON object with a type",
    b"[]": "not a JSON object with a type",
    b'"job"': "not a JSON object with a type",
    b"17": "not a JSON object with a type",
    b"{}": "not a JSON object with a type",
    b'{"type": "job", "id": 1': "not a JSON object with a type",
    b"\xff\xfe\x00": "not a JSON object with a type",
    b'{"type": "dance", "id": 80}': "There is no command 'dance'.",
    b'{"type": ["job"], "id": 80}': "There is no command ['job'].",
    b'{"type": null}': "There is no command None.",
}


@pytest.mark.parametrize("line", BAD_LINES)
def test_bad_lines(line: bytes, client: Client) -> None:
    client.write(line + b"\n")
    error = client.expect("error")
    assert BAD_LINES[line] in error["message"]
    assert error["hint"]
    assert error["id"] == (80 if b'"id": 80' in line else None)


def test_after_all_that_it_still_works(client: Client, pictures: Pictures) -> None:
    assert_works(client, 90, pictures)


def test_values_beyond_the_range_and_no_numbers(client: Client, pictures: Pictures) -> None:
    """Scene-referred layers hold such values; they must not spread."""
    content = pictures("cat", 48, 48).copy()
    content[0, 0], content[1, 1], content[2, 2] = np.nan, np.inf, -3
    command = job(client, 91, pictures, evaluations=3)
    client.send(command | {"content": client.picture("odd.f32", content)})
    done = client.expect("done")
    assert np.isfinite(np.fromfile(client.folder / done["file"], np.float32)).all()


def test_a_broken_installation_is_an_error_with_a_hint(
    start: Callable[..., Client], tmp_path: Path, pictures: Pictures
) -> None:
    models = tmp_path / "models"
    models.mkdir()
    (models / "manifest.json").write_text('{"weights": {"sha256": "0"}}')
    client = start(IMPASTO_MODELS=str(models), XDG_STATE_HOME=str(tmp_path / "state"))
    for number in (1, 2):
        client.send(job(client, number, pictures))
        error = client.expect("error")
        assert error["id"] == number
        assert "Cannot load" in error["message"]
        assert error["hint"] == "Run python -m export again."
        assert "Traceback" in Path(error["log"]).read_text()


# The end


def busy(client: Client, pictures: Pictures) -> Client:
    """A worker in the middle of long evaluations."""
    client.send(job(client, 1, pictures, side=320, **ENDLESS))
    client.expect("progress")
    return client


@pytest.mark.parametrize("at_work", [False, True])
def test_it_ends_when_standard_input_closes(start: Callable[..., Client], pictures: Pictures, at_work: bool) -> None:
    client = busy(start(), pictures) if at_work else start()
    assert client.folder.is_dir()
    assert client.close_and_wait() == 0
    assert list(client.temporary.iterdir()) == []


def test_quit(start: Callable[..., Client], pictures: Pictures) -> None:
    client = busy(start(), pictures)
    client.send({"type": "quit"})
    assert client.process.wait(SOON) == 0
    assert list(client.temporary.iterdir()) == []


# Starts a worker, gives it the commands of its own standard input, and tells what the worker says.
EDITOR = """
import subprocess, sys, threading
worker = subprocess.Popen([sys.executable, "-m", "engine", "worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
def listen():
    for line in worker.stdout:
        print(line.decode(), end="", flush=True)
threading.Thread(target=listen, daemon=True).start()
for line in sys.stdin.buffer:
    worker.stdin.write(line)
    worker.stdin.flush()
"""


def test_it_ends_when_its_editor_is_killed(start: Callable[..., Client], pictures: Pictures) -> None:
    editor = busy(start("-c", EDITOR), pictures)
    worker = psutil.Process(editor.ready["pid"])
    assert worker.pid != editor.process.pid
    editor.process.kill()
    deadline = time.monotonic() + SOON
    while worker.is_running() and worker.status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert list(editor.temporary.iterdir()) == []


def test_sigterm(start: Callable[..., Client], pictures: Pictures) -> None:
    client = busy(start(), pictures)
    client.process.send_signal(signal.SIGTERM)
    client.process.wait(SOON)
    assert list(client.temporary.iterdir()) == []


def test_a_killed_workers_folder_is_removed_by_the_next(start: Callable[..., Client], pictures: Pictures) -> None:
    other, killed = start(), busy(start(), pictures)
    killed.process.kill()
    killed.process.wait()
    assert (killed.folder / "content.f32").is_file()
    following = start()
    assert sorted(following.temporary.iterdir()) == sorted([other.folder, following.folder])


def test_a_job_that_goes_well_says_nothing_on_standard_error(
    start: Callable[..., Client], tmp_path: Path, pictures: Pictures
) -> None:
    client = start()
    assert_works(client, 1, pictures)
    assert client.close_and_wait() == 0
    assert (tmp_path / "stderr.txt").read_text() == ""
