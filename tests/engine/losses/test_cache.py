"""Styles' statistics are computed once for a network, a picture and a way to compute them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import Objective, Options
from engine.losses import cache
from engine.losses.tiles import Whole
from engine.runtime.models import ensure_models
from engine.runtime.network import Network

RNG = np.random.default_rng(2)
CONTENT, STYLE, OTHER = RNG.random((3, 24, 32, 3), np.float32)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows with each picture that goes through the network for its statistics."""
    count: list[int] = []
    real = Whole.statistics

    def statistics(self: Whole, *given: Any) -> Any:
        count.append(1)
        return real(self, *given)

    monkeypatch.setattr(Whole, "statistics", statistics)
    return count


@pytest.fixture
def fresh() -> Network:
    """A network that has seen no style yet."""
    return Network(ensure_models())


def paint(network: Network, style: Any, **options: Any) -> Objective:
    return Objective(CONTENT, [style], Options(preset="gatys", **options), network=network)


def test_a_style_is_computed_once(fresh: Network, counted: list[int]) -> None:
    first = paint(fresh, STYLE)
    assert len(counted) == 2  # content and style
    again = paint(fresh, STYLE.copy())
    assert len(counted) == 3  # the content alone
    picture = RNG.uniform(0, 255, (3, 24, 32)).astype(np.float32)
    assert again.evaluate(picture).loss == first.evaluate(picture).loss


def test_a_whitening_is_computed_once(fresh: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    count: list[int] = []
    monkeypatch.setattr(cache, "partial_whitening", lambda covariance: count.append(1) or 2 * covariance)
    one, other = RNG.random((2, 3, 3), np.float32)
    for covariance in (one, other, one.copy()):
        assert np.array_equal(cache.whitening(fresh, covariance), 2 * covariance)
    assert len(count) == 2
    for number in range(cache.WHITENINGS):
        cache.whitening(fresh, np.full((3, 3), number, np.float32))
    cache.whitening(fresh, one)
    assert len(count) == cache.WHITENINGS + 3


@pytest.mark.parametrize(
    "changed", [{"style": OTHER}, {"style_scale": 50.0}, {"pooling": "maximum"}], ids=["picture", "size", "pools"]
)
def test_another_style_is_computed(changed: dict[str, Any], fresh: Network, counted: list[int]) -> None:
    paint(fresh, STYLE)
    paint(fresh, **{"style": STYLE} | changed)
    assert len(counted) == 4


def test_few_are_kept(network: Network) -> None:
    made = []

    def compute(number: int) -> Any:
        made.append(number)
        return {}

    for number in [*range(cache.CAPACITY + 1), cache.CAPACITY, 0]:
        cache.statistics(network, STYLE, ("test", number), lambda number=number: compute(number))
    assert made == [*range(cache.CAPACITY + 1), 0]
