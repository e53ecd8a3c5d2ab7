"""Stand-ins for what a job is made of: nothing is computed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine import Interrupted, Options, Progress, Result
from engine.errors import Notice
from engine.jobs.job import Box
from engine.tracking.forecast import Forecast

from ..conftest import Array


def progress(evaluation: int, level_index: int = 0, size: tuple[int, int] = (8, 4)) -> Progress:
    """A progress of ten evaluations over two levels."""
    picture = np.full((3, size[1], size[0]), 128, np.float32)
    return Progress(size, level_index, 2, evaluation, 10, evaluation / 10, 0.5, 2.0, 4.0, picture, lambda shown: shown)


class FakeNetwork:
    """A network that can be interrupted."""

    class device:  # noqa: N801
        name, label = "fake", "Fake card"

    threads = 1

    def __init__(self) -> None:
        self.interrupted = False

    def interrupt(self) -> None:
        self.interrupted = True

    def resume(self) -> None:
        self.interrupted = False


@dataclass
class FakePlan:
    memory: int = 1000
    crops: bool = True
    notices: tuple[Notice, ...] = (Notice("{count} is odd.", "Add 1.", code="odd", count=3),)

    def forecast(self, network: FakeNetwork) -> Forecast:
        if network.interrupted:
            raise Interrupted
        return Forecast(12.34, self.memory)


@dataclass
class FakeCrops:
    """Grey crops; `before` is called before each of them."""

    network: FakeNetwork
    before: Callable[[Box], None]

    def paint(self, painted: Array, box: Box) -> tuple[Array, Box]:
        assert painted.shape == (4, 8, 3)
        self.before(box)
        if self.network.interrupted:
            raise Interrupted
        return np.full((box[3] - box[1], box[2] - box[0], 3), 0.5, np.float32), box


@dataclass
class FakeWork:
    """Two levels of one evaluation each; `before` is called before each of them, `before_crop` before each crop."""

    before: Callable[[int], None] = lambda _: None
    before_crop: Callable[[Box], None] = lambda _: None
    options: Options = field(default_factory=Options)
    learned: list[dict[str, Any]] = field(default_factory=list)

    def plan(self, network: FakeNetwork) -> FakePlan:  # noqa: ARG002
        return FakePlan()

    def run(
        self,
        network: FakeNetwork,
        plan: FakePlan,
        on_progress: Callable[[Progress], None],
        on_level: Callable[[int], None],
    ) -> Result:
        assert plan == FakePlan()
        done, stopped = 0, False
        try:
            for index in range(2):
                self.before(index)
                if network.interrupted:
                    raise Interrupted
                on_progress(progress(index + 1, index))
                done += 1
                on_level(index)
        except Interrupted:
            stopped = True
        return Result(np.full((4, 8, 3), done / 4, np.float32), stopped, {"seconds": 3.0, "evaluations": done})

    def crops(self, network: FakeNetwork, plan: FakePlan) -> FakeCrops:  # noqa: ARG002
        return FakeCrops(network, self.before_crop)

    def learn(self, network: FakeNetwork, plan: FakePlan, report: dict[str, Any]) -> None:  # noqa: ARG002
        self.learned.append(report)
