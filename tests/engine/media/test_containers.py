"""Suffixes, qualities and encoders."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import InputError
from engine.media.containers import container_of, encoder_for, quality_number


def test_the_suffix_names_the_container() -> None:
    names = {".mp4": "mp4", ".MOV": "mov", ".mkv": "matroska", ".webm": "webm", ".gif": "gif", ".png": "apng"}
    assert {suffix: container_of(Path(f"x{suffix}")) for suffix in names} == names


def test_an_unknown_suffix_lists_the_known_ones() -> None:
    with pytest.raises(InputError, match="not known by its suffix") as caught:
        container_of(Path("x.avi"))
    assert ".mp4" in caught.value.hint
    assert ".webm" in caught.value.hint


@pytest.mark.parametrize(("quality", "number"), [(1, 1), (100, 100), ("good", 80), ("draft", 55), ("90", 90)])
def test_a_quality_is_a_number_or_a_name(quality: int | str, number: int) -> None:
    assert quality_number(quality) == number


@pytest.mark.parametrize("quality", [0, 101, "fine", "-3"])
def test_other_qualities_are_refused(quality: int | str) -> None:
    with pytest.raises(InputError, match="is no quality") as caught:
        quality_number(quality)
    assert "draft, good, best" in caught.value.hint


@pytest.mark.parametrize(
    ("container", "codec", "layout", "depth", "alpha", "name", "coded"),
    [
        ("mp4", "h264", "yuv420p", 8, False, "libx264", "yuv420p"),
        ("mp4", "mpeg2video", "yuv422p", 8, False, "libx264", "yuv422p"),
        ("mp4", "h264", "yuv420p10le", 10, False, "libx265", "yuv420p10le"),
        ("mp4", "hevc", "yuv420p", 8, False, "libx265", "yuv420p"),
        ("mp4", "vp9", "yuv420p", 8, False, "libx264", "yuv420p"),
        ("mp4", "av1", "yuv420p10le", 10, False, "libsvtav1", "yuv420p10le"),
        ("mp4", "", "rgb24", 8, True, "libx264", "yuv420p"),
        ("matroska", "vp9", "yuv444p", 8, False, "libvpx-vp9", "yuv444p"),
        ("webm", "h264", "yuv420p", 8, False, "libvpx-vp9", "yuv420p"),
        ("webm", "hevc", "yuv420p10le", 10, False, "libsvtav1", "yuv420p10le"),
        ("webm", "", "rgb24", 8, True, "libvpx-vp9", "yuva420p"),
        ("mov", "prores", "yuva444p12le", 10, True, "prores_ks", "yuva444p10le"),
    ],
)
def test_the_source_and_the_container_choose_the_encoder(
    container: str, codec: str, layout: str, depth: int, alpha: bool, name: str, coded: str
) -> None:
    encoder = encoder_for(container, codec, layout, depth, alpha, 80, True)
    assert (encoder.name, encoder.layout, encoder.has_alpha) == (name, coded, alpha and container != "mp4")


def test_sides_must_be_even_where_chroma_is_halved() -> None:
    assert encoder_for("mp4", "h264", "yuv420p", 8, False, 80, True).even
    assert not encoder_for("mp4", "h264", "yuv444p", 8, False, 80, True).even
    assert not encoder_for("webm", "vp9", "yuv420p", 8, False, 80, True).even


def test_a_higher_quality_has_a_lower_rate_factor() -> None:
    factors = [
        float(encoder_for("mp4", "h264", "yuv420p", 8, False, quality, True).options["crf"])
        for quality in (1, 55, 80, 100)
    ]
    assert factors == pytest.approx([46.6, 25, 15, 7])
