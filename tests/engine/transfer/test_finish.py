"""What a painted picture gets last: alpha, colours, size."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine import Options, Progress, Result, stylize
from engine.runtime.network import Network

from .conftest import Pictures

YIQ = np.array([[0.299, 0.587, 0.114], [0.5959, -0.2746, -0.3213], [0.2115, -0.5227, 0.3112]])


def test_alpha_is_the_contents_own(pictures: Pictures, job: Callable[..., Result]) -> None:
    alpha = np.random.default_rng(3).random((32, 48, 1), np.float32)
    alpha[:8], alpha[8:12] = 0, 1
    content = np.concatenate([pictures("cat", 48, 32), alpha], axis=2)
    result = job(content)
    assert result.pixels.shape == (32, 48, 4)
    assert np.array_equal(result.pixels[..., 3:], alpha)


def test_the_contents_colours_can_be_kept(pictures: Pictures, network: Network) -> None:
    content = 0.3 + 0.4 * pictures("cat", 48, 32)  # far from 0 and 1, where nothing is clipped
    style = pictures("van_gogh_night_cafe", 40, 32)

    def chroma_change(colours: str) -> Any:
        options = Options(evaluations=8, preset="gatys", colours=colours)
        result = stylize(content, [style], options, network=network)
        inside = ((result.pixels > 0) & (result.pixels < 1)).all(axis=2)
        assert inside.mean() > 0.5
        return np.abs((result.pixels - content) @ YIQ[1:].T)[inside].max()

    assert chroma_change("content") < 1e-3
    assert chroma_change("match") > 0.01
    assert chroma_change("style") > 0.05


@pytest.mark.slow
@pytest.mark.parametrize("colours", ["content", "match"])
def test_the_colour_mix_leads_away_from_the_styles_colours(colours: str, job: Callable[..., Result]) -> None:
    content, chosen = job(evaluations=1, strength=0.0).pixels, {"preset": "impasto", "colours": colours}
    style, none, half, all_ = (
        job(evaluations=6, **(chosen | change)).pixels
        for change in ({"colours": "style"}, {"colour_mix": 0.0}, {"colour_mix": 50.0}, {})
    )
    assert np.array_equal(style, none)
    palettes = [np.abs(pixels.mean((0, 1)) - content.mean((0, 1))).sum() for pixels in (style, half, all_)]
    assert palettes[0] > 1.3 * palettes[1] > 1.5 * palettes[2]


@pytest.mark.parametrize("colours", ["style", "content"])
def test_progress_shows_a_checkerboard_where_the_content_is_transparent(
    colours: str, pictures: Pictures, network: Network
) -> None:
    content = np.concatenate([pictures("cat", 48, 32), np.ones((32, 48, 1), np.float32)], axis=2)
    content[:, 24:, 3] = 0
    seen: list[Progress] = []
    options = Options(evaluations=1, single_scale=True, colours=colours)
    stylize(content, [pictures("coffee", 40, 32)], options, seen.append, network=network)
    shown = seen[0].picture()
    assert sorted(np.unique(shown[:, 24:])) == pytest.approx([0.4, 0.6])
    assert len(np.unique(shown[:, :24])) > 100


@pytest.mark.slow
def test_the_working_size(job: Callable[..., Result]) -> None:
    assert job(size=24).report["levels"][-1]["size"] == [24, 16]
    assert job(size=24).pixels.shape == (32, 48, 3)
    assert job(size=24, rescale_image=False).pixels.shape == (16, 24, 3)
    assert job(size=96, rescale_image=False).pixels.shape == (64, 96, 3)
    assert job(size=24, rescale_image=False, maintain_aspect_ratio=False).pixels.shape == (24, 24, 3)
    assert job(size=24, maintain_aspect_ratio=False).pixels.shape == (32, 48, 3)
