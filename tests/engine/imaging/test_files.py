"""Reading and writing pictures: every kind of file, its colours, depth, orientation and metadata, and every refusal."""

from __future__ import annotations

import errno
import functools
import io
import logging
import os
import struct
import zlib
from dataclasses import replace
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageOps

from engine.errors import InputError
from engine.imaging import Picture, check_writable, read_image, write_image

SAMPLES = Path(__file__).parents[3] / "samples"
RNG = np.random.default_rng(7)
RGB8 = RNG.integers(0, 256, (21, 34, 3), np.uint8)
RGBA16 = RNG.integers(0, 65536, (21, 34, 4), np.uint16)
P3_PRIMARIES = [0.680, 0.320, 0.265, 0.690, 0.150, 0.060]


@functools.cache  # a profile carries the second in which it was made
def srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@functools.cache
def adobe_rgb() -> bytes:
    return bytes(imagecodecs.cms_profile("adobergb"))


@functools.cache
def display_p3() -> bytes:
    """The primaries and white of Display P3 with a plain power curve, which is harder on the shadows than its own."""
    white = [0.3127, 0.3290]
    return bytes(imagecodecs.cms_profile("rgb", whitepoint=white, primaries=P3_PRIMARIES, gamma=2.2))


@functools.cache
def gray_profile() -> bytes:
    return bytes(imagecodecs.cms_profile("gray", gamma=1.8))


def in_profile(pixels: np.ndarray, profile: bytes) -> np.ndarray:
    """sRGB 0..1 -> 0..1 in an RGB profile, by LittleCMS itself."""
    srgb = bytes(imagecodecs.cms_profile("srgb"))
    converted = imagecodecs.cms_transform(pixels, srgb, profile, colorspace="rgb", outcolorspace="rgb")
    return np.clip(converted, 0, 1)


def saved(path: Path, image: Image.Image, **options: object) -> Path:
    image.save(path, **options)
    return path


# Formats and modes


def test_reads_the_samples() -> None:
    for file in sorted(SAMPLES.rglob("*.jpg")):
        picture = read_image(file)
        with Image.open(file) as image:
            assert picture.pixels.shape == (image.height, image.width, 3)
            assert np.array_equal(np.rint(picture.pixels * 255), np.asarray(image.convert("RGB")))
        assert (picture.format, picture.depth, picture.gray) == ("JPEG", 8, False)


@pytest.mark.parametrize("suffix", ["png", "tif", "bmp", "gif", "ppm", "tga"])
def test_lossless_8_bit_formats(tmp_path: Path, suffix: str) -> None:
    colours = RGB8 // 128 * 255  # few enough for GIF's palette
    picture = read_image(saved(tmp_path / f"a.{suffix}", Image.fromarray(colours)))
    assert picture.pixels.dtype == np.float32
    assert np.array_equal(picture.pixels, colours.astype(np.float32) / 255)
    assert (picture.depth, picture.profile) == (8, None)


@pytest.mark.parametrize(
    ("mode", "gray", "channels"), [("1", True, 3), ("L", True, 3), ("LA", True, 4), ("P", False, 3)]
)
def test_modes_of_png(tmp_path: Path, mode: str, gray: bool, channels: int) -> None:
    image = Image.fromarray(RGB8).convert(mode)
    picture = read_image(saved(tmp_path / "a.png", image))
    assert (picture.gray, picture.pixels.shape[2], picture.mode) == (gray, channels, mode)
    assert np.array_equal(np.rint(picture.pixels[..., :3] * 255), np.asarray(image.convert("RGB")))


