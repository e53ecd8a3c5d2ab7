"""A job of style transfer, for the tests of its parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine import Options, Result, stylize
from engine.runtime.network import Network

from ..conftest import Array

Pictures = Callable[[str, int, int], Array]


@pytest.fixture(scope="module")
def job(pictures: Pictures, network: Network) -> Callable[..., Result]:
    """A job of a few evaluations on pictures of about 48 pixels."""

    def run(
        content: Array | None = None, on_progress: Any = None, picture: Array | None = None, **options: Any
    ) -> Result:
        content = pictures("cat", 48, 32) if content is None else content
        chosen = Options(**{"preset": "gatys", "evaluations": 4} | options)
        style = pictures("van_gogh_night_cafe", 40, 32)
        return stylize(content, [style], chosen, on_progress, start=picture, network=network)

    return run
