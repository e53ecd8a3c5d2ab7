"""Connections: what goes together, what listens, TLS, and what is said where there is no scheduler."""

from __future__ import annotations

import builtins
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from distributed.security import Security

from engine import InputError
from engine.cluster import ClusterSettings, open_cluster, run_one
from engine.cluster.connection import connected, full_address
from engine.jobs.file_job import paint_job

from .conftest import Describe, wait_until
from .processes import DaskProcesses, wait_for_workers


@pytest.fixture
def certificates(tmp_path: Path) -> Callable[[str], dict[str, Path]]:
    """Makes an authority's certificate, a certificate and its key in files, by a name."""

    def made(name: str) -> dict[str, Path]:
        security = Security.temporary()
        parts = {"ca": security.tls_ca_file, "cert": security.tls_client_cert, "key": security.tls_client_key}
        files = {f"tls_{part}": tmp_path / f"{name}-{part}.pem" for part in parts}
        for path, text in zip(files.values(), parts.values(), strict=True):
            path.write_text(text)
        return files

    return made


def test_what_goes_together(tmp_path: Path) -> None:
    (tmp_path / "a.pem").touch()
    pem = tmp_path / "a.pem"
    for wrong, message in (
        ({}, "Give --cluster or --workers"),
        ({"address": "a", "workers": 2}, "not both"),
        ({"workers": 0}, "There cannot be 0 workers. Give a number from 1 to 256"),
        ({"address": "a", "tls_ca": pem}, "needs an address and three files"),
        ({"workers": 1, "tls_ca": pem, "tls_cert": pem, "tls_key": pem}, "needs an address and three files"),
        ({"address": "a", "tls_ca": pem, "tls_cert": pem, "tls_key": tmp_path / "none.pem"}, "none.pem does not exist"),
    ):
        with pytest.raises(InputError, match=message):
            ClusterSettings(**wrong)  # type: ignore[arg-type]


def test_addresses(tmp_path: Path) -> None:
    assert full_address("server") == "tcp://server:8786"
    assert full_address("tls://10.0.0.1:99") == "tls://10.0.0.1:99"
    assert full_address("[::1]:5") == "tcp://[::1]:5"
    (tmp_path / "scheduler.json").write_text("{}")
    assert full_address(str(tmp_path / "scheduler.json")) == str(tmp_path / "scheduler.json")
    for wrong, message in (("none.json", "none.json does not exist"), ("http://x", "http://x is not the address")):
        with pytest.raises(InputError, match=message):
            full_address(wrong)


def test_no_scheduler_and_no_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.cluster.connection.SECONDS_TO_CONNECT", 1)
    refused(
        ClusterSettings("127.0.0.1:9"), r"No scheduler answers at tcp://127\.0\.0\.1:9: .*Start one with `dask sched"
    )
    refused(ClusterSettings("tls://127.0.0.1:9"), r"tls://127\.0\.0\.1:9 needs certificates\. Give --tls-ca")


def test_without_dask_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *arguments: Any, **more: Any) -> Any:
        if name == "distributed":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(name, *arguments, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    error = refused(ClusterSettings(workers=1), "package distributed, which is not installed")
    assert f'{sys.executable} -m pip install "distributed>=' in error.hint


def refused(settings: ClusterSettings, message: str) -> InputError:
    with pytest.raises(InputError, match=message) as caught, connected(settings):
        pass
    return caught.value


@pytest.mark.slow
def test_a_local_cluster_listens_on_the_loopback_interface_alone(describe: Describe) -> None:
    """And paints, with the threads it was given."""
    before = listening()
    with open_cluster(ClusterSettings(workers=1), threads=1) as cluster:
        found = [address for address in listening() if address not in before]
        made = run_one(cluster, *paint_job(describe(threads=0), "out.png"), lambda _: None, lambda: False)
    assert len(found) >= 3
    assert {address.ip for address in found} == {"127.0.0.1"}
    assert made is not None
    assert made.report["threads"] == 1
    wait_until(lambda: not set(listening()) & set(found))


def listening() -> list[Any]:
    """The addresses on which this process and its children listen."""
    me = psutil.Process()
    sockets = [each for process in [me, *me.children(recursive=True)] for each in process.net_connections("inet")]
    return [each.laddr for each in sockets if each.status == psutil.CONN_LISTEN]


@pytest.mark.slow
def test_tls(certificates: Callable[[str], dict[str, Path]], tmp_path: Path, describe: Describe) -> None:
    """With the authority's own certificate it works; with another one it does not."""
    ours, others = certificates("ours"), certificates("others")
    options = ("--tls-ca-file", ours["tls_ca"], "--tls-cert", ours["tls_cert"], "--tls-key", ours["tls_key"])
    with DaskProcesses(tmp_path, list(map(os.fspath, options))) as dask:
        assert dask.address.startswith("tls://127.0.0.1:")
        dask.add_worker()
        files = {"tls_ca_file": ours["tls_ca"], "tls_client_cert": ours["tls_cert"], "tls_client_key": ours["tls_key"]}
        wait_for_workers(dask.address, 1, security=Security(**{key: str(path) for key, path in files.items()}))
        with open_cluster(ClusterSettings(dask.address, **ours)) as cluster:  # type: ignore[arg-type]
            made = run_one(cluster, *paint_job(describe(), "out.png"), lambda _: None, lambda: False)
        assert made is not None
        refused(ClusterSettings(dask.address, **others), "No scheduler answers at tls")  # type: ignore[arg-type]
