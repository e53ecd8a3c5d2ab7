"""A shell in the Debian 13 root with a made-up graphics card, whose Vulkan driver computes on the processor."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.runtime.models import ensure_models
from tests.conftest import CHECKOUT
from tests.real_gimp.harness.roots import RootError, cache, prepare
from tests.real_gimp.harness.shell import Shell

INSIDE, MODELS, HOME, PIP_CACHE = "/mnt/impasto", "/mnt/models", "/home/painter", "/var/cache/impasto-pip"
PYTHON = f"{HOME}/venv/bin/python"
LOCKS = ("engine", "webgpu")
CARD = """
set -e
mount -t tmpfs card /sys/class
mkdir -p /sys/class/drm/card0 /sys/class/0000:01:00.0
cd /sys/class/0000:01:00.0
echo 0x10de > vendor; echo 0x2684 > device; echo 0x030000 > class; echo DRIVER=nvidia > uevent
ln -s ../../0000:01:00.0 /sys/class/drm/card0/device
"""
"""ONNX Runtime offers a plug-in's GPU only where the system shows one. Only this shell's namespace sees the mount."""
ENVIRONMENT = {
    "VK_DRIVER_FILES": "/usr/share/vulkan/icd.d/lvp_icd.json",
    "IMPASTO_MODELS": MODELS,
    "ORT_DISABLE_TELEMETRY": "1",
    "PIP_CACHE_DIR": PIP_CACHE,
    "PYTHONPATH": INSIDE,
    "PYTHONDONTWRITEBYTECODE": "1",
    "XDG_STATE_HOME": "/tmp/state",
}


@pytest.fixture(scope="session")
def card() -> Iterator[Shell]:
    """A shell in which PYTHON runs this checkout's engine and finds one graphics card, through WebGPU."""
    try:
        root = prepare("trixie")
    except RootError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error), pytrace=False)
        pytest.skip(str(error))
    home, pip = cache() / "webgpu", cache() / "pip"
    for folder in (home, pip):
        folder.mkdir(parents=True, exist_ok=True)
    binds = {CHECKOUT: f"{INSIDE}:ro", ensure_models(): f"{MODELS}:ro", pip: PIP_CACHE}
    with Shell(root, home=home, binds=binds, environment=ENVIRONMENT) as shell:
        _install(shell, home / "venv")
        shell.run(["sh", "-c", CARD])
        yield shell


def _install(shell: Shell, venv: Path) -> None:
    """Install the engine's locked packages and the plug-in, once; the environment is kept between runs."""
    wanted = hashlib.sha256(b"".join((CHECKOUT / f"locks/{name}.txt").read_bytes() for name in LOCKS)).hexdigest()
    stamp = venv / "impasto-stamp"
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    shell.run(["python3", "-m", "venv", "--clear", f"{HOME}/venv"])
    files = [word for name in LOCKS for word in ("--requirement", f"{INSIDE}/locks/{name}.txt")]
    shell.run([PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", *files], timeout=1200)
    stamp.write_text(wanted)


@pytest.fixture(scope="session")
def guest(card: Shell) -> Callable[..., Any]:
    """Calls a function of guest.py inside and returns what it returns."""

    def call(function: str, *arguments: object) -> Any:
        code = f"import json; from tests.webgpu import guest; print(json.dumps(guest.{function}(*{arguments!r})))"
        return json.loads(card.run([PYTHON, "-c", code], timeout=600).stdout.splitlines()[-1])

    return call
