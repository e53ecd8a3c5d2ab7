"""GIF, WebP and PNG animations: exact timing, composed frames, transparency."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.errors import InputError
from engine.media.animation_reading import Animation, is_animation

from .clips import DELAYS, HEIGHT, WIDTH, animation, crop, holed


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".png"])
def test_frames_have_their_delays(tmp_path: Path, suffix: str) -> None:
    source = Animation(animation(tmp_path / f"clip{suffix}"))
    assert (source.width, source.height, source.depth, source.count, source.loops) == (WIDTH, HEIGHT, 8, 6, 2)
    assert [duration for _, duration in source.index()] == [Fraction(delay, 1000) for delay in DELAYS]
    assert [time for time, _ in source.index()] == [Fraction(sum(DELAYS[:index]), 1000) for index in range(6)]
    assert source.rate == Fraction(6000, sum(DELAYS)).limit_denominator(1001)


@pytest.mark.parametrize("suffix", [".webp", ".png"])
def test_frames_are_the_pictures_with_their_transparency(tmp_path: Path, suffix: str) -> None:
    source = Animation(animation(tmp_path / f"clip{suffix}"))
    assert source.has_alpha
    for frame in source.frames(0, None):
        expected = holed(frame.index)
        shown = np.round(frame.pixels * 255)
        assert np.array_equal(shown[..., 3], expected[..., 3])
        seen = expected[..., 3] > 0
        assert np.array_equal(shown[..., :3][seen], expected[..., :3][seen])


def test_a_gifs_frames_are_composed(gif: Path) -> None:
    frames = list(Animation(gif).frames(2, 5))
    assert [frame.index for frame in frames] == [2, 3, 4]
    for frame in frames:
        assert np.array_equal(frame.pixels[..., 3] > 0, holed(frame.index)[..., 3] > 0)


def test_an_opaque_animation_has_three_channels(tmp_path: Path) -> None:
    source = Animation(animation(tmp_path / "clip.png", alpha=False))
    assert not source.has_alpha
    assert np.array_equal(np.round(next(source.frames(0, 1)).pixels * 255), crop(0))


def test_a_delay_of_png_is_an_exact_fraction(tmp_path: Path) -> None:
    source = Animation(animation(tmp_path / "clip.png", delays=[1000 / 3, 1001 / 30, 1000 / 3]))
    assert [duration for _, duration in source.index()] == [Fraction(1, 3), Fraction(1001, 30000), Fraction(1, 3)]


def test_no_delay_is_a_tenth_as_browsers_show_it(tmp_path: Path) -> None:
    source = Animation(animation(tmp_path / "clip.gif", delays=[0, 0, 0]))
    assert [time for time, _ in source.index()] == [0, Fraction(1, 10), Fraction(1, 5)]


def test_the_picture_for_programs_without_animation_is_no_frame(tmp_path: Path) -> None:
    path = tmp_path / "clip.png"
    frames = [Image.fromarray(crop(index)) for index in range(3)]
    frames[0].save(path, save_all=True, append_images=frames[1:], default_image=True, duration=50)
    source = Animation(path)
    assert source.count == 2
    assert np.array_equal(np.round(next(source.frames(0, 1)).pixels * 255), crop(1))


def test_a_still_picture_is_no_animation(tmp_path: Path, samples: Path, mp4: Path, gif: Path) -> None:
    Image.fromarray(crop(0)).save(tmp_path / "still.png")
    (tmp_path / "text.gif").write_text("text")
    assert not is_animation(tmp_path / "still.png")
    assert not is_animation(tmp_path / "text.gif")
    assert not is_animation(samples / "content" / "cat.jpg")
    assert not is_animation(mp4)
    assert is_animation(gif)


@pytest.mark.parametrize("suffix", [".gif", ".png"])
def test_damage_is_found_before_the_first_frame_is_used(tmp_path: Path, suffix: str) -> None:
    path = animation(tmp_path / f"clip{suffix}")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(InputError, match=r"damaged"):
        _ = Animation(path).has_alpha
