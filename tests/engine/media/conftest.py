"""Clips that several tests read, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from .clips import Recipe, animation, video, with_subtitles


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where they are; tests write into their own folder."""
    return tmp_path_factory.mktemp("clips")


@pytest.fixture(scope="session")
def mp4(folder: Path) -> Path:
    """H.264 and AAC, 12 frames at 25 a second."""
    return video(folder / "plain.mp4")


@pytest.fixture(scope="session")
def mkv(folder: Path) -> Path:
    """The same with subtitles, key frames every 5 frames, in whole milliseconds."""
    from fractions import Fraction

    unit = Fraction(1, 1000)
    recipe = Recipe(unit=unit, stamps=range(0, 480, 40), options=(("g", "5"),), chapters=False)
    return with_subtitles(folder / "subtitles.mkv", video(folder / "short.mkv", recipe))


@pytest.fixture(scope="session")
def uneven(folder: Path) -> Path:
    """Frames of variable duration."""
    stamps = [0, 512, 768, 1792, 2492, 3004, 3260, 4284, 4984, 5496, 5752, 6776]
    return video(folder / "uneven.mp4", Recipe(stamps=stamps))


@pytest.fixture(scope="session")
def gif(folder: Path) -> Path:
    """With a moving hole and different delays."""
    return animation(folder / "hole.gif")
