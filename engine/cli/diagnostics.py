"""What a report of a fault should say: versions, devices, limits, the end of the log; nothing private."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from collections import deque
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from ..errors import EngineError
from ..escaping import printable
from ..version import __version__
from .redaction import without_private

PACKAGES = (
    "numpy",
    "scipy",
    "onnxruntime",
    "onnx",
    "pillow",
    "imagecodecs",
    "tifffile",
    "av",
    "opencv-python-headless",
)
LOG_LINES, LOG_COLUMNS = 60, 500
VARIABLES = ("IMPASTO_", "OMP_", "MKL_", "OPENBLAS_", "CUDA_", "LD_PRELOAD", "PYTHON")
"""Beginnings of the environment variables that matter."""


def diagnostics() -> str:
    """The report, ready to be shown to strangers; it computes nothing and takes a second."""
    parts = {
        "Versions": _versions(),
        "Devices": _devices(),
        "Limits": _limits(),
        "Settings": _settings(),
        "End of the log": _end_of_log(),
    }
    lines = [line for title, content in parts.items() for line in ("", f"## {title}", *content)]
    text = "\n".join([f"Impasto {__version__}", *lines])
    return "\n".join(printable(line) for line in without_private(text).split("\n"))


def _versions() -> Iterator[str]:
    implementation = f"{platform.python_implementation()}, {'64' if sys.maxsize > 2**32 else '32'} bits"
    yield f"Python {platform.python_version()} ({implementation})"
    yield f"{platform.system()} {platform.release()}, {platform.machine()}, {' '.join(platform.libc_ver())}".rstrip(
        ", "
    )
    yield from (f"{name} {version}" for name in PACKAGES if (version := _version(name)))


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _devices() -> Iterator[str]:
    """The devices, and the checks that are remembered."""
    from ..runtime import devices, selection, state

    yield from (f"{device.name}: {device.description}" for device in devices.available())
    yield from (f"checked: {name}: {check}" for name, check in state.load(selection.STATE).items())


def _limits() -> Iterator[str]:
    from ..runtime.limits import available_cores, free_memory, total_memory

    yield f"{available_cores()} cores of {os.cpu_count()} processors"
    yield f"{free_memory() >> 20} MiB of memory free, {total_memory() >> 20} MiB in all"
    yield f"{shutil.disk_usage(tempfile.gettempdir()).free >> 20} MiB of disk free for temporary files"
    if sys.platform != "win32":
        import resource

        kinds = {
            "address space": resource.RLIMIT_AS,
            "data": resource.RLIMIT_DATA,
            "open files": resource.RLIMIT_NOFILE,
        }
        for name, kind in kinds.items():
            limit = resource.getrlimit(kind)[0]
            yield f"limit of {name}: {'none' if limit == resource.RLIM_INFINITY else limit}"


def _settings() -> Iterator[str]:
    """The graphs, and environment variables; of proxies only that there are some."""
    from ..runtime.models import MANIFEST, models_directory

    try:
        folder = models_directory()
        yield f"graphs: {folder}, {'there' if (folder / MANIFEST).is_file() else 'missing'}"
    except (EngineError, OSError) as error:
        yield f"graphs: {error}"
    for name, value in sorted(os.environ.items()):
        if name.startswith(VARIABLES):
            yield f"{name}={value}"
        elif name.lower().endswith("_proxy"):
            yield f"{name} is set"


def _end_of_log() -> list[str]:
    import platformdirs

    path = platformdirs.user_log_path("impasto", appauthor=False) / "worker.log"
    return end_of(path) or ["empty"]


def end_of(path: Path) -> list[str]:
    """The last lines of a log file; none where there is no such file."""
    try:
        if not path.is_file():
            return []
        with path.open(encoding="utf-8", errors="replace") as file:
            return [line.rstrip("\n")[:LOG_COLUMNS] for line in deque(file, LOG_LINES)]
    except OSError:
        return []
