"""Dreams from Python, with the real network on small samples."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import (
    DreamOptions,
    InputError,
    Interrupted,
    OptionError,
    Progress,
    Result,
    __version__,
    dream,
    dream_frames,
)
from engine.deepdream.objective import DreamObjective
from engine.deepdream.plan import plan
from engine.imaging.pixels import zoomed
from engine.runtime.network import Network
from engine.tracking.checkpoint import Checkpoint

from ..conftest import Array

Pictures = Callable[[str, int, int], Array]
QUICK: dict[str, Any] = {"layer": "conv4_1", "octaves": 3, "steps": 4}


@pytest.fixture(scope="module")
def dreamt(pictures: Pictures, network: Network) -> tuple[Array, Result, list[Progress]]:
    """A small picture, its dream with the defaults, and how that came about."""
    seen: list[Progress] = []
    picture = pictures("cat", 96, 64)
    return picture, dream(picture, DreamOptions(), on_progress=seen.append, network=network), seen


@pytest.fixture(scope="module")
def quick(pictures: Pictures, network: Network) -> Callable[..., Result]:
    """A dream of a few steps at about 48 pixels."""

    def run(
        picture: Array | None = None, guide: Array | None = None, on_progress: Any = None, **options: Any
    ) -> Result:
        picture = pictures("cat", 48, 32) if picture is None else picture
        return dream(picture, DreamOptions(**QUICK | options), guide, on_progress, network=network)

    return run


# The dream and its report


@pytest.mark.slow
def test_the_dream_has_the_pictures_size_and_range(dreamt: tuple[Array, Result, list[Progress]]) -> None:
    picture, result, _ = dreamt
    assert result.pixels.shape == picture.shape
    assert result.pixels.dtype == np.float32
    assert 0 <= result.pixels.min() < result.pixels.max() <= 1
    assert 0.02 < np.abs(result.pixels - picture).mean() < 0.25
    assert not result.stopped


@pytest.mark.slow
def test_the_objective_rises_at_every_octave(dreamt: tuple[Array, Result, list[Progress]]) -> None:
    octaves = dreamt[1].report["octaves"]
    assert len(octaves) == 4
    for octave in octaves:
        assert len(octave["objective"]) == octave["steps"] == 10
        assert octave["objective"][-1] > 1.5 * octave["objective"][0] > 0


@pytest.mark.slow
def test_the_report(dreamt: tuple[Array, Result, list[Progress]], network: Network) -> None:
    report = dreamt[1].report
    assert (report["width"], report["height"], report["version"]) == (96, 64, __version__)
    assert report["device"] == network.device.name
    assert report["guided"] is False
    assert [octave["size"] for octave in report["octaves"]] == [[35, 23], [49, 33], [69, 46], [96, 64]]
    assert report["evaluations"] == 40
    assert report["seconds"] > 0.99 * sum(octave["seconds"] for octave in report["octaves"]) > 0
    assert DreamOptions.from_mapping(report["options"]) == DreamOptions()
    assert len(report["model_sha256"]) == 64
    assert report["peak_memory_bytes"] > 50 << 20
    assert json.loads(json.dumps(report, allow_nan=False)) == report


@pytest.mark.slow
def test_progress_is_told_after_each_step(dreamt: tuple[Array, Result, list[Progress]]) -> None:
    _, result, seen = dreamt
    assert [progress.evaluation for progress in seen] == list(range(1, 41))
    told = [value for octave in result.report["octaves"] for value in octave["objective"]]
    assert [progress.loss for progress in seen] == told
    fractions = [progress.fraction for progress in seen]
    assert fractions == sorted(set(fractions))
    assert fractions[-1] == 1
    assert [list(size) for size in dict.fromkeys(progress.level for progress in seen)] == [
        octave["size"] for octave in result.report["octaves"]
    ]
    assert seen[-1].picture() == pytest.approx(result.pixels, abs=1e-5)


@pytest.mark.slow
def test_the_edge_is_dreamt_of_as_the_inside(dreamt: tuple[Array, Result, list[Progress]]) -> None:
    """The network's zero padding draws frames: the outer pixels' share of the change is that of the others."""
    picture, result, _ = dreamt
    change = np.square(result.pixels - picture).sum(axis=2)
    inside = change[8:-8, 8:-8].mean()
    outside = (change.sum() - change[8:-8, 8:-8].sum()) / (change.size - change[8:-8, 8:-8].size)
    assert 0.4 < outside / inside < 2.5


@pytest.mark.slow
def test_the_same_seed_is_the_same_dream(quick: Callable[..., Result]) -> None:
    first, same, other = (quick(seed=seed).pixels for seed in (1, 1, 2))
    assert first.tobytes() == same.tobytes()
    assert np.abs(first - other).mean() > 0.005


@pytest.mark.slow
def test_a_guided_dream_is_closer_to_its_guide(pictures: Pictures, network: Network) -> None:
    """By the mean of the features over all positions, at the layer that was dreamt of."""
    picture, guide = pictures("astronaut", 80, 80), pictures("van_gogh_cafe_terrace", 80, 100)
    options = DreamOptions(layer="conv4_1", octaves=2, steps=6)
    objective = DreamObjective(network, "conv4_1")

    def likeness(pixels: Array) -> float:
        means = [
            objective.features(np.ascontiguousarray(one.transpose(2, 0, 1)) * np.float32(255)).mean(axis=(1, 2))
            for one in (pixels, guide)
        ]
        return float(means[0] @ means[1] / (np.linalg.norm(means[0]) * np.linalg.norm(means[1])))

    plain = dream(picture, options, network=network)
    guided = dream(picture, options, guide, network=network)
    assert guided.report["guided"] is True
    assert likeness(guided.pixels) > likeness(plain.pixels) + 0.02
    assert all(octave["objective"][-1] > octave["objective"][0] for octave in guided.report["octaves"])


@pytest.mark.slow
def test_strength_is_how_far_it_goes(quick: Callable[..., Result], pictures: Pictures) -> None:
    picture = pictures("cat", 48, 32)
    changes = [np.abs(quick(strength=strength).pixels - picture).mean() for strength in (0.0, 25.0, 50.0, 100.0)]
    assert changes[0] < 1e-6
    assert changes == sorted(set(changes))


@pytest.mark.slow
def test_chosen_channels_grow_more_than_others(quick: Callable[..., Result], network: Network) -> None:
    objective = DreamObjective(network, "conv4_1", "10-19")

    def raised(pixels: Array) -> float:
        return objective.value_and_gradient(np.ascontiguousarray(pixels.transpose(2, 0, 1)) * np.float32(255))[0]

    assert raised(quick(channels="10-19").pixels) > 1.2 * raised(quick().pixels) > 0


# Sizes, alpha, details


@pytest.mark.parametrize(("width", "height"), [(1, 1), (3, 70), (47, 33)])
@pytest.mark.parametrize("jitter", [0, 32])
def test_pictures_of_any_size(width: int, height: int, jitter: int, pictures: Pictures, network: Network) -> None:
    options = DreamOptions(layer="conv5_3", jitter=jitter, steps=2)
    result = dream(pictures("astronaut", 100, 100)[:height, :width], options, network=network)
    assert result.pixels.shape == (height, width, 3)
    assert np.isfinite(result.pixels).all()


def test_alpha_is_the_pictures_own(quick: Callable[..., Result], pictures: Pictures) -> None:
    alpha = np.random.default_rng(3).random((32, 48, 1), np.float32)
    alpha[:8], alpha[8:12] = 0, 1
    picture = np.concatenate([pictures("cat", 48, 32), alpha], axis=2)
    before = picture.copy()
    result = quick(picture)
    assert np.array_equal(result.pixels[..., 3:], alpha)
    assert np.array_equal(picture, before)


def test_a_working_size_keeps_the_pictures_own_details(quick: Callable[..., Result]) -> None:
    """What is dreamt at a small size is added to the picture: its finest grain stays."""
    grain = np.where(np.indices((64, 96)).sum(axis=0) % 2, 0.6, 0.4).astype(np.float32)
    picture = np.repeat(grain[:, :, None], 3, axis=2)
    result = quick(picture, size=32)
    assert result.report["octaves"][-1]["size"] == [32, 21]
    assert result.pixels.shape == picture.shape
    grain_left = np.abs(np.diff(result.pixels, axis=1)).mean() / np.abs(np.diff(picture, axis=1)).mean()
    assert 0.9 < grain_left < 1.1
    assert np.abs(result.pixels - picture).mean() > 0.005


# A journey


@pytest.mark.slow
def test_frames_go_into_the_picture(pictures: Pictures, network: Network) -> None:
    picture = pictures("cat", 48, 32)
    options = DreamOptions(**QUICK)
    frames = [result.pixels for result in dream_frames(picture, 3, 1.2, options, network=network)]
    assert len(frames) == 3
    assert frames[0].tobytes() == dream(picture, options, network=network).pixels.tobytes()
    assert frames[1].tobytes() == dream(zoomed(frames[0], 1.2), options, network=network).pixels.tobytes()


# Ends before the end


def test_interrupted_keeps_what_there_is(quick: Callable[..., Result], pictures: Pictures) -> None:
    def interrupt(progress: Progress) -> None:
        if progress.evaluation == 6:
            raise Interrupted

    result = quick(on_progress=interrupt)
    assert result.stopped
    assert result.report["evaluations"] == 6
    assert [octave["steps"] for octave in result.report["octaves"]] == [4, 2]
    assert np.abs(result.pixels - pictures("cat", 48, 32)).mean() > 0.005


@pytest.mark.parametrize("guided", [False, True])
def test_interrupted_before_it_began(
    guided: bool, quick: Callable[..., Result], network: Network, pictures: Pictures
) -> None:
    network.interrupt()
    try:
        result = quick(guide=pictures("coffee", 40, 30) if guided else None)
    finally:
        network.resume()
    assert result.stopped
    assert result.report["evaluations"] == 0
    assert result.pixels == pytest.approx(pictures("cat", 48, 32), abs=1e-6)


# What cannot be used


@pytest.mark.parametrize("shape", [(40, 40), (40, 40, 2), (0, 40, 3)])
def test_pictures_that_cannot_be_used(shape: tuple[int, ...], quick: Callable[..., Result]) -> None:
    with pytest.raises(InputError, match="The picture"):
        quick(np.zeros(shape, np.float32))
    with pytest.raises(InputError, match="The guide"):
        quick(guide=np.zeros(shape, np.float32))


@pytest.mark.parametrize(
    ("option", "value", "allowed"),
    [
        ("layer", "conv6_1", "it is one of conv1_1, conv1_2,"),
        ("strength", 101.0, "it lies in 0 to 100 %"),
        ("octaves", 0, "it lies in 1 to 12"),
        ("octave_scale", 1.0, "it lies in 1.1 to 2"),
        ("channels", "512", "it is numbers from 0 to 511 and ranges of them, such as 3,40-47"),
    ],
)
def test_options_that_cannot_be_used(option: str, value: Any, allowed: str, quick: Callable[..., Result]) -> None:
    with pytest.raises(OptionError, match=f"Option '{option}' cannot be .*{allowed}"):
        quick(**{option: value})


# Memory


# The layer that needs the most memory for a pixel, guided; in a process of its own, whose peak is the dream's.
HUNGRY = """
import numpy as np
import engine
picture = np.random.default_rng(0).random((512, 512, 4), np.float32)
options = engine.DreamOptions(layer="conv1_2", octaves=1, steps=1, memory_limit=600)
print(engine.dream(picture, options, picture).report["peak_memory_bytes"])
"""


@pytest.mark.slow
def test_the_memory_limit_holds() -> None:
    ended = subprocess.run([sys.executable, "-c", HUNGRY], capture_output=True, text=True)
    assert ended.stderr == ""
    assert plan(512, 512, DreamOptions(layer="conv1_2", octaves=1, memory_limit=600)).core is not None
    assert int(ended.stdout) <= 600 << 20


def test_a_failure_keeps_the_dream_so_far(quick: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    compute, count = DreamObjective.value_and_gradient, itertools.count(1)

    def failing(*arguments: Any) -> Any:
        if next(count) > 6:
            raise MemoryError
        return compute(*arguments)

    monkeypatch.setattr(DreamObjective, "value_and_gradient", failing)
    result = quick()
    assert result.stopped
    assert result.failure and result.failure.code == "out-of-memory"
    assert result.report["evaluations"] == 6
    count = itertools.count(10)
    with pytest.raises(MemoryError):
        quick()


# Going on with a dream that was killed


class _Killed(BaseException):
    pass


def test_a_killed_dream_goes_on_to_the_same_numbers(pictures: Pictures, network: Network, tmp_path: Path) -> None:
    """Killed in the second octave of the second of three frames; what was done before is not computed again."""
    picture, options = pictures("cat", 48, 32), DreamOptions(**QUICK)

    def new() -> Checkpoint:
        return Checkpoint(tmp_path / "kept", lambda _: {}, least_seconds=0)

    whole = list(dream_frames(picture, 3, 1.1, options, network=network))
    seen: list[Progress] = []

    def kill(progress: Progress) -> None:
        seen.append(progress)
        if len(seen) == 12 + 6:
            raise _Killed

    first = new()
    with pytest.raises(_Killed):
        list(dream_frames(picture, 3, 1.1, options, None, kill, network=network, checkpoint=first))
    first.close()
    second = new()
    assert second.take_up()
    begun = second.restore_frame()
    assert begun is not None and second.frame == 1
    rest = list(dream_frames(begun, 2, 1.1, options, network=network, checkpoint=second))
    for expected, found in zip(whole[1:], rest, strict=True):
        assert np.array_equal(expected.pixels, found.pixels)
        assert _without_times(expected.report) == _without_times(found.report)
    second.remove()
    assert list(tmp_path.iterdir()) == []


def _without_times(report: dict[str, Any]) -> list[Any]:
    return [(octave["size"], octave["steps"], octave["objective"]) for octave in report["octaves"]]
