"""The levels one after the other: when each ends, and what the next one begins with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from engine.transfer.stopping import SHIFT, Reference, RelativeLosses

from engine import Interrupted, Options, Progress, stylize
from engine.losses.objective import Objective
from engine.losses.presets import PRESETS
from engine.runtime.network import Network

from .conftest import Pictures


@pytest.mark.slow
@pytest.mark.parametrize(
    ("multiples", "evaluations", "change"),
    [((1.0, 1.0), [1, 1], 1.0), ((1.1, 1.1), [8, 8], 1.0), ((1.2, 0.9), [8, 8], (0.9 / 1.2) ** (2 * SHIFT))],
)
def test_a_fine_level_ends_when_its_picture_is_like_the_small_one(
    multiples: tuple[float, float],
    evaluations: list[int],
    change: float,
    pictures: Pictures,
    network: Network,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And once in each level the content's weight is changed where style and content are out of balance."""
    monkeypatch.setitem(PRESETS, "impasto", replace(PRESETS["impasto"], evaluations={"draft": (3, 3, 5)}))
    enlarged: list[float] = []
    factors: list[float] = []

    def compare(self: Reference, found: RelativeLosses, times: float) -> RelativeLosses:
        assert 0 < self.painted.style < self.seen.style
        assert 0 < found.content < np.inf
        enlarged.append(times)
        return RelativeLosses(*multiples)

    monkeypatch.setattr(Reference, "multiples", compare)
    monkeypatch.setattr(Objective, "scale_content_weight", lambda _, factor: factors.append(factor))
    seen: list[Progress] = []
    content, style = pictures("cat", 600, 96), pictures("van_gogh_night_cafe", 100, 80)
    done = stylize(content, [style], Options(quality="draft"), seen.append, network=network).report["levels"]
    assert [level["size"] for level in done] == [[128, 20], [256, 41], [392, 63], [600, 96]]
    assert [level["evaluations"] for level in done] == [3, 3, *evaluations]
    assert set(enlarged) == {392 / 256, 600 / 256}
    assert np.prod(factors) == pytest.approx(change)
    assert all(progress.evaluation <= progress.evaluations for progress in seen)
    fractions = [progress.fraction for progress in seen]
    assert fractions == sorted(fractions)
    assert (fractions[-1] == 1) is (evaluations == [8, 8])


GATYS_LEVELS = {"preset": "gatys", "single_scale": False, "quality": "draft"}


@pytest.mark.slow
@pytest.mark.parametrize("options", [{"evaluations": 10}, GATYS_LEVELS])
def test_a_fixed_number_of_evaluations_is_kept_to(
    options: dict[str, Any], pictures: Pictures, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it is asked for, and where the losses do not compare over sizes."""
    monkeypatch.setitem(PRESETS, "gatys", replace(PRESETS["gatys"], evaluations={"draft": (3, 3, 4)}))
    content, style = pictures("cat", 300, 48), pictures("van_gogh_night_cafe", 60, 48)
    done = stylize(content, [style], Options(**options), network=network).report
    assert len(done["levels"]) == 3
    assert done["evaluations"] == 10


@pytest.mark.slow
def test_an_earlier_result_goes_on_where_it_ended(pictures: Pictures, network: Network) -> None:
    """At the final size alone: coarse levels would lose it."""
    content, style = pictures("cat", 200, 130), pictures("van_gogh_night_cafe", 40, 32)
    first = stylize(content, [style], Options(evaluations=8), network=network)
    again = stylize(content, [style], Options(evaluations=5, start="picture"), start=first.pixels, network=network)
    assert len(first.report["levels"]) == 2
    assert [level["size"] for level in again.report["levels"]] == [[200, 130]]
    assert again.report["losses"][0] < 1.1 * first.report["final_loss"]
    assert again.report["final_loss"] < again.report["losses"][0]


def test_interrupted_in_a_coarse_level_gives_a_whole_picture(pictures: Pictures, network: Network) -> None:
    def interrupt(progress: Progress) -> None:
        assert progress.level_index == 0
        raise Interrupted

    content, style = pictures("cat", 240, 160), pictures("van_gogh_night_cafe", 40, 32)
    result = stylize(content, [style], Options(evaluations=30), interrupt, network=network)
    assert result.stopped
    assert result.pixels.shape == (160, 240, 3)
    assert len(result.report["levels"]) == 1
