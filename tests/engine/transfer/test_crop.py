"""Parts of the final picture, predicted from a coarse level."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine import Interrupted, Options, Progress, stylize
from engine.imaging.pixels import resize
from engine.losses.style import Style
from engine.runtime.network import Network
from engine.transfer.crop import Crops
from engine.transfer.plan import Plan, plan

from ..conftest import Array
from .conftest import Pictures

BOX = 140, 60, 236, 156
SIZE = 384, 300
Make = Callable[..., tuple[Crops, Plan]]


@pytest.fixture(scope="module")
def make(pictures: Pictures, painting_network: Network) -> Make:
    """Crops of a job on 384 x 300 pixels that is worked on at 192, and its plan."""

    def made(content: Array | None = None, region: Array | None = None, **options: Any) -> tuple[Crops, Plan]:
        content = pictures("astronaut", *SIZE) if content is None else content
        style = Style(pictures("van_gogh_night_cafe", 200, 160), region=region)
        chosen = Options(**{"size": 192, "quality": "draft", "finish": "draft"} | options)
        planned = plan(content.shape[:2], [style], chosen, painting_network)
        assert planned.crops
        return Crops(content, planned, painting_network), planned

    return made


@pytest.fixture(scope="module")
def coarse(pictures: Pictures) -> Array:
    """A painting at a coarse level."""
    return pictures("astronaut", 96, 75)[..., ::-1]


def fine_detail(picture: Array) -> float:
    """Energy of what a picture has more than itself at half its size, in luma."""
    height, width = picture.shape[:2]
    blurred = resize(resize(picture, width // 2, height // 2), width, height)
    return float(np.square((picture - blurred).mean(2)).mean())


def part(picture: Array) -> Array:
    return picture[BOX[1] : BOX[3], BOX[0] : BOX[2]]


@pytest.mark.slow
def test_a_crop_is_as_sharp_as_the_final_picture_will_be(
    make: Make, pictures: Pictures, painting_network: Network
) -> None:
    crops, planned = make(finish="normal")
    seen: dict[int, Array] = {}

    def keep(progress: Progress) -> None:
        seen[progress.level_index] = progress.painting()

    content, style = pictures("astronaut", *SIZE), planned.styles[0]
    final = stylize(content, [style], planned.options, keep, network=painting_network, planned=planned).pixels
    enlarged = resize(seen[len(planned.levels) - 2], *SIZE)
    crop, box = crops.paint(seen[0], BOX)
    assert (crop.shape, box) == ((96, 96, 3), BOX)
    assert 0 <= crop.min() < crop.max() <= 1
    expected = fine_detail(part(final))
    assert 0.6 * expected < fine_detail(crop) < 1.6 * expected
    assert fine_detail(part(enlarged)) < 0.5 * expected
    assert np.corrcoef(crop.ravel(), part(final).ravel())[0, 1] > 0.75
    again, _ = crops.paint(seen[0], BOX)
    assert np.array_equal(again, crop)


@pytest.mark.slow
def test_a_crop_lies_within_the_picture(make: Make, coarse: Array) -> None:
    crops, _ = make()
    crop, box = crops.paint(coarse, (300, -20, 400, 60))
    assert (crop.shape, box) == ((80, 100, 3), (284, 0, 384, 80))
    crop, box = crops.paint(coarse, (0, 0, 4000, 4000))
    assert (crop.shape, box) == ((300, 384, 3), (0, 0, *SIZE))


@pytest.mark.slow
def test_it_is_shown_as_an_editor_shows_the_result(make: Make, coarse: Array, pictures: Pictures) -> None:
    """The content where no style paints, its colours where they are kept, a checkerboard where it is transparent."""
    alpha, region = np.ones((300, 384, 1), np.float32), np.zeros((300, 384), np.float32)
    alpha[:108], region[:, :188] = 0, 1
    content = np.concatenate([pictures("astronaut", *SIZE), alpha], axis=2)
    crop, _ = make(content, region, colours="content")[0].paint(coarse, BOX)
    assert sorted(np.unique(crop[:48])) == pytest.approx([0.4, 0.6])
    kept, painted = crop[48:, 48:], crop[48:, :48]
    assert np.allclose(kept, part(content)[48:, 48:, :3], atol=1e-5)
    assert np.abs(painted - part(content)[48:, :48, :3]).mean() > 0.01


@pytest.mark.slow
def test_what_a_strength_map_holds_is_the_content_in_a_crop_too(pictures: Pictures, painting_network: Network) -> None:
    content, held = pictures("astronaut", *SIZE), np.ones((300, 384), np.float32)
    held[:, :188] = 0
    options = Options(size=192, quality="draft", finish="normal")
    style = Style(pictures("van_gogh_night_cafe", 200, 160))
    planned = plan((300, 384), [style], options, painting_network, held)
    crop, _ = Crops(content, planned, painting_network).paint(resize(content, 96, 75), BOX)
    moved = np.abs(crop - part(content)).mean(2)
    assert moved[:, :24].mean() < 0.02 < 0.04 < moved[:, 72:].mean()


def test_an_interrupted_crop_leaves_the_next_one_whole(make: Make, coarse: Array, painting_network: Network) -> None:
    crops, _ = make()
    painting_network.interrupt()
    try:
        with pytest.raises(Interrupted):
            crops.paint(coarse, (0, 0, 32, 32))
    finally:
        painting_network.resume()
    assert crops.paint(coarse, (0, 0, 32, 32))[0].shape == (32, 32, 3)
