"""An objective without a network of the caller's."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine import Objective, Options
from engine.losses import objective
from engine.runtime.network import Network

from ..conftest import Array


def test_without_a_network_the_graphs_that_round_least_are_taken(
    pictures: Callable[[str, int, int], Array], network: Network
) -> None:
    content, style = pictures("cat", 48, 32), pictures("coffee", 40, 32)
    given = objective.Objective(content, [style], Options(), network).loss_and_gradient(content * 255)
    chosen = Objective(content, [style]).loss_and_gradient(content * 255)
    assert chosen[0] == given[0] > 0
    assert np.array_equal(chosen[1], given[1])
    assert Objective(content, [style], network=network).network is network
