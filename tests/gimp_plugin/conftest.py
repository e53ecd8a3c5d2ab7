"""Installs the plug-in into a temporary folder, as install.py does, and imports it from there."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent


def _install() -> Path:
    """A plug-in folder with copies of the engine's files that the plug-in reads, on the path as GIMP puts it there."""
    folder = Path(tempfile.mkdtemp(prefix="impasto-plug-ins-")) / "impasto"
    atexit.register(shutil.rmtree, folder.parent, ignore_errors=True)
    shutil.copytree(ROOT / "gimp_plugin" / "impasto", folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("options.py", "worker/protocol.py"):
        shutil.copy(ROOT / "engine" / name, folder)
    return folder


# Before the tests are collected: they import the plug-in's modules by the names they have inside GIMP.
sys.path[:0] = [str(_install()), str(HERE)]


@pytest.fixture(autouse=True)
def gentle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lose no time with engines that do not end by themselves."""
    from common import engine_client

    monkeypatch.setattr(engine_client, "SHUTDOWN_SECONDS", 0.3)


@pytest.fixture(autouse=True)
def state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where results lie until they are in an image."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "impasto" / "results-of-gimp"


@pytest.fixture
def engine(tmp_path: Path) -> Callable[..., Path]:
    """Write an engine.json that starts the fake engine with a plan; the worker's folder lies in tmp_path/work."""

    def configure(**plan: Any) -> Path:
        (tmp_path / "work").mkdir(exist_ok=True)
        plan = {"folder": str(tmp_path / "work"), "record": str(tmp_path / "jobs"), **plan}
        configuration = {
            "argv": [sys.executable, str(HERE / "fake_engine.py")],
            "version": "0",
            "environment": {"FAKE_ENGINE": json.dumps(plan)},
        }
        (tmp_path / "engine.json").write_text(json.dumps(configuration))
        return tmp_path

    return configure


@pytest.fixture
def jobs(tmp_path: Path) -> Callable[[], list[dict[str, Any]]]:
    """The jobs the fake engine got so far."""
    return lambda: [command for command in commands_in(tmp_path) if command["type"] == "job"]


@pytest.fixture
def crops(tmp_path: Path) -> Callable[[], list[dict[str, Any]]]:
    """The crops the fake engine was asked for so far."""
    return lambda: [command for command in commands_in(tmp_path) if command["type"] == "crop"]


def commands_in(folder: Path) -> list[dict[str, Any]]:
    """What the fake engine has recorded in a folder."""
    return [json.loads(line) for line in (folder / "jobs").read_text().splitlines()]


@pytest.fixture
def left_over(tmp_path: Path) -> Callable[[], list[str]]:
    """What is left of the engine: files in the worker's folder and living processes."""

    def look() -> list[str]:
        needle = str(tmp_path).encode()
        # os.walk, unlike rglob, takes it in its stride when the worker removes a folder at this moment.
        files = [name for _, folders, names in os.walk(tmp_path / "work") for name in folders + names]
        processes = []
        for path in Path("/proc").glob("[0-9]*/environ"):
            try:
                if b"FAKE_ENGINE" in path.read_bytes() and needle in path.read_bytes():
                    processes.append(path.parent.name)
            except OSError:
                continue
        return files + processes

    return look


@pytest.fixture
def layer() -> Any:
    """A layer to be painted."""
    from fake_host import FakeLayer

    return FakeLayer("photo", 8, 6)


@pytest.fixture
def host() -> Any:
    """An editor that nobody sees."""
    from fake_host import FakeHost

    return FakeHost()
