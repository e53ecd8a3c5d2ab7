"""Jobs of an editor on a real cluster, through a real worker: results, previews, orders, errors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.worker.cluster_job import address_of, configured, here

from .conftest import ENDLESS, SOON, Client, Message, Pictures, job, result

THREADS = {"threads": 1}
"""As the cluster's workers have; another number would round otherwise."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, address: str) -> Iterator[Client]:
    """A worker that has a cluster in Dask's configuration."""
    client = Client(tmp_path_factory.mktemp("worker"), DASK_SCHEDULER_ADDRESS=address)
    yield client
    client.clean_up()


def painted_here(client: Client, number: int, pictures: Pictures, **options: object) -> Message:
    client.send(job(client, number, pictures, **options, **THREADS))
    return client.expect("done")


@pytest.mark.slow
def test_the_same_pixels_with_progress_and_previews(client: Client, pictures: Pictures, address: str) -> None:
    expected = result(client, painted_here(client, 1, pictures, evaluations=10))
    begin = len(client.messages)
    client.send(job(client, 2, pictures, evaluations=10, device=address, **THREADS))
    done = client.expect("done")
    assert (done["id"], done["stopped"], done["report"]["evaluations"]) == (2, False, 10)
    assert np.array_equal(result(client, done), expected)
    assert address not in str(done["report"])
    kinds = {message["type"] for message in client.messages[begin:]}
    assert kinds >= {"forecast", "progress", "preview"}
    shown = next(message for message in client.messages[begin:] if message["type"] == "preview")
    assert (shown["width"], shown["height"]) == (48, 48)
    assert np.fromfile(client.folder / shown["file"], np.uint8).std() > 10


@pytest.mark.parametrize(("command", "answer"), [("stop", "done"), ("cancel", "cancelled")])
def test_an_end_before_the_end(client: Client, pictures: Pictures, address: str, command: str, answer: str) -> None:
    client.send(job(client, 10, pictures, device=address, **ENDLESS))
    while client.expect("progress")["evaluation"] < 2:
        pass
    client.send({"type": command, "id": 10})
    ended = client.expect(answer, timeout=2 * SOON)
    assert ended["id"] == 10
    if answer == "done":
        assert ended["stopped"]
        assert 2 <= ended["report"]["evaluations"] < 100_000


@pytest.mark.slow
def test_a_preview_is_computed_here_and_the_rest_there(client: Client, pictures: Pictures, address: str) -> None:
    options = {"evaluations": 6, **THREADS}
    client.send(job(client, 20, pictures, **options, side=200))
    expected = result(client, client.expect("done"))
    client.send({**job(client, 21, pictures, **options, side=200, device=address), "pause_after_level": 0})
    assert client.expect("paused")["level_index"] == 0
    client.send({"type": "continue", "id": 21})
    done = client.expect("done")
    assert "worker" in done["report"]
    assert np.array_equal(result(client, done), expected)


def test_the_cluster_of_dasks_configuration_is_offered(client: Client, address: str) -> None:
    client.send({"type": "prepare", "options": {"device": address}})
    devices = client.expect("devices")
    assert {"name": address, "description": "Dask", "label": "Dask"} in devices["devices"]
    assert devices["used"] == address


@pytest.mark.parametrize(
    ("device", "code", "message"),
    [
        ("tcp://127.0.0.1:x", "cluster-no-address", "tcp://127.0.0.1:x is not the address of a scheduler."),
        ("tls://127.0.0.1:9", "cluster-no-certificates", "A connection to tls://127.0.0.1:9 needs certificates."),
    ],
)
def test_errors_have_codes(client: Client, pictures: Pictures, device: str, code: str, message: str) -> None:
    client.send(job(client, 30, pictures, device=device))
    error = client.expect("error")
    assert (error["id"], error["code"], error["message"]) == (30, code, message)


def test_addresses() -> None:
    assert address_of({"options": {"device": "tls://server"}}) == "tls://server"
    for options in ({"device": "cpu"}, {"device": 7}, {}, None, 7):
        assert address_of({"options": options}) is address_of({}) is None
    assert here({"id": 1, "options": {"device": "tcp://a", "seed": 2}})["options"] == {"device": "auto", "seed": 2}
    assert here({"id": 1}) == {"id": 1}


def test_without_a_configuration_there_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import dask

    monkeypatch.setattr(dask.config, "config", {})
    assert configured() is None
    with dask.config.set({"scheduler-address": f"tcp://{tmp_path.name}"}):
        assert configured() == f"tcp://{tmp_path.name}"
