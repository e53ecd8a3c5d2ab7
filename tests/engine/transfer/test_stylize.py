"""The whole job from Python, with the real network on small samples."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from engine import InputError, Objective, OptionError, Options, Progress, Result, __version__, stylize
from engine.imaging.pixels import resize, to_planar
from engine.losses.presets import IMPASTO, PRESETS
from engine.runtime.network import Network

from ..conftest import Array
from .conftest import Pictures

READABLE = 0.6


@pytest.fixture(scope="module")
def painted(pictures: Pictures, network: Network) -> tuple[Result, list[Progress]]:
    """A small picture with the default preset, in three levels, and how it came about."""
    seen: list[Progress] = []
    content, style = pictures("cat", 240, 160), pictures("van_gogh_night_cafe", 126, 99)
    options = Options(size=200, evaluations=16)
    return stylize(content, [style], options, seen.append, network=network), seen


# Result and report


@pytest.mark.slow
def test_the_result_has_the_contents_size_and_range(painted: tuple[Result, list[Progress]]) -> None:
    pixels = painted[0].pixels
    assert pixels.shape == (160, 240, 3)
    assert pixels.dtype == np.float32
    assert 0 <= pixels.min() < pixels.max() <= 1
    assert not painted[0].stopped


@pytest.mark.slow
def test_the_report(painted: tuple[Result, list[Progress]], network: Network) -> None:
    report = painted[0].report
    assert set(report) >= {
        "width",
        "height",
        "device",
        "preset",
        "evaluations",
        "seconds",
        "seconds_per_evaluation",
        "final_loss",
        "losses",
        "levels",
        "peak_memory_bytes",
        "options",
        "model_sha256",
        "version",
    }
    assert (report["width"], report["height"], report["preset"], report["version"]) == (
        240,
        160,
        "impasto",
        __version__,
    )
    assert report["device"] == network.device.name == "cpu"
    assert report["evaluations"] == len(report["losses"]) == sum(level["evaluations"] for level in report["levels"])
    assert report["seconds"] >= sum(level["seconds"] for level in report["levels"]) > 0
    assert report["seconds_per_evaluation"] == pytest.approx(report["seconds"] / report["evaluations"], abs=1e-3)
    assert 50 << 20 < report["peak_memory_bytes"] < 64 << 30
    assert Options.from_mapping(report["options"]) == Options(size=200, evaluations=16)
    assert len(report["model_sha256"]) == 64
    assert json.loads(json.dumps(report, allow_nan=False)) == report


@pytest.mark.slow
def test_every_level_lowers_its_loss(painted: tuple[Result, list[Progress]]) -> None:
    report = painted[0].report
    begin = 0
    for level in report["levels"]:
        losses = report["losses"][begin : begin + level["evaluations"]]
        assert min(losses) < losses[0]
        begin += level["evaluations"]
    assert report["final_loss"] == min(losses)


@pytest.mark.slow
def test_progress_is_told_after_each_evaluation(painted: tuple[Result, list[Progress]]) -> None:
    result, seen = painted
    assert [progress.evaluation for progress in seen] == list(range(1, 17))
    assert [progress.loss for progress in seen] == result.report["losses"]
    fractions = [progress.fraction for progress in seen]
    assert fractions == sorted(set(fractions))
    assert 0 < fractions[0] < fractions[-1] == 1
    assert {progress.evaluations for progress in seen} == {16}
    levels = sorted({(progress.level_index, progress.level) for progress in seen})
    assert [list(size) for _, size in levels] == [level["size"] for level in result.report["levels"]]
    assert {progress.levels for progress in seen} == {len(levels)}
    assert len(levels) > 1
    assert min(progress.seconds_left for progress in seen) >= 0


@pytest.mark.slow
def test_progress_shows_the_picture(painted: tuple[Result, list[Progress]]) -> None:
    picture = painted[1][-1].picture()
    width, height = painted[1][-1].level
    assert picture.shape == (height, width, 3)
    assert 0 <= picture.min() < picture.max() <= 1


@pytest.mark.slow
def test_the_final_loss_is_the_pictures(job: Callable[..., Result], pictures: Pictures, network: Network) -> None:
    """Measured again from the pixels alone; clipping to 0..1 costs little."""
    result = job(evaluations=40)
    content, style = pictures("cat", 48, 32), pictures("van_gogh_night_cafe", 40, 32)
    objective = Objective(content, [style], Options(preset="gatys"), network=network)
    measured, _ = objective.loss_and_gradient(result.pixels * 255)
    assert measured == pytest.approx(result.report["final_loss"], rel=0.25)
    assert measured < 0.2 * objective.loss_and_gradient(content * 255)[0]


@pytest.mark.slow
def test_the_same_job_twice_is_the_same_picture(job: Callable[..., Result]) -> None:
    first, second = job(evaluations=12), job(evaluations=12)
    assert first.pixels.tobytes() == second.pixels.tobytes()
    assert first.report["losses"] == second.report["losses"]


def test_the_inputs_are_not_written_to(pictures: Pictures, network: Network) -> None:
    content = np.concatenate([pictures("cat", 40, 32), np.full((32, 40, 1), 0.5, np.float32)], axis=2)
    style = pictures("van_gogh_night_cafe", 40, 32)
    before = content.copy(), style.copy()
    stylize(content, [style], Options(evaluations=2, colours="content"), network=network)
    assert np.array_equal(content, before[0])
    assert np.array_equal(style, before[1])


# Sizes


@pytest.mark.parametrize(("width", "height"), [(1, 1), (5, 3), (17, 300), (300, 17), (16, 16), (47, 33)])
@pytest.mark.parametrize("preset", ["impasto", "classic"])
def test_pictures_of_any_size(preset: str, width: int, height: int, pictures: Pictures, network: Network) -> None:
    content = pictures("astronaut", 300, 300)[:height, :width]
    style = pictures("van_gogh_night_cafe", 40, 32)
    result = stylize(content, [style], Options(preset=preset, evaluations=4), network=network)
    assert result.pixels.shape == (height, width, 3)
    assert np.isfinite(result.pixels).all()
    assert result.report["width"] == width


def test_a_style_of_one_pixel(pictures: Pictures, network: Network) -> None:
    style = np.full((1, 1, 4), [0.1, 0.5, 0.9, 1], np.float32)
    result = stylize(pictures("cat", 48, 32), [style], Options(evaluations=4), network=network)
    assert np.isfinite(result.pixels).all()


GATYS_LEVELS = {"preset": "gatys", "single_scale": False, "quality": "draft"}


@pytest.mark.slow
@pytest.mark.parametrize("options", [{"evaluations": 10}, {"quality": "draft"}, GATYS_LEVELS])
def test_each_level_gets_the_evaluations_that_were_planned(
    options: dict[str, Any], pictures: Pictures, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    for preset in ("gatys", "impasto"):
        few = {quality: (3, 3, 4) for quality in ("draft", "normal")}
        monkeypatch.setitem(PRESETS, preset, replace(PRESETS[preset], evaluations=few))
    content, style = pictures("cat", 300, 48), pictures("van_gogh_night_cafe", 60, 48)
    done = stylize(content, [style], Options(**options), network=network).report
    assert [level["evaluations"] for level in done["levels"]] == [3, 3, 4]
    assert done["evaluations"] == 10


# Styles of one colour


@pytest.mark.slow
@pytest.mark.parametrize("value", [0.0, 1.0], ids=["black", "white"])
def test_a_flat_style_leaves_the_photograph_readable(value: float, pictures: Pictures, network: Network) -> None:
    content, style = pictures("astronaut", 96, 96), np.full((64, 64, 3), value, np.float32)
    pixels = stylize(content, [style], Options(quality="draft"), network=network).pixels
    assert edge_correlation(pixels, content) > READABLE
    assert pixels.mean(2).std() > 0.2 * content.mean(2).std()
    assert abs(pixels.mean() - value) < abs(content.mean() - value)


def edge_correlation(one: Array, other: Array) -> float:
    """Of the gradients' lengths, smoothed, as far as two pictures have their edges at the same places."""
    found = [np.hypot(*np.gradient(gaussian_filter(picture.mean(2), 1.0))) for picture in (one, other)]
    return float(np.corrcoef(found[0].ravel(), found[1].ravel())[0, 1])