def test_palette_and_key_transparency_become_alpha(tmp_path: Path) -> None:
    palette = Image.new("P", (2, 1))
    palette.putpalette([255, 0, 0, 0, 0, 255])
    palette.putpixel((1, 0), 1)
    for file in (
        saved(tmp_path / "p.png", palette, transparency=b"\x00\x80"),
        saved(tmp_path / "p.gif", palette, transparency=0),
        saved(tmp_path / "rgb.png", palette.convert("RGB"), transparency=(255, 0, 0)),
    ):
        alpha = read_image(file).pixels[0, :, 3]
        assert alpha[0] == 0
        assert alpha[1] == pytest.approx(128 / 255 if file.name == "p.png" else 1)
    gray = saved(tmp_path / "l.png", Image.fromarray(np.array([[9, 50]], np.uint8)), transparency=9)
    assert read_image(gray).pixels[0, :, 3].tolist() == [0, 1]


def test_16_bit_png_keeps_every_step(tmp_path: Path) -> None:
    for channels in (1, 2, 3, 4):
        samples = np.ascontiguousarray(RGBA16[..., 0] if channels == 1 else RGBA16[..., :channels])
        (tmp_path / "a.png").write_bytes(imagecodecs.png_encode(samples))
        picture = read_image(tmp_path / "a.png")
        assert (picture.depth, picture.gray) == (16, channels < 3)
        write_image(tmp_path / "b.png", picture.pixels, picture)
        assert np.array_equal(imagecodecs.png_decode((tmp_path / "b.png").read_bytes()), samples)


@pytest.mark.parametrize("dtype", [np.uint16, np.uint32, np.float16, np.float32, np.float64])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("planar", ["contig", "separate"])
def test_deep_tiff(tmp_path: Path, dtype: type[np.generic], channels: int, planar: str) -> None:
    wanted = RGBA16[..., :channels].astype(np.float64) / 65535
    scale = np.iinfo(dtype).max if np.issubdtype(dtype, np.integer) else 1
    stored = np.squeeze((wanted * scale).astype(dtype))
    options = {"photometric": "rgb" if channels > 2 else "minisblack"}
    if channels > 1:
        options |= {"planarconfig": planar}
        stored = np.moveaxis(stored, -1, 0) if planar == "separate" else stored
    alpha = ["unassalpha"] if channels in (2, 4) else None
    tifffile.imwrite(tmp_path / "a.tif", stored, extrasamples=alpha, **options)
    picture = read_image(tmp_path / "a.tif")
    assert picture.depth == (16 if dtype == np.uint16 else 32)
    first, last = picture.pixels[..., 0], picture.pixels[..., -1]
    tolerance = 1e-3 if dtype == np.float16 else 1e-6
    assert np.abs(first - wanted[..., 0]).max() < tolerance
    assert np.abs(last - wanted[..., -1]).max() < tolerance


def test_tiff_white_is_zero_premultiplied_and_12_bit(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "w.tif", np.array([[0, 65535]], np.uint16), photometric="miniswhite")
    assert read_image(tmp_path / "w.tif").pixels[0, :, 0].tolist() == [1, 0]
    half = np.array([[[16384, 8192, 0, 32768]]], np.uint16)
    tifffile.imwrite(tmp_path / "p.tif", half, photometric="rgb", extrasamples=["assocalpha"])
    assert read_image(tmp_path / "p.tif").pixels[0, 0] == pytest.approx([0.5, 0.25, 0, 0.5], abs=1e-4)
    tifffile.imwrite(tmp_path / "n.tif", np.array([[np.nan, 2.0, -1.0]], np.float32), photometric="minisblack")
    assert read_image(tmp_path / "n.tif").pixels[0, :, 0].tolist() == [0, 1, 0]


def test_16_bit_gray_through_pillow(tmp_path: Path) -> None:
    (tmp_path / "a.pgm").write_bytes(b"P5 2 1 65535\n" + struct.pack(">2H", 0x1234, 65535))
    picture = read_image(tmp_path / "a.pgm")
    assert (picture.depth, picture.gray) == (16, True)
    assert picture.pixels[0, 0, 0] == pytest.approx(0x1234 / 65535)


def test_cmyk_jpeg_becomes_colours(tmp_path: Path) -> None:
    image = Image.new("CMYK", (8, 8), (0, 255, 255, 0))
    picture = read_image(saved(tmp_path / "a.jpg", image, quality=100))
    assert picture.pixels[4, 4] == pytest.approx([1, 0, 0], abs=0.02)
    assert (picture.mode, picture.profile) == ("CMYK", None)


