"""The log file of programs without a terminal."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.runtime import logs


@pytest.fixture
def package_log() -> Iterator[logging.Logger]:
    """The package's logger, which afterwards is as it was."""
    root = logging.getLogger("engine")
    handlers, level = list(root.handlers), root.level
    yield root
    for handler in [handler for handler in root.handlers if handler not in handlers]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def test_the_packages_log_is_in_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package_log: logging.Logger
) -> None:
    monkeypatch.setattr(logs.platformdirs, "user_log_path", lambda *_, **__: tmp_path / "log")
    path = logs.log_to_file("worker.log")
    assert path == tmp_path / "log" / "worker.log"
    logging.getLogger("engine.worker").info("a word")
    logging.getLogger("another").error("no word")
    assert path.read_text("utf-8").rstrip().endswith("INFO engine.worker: a word")
    assert len(path.read_text("utf-8").splitlines()) == 1
    assert package_log.level == logging.INFO
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_pipe_in_its_place_blocks_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package_log: logging.Logger
) -> None:
    monkeypatch.setattr(logs.platformdirs, "user_log_path", lambda *_, **__: tmp_path)
    os.mkfifo(tmp_path / "worker.log")
    handlers = list(package_log.handlers)
    logs.log_to_file("worker.log")
    assert package_log.handlers == handlers


def test_a_folder_that_cannot_be_made_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package_log: logging.Logger
) -> None:
    (tmp_path / "log").write_text("a file is in its place")
    monkeypatch.setattr(logs.platformdirs, "user_log_path", lambda *_, **__: tmp_path / "log")
    handlers = list(package_log.handlers)
    assert logs.log_to_file("worker.log") == tmp_path / "log" / "worker.log"
    assert package_log.handlers == handlers
