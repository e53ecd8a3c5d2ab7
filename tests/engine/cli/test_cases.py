"""Cases that users of such tools have reported, as they would try them; their kinds are tested beside the code.

Inputs are made here, byte by byte where a library would not write them.
"""

from __future__ import annotations

import io
import os
import shutil
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import tifffile
from PIL import Image

from engine.imaging import read_image
from tests.namespaces import alone

from .conftest import COMMAND, PATIENCE, Impasto

QUICK = ("--size", "32", "--evaluations", "1", "--threads", "1")


def scene(width: int = 48, height: int = 32) -> np.ndarray:
    """A sky over a striped hill, (height, width, 3) uint8."""
    y, x = np.mgrid[:height, :width]
    sky = np.stack([80 + 100 * y // height, 130 + 70 * y // height, 240 - 70 * y // height], -1)
    hill = np.stack([50 + 50 * (x // 6 % 2), 128 + 0 * x, 38 + 0 * x], -1)
    return np.where((y > 0.6 * height)[..., None], hill, sky).astype(np.uint8)


def chunk(kind: bytes, data: bytes, checksum: int | None = None) -> bytes:
    """One chunk of a PNG file, with a wrong checksum if one is given."""
    right = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", right if checksum is None else checksum)


def png(*chunks: bytes) -> bytes:
    """The scene as PNG, with more chunks after its header."""
    stream = io.BytesIO()
    Image.fromarray(scene()).save(stream, "PNG")
    return stream.getvalue()[:33] + b"".join(chunks) + stream.getvalue()[33:]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with a photograph and a style."""
    monkeypatch.chdir(tmp_path)
    Image.fromarray(scene()).save("photo.jpg", quality=95)
    Image.fromarray(scene()[::-1]).save("style.jpg", quality=95)
    return tmp_path


@pytest.fixture
def paints(folder: Path, impasto: Impasto) -> Callable[..., None]:
    """Paints a content like the style, and checks that it is there."""

    def paint(content: str, output: str = "out.png", size: tuple[int, int] = (32, 48)) -> None:
        ended = impasto("style", content, "style.jpg", "-o", output, *QUICK)
        assert ended.status == 0, ended.err
        assert read_image(folder / output).pixels.shape[:2] == size

    return paint


@pytest.mark.parametrize(
    "words",
    [
        ("style", "photo.jpg", *QUICK, "style.jpg", "-o", "out.png"),
        ("style", "photo.jpg", "-o", "out.png", "style.jpg", *QUICK),
        ("style", "-o", "out.png", *QUICK, "photo.jpg", "style.jpg"),
        ("dream", "--steps", "1", "--octaves", "1", "photo.jpg", "--layer", "conv1_1", "-o", "out.png"),
        ("sheet", "photo.jpg", *QUICK, "style.jpg", "-o", "out.png"),
    ],
    ids=lambda words: " ".join(word for word in words if word.endswith(("g", "o"))),
)
def test_options_stand_anywhere(words: tuple[str, ...], folder: Path, impasto: Impasto) -> None:
    ended = impasto(*words)
    assert (ended.status, ended.err) == (0, "")
    assert (folder / "out.png").is_file()


@pytest.mark.slow
@pytest.mark.parametrize("closed", [(2,), (1, 2), (0, 1, 2)], ids=str)
def test_standard_streams_may_be_missing(closed: tuple[int, ...], folder: Path, checkout: Path) -> None:
    command = [*COMMAND, "style", *(folder / name for name in ("photo.jpg", "style.jpg")), "-o", folder / "out.png"]
    settings = {"preexec_fn": lambda: [os.close(number) for number in closed], "cwd": checkout, "timeout": PATIENCE}
    assert subprocess.run([*command, *QUICK], **settings).returncode == 0
    assert (folder / "out.png").is_file()


def test_a_wrong_checksum_of_a_chunk_that_nobody_needs(
    folder: Path, paints: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    data = png(chunk(b"pHYs", struct.pack(">IIB", 11811, 11811, 1), 0x12345678))
    (folder / "given.png").write_bytes(data)
    paints("given.png")
    assert "a chunk (pHYs) has a wrong checksum and is left out" in caplog.text


@pytest.mark.parametrize("kind", ["png", "webp"])
def test_broken_exif_is_left_out(kind: str, folder: Path, paints: Callable[..., None]) -> None:
    broken = b"\x00\x08\x00\x02\x01\x12\x00\x03junkjunk"
    if kind == "png":
        (folder / "given.png").write_bytes(png(chunk(b"eXIf", broken)))
    else:
        Image.fromarray(scene()).save("given.webp", lossless=True, exif=broken)
    paints(f"given.{kind}")


def test_the_page_is_painted_and_not_its_thumbnail(folder: Path, paints: Callable[..., None]) -> None:
    with tifffile.TiffWriter(folder / "given.tif") as file:
        file.write(scene(12, 8), photometric="rgb", subfiletype=1, metadata=None)
        file.write(scene(96, 64), photometric="rgb", metadata=None)
    paints("given.tif", size=(64, 96))


def test_floats_up_to_255_are_scaled_and_that_is_said(
    folder: Path, paints: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    tifffile.imwrite(folder / "given.tif", scene().astype(np.float32), photometric="rgb", metadata=None)
    paints("given.tif")
    assert "they are taken as 0 to 255" in caplog.text
    assert np.allclose(read_image(folder / "given.tif").pixels * 255, scene(), atol=1e-3)


@pytest.mark.parametrize("suffix", ["png", "jpg", "tif", "webp"])
def test_the_resolution_is_kept(suffix: str, folder: Path, paints: Callable[..., None]) -> None:
    Image.fromarray(scene()).save("given.jpg", dpi=(300, 300), quality=95)
    paints("given.jpg", f"out.{suffix}")
    found = read_image(folder / f"out.{suffix}").resolution
    assert found is not None and tuple(map(round, found)) == (300, 300)


def test_a_program_in_disguise_is_refused_and_never_run(
    folder: Path, impasto: Impasto, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "holiday.png").write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 64 64\nshowpage\n%%EOF\n")
    (folder / "bin").mkdir()
    for name in ("gs", "gswin64c"):
        (folder / "bin" / name).write_text(f"#!/bin/sh\ntouch {folder}/started\n")
        (folder / "bin" / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}")
    ended = impasto("style", "holiday.png", "style.jpg", "-o", "out.png", *QUICK)
    assert (ended.status, ended.err.count("\n")) == (2, 1)
    assert "is a PostScript file" in ended.err
    assert not (folder / "started").exists()


@pytest.mark.usefixtures("folder")
def test_what_a_format_cannot_hold_is_said_before_the_work(impasto: Impasto) -> None:
    Image.fromarray(np.zeros((8, 16_400, 3), np.uint8)).save("wide.png")
    ended = impasto("style", "wide.png", "style.jpg", "-o", "out.webp", "--evaluations", "100000")
    assert (ended.status, ended.err.count("\n")) == (2, 1)
    assert "at most 16383 pixels" in ended.err


@pytest.mark.usefixtures("folder")
def test_metadata_that_a_format_refuses_costs_no_picture(paints: Callable[..., None]) -> None:
    exif = Image.Exif()
    exif[0x0128], exif[0x011A], exif[0x011B] = 0, 72.0, 72.0
    Image.fromarray(scene()).save("given.jpg", quality=95, exif=exif)
    paints("given.jpg", "out.tif")


@pytest.mark.usefixtures("folder")
def test_a_full_disk_is_said_before_the_work(impasto: Impasto, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=100))
    ended = impasto("style", "photo.jpg", "style.jpg", "-o", "out.png", "--evaluations", "100000")
    assert (ended.status, ended.err.count("\n")) == (2, 1)
    assert "are free" in ended.err


@pytest.mark.parametrize("name", ["photo.jpg", "style.jpg", "./photo.jpg", "link.jpg", "hard.jpg"])
def test_no_input_is_written_over(name: str, folder: Path, impasto: Impasto) -> None:
    (folder / "link.jpg").symlink_to("photo.jpg")
    os.link("style.jpg", "hard.jpg")
    before = [(folder / each).read_bytes() for each in ("photo.jpg", "style.jpg")]
    ended = impasto("style", "photo.jpg", "style.jpg", "-o", name, *QUICK)
    assert (ended.status, ended.err.count("\n")) == (2, 1)
    assert "--overwrite" in ended.err
    assert [(folder / each).read_bytes() for each in ("photo.jpg", "style.jpg")] == before


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")
def test_a_worker_elsewhere_leaves_the_folder_of_this_one_alone(folder: Path, checkout: Path) -> None:
    """In another namespace of processes, with the same temporary folder: it sees no process of the first one."""
    environment = {**os.environ, "TMPDIR": str(folder), "PYTHONPATH": str(checkout)}
    first = subprocess.Popen([*COMMAND, "worker"], stdin=-1, stdout=-1, env=environment)
    assert first.stdin and first.stdout and b"ready" in first.stdout.readline()
    (own,) = folder.glob("impasto-*")
    try:
        subprocess.run(
            [*alone("--fork", "--pid", "--mount-proc"), *COMMAND, "worker"],
            input=b"",
            env=environment,
            check=True,
            timeout=PATIENCE,
        )
        assert list(folder.glob("impasto-*")) == [own]
    finally:
        first.communicate(timeout=PATIENCE)
    assert list(folder.glob("impasto-*")) == []
