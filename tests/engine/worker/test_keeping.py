"""A worker that is killed, and another one that goes on with its job to the same pixels."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from .conftest import PATIENCE, Client, Message, Pictures, job, result

AT_ONCE = """
from engine.jobs import unfinished
unfinished.LEAST_SECONDS = 0
from engine.worker.server import serve
serve()
"""
"""A worker that keeps even the shortest jobs."""


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """Where checkpoints lie."""
    return tmp_path / "state" / "impasto" / "checkpoints"


@pytest.fixture
def keeping(start: Callable[..., Client], tmp_path: Path) -> Callable[[], Client]:
    """Starts such workers."""
    return lambda: start("-c", AT_ONCE, XDG_STATE_HOME=str(tmp_path / "state"))


def two_levels(client: Client, number: int, pictures: Pictures, **more: Any) -> Message:
    command = job(client, number, pictures, evaluations=16, threads=1)
    return {**command, "content": client.picture("wide.f32", pictures("coffee", 320, 32)), "title": "wide", **more}


def wait_for(state: Path, pattern: str) -> Path:
    deadline = time.monotonic() + PATIENCE
    while not any(state.glob(f"*/{pattern}")):
        assert time.monotonic() < deadline
        time.sleep(0.002)
    (folder,) = state.iterdir()
    return folder


def wait_until_empty(state: Path) -> None:
    """It is removed after the result was sent."""
    deadline = time.monotonic() + PATIENCE
    while any(state.iterdir()):
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.slow
def test_another_worker_goes_on_to_the_same_pixels(
    keeping: Callable[[], Client], state: Path, pictures: Pictures
) -> None:
    whole = keeping()
    whole.send(two_levels(whole, 1, pictures))
    expected = result(whole, whole.expect("done"))
    wait_until_empty(state)
    killed = keeping()
    killed.send(two_levels(killed, 1, pictures))
    folder = wait_for(state, "gradient-1-3.npy")
    killed.process.send_signal(signal.SIGKILL)
    killed.process.wait()
    other = keeping()
    assert not killed.folder.exists()
    other.send({"type": "job", "id": 5, "kind": "resume", "checkpoint": folder.name})
    done = other.expect("done")
    assert (done["id"], done["stopped"], done["report"]["evaluations"]) == (5, False, 16)
    assert np.array_equal(result(other, done), expected)
    wait_until_empty(state)


@pytest.mark.slow
def test_a_dream_goes_on_as_well(keeping: Callable[[], Client], state: Path, pictures: Pictures) -> None:
    def dream(client: Client) -> Message:
        content = client.picture("cat.f32", pictures("cat", 96, 64))
        options = {"layer": "conv3_1", "octaves": 2, "steps": 8, "threads": 1}
        return {"type": "job", "id": 1, "kind": "dream", "content": content, "options": options}

    whole = keeping()
    whole.send(dream(whole))
    expected = result(whole, whole.expect("done"))
    wait_until_empty(state)
    killed = keeping()
    killed.send(dream(killed))
    folder = wait_for(state, "gradient-1-3.npy")
    killed.process.kill()
    killed.process.wait()
    other = keeping()
    other.send({"type": "job", "id": 5, "kind": "resume", "checkpoint": folder.name})
    assert np.array_equal(result(other, other.expect("done")), expected)
    wait_until_empty(state)


@pytest.mark.slow
def test_a_preview_is_not_kept_and_a_cancelled_job_neither(
    keeping: Callable[[], Client], state: Path, pictures: Pictures
) -> None:
    client = keeping()
    client.send(two_levels(client, 1, pictures, pause_after_level=0))
    client.expect("paused")
    assert not any(state.glob("*"))
    client.send({"type": "continue", "id": 1})
    wait_for(state, "gradient-1-3.npy")
    client.send({"type": "cancel", "id": 1})
    client.expect("cancelled", "done")
    wait_until_empty(state)


@pytest.mark.parametrize("name", ["", "..", "../x", "/etc", "none", None])
def test_there_is_no_such_job(name: Any, client: Client) -> None:
    client.send({"type": "job", "id": 6, "kind": "resume", "checkpoint": name})
    error = client.expect("error")
    assert (error["id"], error["code"]) == (6, "no-checkpoint")
