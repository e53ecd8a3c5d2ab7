"""Finding, starting and ending the engine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest
from common import engine_client as client
from common.errors import EngineError


@pytest.mark.parametrize(
    "text, what",
    [(None, "not installed"), ("{", "damaged"), ("[]", "does not say how"), ('{"argv": []}', "does not say how")],
)
def test_engine_json_that_cannot_be_used(tmp_path, text, what):
    if text is not None:
        (tmp_path / "engine.json").write_text(text)
    with pytest.raises(EngineError, match=what) as caught:
        client.Engine(tmp_path)
    assert "install.py" in caught.value.hint and str(tmp_path / "engine.json") in caught.value.message


def test_a_python_that_is_gone(tmp_path):
    (tmp_path / "engine.json").write_text(json.dumps({"argv": [str(tmp_path / "python"), "-m", "engine"]}))
    with pytest.raises(EngineError, match=r"python cannot be started \(No such file") as caught:
        client.Engine(tmp_path).__enter__()
    assert "install.py" in caught.value.hint


def test_the_environment_is_free_of_gimps():
    own = {
        "PATH": "/bin",
        "HOME": "/h",
        "GI_TYPELIB_PATH": "x",
        "PYTHONHOME": "x",
        "PYTHONPATH": "x",
        "LD_LIBRARY_PATH": "x",
        "GIMP3_DIRECTORY": "x",
        "DYLD_LIBRARY_PATH": "x",
    }
    assert client.clean_environment(own, {"EXTRA": "1"}) == {"PATH": "/bin", "HOME": "/h", "EXTRA": "1"}


def test_an_engine_outlives_our_process_group_only_to_clean_up(engine, left_over):
    """GIMP kills the group of a cancelled plug-in: the engine must not be in it, and must see the end of its input."""
    program = textwrap.dedent("""
        import sys, time
        from pathlib import Path
        from common import engine_client
        with engine_client.Engine(Path(sys.argv[1])) as running:
            while running.folder is None:
                running.receive(1)
            print("ready", flush=True)
            time.sleep(60)
        """)
    command = [sys.executable, "-c", program, str(engine(steps=1000, pause=0.1))]
    environment = {**os.environ, "PYTHONPATH": str(client.PLUGIN_FOLDER)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, start_new_session=True) as plug_in:
        assert plug_in.stdout.readline() == b"ready\n"
        assert len(left_over()) == 2
        os.killpg(plug_in.pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while left_over() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert left_over() == []


def test_only_a_workers_folder_is_removed(tmp_path):
    (tmp_path / "impasto-1-a").mkdir()
    (tmp_path / "photos").mkdir()
    assert client._is_worker_folder(tmp_path / "impasto-1-a")
    assert not client._is_worker_folder(tmp_path / "photos")
    assert not client._is_worker_folder(tmp_path / "impasto-2-b")
