"""Sessions that are opened, run and closed one at a time."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from engine.runtime.serial import RUNNING, SerialSession


class Watched:
    """A session that notices when two things happen at once."""

    busy = 0
    most = 0

    def __init__(self) -> None:
        self.run()

    def __getattr__(self, name: str) -> Any:
        if name not in RUNNING:
            raise AttributeError(name)
        return self.run

    def run(self, *arguments: Any) -> Any:
        Watched.busy += 1
        Watched.most = max(Watched.most, Watched.busy)
        time.sleep(0.002)
        Watched.busy -= 1
        return arguments

    def get_inputs(self) -> list[str]:
        return ["picture"]


@pytest.fixture(autouse=True)
def unwatched() -> None:
    Watched.busy = Watched.most = 0


def test_one_thing_at_a_time() -> None:
    session = SerialSession(Watched)
    with ThreadPoolExecutor(4) as threads:
        opened = [threads.submit(SerialSession, Watched) for _ in range(5)]
        runs = [threads.submit(getattr(session, name), name) for name in RUNNING for _ in range(5)]
    assert [run.result()[0] for run in runs] == [name for name in RUNNING for _ in range(5)]
    assert len({id(each.result()) for each in opened}) == 5
    assert Watched.most == 1


def test_all_else_is_the_sessions_own() -> None:
    session = SerialSession(Watched)
    assert session.get_inputs() == ["picture"]
    with pytest.raises(AttributeError):
        _ = session.no_such_method


def test_a_session_that_cannot_be_opened_leaves_nothing_locked() -> None:
    def fail() -> Any:
        raise RuntimeError("no driver")

    with pytest.raises(RuntimeError, match="no driver"):
        SerialSession(fail)
    thread = threading.Thread(target=lambda: SerialSession(Watched))
    thread.start()
    thread.join(10)
    assert not thread.is_alive()
