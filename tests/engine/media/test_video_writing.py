"""Videos are written with the pictures, times, colours and depth they had."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from engine.media import open_clip, write_clip
from engine.media.video_reading import read_facts
from engine.media.video_writing import plan_video, try_video

from .clips import HEIGHT, WIDTH, Recipe, animation, crop, holed, tags, turned, video

MILLISECOND = Fraction(1, 1000)


def repainted(source: Path, path: Path, quality: int = 80) -> Path:
    """The same frames, written anew."""
    with open_clip(source) as clip:
        write_clip(path, source, (frame.pixels for frame in clip), clip.timing(), quality=quality)
    return path


def differences(one: Path, two: Path) -> list[float]:
    """Mean differences of the frames of two clips, in steps of 1/255."""
    pairs = zip(open_clip(one), open_clip(two), strict=True)
    return [float(np.abs(first.pixels - second.pixels).mean()) * 255 for first, second in pairs]


@pytest.mark.parametrize("suffix", [".mp4", ".mov"])
@pytest.mark.parametrize("name", ["mp4", "uneven"])
def test_every_frame_keeps_its_time(name: str, suffix: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    source = request.getfixturevalue(name)
    result = repainted(source, tmp_path / f"out{suffix}")
    assert open_clip(result).timing() == open_clip(source).timing()
    assert max(differences(source, result)) < 3


def test_matroska_keeps_times_that_are_milliseconds(mkv: Path, tmp_path: Path) -> None:
    result = repainted(mkv, tmp_path / "out.mkv")
    assert open_clip(result).timing() == open_clip(mkv).timing()
    assert open_clip(result).rate == 25


def test_the_last_delay_of_an_animation_survives_in_a_video(gif: Path, tmp_path: Path) -> None:
    result = repainted(gif, tmp_path / "out.mp4")
    assert open_clip(result).timing() == open_clip(gif).timing()


@pytest.mark.parametrize("colour", [(1, 1, 1, 1), (6, 6, 6, 1), (1, 13, 1, 2), (9, 14, 9, 1), (2, 2, 2, 1)])
def test_colours_keep_their_tags_and_values(tmp_path: Path, colour: tuple[int, int, int, int]) -> None:
    source = video(tmp_path / "in.mp4", Recipe(count=2, colour=colour, sound=""))
    result = repainted(source, tmp_path / "out.mp4", quality=100)
    assert tags(result) == tags(source)
    assert tags(source)[:3] == colour[:3]
    assert max(differences(source, result)) < 2


@pytest.mark.parametrize("transfer", [16, 18])
def test_high_dynamic_range_keeps_its_tags_and_ten_bits(tmp_path: Path, transfer: int) -> None:
    recipe = Recipe(count=2, codec="libx265", layout="yuv420p10le", colour=(9, transfer, 9, 1), sound="")
    source = video(tmp_path / "in.mp4", recipe)
    result = repainted(source, tmp_path / "out.mp4", quality=100)
    assert tags(result) == (9, transfer, 9, 1)
    assert (read_facts(result).depth, read_facts(result).layout) == (10, "yuv420p10le")
    assert max(differences(source, result)) < 6


def test_ten_bits_stay_finer_than_eight(tmp_path: Path) -> None:
    ramp = np.tile(np.linspace(0.4, 0.45, WIDTH, dtype=np.float32), (HEIGHT, 1))[..., None].repeat(3, 2)
    deep = video(tmp_path / "deep.mkv", Recipe(count=2, codec="libx265", layout="yuv420p10le"))
    values = {}
    for depth, like in ((10, deep), (8, video(tmp_path / "plain.mkv", Recipe(count=2)))):
        path = tmp_path / f"out{depth}.mkv"
        write_clip(path, like, iter([ramp]), open_clip(like).timing()[:1], quality=100)
        values[depth] = len(np.unique(next(iter(open_clip(path))).pixels[HEIGHT // 2, :, 1].round(5)))
    assert values[10] > 2.5 * values[8]


@pytest.mark.parametrize(("matrix", "sides"), [((0, 1, -1, 0), (HEIGHT, WIDTH)), ((-1, 0, 0, -1), (WIDTH, HEIGHT))])
def test_a_phones_clip_is_written_upright(
    mp4: Path, tmp_path: Path, matrix: tuple[int, int, int, int], sides: tuple[int, int]
) -> None:
    source = turned(tmp_path / "phone.mp4", mp4, matrix)
    result = repainted(source, tmp_path / "out.mp4")
    facts = read_facts(result)
    assert (facts.width, facts.height, facts.orientation.turns) == (*sides, 0)
    assert max(differences(source, result)) < 3


def test_pixels_that_are_no_squares_stay_so(tmp_path: Path) -> None:
    source = video(tmp_path / "in.mp4", Recipe(count=2, aspect=Fraction(4, 3)))
    assert read_facts(repainted(source, tmp_path / "out.mp4")).aspect == Fraction(4, 3)


def test_odd_sides_are_kept_by_vp9_and_padded_for_h264(tmp_path: Path) -> None:
    recipe = Recipe(count=2, width=95, height=63, codec="libvpx-vp9", sound="", unit=MILLISECOND, stamps=[0, 40])
    source = video(tmp_path / "in.webm", recipe)
    kept, padded = read_facts(repainted(source, tmp_path / "out.webm")), repainted(source, tmp_path / "out.mp4")
    assert (kept.width, kept.height, kept.codec) == (95, 63, "vp9")
    pixels = next(iter(open_clip(padded))).pixels
    assert pixels.shape == (64, 96, 3)
    assert np.abs(pixels[:63, :95] * 255 - crop(0, 95, 63)).mean() < 6
    assert np.abs(pixels[:, 95] - pixels[:, 94]).mean() * 255 < 6


def test_odd_sides_are_kept_with_full_chroma(tmp_path: Path) -> None:
    source = video(tmp_path / "in.mp4", Recipe(count=2, width=95, height=63, layout="yuv444p"))
    facts = read_facts(repainted(source, tmp_path / "out.mp4"))
    assert (facts.width, facts.height, facts.layout) == (95, 63, "yuv444p")


@pytest.mark.parametrize("suffix", [".webm", ".mkv", ".mov"])
def test_transparency_is_kept_where_the_container_can(tmp_path: Path, suffix: str) -> None:
    source = animation(tmp_path / "in.png")
    frame = next(iter(open_clip(repainted(source, tmp_path / f"out{suffix}", quality=95))))
    assert frame.pixels.shape == (HEIGHT, WIDTH, 4)
    assert np.abs(frame.pixels[..., 3] * 255 - holed(0)[..., 3]).mean() < 4


def test_transparency_is_white_where_it_cannot(tmp_path: Path) -> None:
    source = animation(tmp_path / "in.png")
    pixels = next(iter(open_clip(repainted(source, tmp_path / "out.mp4")))).pixels
    assert pixels[24:36, 56:74].min() > 0.97


def test_a_higher_quality_is_nearer_and_larger(mp4: Path, tmp_path: Path) -> None:
    results = [repainted(mp4, tmp_path / f"{quality}.mp4", quality) for quality in (30, 95)]
    assert results[0].stat().st_size < results[1].stat().st_size
    assert np.mean(differences(mp4, results[1])) < 0.6 * np.mean(differences(mp4, results[0]))


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
@pytest.mark.parametrize("codec", ["libx264", "libx265", "libvpx-vp9", "libsvtav1"])
def test_the_same_frames_give_the_same_bytes(
    tmp_path: Path, codec: str, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SVT_LOG", "1")
    recipe = Recipe(count=6, codec=codec, unit=MILLISECOND, stamps=range(0, 240, 40))
    source = video(tmp_path / f"in{suffix}", recipe)
    results = []
    for attempt in range(4):
        # Encoders that round by where a picture lies in memory are caught by moving it.
        moved = [np.zeros(997 * (attempt + 1)) for _ in range(9)]
        results.append(repainted(source, tmp_path / f"{attempt}{suffix}").read_bytes())
        del moved
    assert len(set(results)) == 1


def test_frames_are_taken_one_by_one(mp4: Path, tmp_path: Path) -> None:
    alive: list[weakref.ref[np.ndarray]] = []
    most = 0

    def frames() -> Iterator[np.ndarray]:
        nonlocal most
        for frame in open_clip(mp4):
            pixels = frame.pixels.copy()
            alive.append(weakref.ref(pixels))
            most = max(most, sum(reference() is not None for reference in alive))
            yield pixels
            del pixels

    write_clip(tmp_path / "out.mp4", mp4, frames(), open_clip(mp4).timing())
    assert len(alive) == 12
    assert most <= 3


def test_a_trial_says_what_is_left_out(mp4: Path, tmp_path: Path) -> None:
    timing = open_clip(mp4).timing()
    plan = plan_video(tmp_path / "out.mp4", mp4, "mp4", (HEIGHT, WIDTH, 3), timing, 80, True)
    assert try_video(plan, timing) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("codec", ["libx264", "libx265"])
@pytest.mark.parametrize("count", [1, 2, 3, 5, 20])
def test_few_frames_and_many_keep_their_times(tmp_path: Path, codec: str, count: int) -> None:
    source = video(tmp_path / "in.mp4", Recipe(count=count, codec=codec, sound="", chapters=False))
    assert open_clip(repainted(source, tmp_path / "out.mp4")).timing() == open_clip(source).timing()
    assert len(open_clip(source).timing()) == count
