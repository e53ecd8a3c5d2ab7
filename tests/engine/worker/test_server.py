"""The worker as a process: its start and end, its commands, and that it survives what it refuses."""

from __future__ import annotations

import signal
import stat
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from engine import __version__

from .conftest import ENDLESS, SOON, Client, Message, Pictures, assert_works, job, paused


def test_ready(client: Client) -> None:
    ready = client.ready
    assert set(ready) == {"type", "protocol", "version", "pid", "folder", "log"}
    assert (ready["protocol"], ready["version"], ready["pid"]) == (1, __version__, client.process.pid)
    assert client.folder.is_absolute()
    assert client.folder.parent == client.temporary
    assert stat.S_IMODE(client.folder.stat().st_mode) == 0o700
    assert Path(ready["log"]).is_file()


@pytest.mark.slow
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


def test_one_job_at_a_time(client: Client, pictures: Pictures) -> None:
    client.send(job(client, 60, pictures, **ENDLESS))
    client.expect("progress")
    client.send(job(client, 61, pictures))
    error = client.expect("error")
    assert (error["id"], error["message"]) == (61, "Another job is running.")
    assert client.expect("progress")["id"] == 60
    client.send({"type": "cancel", "id": 60})
    assert client.expect("cancelled")["id"] == 60


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
    b"[" * 100_000: "not a JSON object with a type",
    b'{"a":' * 100_000: "not a JSON object with a type",
    b'{"type": "job", "id": NaN}': "not an integer",
    b'{"type": "job", "id": -Infinity}': "not an integer",
    b'{"type": "job", "id": 1e999}': "not an integer",
    b'{"type": "job", "id": 1' + b"0" * 400 + b"}": "not an integer",
    b'{"type": "job", "id": 1' + b"0" * 5000 + b"}": "not a JSON object with a type",
    b'{"type": "job", "id": true}': "not an integer",
    b'{"type": "job", "id": {"a": []}}': "not an integer",
    b'{"type": "crop", "id": 80, "x": 1e30, "y": 0, "width": 1, "height": 1}': "The crop is not complete",
    b'{"type": "crop", "id": []}': "The crop is not complete",
    b'{"type": "' + b"x" * 5000 + b'", "id": [1]}': "There is no command 'xxx",
    b"x" * (17 << 20): "not a JSON object with a type",
}


@pytest.mark.parametrize("line", BAD_LINES, ids=range(len(BAD_LINES)))
def test_bad_lines(line: bytes, client: Client) -> None:
    client.write(line + b"\n")
    error = client.expect("error")
    assert BAD_LINES[line] in error["message"]
    assert error["hint"]
    assert len(error["message"]) < 300
    assert error["id"] == (80 if b'"id": 80' in line and b"crop" not in line else None)


TOO_HIGH = {"file": "content.f32", "width": 2, "height": float("inf"), "channels": 3}
ODD_PICTURES: list[Message] = [
    {"file": "a" * 5000, "width": 2, "height": 2, "channels": 3},
    {"file": "a\0b", "width": 2, "height": 2, "channels": 3},
    {"file": "content.f32", "width": 10**400, "height": 2, "channels": 3},
    {"file": "content.f32", "width": 1.5, "height": 2, "channels": 3},
    {"file": "content.f32", "width": "2", "height": [], "channels": None},
    {"file": {}, "width": 2, "height": 2, "channels": 3},
    TOO_HIGH,
    TOO_HIGH | {"height": float("nan")},
]


@pytest.mark.parametrize("picture", ODD_PICTURES, ids=range(len(ODD_PICTURES)))
def test_odd_pictures(picture: Message, client: Client) -> None:
    client.send({"type": "job", "id": 81, "content": picture, "styles": [picture]})
    error = client.expect("error")
    assert (error["id"], error["code"]) == (81, "incomplete-job")
    assert len(error["message"]) < 400


def test_a_broken_installation_is_an_error_with_a_hint(
    start: Callable[..., Client], tmp_path: Path, pictures: Pictures
) -> None:
    models = tmp_path / "models"
    models.mkdir()
    (models / "manifest.json").write_text('{"graphs": {"format": 2}, "weights": {"sha256": "0"}}')
    client = start(IMPASTO_MODELS=str(models), XDG_STATE_HOME=str(tmp_path / "state"))
    for number in (1, 2):
        client.send(job(client, number, pictures))
        error = client.expect("error")
        assert error["id"] == number
        assert "Cannot load" in error["message"]
        assert error["hint"] == "Run python -m export again."
        assert "Traceback" in Path(error["log"]).read_text()


def busy(client: Client, pictures: Pictures) -> Client:
    """A worker in the middle of long evaluations."""
    client.send(job(client, 1, pictures, side=320, **ENDLESS))
    client.expect("progress")
    return client


@pytest.mark.slow
@pytest.mark.parametrize("at_work", [False, True])
def test_it_ends_when_standard_input_closes(start: Callable[..., Client], pictures: Pictures, at_work: bool) -> None:
    client = busy(start(), pictures) if at_work else start()
    assert client.folder.is_dir()
    assert client.close_and_wait() == 0
    assert list(client.temporary.iterdir()) == []


@pytest.mark.slow
def test_quit(start: Callable[..., Client], pictures: Pictures) -> None:
    client = busy(start(), pictures)
    client.send({"type": "quit"})
    assert client.process.wait(SOON) == 0
    assert list(client.temporary.iterdir()) == []


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


@pytest.mark.slow
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


@pytest.mark.slow
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
