"""A client that speaks the worker's protocol to a real process, as an editor does."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ..conftest import Array

Pictures = Callable[[str, int, int], Array]
Message = dict[str, Any]
PATIENCE = 300
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
            assert message["type"] in ("alive", "devices", "forecast", "progress", "preview", "frame", "cell"), message

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


def result(client: Client, done: Message) -> Array:
    """The pixels of a `done`."""
    pixels = np.fromfile(client.folder / done["file"], np.float32)
    return pixels.reshape(done["height"], done["width"], done["channels"])


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
