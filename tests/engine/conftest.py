"""What the engine's tests share: the real weights, one network, and pictures cut from the samples."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.imaging import read_image, resize
from engine.options import Options
from engine.runtime.models import ensure_models
from engine.runtime.network import Network
from engine.runtime.selection import network_for
from export.weights import load_weights
from tests import reference

from .cluster.processes import DaskProcesses, wait_for_workers

Array = NDArray[np.float32]


@pytest.fixture(scope="session", autouse=True)
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What the engine remembers of this machine, and its log, stay out of the user's home."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(scope="session")
def weights() -> reference.Weights:
    """VGG16 itself, for tests/reference.py."""
    return reference.prepared(load_weights())


@pytest.fixture(scope="session")
def network() -> Network:
    """Sessions over the real graphs, opened once."""
    return Network(ensure_models())


@pytest.fixture(scope="session")
def painting_network() -> Network:
    """The same over the graphs that commands and the worker paint with."""
    return network_for(Options())


@pytest.fixture(scope="session")
def pictures(samples: Path) -> Callable[[str, int, int], Array]:
    """A sample by its name at a width and height, (height, width, 3) float32 in 0..1."""
    originals: dict[str, Array] = {}

    def picture(name: str, width: int, height: int) -> Array:
        if name not in originals:
            originals[name] = read_image(next(samples.rglob(f"{name}.jpg"))).pixels
        return np.clip(resize(originals[name], width, height), 0, 1)

    return picture


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of a Dask scheduler with two workers."""
    with DaskProcesses(tmp_path_factory.mktemp("dask")) as dask:
        for _ in range(2):
            dask.add_worker()
        wait_for_workers(dask.address, 2)
        yield dask.address


def relative_error(value: Any, expected: Any) -> float:
    """The difference's norm over that of what was expected."""
    value, expected = np.asarray(value, np.float64), np.asarray(expected, np.float64)
    return float(np.linalg.norm(value - expected) / np.linalg.norm(expected))
