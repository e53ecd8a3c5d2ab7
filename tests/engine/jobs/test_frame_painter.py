"""Single frames of a clip: first and later ones, moving regions, interruption."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from engine.errors import Interrupted
from engine.jobs.frame_painter import FramePainter
from engine.losses.style import Style
from engine.losses.temporal import Temporal
from engine.options import Options
from engine.runtime.network import Network

from ..conftest import Array
from .conftest import Pictures

OPTIONS = Options(evaluations=8)


class Halves:
    """Regions: the left half for the first style at even frames, nothing at odd ones."""

    moving = True

    def at(self, index: int) -> Sequence[Array | None]:
        """See `Masks`."""
        mask = np.zeros((32, 48), np.float32)
        mask[:, : 0 if index % 2 else 24] = 1
        return [mask, None]


@pytest.fixture(scope="module")
def content(pictures: Pictures) -> Array:
    """A frame."""
    return pictures("cat", 48, 32)


@pytest.fixture(scope="module")
def make(pictures: Pictures, network: Network) -> Callable[..., FramePainter]:
    """A painter with one style, or more."""

    def painter(options: Options = OPTIONS, names: str = "van_gogh_night_cafe", **settings: Any) -> FramePainter:
        styles = [Style(pictures(name, 40, 32)) for name in names.split()]
        return FramePainter(styles, options, network, **settings)

    return painter


def test_a_first_frame_gets_all_evaluations_a_later_one_a_quarter(
    make: Callable[..., FramePainter], content: Array
) -> None:
    painter = make()
    first = painter.paint(0, content, None, None)
    assert (painter.report["evaluations"], painter.report["begins_shot"]) == (8, True)
    second = painter.paint(1, content, Temporal(first, np.ones((32, 48), np.float32)), None)
    assert (painter.report["evaluations"], painter.report["begins_shot"]) == (2, False)
    assert second.shape == content.shape
    assert np.abs(second - first).mean() < 0.25 * np.abs(first - content).mean()


def test_a_later_pass_goes_on_from_the_earlier_one(make: Callable[..., FramePainter], content: Array) -> None:
    painter = make()
    first = painter.paint(0, content, None, None)
    again = painter.paint(0, content, None, first)
    assert painter.report["evaluations"] == 2
    assert not painter.report["begins_shot"]
    assert 0 < np.abs(again - first).mean() < 0.25 * np.abs(first - content).mean()


def test_all_frames_are_planned_with_the_memory_that_was_free_first(make: Callable[..., FramePainter]) -> None:
    painter = make()
    plan = painter.plan((32, 48))
    assert plan.options.memory_limit > 0
    assert painter.plan((32, 48)) is plan


def test_frames_get_no_texture(make: Callable[..., FramePainter]) -> None:
    """Its noise would stand still where the picture moves."""
    planned = make(Options(size=768)).plan((3000, 4000))
    assert planned.finishes == 2
    assert not any(planned.gets_texture(index) for index in range(len(planned.levels)))


def test_alpha_and_size_are_the_contents(make: Callable[..., FramePainter], content: Array) -> None:
    alpha = np.linspace(0, 1, 48, dtype=np.float32)[None, :, None] * np.ones((32, 1, 1), np.float32)
    painted = make().paint(0, np.concatenate([content, alpha], axis=2), None, None)
    assert (painted[..., 3:] == alpha).all()


def test_regions_move(make: Callable[..., FramePainter], content: Array) -> None:
    painter = make(names="van_gogh_night_cafe van_gogh_vestibule", masks=Halves())
    painter.paint(0, content, None, None)
    assert [region["styles"] for region in painter.report["regions"]] == [[1], [2]]
    painter.paint(1, content, None, None)
    assert painter.report["regions"] == []


def test_a_frame_without_any_region_stays_as_it_is(make: Callable[..., FramePainter], content: Array) -> None:
    class Left(Halves):
        def at(self, index: int) -> Sequence[Array | None]:
            return super().at(index)[:1]

    painter = make(masks=Left())
    assert painter.paint(1, content, None, None) is content
    assert painter.report == {}
    painted = painter.paint(0, content, None, None)
    assert np.abs(painted[:, 30:] - content[:, 30:]).max() < 1e-6


def test_an_interrupted_frame_is_not_finished(make: Callable[..., FramePainter], content: Array) -> None:
    def stop(_: object) -> None:
        raise Interrupted

    with pytest.raises(Interrupted):
        make(on_progress=stop).paint(0, content, None, None)
