"""Reading pictures: common formats, and every refusal."""

from __future__ import annotations

import io
import logging
import os
import struct
import threading
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image

from engine.errors import InputError
from engine.imaging import read_image
from engine.imaging.metadata import read_note

from .files import RGB8, RNG, saved

SAMPLES = Path(__file__).parents[3] / "samples"


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


def test_first_frame_of_an_animation_with_a_note(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    file = saved(tmp_path / "a.gif", frames[0], save_all=True, append_images=frames[1:])
    with caplog.at_level(logging.INFO):
        assert read_image(file).pixels[0, 0].tolist() == [1, 0, 0]
    assert "2 pictures" in caplog.text


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


def test_sound_files_of_rare_sorts_are_not_called_damaged(tmp_path: Path) -> None:
    """A JPEG of 12 bits, and a TIFF whose colours no decoder knows."""
    stream = io.BytesIO()
    Image.fromarray(RGB8).save(stream, "JPEG")
    whole = stream.getvalue()
    place = whole.index(b"\xff\xc0") + 4
    (tmp_path / "a.jpg").write_bytes(whole[:place] + b"\x0c" + whole[place + 1 :])
    tifffile.imwrite(tmp_path / "a.tif", RGB8, photometric="rgb", metadata=None)
    with tifffile.TiffFile(tmp_path / "a.tif", mode="r+") as file:
        file.pages.first.tags[262].overwrite(32844)
    for name, kind in (("a.jpg", "JPEG"), ("a.tif", "TIFF")):
        with pytest.raises(InputError, match=f"it is {kind}, but damaged or of a rare sort. Open it in GIMP"):
            read_image(tmp_path / name)


def test_devices_and_files_larger_than_memory(tmp_path: Path) -> None:
    """An endless one, and a sparse file of a terabyte."""
    with pytest.raises(InputError, match="/dev/zero is a device"):
        read_image("/dev/zero")
    with (tmp_path / "a.png").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(InputError, match=r"a\.png does not fit into memory\. Scale it down first"):
        read_image(tmp_path / "a.png")


def test_a_picture_from_a_pipe(tmp_path: Path) -> None:
    """As `impasto style <(convert ...)` gives it."""
    stream = io.BytesIO()
    Image.fromarray(RGB8).save(stream, "PNG")
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=(stream.getvalue(),))
    writer.start()
    assert np.array_equal(np.rint(read_image(tmp_path / "pipe").pixels * 255), RGB8)
    writer.join()


def test_a_pipe_that_nobody_writes_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.files.PATIENCE", 0.05)
    os.mkfifo(tmp_path / "pipe")
    for read in (read_image, read_note):
        with pytest.raises(InputError, match="a pipe that nobody writes to"):
            read(tmp_path / "pipe")
