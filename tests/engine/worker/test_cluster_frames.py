"""Layers that are frames on a real cluster, through a real worker."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from engine.worker.cluster_frames import Seen, until_seen

from .conftest import SOON, Client, Pictures
from .test_animation_jobs import collect, job, pictures_of

QUICK = {"evaluations": 8, "threads": 1}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A worker for all jobs."""
    client = Client(tmp_path_factory.mktemp("worker"))
    yield client
    client.clean_up()


@pytest.mark.slow
def test_the_same_frames_with_progress_also_after_a_preview(client: Client, pictures: Pictures, address: str) -> None:
    client.send(job(client, 1, pictures, **QUICK))
    here, _ = collect(client)
    begin = len(client.messages)
    client.send(job(client, 2, pictures, **QUICK, device=address))
    there, done = collect(client)
    assert (done["frames"], done["stopped"]) == (3, False)
    assert "worker" in done["report"]
    assert all(map(np.array_equal, pictures_of(client, here), pictures_of(client, there)))
    messages = client.messages[begin:]
    assert {each["frames"] for each in messages if each["type"] == "progress"} == {3}
    assert any(each["type"] == "preview" for each in messages)

    client.send(job(client, 3, pictures, **QUICK, device=address) | {"pause_after_level": 1})
    assert client.expect("paused")["level_index"] == 0  # there is but one
    client.send({"type": "continue", "id": 3})
    again, done = collect(client)
    assert "worker" in done["report"]
    assert all(map(np.array_equal, pictures_of(client, here), pictures_of(client, again)))


@pytest.mark.slow
@pytest.mark.parametrize(("command", "answer"), [("stop", "done"), ("cancel", "cancelled")])
def test_an_end_before_the_end(client: Client, pictures: Pictures, address: str, command: str, answer: str) -> None:
    client.send(job(client, 10, pictures, count=60, **QUICK, device=address))
    while client.expect("progress")["frame"] < 1:
        pass
    client.send({"type": command, "id": 10})
    while (last := client.expect("frame", answer, timeout=2 * SOON))["type"] == "frame":
        pass
    if command == "stop":
        assert last["stopped"]
        assert 1 <= last["frames"] < 60


def test_after_the_preview_all_is_computed_elsewhere() -> None:
    seen: list[int] = []
    watch = until_seen(seen.append, 1)
    watch(0)
    with pytest.raises(Seen):
        watch(1)
    assert seen == [0, 1]
