"""What is no picture is refused in true words, whatever its name is; no program is started on it."""

from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from engine.errors import InputError
from engine.imaging import read_image
from engine.imaging.decoding import FORMATS
from engine.imaging.kinds import picture_format

EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 64 64\n%%EndComments\nshowpage\n%%EOF\n"


def archive() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        file.writestr("mimetype", "image/openraster")
    return stream.getvalue()


KINDS = {
    "holiday.png": (EPS, "is a PostScript file"),
    "b.jpg": (b"\xc5\xd0\xd3\xc6" + bytes(26) + EPS, "is a PostScript file"),
    "c.png": (b"%PDF-1.7\n", "is a PDF document"),
    "d.png": (b"gimp xcf v011\0", "is a GIMP project, which only GIMP reads"),
    "e.jpg": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "is a HEIF picture"),
    "f.jpg": (b"\0\0\0\x18ftypisom\0\0\2\0isomiso2", "is a video or a sound"),
    "g.cr3": (b"\0\0\0\x18ftypcrx \0\0\0\1crx isom", "is a camera raw file"),
    "h.cr2": (b"II*\0\x10\0\0\0CR\x02\0" + bytes(40), "is a camera raw file"),
    "i.raf": (b"FUJIFILMCCD-RAW 0201", "is a camera raw file"),
    "j.mrw": (b"unknown", "is a camera raw file"),
    "k.png": (b"\n<!DOCTYPE html><html></html>", "is a web page"),
    "l.png": (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "is an SVG drawing"),
    "m.ora": (archive(), "is an archive"),
    "n.png": (b"version https://git-lfs.github.com/spec/v1\n", "is a placeholder of Git LFS"),
    "o.png": (b"RIFF\0\0\0\0AVI LIST", "is a video"),
    "p.png": (b"\x89PNG\r\n\x1a\n" + bytes(30), "cannot be read: it is PNG, but damaged or of a rare sort"),
    "jxl.png": (b"\0\0\0\x0cJXL \r\n\x87\n", "is a JPEG XL picture, which only GIMP reads"),
    "hdr.png": (b"#?RADIANCE\n", "is a Radiance file"),
    "q.jpg": (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "is damaged or cut short"),
    "deep.psd": (
        b"8BPS\0\1" + bytes(6) + b"\0\3\0\0\0\x08\0\0\0\x08\0\x10\0\3" + bytes(12),
        "is a PSD file of 16 or 32 bits",
    ),
    "r.png": (b"plain text", "is not a picture of a known format"),
}


@pytest.mark.parametrize("name", KINDS)
def test_each_refusal_is_true(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def started(*_: object, **__: object) -> None:
        raise AssertionError("a program was started")

    monkeypatch.setattr(subprocess, "Popen", started)
    data, words = KINDS[name]
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=words) as caught:
        read_image(tmp_path / name)
    assert str(tmp_path / name) in caught.value.message
    assert caught.value.hint.endswith(".")


@pytest.mark.parametrize("kind", ["EPS", "FITS", "GRIB", "HDF5", "BUFR", "WMF", "MPEG", "IPTC", "SPIDER", "PCD"])
def test_formats_that_start_programs_or_hold_no_pictures_reach_no_decoder(kind: str) -> None:
    assert kind not in FORMATS


@pytest.mark.parametrize("suffix", ["png", "jpg", "gif", "tif", "webp", "avif", "qoi", "dds", "jp2"])
def test_the_formats_that_are_known(suffix: str) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (16, 16)).save(stream, Image.registered_extensions()[f".{suffix}"])
    assert picture_format(stream.getvalue())
