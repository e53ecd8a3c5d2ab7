"""The whole job on a photograph that is larger than the size it is painted at: the finish."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine import Interrupted, Options, Progress, Result, stylize
from engine.losses import budget
from engine.losses.presets import FINISH, IMPASTO, PRESETS
from engine.runtime.network import Network
from engine.transfer.plan import Plan

from ..conftest import Array
from .conftest import Pictures


@pytest.fixture
def enlarged(pictures: Pictures, network: Network, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """A photograph of 176 x 120 pixels that is painted at 88 px in few evaluations."""
    few = {quality: (4,) for quality in ("draft", "normal", "best")}
    monkeypatch.setitem(PRESETS, "impasto", replace(IMPASTO, evaluations=few))
    content, style = pictures("astronaut", 176, 120), pictures("van_gogh_night_cafe", 200, 160)

    def run(on_progress: Any = None, regions: list[Array | None] | None = None, **options: Any) -> Result:
        chosen = Options(**{"size": 88} | options)
        return stylize(content, [style], chosen, on_progress, regions=regions, network=network)

    return run


def block_means(pixels: Array) -> Array:
    return np.asarray(pixels.reshape(15, 8, 22, 8, 3).mean((1, 3)))


@pytest.mark.slow
def test_the_finish_paints_at_the_contents_own_size(enlarged: Callable[..., Result]) -> None:
    """It is finer than an enlarged painting, and large shapes and colours stay what they were."""
    plain, finished = enlarged(finish="none"), enlarged()
    assert [level["size"] for level in plain.report["levels"]] == [[88, 60]]
    assert [level["size"] for level in finished.report["levels"]] == [[88, 60], [176, 120]]
    assert finished.report["levels"][-1]["evaluations"] == FINISH.evaluations["normal"][0]
    assert finished.pixels.shape == plain.pixels.shape == (120, 176, 3)
    fine, coarse = (np.abs(np.diff(result.pixels, axis=1)).mean() for result in (finished, plain))
    assert fine > 1.2 * coarse
    apart, spread = block_means(finished.pixels) - block_means(plain.pixels), block_means(plain.pixels)
    assert np.square(apart).mean() < 0.02 * np.square(spread - spread.mean((0, 1))).mean()
    losses = finished.report["losses"][4:]
    assert finished.report["final_loss"] == min(losses) < losses[0]


@pytest.mark.slow
def test_a_stop_in_the_finish_keeps_the_picture(enlarged: Callable[..., Result]) -> None:
    def stop(progress: Progress) -> None:
        if progress.level_index == 1:
            assert progress.picture().shape == (120, 176, 3)
            raise Interrupted

    plain, stopped = enlarged(finish="none"), enlarged(stop)
    assert stopped.stopped
    assert [level["evaluations"] for level in stopped.report["levels"]] == [4, 1]
    assert stopped.pixels.shape == (120, 176, 3)
    spread = block_means(plain.pixels)
    apart = np.square(block_means(stopped.pixels) - spread).mean()
    assert apart < 0.02 * np.square(spread - spread.mean((0, 1))).mean()


@pytest.mark.slow
def test_the_finish_leaves_what_no_region_covers(enlarged: Callable[..., Result], pictures: Pictures) -> None:
    mask = np.zeros((120, 176), np.float32)
    mask[:, :88] = 1
    result, content = enlarged(regions=[mask], quality="draft", finish="draft"), pictures("astronaut", 176, 120)
    assert [level["size"] for level in result.report["levels"]] == [[88, 60], [176, 120]]
    assert np.array_equal(result.pixels[:, 88:], content[:, 88:])
    assert np.abs(result.pixels - content)[:, :88].mean() > 0.02


@pytest.mark.slow
def test_a_finish_that_does_not_fit_into_memory_is_left_out(
    enlarged: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    def short(shape: Any, options: Any, device: Any, regions: int = 0, preset: Any = None) -> Any:
        if preset is FINISH:
            raise budget.too_large(shape, 2, 1)
        return real(shape, options, device, regions, preset)

    real = budget.plan
    monkeypatch.setattr(budget, "plan", short)
    result = enlarged()
    assert [level["size"] for level in result.report["levels"]] == [[88, 60]]
    assert result.pixels.shape == (120, 176, 3)


@pytest.mark.slow
def test_the_last_of_two_steps_is_one_that_lowers_the_loss(enlarged: Callable[..., Result]) -> None:
    report = enlarged(size=64).report
    assert [level["size"] for level in report["levels"]] == [[64, 44], [106, 72], [176, 120]]
    assert [level["evaluations"] for level in report["levels"]] == [4, 4, 2]
    before, after = report["losses"][-2:]
    assert after < 0.9 * before
    assert report["final_loss"] == after


@pytest.mark.slow
def test_the_last_of_several_steps_starts_with_the_styles_detail(
    enlarged: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forms and colours stay what they are, and the finish has more fine detail than without."""
    with_texture = enlarged(size=64)
    assert [level["size"] for level in with_texture.report["levels"][1:]] == [[106, 72], [176, 120]]
    monkeypatch.setattr(Plan, "gets_texture", lambda *_: False)
    without = enlarged(size=64)
    more, less = (np.abs(np.diff(result.pixels, axis=1)).mean() for result in (with_texture, without))
    assert more > 1.05 * less
    apart, spread = block_means(with_texture.pixels) - block_means(without.pixels), block_means(without.pixels)
    assert np.square(apart).mean() < 0.02 * np.square(spread - spread.mean((0, 1))).mean()
