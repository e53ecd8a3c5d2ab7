"""Compute on a cluster, chosen in the dialog of the real GIMP 3: a scheduler and a worker on the loopback interface."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.real_gimp.conftest import GIMP_3_0, gimp_of
from tests.real_gimp.harness.gimp import Gimp
from tests.real_gimp.harness.installed import DATA, Installation
from tests.real_gimp.harness.recorded_protocol import RecordedProtocol, record_protocol
from tests.real_gimp.harness.shell import HOME
from tests.real_gimp.harness.snapshots import PRELUDE, Snapshot
from tests.real_gimp.harness.studio import DIALOG, PROGRESS
from tests.real_gimp.harness.window import GimpWindow

TIMEOUT = 600.0
PACKAGES = ("distributed>=2024.5", "cryptography>=41")
SCHEDULER_FILE = "scheduler.json"
OPEN = """
image, layer, style = open_pair()
image.select_rectangle(Gimp.ChannelOps.REPLACE, 0, 0, 240, 256)
Gimp.Display.new(image)
image.clean_all()
save("before", layer)
"""


@pytest.fixture(params=[GIMP_3_0])
def clustered(
    request: pytest.FixtureRequest, installation_of: Callable[[Gimp], Installation], tmp_path: Path
) -> Installation:
    """Impasto whose engine has the packages for clusters, with its protocol recorded."""
    recorded = record_protocol(installation_of(gimp_of(request.param)), tmp_path / "home")
    with recorded.gimp.shell() as shell:
        shell.run([f"{DATA}/venv/bin/python", "-m", "pip", "install", "--quiet", *PACKAGES], timeout=TIMEOUT)
    return recorded


@pytest.fixture
def window(clustered: Installation) -> Iterator[GimpWindow]:
    """A photograph with a small selection, and a painting beside it; a scheduler and its worker run."""
    with clustered.gimp.window() as window:
        dask = [f"{DATA}/venv/bin/python", "-m", "dask"]
        where = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", f"{HOME}/{SCHEDULER_FILE}"]
        window.shell.start([*dask, "scheduler", "--port", "0", *where])
        window.wait(lambda: address_of(window), "the scheduler")
        models = {"IMPASTO_MODELS": f"{DATA}/models"}
        alone = ["--nthreads", "1", "--no-nanny", "--name", "a worker"]
        window.shell.start([*dask, "worker", *where, *alone], environment=models)
        window.python(PRELUDE + OPEN)
        window.wait_for_title("256x256")
        yield window


def address_of(window: GimpWindow) -> str:
    """Where the scheduler listens; empty until it does."""
    try:
        return str(json.loads((window.shell.home / SCHEDULER_FILE).read_text())["address"])
    except (OSError, ValueError):
        return ""


def test_compute_on_a_cluster(window: GimpWindow) -> None:
    """Its address is typed in the dialog; progress and previews come back; next time it is still there."""
    protocol, address = RecordedProtocol(window.shell.home), address_of(window)
    open_dialog(window)
    window.wait(lambda: finished_previews(protocol), "the preview", timeout=TIMEOUT)
    choose_cluster(window, address.removeprefix("tcp://"))
    window.wait(lambda: protocol.messages(">", "job")[-1]["options"]["device"] == address, "the address")
    number = protocol.messages(">", "job")[-1]["id"]
    window.wait(lambda: number in finished_previews(protocol), "its preview, computed here", timeout=TIMEOUT)
    window.answer("alt+o", DIALOG)
    window.wait_for_title(PROGRESS)
    window.wait(lambda: protocol.messages("<", "done"), "the result", timeout=TIMEOUT)
    window.wait_until_gone(PROGRESS)
    check_that_it_was_painted_there(protocol, number)
    window.python("save('after', layer)")
    before, after = (Snapshot.read(window.shell.home, name) for name in ("before", "after"))
    inside = before.mask == 1
    assert (after.native != before.native).any(-1)[inside].mean() > 0.9
    assert np.array_equal(after.native[~inside], before.native[~inside])

    jobs = len(protocol.messages(">", "job"))
    open_dialog(window)
    window.wait(lambda: len(protocol.messages(">", "job")) > jobs, "another preview", timeout=TIMEOUT)
    assert protocol.messages(">", "job")[jobs]["options"]["device"] == address
    window.answer("Escape", DIALOG)


def finished_previews(protocol: RecordedProtocol) -> list[int]:
    return [message["id"] for message in protocol.messages("<", "paused")]


def open_dialog(window: GimpWindow) -> None:
    window.wait_for_title("256x256")
    window.search_action("Neural Style")
    window.wait_for_title(DIALOG)


def choose_cluster(window: GimpWindow, address: str) -> None:
    """By the keyboard: the last entry of the drop-down, then the address, whose field has the focus."""
    window.keys("alt+n", "End")
    window.keys("ctrl+a")
    window.type_text(address)


def check_that_it_was_painted_there(protocol: RecordedProtocol, number: int) -> None:
    """From the preview on, with progress and previews, in one job."""
    lines = protocol.lines()
    began = next(place for place, (way, message) in enumerate(lines) if way == ">" and message["type"] == "continue")
    (done,) = protocol.messages("<", "done")
    assert (done["id"], done["report"]["worker"]) == (number, "a worker")
    later = [message for way, message in lines[began:] if way == "<" and message.get("id") == number]
    assert [message["evaluation"] for message in later if message["type"] == "progress"]
    assert any(message["type"] == "preview" for message in later)