def test_first_frame_of_an_animation_with_a_note(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    file = saved(tmp_path / "a.gif", frames[0], save_all=True, append_images=frames[1:])
    with caplog.at_level(logging.INFO):
        assert read_image(file).pixels[0, 0].tolist() == [1, 0, 0]
    assert "2 pictures" in caplog.text


# Orientation and EXIF


def exif_block(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x8298] = orientation, "Maker", "© Someone"
    exif[0x011A], exif[0x011B], exif[0x0128] = 300.0, 300.0, 2
    exif[0x8769] = {0x9003: "2024:05:06 07:08:09"}
    exif[0x8825] = {1: "N"}
    return exif


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("suffix", ["png", "tif", "webp"])
def test_orientation_is_applied(tmp_path: Path, suffix: str, orientation: int) -> None:
    image = Image.fromarray(RGB8)
    options = {"lossless": True} if suffix == "webp" else {}
    file = saved(tmp_path / f"a.{suffix}", image, exif=exif_block(orientation).tobytes(), **options)
    image.getexif()[0x0112] = orientation
    picture = read_image(file)
    assert np.array_equal(np.rint(picture.pixels * 255), np.asarray(ImageOps.exif_transpose(image)))
    again = Image.Exif()
    again.load(picture.exif)
    assert again[0x0112] == 1


def test_orientation_of_deep_files(tmp_path: Path) -> None:
    deep = RGBA16[..., :3]
    tifffile.imwrite(tmp_path / "a.tif", deep, photometric="rgb", extratags=[(274, 3, 1, 6, True)])
    assert np.array_equal(np.rint(read_image(tmp_path / "a.tif").pixels * 65535), np.rot90(deep, -1))
    like = Picture(np.zeros(0), depth=16, exif=exif_block(6).tobytes())
    write_image(tmp_path / "a.png", deep.astype(np.float32) / 65535, like)
    assert np.array_equal(np.rint(read_image(tmp_path / "a.png").pixels * 65535), np.rot90(deep, -1))


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif"])
@pytest.mark.parametrize("depth", [8, 16])
def test_exif_survives(tmp_path: Path, suffix: str, depth: int) -> None:
    source = read_image(saved(tmp_path / "in.jpg", Image.fromarray(RGB8), exif=exif_block(6)))
    out = tmp_path / f"out.{suffix}"
    write_image(out, source.pixels, replace(source, depth=depth))
    exif = Image.Exif()
    exif.load(read_image(out).exif)
    assert (exif[0x0112], exif[0x010F], float(exif[0x011A])) == (1, "Maker", 300)
    assert exif.get_ifd(0x8769)[0x9003] == "2024:05:06 07:08:09"
    assert exif.get_ifd(0x8825)[1] == "N"
    assert read_image(out).pixels.shape == (34, 21, 3)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_exif_thumbnail_is_left_out_and_broken_exif_tolerated(tmp_path: Path) -> None:
    exif = exif_block()
    exif._ifds[1] = {0x0201: 0, 0x0202: 4}
    picture = read_image(saved(tmp_path / "a.jpg", Image.fromarray(RGB8), exif=exif))
    again = Image.Exif()
    again.load(picture.exif)
    assert not again.get_ifd(1)
    file = saved(tmp_path / "b.jpg", Image.fromarray(RGB8), exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff junk")
    assert read_image(file).pixels.shape == (21, 34, 3)


# Colour profiles


@pytest.mark.parametrize("profile", [adobe_rgb, display_p3], ids=lambda make: make.__name__)
@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_wide_gamut_16_bit_round_trip(tmp_path: Path, suffix: str, profile: object) -> None:
    wide = profile()
    colours = RNG.random((40, 50, 3), np.float32)
    colours[0] = np.linspace(0, 0.02, 50)[:, None]  # deep shadows, where curves are steepest
    like = Picture(colours, wide, depth=16)
    first, second = tmp_path / f"a.{suffix}", tmp_path / f"b.{suffix}"
    write_image(first, colours, like)
    picture = read_image(first)
    assert picture.profile == wide
    assert np.abs(picture.pixels - colours).max() * 65535 < 16  # a step in a dark wide colour is many of sRGB's
    write_image(second, picture.pixels, picture)
    decode = imagecodecs.png_decode if suffix == "png" else imagecodecs.tiff_decode
    codes = [decode(file.read_bytes()).astype(int) for file in (first, second)]
    assert np.abs(codes[0] - codes[1]).max() <= 2


@pytest.mark.parametrize("suffix", ["png", "tif", "jpg", "webp"])
def test_8_bit_files_hold_the_colours_of_the_profile(tmp_path: Path, suffix: str) -> None:
    pixels = np.full((16, 16, 3), [0.2, 0.6, 0.3], np.float32)
    out = tmp_path / f"a.{suffix}"
    write_image(out, pixels, Picture(pixels, adobe_rgb()))
    with Image.open(out) as image:
        assert image.info["icc_profile"] == adobe_rgb()
        stored = np.asarray(image)[8, 8] / 255
    assert stored == pytest.approx(in_profile(pixels, adobe_rgb())[8, 8], abs=0.012)
    assert read_image(out).pixels[8, 8] == pytest.approx([0.2, 0.6, 0.3], abs=0.02)


def test_8_bit_wide_gamut_round_trip_is_exact(tmp_path: Path) -> None:
    colours = RNG.random((40, 50, 3), np.float32)
    write_image(tmp_path / "a.png", colours, Picture(colours, adobe_rgb()))
    picture = read_image(tmp_path / "a.png")
    write_image(tmp_path / "b.png", picture.pixels, picture)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_srgb_profile_changes_no_pixel(tmp_path: Path) -> None:
    picture = read_image(saved(tmp_path / "a.png", Image.fromarray(RGB8), icc_profile=srgb_profile()))
    assert np.array_equal(picture.pixels, RGB8.astype(np.float32) / 255)
    write_image(tmp_path / "b.png", picture.pixels, picture)
    with Image.open(tmp_path / "b.png") as image:
        assert image.info["icc_profile"] == srgb_profile()
        assert np.array_equal(np.asarray(image), RGB8)


def test_gray_with_its_profile_stays_gray_until_coloured(tmp_path: Path) -> None:
    file = saved(tmp_path / "a.png", Image.fromarray(RGB8[..., 0]), icc_profile=gray_profile())
    picture = read_image(file)
    linear = (RGB8[..., 0] / 255.0) ** 1.8
    coded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    assert np.abs(picture.pixels - coded[..., None]).max() < 1e-3
    write_image(tmp_path / "b.png", picture.pixels, picture)
    with Image.open(tmp_path / "b.png") as image:
        assert (image.mode, image.info["icc_profile"]) == ("L", gray_profile())
        assert np.array_equal(np.asarray(image), RGB8[..., 0])
    painted = picture.pixels * np.float32([1, 0.5, 0.5])
    for suffix in ("png", "webp"):
        write_image(tmp_path / f"c.{suffix}", painted, picture)
        with Image.open(tmp_path / f"c.{suffix}") as image:
            assert (image.mode, image.info.get("icc_profile")) == ("RGB", None)


@pytest.mark.parametrize("kind", ["junk", "cut", "gray", "cmyk"])
def test_unusable_profile_warns_and_counts_as_srgb(tmp_path: Path, caplog: pytest.LogCaptureFixture, kind: str) -> None:
    wide = adobe_rgb()
    profile = {"junk": b"junk" * 50, "cut": wide[:300], "gray": gray_profile(), "cmyk": wide[:16] + b"CMYK" + wide[20:]}
    picture = read_image(saved(tmp_path / "a.png", Image.fromarray(RGB8), icc_profile=profile[kind]))
    assert "a.png" in caplog.text
    assert "sRGB" in caplog.text
    assert picture.profile is None
    assert np.array_equal(picture.pixels, RGB8.astype(np.float32) / 255)


# Writing


@pytest.mark.parametrize(("suffix", "depths"), [("png", (8, 16, 16)), ("tif", (8, 16, 32)), ("jpg", (8, 8, 8))])
def test_depth_follows_the_content(tmp_path: Path, suffix: str, depths: tuple[int, ...]) -> None:
    pixels = RGBA16[..., :3].astype(np.float32) / 65535
    for wanted, depth in zip((8, 16, 32), depths, strict=True):
        write_image(tmp_path / f"a.{suffix}", pixels, Picture(pixels, depth=wanted))
        again = read_image(tmp_path / f"a.{suffix}")
        assert again.depth == depth
        if suffix != "jpg":
            assert np.abs(again.pixels - pixels).max() <= {8: 0.51 / 255, 16: 0.51 / 65535, 32: 0}[depth]


@settings(max_examples=25, deadline=None)
@given(
    shape=st.tuples(st.integers(1, 9), st.integers(1, 9), st.sampled_from([3, 4])),
    depth=st.sampled_from([8, 16, 32]),
    gray=st.booleans(),
    suffix=st.sampled_from(["png", "tiff"]),
    seed=st.integers(0, 2**32 - 1),
)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory,
    shape: tuple[int, int, int],
    depth: int,
    gray: bool,
    suffix: str,
    seed: int,
) -> None:
    pixels = np.random.default_rng(seed).random(shape, np.float32)
    if gray:
        pixels[..., 1] = pixels[..., 2] = pixels[..., 0]
    out = tmp_path_factory.mktemp("round") / f"a.{suffix}"
    write_image(out, pixels, Picture(pixels, depth=depth, gray=gray))
    again = read_image(out)
    assert again.gray == gray
    assert np.abs(again.pixels - pixels).max() <= 0.51 / (255 if depth == 8 else 65535)


def test_jpeg_and_bmp_show_alpha_on_white_with_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    pixels = np.zeros((8, 8, 4), np.float32)
    pixels[..., 3] = 0.5
    for name in ("a.jpg", "a.bmp"):
        caplog.clear()
        write_image(tmp_path / name, pixels)
        assert "transparency" in caplog.text
        assert read_image(tmp_path / name).pixels[4, 4] == pytest.approx([0.5] * 3, abs=0.01)
    caplog.clear()
    pixels[..., 3] = 1
    write_image(tmp_path / "b.jpg", pixels)
    assert not caplog.text


def test_webp_keeps_alpha(tmp_path: Path) -> None:
    pixels = np.full((8, 8, 4), 0.5, np.float32)
    write_image(tmp_path / "a.webp", pixels)
    assert read_image(tmp_path / "a.webp").pixels[..., 3] == pytest.approx(128 / 255)


def test_values_outside_are_cut(tmp_path: Path) -> None:
    write_image(tmp_path / "a.png", np.array([[[-1, 0.5, 2]]], np.float32))
    assert read_image(tmp_path / "a.png").pixels[0, 0] == pytest.approx([0, 128 / 255, 1])


def test_a_failed_write_leaves_the_old_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "a.png"
    out.write_bytes(b"old")

    def full_disk(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", full_disk)
    with pytest.raises(InputError, match=r"a\.png cannot be written: No space left"):
        write_image(out, np.zeros((2, 2, 3), np.float32))
    assert [file.name for file in tmp_path.iterdir()] == ["a.png"]
    assert out.read_bytes() == b"old"


def test_replacing_keeps_permissions_and_links(tmp_path: Path) -> None:
    real, link = tmp_path / "real.png", tmp_path / "link.png"
    real.touch()
    real.chmod(0o640)
    link.symlink_to(real)
    write_image(link, np.zeros((2, 2, 3), np.float32))
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert read_image(real).pixels.shape == (2, 2, 3)


def test_new_files_have_the_usual_permissions(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    write_image(tmp_path / "a.png", np.zeros((2, 2, 3), np.float32))
    assert (tmp_path / "a.png").stat().st_mode == (tmp_path / "usual").stat().st_mode


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a.xyz", r"format is not known by its suffix\. Use one of \.png"),
        ("a", "suffix"),
        ("missing/a.png", "missing does not exist"),
        ("folder.png", "is a folder"),
    ],
)
def test_check_writable_refuses(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "folder.png").mkdir()
    with pytest.raises(InputError, match=message):
        check_writable(tmp_path / name)


def test_check_writable_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check_writable(tmp_path / "a.png")
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(InputError, match="permission"):
        check_writable(tmp_path / "a.png")


def test_a_size_the_format_refuses(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="16400 x 1 pixels"):
        write_image(tmp_path / "a.webp", np.zeros((1, 16400, 3), np.float32))
    assert list(tmp_path.iterdir()) == []


# Refusals when reading


def test_not_found_folder_empty_and_no_picture(tmp_path: Path) -> None:
    (tmp_path / "empty.png").touch()
    (tmp_path / "text.png").write_text("not a picture")
    (tmp_path / "junk.tif").write_bytes(b"II*\0" + b"\xff" * 20)
    for name, message in {
        "missing.png": "does not exist",
        "": "is a folder",
        "empty.png": "is empty",
        "text.png": "not a picture",
        "junk.tif": "junk.tif",
    }.items():
        with pytest.raises(InputError, match=message) as caught:
            read_image(tmp_path / name)
        assert caught.value.hint


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tif", "a.webp", "a.gif", "deep.png", "deep.tif", "float.tif"])
@pytest.mark.parametrize("kept", [0.3, 0.7])
def test_cut_short(tmp_path: Path, name: str, kept: float) -> None:
    noise = RNG.integers(0, 65536, (64, 64, 3), np.uint16)
    if name.startswith("a"):
        Image.fromarray((noise >> 8).astype(np.uint8)).save(tmp_path / name)
    elif name == "deep.png":
        (tmp_path / name).write_bytes(imagecodecs.png_encode(noise))
    else:
        tifffile.imwrite(tmp_path / name, noise if name == "deep.tif" else noise / np.float32(65535), photometric="rgb")
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(InputError, match=name.replace(".", r"\.")):
        read_image(tmp_path / name)


def png_header(width: int, height: int, depth: int = 8) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, depth, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(30000, 30000), (2**31 - 1, 2**31 - 1)])
def test_far_too_many_pixels(tmp_path: Path, size: tuple[int, int]) -> None:
    for depth in (8, 16):
        (tmp_path / "bomb.png").write_bytes(png_header(*size, depth))
        with pytest.raises(InputError, match="500 million pixels"):
            read_image(tmp_path / "bomb.png")


def test_too_many_pixels_in_a_deep_tiff(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", np.zeros((2, 2), np.uint16), photometric="minisblack")
    with tifffile.TiffFile(tmp_path / "a.tif", mode="r+") as file:
        for tag in (256, 257):
            file.pages.first.tags[tag].overwrite(30000)
    with pytest.raises(InputError, match="500 million pixels"):
        read_image(tmp_path / "a.tif")


def test_zero_pixels(tmp_path: Path) -> None:
    (tmp_path / "a.bmp").write_bytes(saved_bmp_without_rows())
    with pytest.raises(InputError, match=r"a\.bmp"):
        read_image(tmp_path / "a.bmp")


def saved_bmp_without_rows() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (4, 4)).save(stream, "BMP")
    data = bytearray(stream.getvalue())
    data[22:26] = struct.pack("<i", 0)
    return bytes(data)


def test_pillows_own_limit_is_left_as_it_was(tmp_path: Path) -> None:
    before = Image.MAX_IMAGE_PIXELS
    read_image(saved(tmp_path / "a.png", Image.fromarray(RGB8)))
    assert before == Image.MAX_IMAGE_PIXELS
