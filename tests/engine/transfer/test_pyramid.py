"""What each level starts from and is compared with; nothing is evaluated here."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engine import Options, stylize
from engine.imaging.pixels import resize, to_pixels
from engine.losses.presets import FINISH, IMPASTO
from engine.optim.minimise import Run
from engine.runtime.network import Network

from ..conftest import Array
from .conftest import Pictures

GREY = np.float32(128)


@pytest.fixture
def levels(
    pictures: Pictures, network: Network, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., list[SimpleNamespace]]:
    """What `Objective` got at each level, and its start; every level paints an all grey picture."""
    begun: list[SimpleNamespace] = []

    def objective(content: Array, *_: Any, planned: Any, **settings: Any) -> Any:
        begun.append(SimpleNamespace(content=content, **settings))
        return SimpleNamespace(budget=planned, memory=0, loss=None, on_device=lambda _: None)

    def minimise(_: Any, start: Array, evaluations: int, *__: Any, **settings: Any) -> Run:
        begun[-1].start, begun[-1].optimiser = to_pixels(start), settings
        return Run(np.full_like(start, GREY), 1.0, [1.0] * evaluations)

    monkeypatch.setattr("engine.transfer.pyramid.Objective", objective)
    monkeypatch.setattr("engine.transfer.pyramid.minimise", minimise)

    def run(content: Array | None = None, **settings: Any) -> list[SimpleNamespace]:
        given = {name: settings.pop(name) for name in ("regions", "picture") if name in settings}
        given = {"start" if name == "picture" else name: value for name, value in given.items()}
        begun.clear()
        content = pictures("astronaut", 256, 204) if content is None else content
        style = pictures("van_gogh_night_cafe", 90, 70)
        stylize(content, [style], Options(**settings), network=network, **given)
        return begun

    return run


def fine_detail(picture: Array) -> Array:
    """What a picture has more than itself at half its size, in luma."""
    height, width = picture.shape[:2]
    return np.asarray((picture - resize(resize(picture, width // 2, height // 2), width, height)).mean(2))


def test_a_level_starts_with_the_contents_fine_detail(levels: Callable[..., list[SimpleNamespace]]) -> None:
    """Though the level before has none."""
    first, later = levels()
    assert np.corrcoef(first.start.mean(2).ravel(), first.content.mean(2).ravel())[0, 1] > 0.98
    found = fine_detail(later.start)
    assert np.corrcoef(found.ravel(), fine_detail(later.content).ravel())[0, 1] > 0.9
    assert found.std() == pytest.approx(fine_detail(later.matched).std(), rel=0.1)
    assert later.start.mean() == pytest.approx(128 / 255, abs=0.02)


@pytest.mark.parametrize(
    "options",
    [
        {"preset": "gatys", "single_scale": False},
        {"preset": "classic", "single_scale": False},
        {"start": "noise"},
        {"start": "style"},
    ],
    ids=str,
)
def test_no_detail_is_carried_up(options: dict[str, Any], levels: Callable[..., list[SimpleNamespace]]) -> None:
    """Where the papers' way is asked for, or the start is not the content."""
    _, *later = levels(**options)
    assert later
    for level in later:
        assert level.start == pytest.approx(np.full_like(level.start, 128 / 255), abs=1e-5)


def test_no_detail_is_added_to_an_earlier_result(
    levels: Callable[..., list[SimpleNamespace]], pictures: Pictures
) -> None:
    given = pictures("coffee", 256, 204)
    first, *later = levels(start="picture", picture=given, single_scale=False)
    height, width = first.start.shape[:2]
    assert first.start == pytest.approx(np.clip(resize(given, width, height), 0, 1), abs=1e-5)
    for level in later:
        assert level.start == pytest.approx(np.full_like(level.start, 128 / 255), abs=1e-5)


@pytest.mark.parametrize("start", ["content", "noise", "style"])
def test_conv3_1_is_compared_with_the_recoloured_content_whatever_the_start(
    start: str, levels: Callable[..., list[SimpleNamespace]]
) -> None:
    usual = [level.matched for level in levels()]
    for level, expected in zip(levels(start=start), usual, strict=True):
        assert np.array_equal(level.matched, expected)


def test_the_papers_presets_have_no_recoloured_content(levels: Callable[..., list[SimpleNamespace]]) -> None:
    assert [level.matched for level in levels(preset="gatys")] == [None]


def test_the_content_weighs_more_at_coarse_levels(
    pictures: Pictures, levels: Callable[..., list[SimpleNamespace]]
) -> None:
    factors = [level.emphasis.scale for level in levels()]
    assert factors == sorted(factors, reverse=True)
    assert factors[0] > 1.4 * factors[-1]
    assert all(level.emphasis.deep for level in levels())
    assert [bool(level.emphasis.deep) for level in levels(pictures("astronaut", 512, 408))] == [True, True, False]
    assert [level.emphasis.scale for level in levels(preset="gatys")] == [1]


@pytest.mark.parametrize(("preset", "gains"), [("impasto", [1, 0]), ("gatys", [0]), ("classic", [0])])
def test_low_frequencies_move_further_while_forms_are_painted(
    preset: str, gains: list[float], levels: Callable[..., list[SimpleNamespace]]
) -> None:
    """At the levels of the default's painting, and neither in its finish nor with the papers' presets."""
    found = levels(preset=preset, size=128)
    assert [level.optimiser["low_frequency_gain"] for level in found] == gains


def test_the_finish_keeps_what_it_starts_from(levels: Callable[..., list[SimpleNamespace]]) -> None:
    """The enlarged painting with the content's detail, at the content's size and with losses of its own."""
    *painted, finish = levels(size=128)
    assert painted
    assert all(level.preset is IMPASTO for level in painted)
    assert finish.preset is FINISH
    assert finish.content.shape == finish.start.shape == (204, 256, 3)
    assert finish.matched is None
    found, expected = fine_detail(finish.start), fine_detail(finish.content)
    assert np.corrcoef(found.ravel(), expected.ravel())[0, 1] > 0.9


def test_what_no_style_paints_is_the_content_at_every_level(levels: Callable[..., list[SimpleNamespace]]) -> None:
    mask = np.zeros((204, 256), np.float32)
    mask[:, :128] = 1
    found = levels(size=128, regions=[mask])
    assert [level.preset for level in found][-1] is FINISH
    for level in found:
        right = level.content.shape[1] * 2 // 3
        assert level.start[:, right:] == pytest.approx(np.clip(level.content[:, right:], 0, 1), abs=1e-5)
