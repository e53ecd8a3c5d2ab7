"""The initial image."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine import Progress, Result
from engine.imaging.pixels import resize

from ..conftest import Array
from .conftest import Pictures


def test_noise_is_seeded(job: Callable[..., Result]) -> None:
    first, same, other = (job(start="noise", seed=seed, evaluations=2).pixels for seed in (1, 1, 2))
    assert np.array_equal(first, same)
    assert np.abs(first - other).mean() > 0.05


def test_starts_differ(job: Callable[..., Result], pictures: Pictures) -> None:
    starts: dict[str, Array] = {}
    for start in ("content", "noise", "style", "picture"):
        seen: list[Progress] = []
        given = pictures("coffee", 60, 40) if start == "picture" else None
        job(start=start, picture=given, evaluations=1, on_progress=seen.append)
        starts[start] = seen[0].picture()
    assert starts["picture"] == pytest.approx(np.clip(resize(pictures("coffee", 60, 40), 48, 32), 0, 1), abs=1e-5)
    assert starts["content"] == pytest.approx(pictures("cat", 48, 32), abs=1e-5)
    assert np.abs(starts["style"] - starts["content"]).mean() > 0.05
    assert starts["noise"].std() == pytest.approx(12**-0.5, abs=0.02)
