"""Frames of many pixel formats against closed forms and FFmpeg's scaler."""

from __future__ import annotations

import av
import numpy as np
import pytest

from engine.media.yuv import Coding, coding_of, from_rgb, to_rgb

from .clips import crop

HD, SD = Coding(1, full=False), Coding(6, full=False)


def flat(red: float, green: float, blue: float) -> np.ndarray:
    return np.full((4, 6, 3), (red, green, blue), np.float32)


def steps(frame: av.VideoFrame) -> list[int]:
    """The first sample of each plane."""
    kind = np.uint8 if frame.format.components[0].bits == 8 else np.dtype("<u2")
    return [int(np.frombuffer(bytes(plane), kind)[0]) for plane in frame.planes]


@pytest.mark.parametrize(
    ("coding", "layout", "expected"),
    [
        (HD, "yuv420p", [63, 102, 240]),
        (SD, "yuv420p", [81, 90, 240]),
        (Coding(1, full=True), "yuv444p", [54, 99, 255]),
        (Coding(9, full=False), "yuv420p10le", [294, 387, 960]),
    ],
)
def test_red_has_the_values_of_the_standard(coding: Coding, layout: str, expected: list[int]) -> None:
    assert steps(from_rgb(flat(1, 0, 0), layout, coding)) == expected


def test_white_and_black_take_the_limited_range() -> None:
    assert steps(from_rgb(flat(1, 1, 1), "yuv420p", HD)) == [235, 128, 128]
    assert steps(from_rgb(flat(0, 0, 0), "yuv420p10le", HD)) == [64, 512, 512]


@pytest.mark.parametrize(("layout", "bound"), [("yuv444p", 0.9), ("yuv444p10le", 0.23), ("yuv444p12le", 0.06)])
@pytest.mark.parametrize("coding", [HD, SD, Coding(9, full=True)])
def test_full_chroma_comes_back_but_for_rounding(layout: str, bound: float, coding: Coding) -> None:
    pixels = crop(0).astype(np.float32) / 255
    difference = np.abs(to_rgb(from_rgb(pixels, layout, coding), coding) - pixels).max() * 255
    assert difference < bound * 2


@pytest.mark.parametrize("layout", ["yuv420p", "yuv422p", "yuv420p10le", "yuva420p"])
@pytest.mark.parametrize("size", [(96, 64), (97, 65)])
def test_smooth_colours_survive_subsampling(layout: str, size: tuple[int, int]) -> None:
    across, down = np.meshgrid(np.linspace(0, 1, size[0]), np.linspace(0, 1, size[1]))
    pixels = np.stack([across, down, 1 - across, 0.5 + 0.5 * down], axis=2).astype(np.float32)
    pixels = pixels if "a" in layout else pixels[..., :3]
    back = to_rgb(from_rgb(pixels, layout, HD), HD)
    assert back.shape == pixels.shape
    inner = np.abs(back - pixels)[2:-2, 2:-2] * 255
    assert inner.max() < 1.8
    assert abs(float((back - pixels)[2:-2, 2:-2].mean())) * 255 < 0.1


@pytest.mark.parametrize("layout", ["rgb24", "bgr24", "gbrp", "rgba", "nv12", "yuyv422", "yuv411p", "p010le", "gray"])
def test_other_formats_agree_with_ffmpegs_scaler(layout: str) -> None:
    frame = av.VideoFrame.from_ndarray(crop(0), format="rgb24").reformat(format=layout, dst_colorspace=5)
    expected = frame.reformat(format="rgb24", src_colorspace=5, dst_color_range=2).to_ndarray().astype(np.float32)
    shown = to_rgb(frame, Coding(6, full=layout == "gray"))[..., :3] * 255
    assert np.abs(shown.clip(0, 255) - expected).mean() < 2.0


@pytest.mark.parametrize("layout", ["gbrp", "gbrap", "rgba", "bgr24"])
def test_eight_bits_of_rgb_are_exact(layout: str) -> None:
    frame = av.VideoFrame.from_ndarray(crop(0), format="rgb24").reformat(format=layout)
    np.testing.assert_allclose(to_rgb(frame, HD)[..., :3] * 255, crop(0), atol=1e-4)


def test_sixteen_bits_of_rgb_are_exact() -> None:
    deep = crop(0).astype(np.uint16) * 257
    pixels = to_rgb(av.VideoFrame.from_ndarray(deep, format="rgb48le"), HD)
    np.testing.assert_allclose(pixels * 65535, deep, atol=0.01)


def test_ten_bits_of_rgb_reach_white() -> None:
    frame = av.VideoFrame(32, 4, "gbrp10le")
    for plane, value in zip(frame.planes, (1023, 512, 0), strict=True):
        plane.update(np.full(plane.buffer_size // 2, value, "<u2").tobytes())
    np.testing.assert_allclose(to_rgb(frame, HD)[0, 0], [0, 1, 512 / 1023], atol=1e-6)


def test_a_palette_keeps_its_transparent_colour() -> None:
    palette = np.zeros((256, 4), np.uint8)
    palette[1] = (255, 10, 20, 30)
    frame = av.VideoFrame.from_ndarray((np.eye(4, dtype=np.uint8), palette), format="pal8")  # type: ignore[arg-type]
    pixels = to_rgb(frame, HD)
    np.testing.assert_allclose(pixels[0, 0] * 255, [10, 20, 30, 255], atol=0.5)
    assert pixels[0, 1, 3] == 0


def test_without_a_tag_the_size_decides_as_players_do() -> None:
    assert coding_of(2, False, 1920, 1080).matrix == 1
    assert coding_of(2, False, 720, 576).matrix == 6
    assert coding_of(9, True, 320, 240) == Coding(9, full=True)