# Options


def test_low_frequencies_that_move_further_lower_the_loss_sooner(
    pictures: Pictures, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, style = pictures("astronaut", 96, 96), pictures("van_gogh_night_cafe", 120, 96)
    losses = {}
    for gain in (0.0, IMPASTO.low_frequency_gain):
        monkeypatch.setitem(PRESETS, "impasto", replace(IMPASTO, low_frequency_gain=gain))
        losses[gain] = stylize(content, [style], Options(evaluations=20), network=network).report["final_loss"]
    assert losses[IMPASTO.low_frequency_gain] < losses[0.0]


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


@pytest.mark.slow
@pytest.mark.parametrize(("photograph", "painting"), [("cat", "van_gogh_night_cafe")])
def test_every_step_of_strength_is_more_style_and_less_content(
    photograph: str, painting: str, pictures: Pictures, network: Network
) -> None:
    """Measured from the painted pixels, by the losses of one and the same objective; 0 leaves it nearly as it is."""
    content, style = pictures(photograph, 64, 48), pictures(painting, 100, 80)
    objective = Objective(content, [style], Options(), network=network)
    before, found = objective.evaluate(to_planar(content)), []
    for strength in (0.0, 25.0, 50.0, 75.0, 100.0):
        pixels = stylize(content, [style], Options(strength=strength, evaluations=20), network=network).pixels
        found.append(objective.evaluate(to_planar(pixels)))
        if strength == 0:
            assert np.abs(pixels - content).mean() < 0.04
    styles = [sum(each.style.values()) for each in (before, *found)]
    contents = [each.content for each in (before, *found)]
    assert styles == sorted(set(styles), reverse=True)
    assert contents == sorted(set(contents))


@pytest.mark.slow
def test_style_weights_shift_the_mix(pictures: Pictures, network: Network) -> None:
    """With nearly all weight on one of two styles the picture is nearly the one painted with it alone."""
    content = pictures("cat", 48, 32)
    red, blue = (np.full((32, 32, 3), colour, np.float32) for colour in ([0.9, 0.1, 0.1], [0.1, 0.1, 0.9]))
    options = Options(preset="gatys", evaluations=15, strength=100.0)

    def redness(weights: list[float]) -> float:
        pixels = stylize(content, [red, blue], options, weights=weights, network=network).pixels
        return float((pixels[..., 0] - pixels[..., 2]).mean())

    assert redness([1.0, 0.01]) > redness([1.0, 1.0]) > redness([0.01, 1.0])


@pytest.mark.slow
def test_each_style_at_its_own_brush_size(pictures: Pictures, network: Network) -> None:
    content, styles = pictures("cat", 48, 32), [pictures("van_gogh_night_cafe", 40, 32), pictures("coffee", 40, 32)]

    def painted(scales: list[float] | None, **options: Any) -> Array:
        chosen = Options(evaluations=8, **options)
        return stylize(content, styles, chosen, scales=scales, network=network).pixels

    assert np.array_equal(painted([50.0, 50.0]), painted(None, style_scale=50.0))
    different = painted([50.0, 200.0])
    for scale in (50.0, 200.0):
        assert np.abs(different - painted([scale, scale])).max() > 0.01


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


# What cannot be used


def test_no_style(pictures: Pictures, network: Network) -> None:
    with pytest.raises(InputError, match="no style"):
        stylize(pictures("cat", 48, 32), [], network=network)


@pytest.mark.parametrize("weights", [[], [1.0], [1.0, 1.0, 1.0], [1.0, 0.0], [1.0, -1.0], [1.0, np.nan], [1.0, np.inf]])
def test_style_weights_that_do_not_fit(weights: list[float], pictures: Pictures, network: Network) -> None:
    picture = pictures("cat", 48, 32)
    with pytest.raises(InputError, match="style weight"):
        stylize(picture, [picture, picture], weights=weights, network=network)


@pytest.mark.parametrize("scales", [[], [100.0], [100.0, 100.0, 100.0]])
def test_style_scales_that_do_not_fit(scales: list[float], pictures: Pictures, network: Network) -> None:
    picture = pictures("cat", 48, 32)
    with pytest.raises(InputError, match="style scales for 2 styles"):
        stylize(picture, [picture, picture], scales=scales, network=network)
    with pytest.raises(OptionError, match="'style_scale' cannot be 500"):
        stylize(picture, [picture], scales=[500.0], network=network)


def test_a_start_without_its_picture_and_the_reverse(job: Callable[..., Result], pictures: Pictures) -> None:
    with pytest.raises(InputError, match="go together"):
        job(start="picture")
    with pytest.raises(InputError, match="go together"):
        job(picture=pictures("cat", 48, 32))


def test_a_device_that_is_not_there(pictures: Pictures) -> None:
    picture = pictures("cat", 48, 32)
    with pytest.raises(InputError, match="no device 'abacus' here; there is cpu"):
        stylize(picture, [picture], Options(device="abacus"))
