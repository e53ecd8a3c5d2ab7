"""What a file is, by its first bytes: so that a refusal says the truth, and says what helps."""

from __future__ import annotations

from .refusal import Refusal

_PICTURES = {
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"II+\0": "TIFF",
    b"MM\0+": "TIFF",
    b"8BPS": "PSD",
    b"qoif": "QOI",
    b"DDS ": "DDS",
    b"\x59\xa6\x6a\x95": "Sun raster",
    b"\0\0\0\x0cjP  ": "JPEG 2000",
}
"""First bytes of formats that are read; other formats have none that would be certain."""

_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1")
_PICTURE_BRANDS = (b"avif", b"avis")
"""Brands of the ISO base media file format (ISO 14496-12, section 4.3)."""

_RAW_HEADS = (b"IIRO", b"IIRS", b"IIU\0", b"FUJIFILMCCD-RAW", b"FOVb", b"\0MRM")
_RAW_SUFFIXES = (
    *(".3fr", ".arw", ".cr2", ".cr3", ".crw", ".dcr", ".dng", ".erf", ".kdc", ".mef", ".mos", ".mrw", ".nef", ".nrw"),
    *(".orf", ".pef", ".raf", ".raw", ".rw2", ".srw", ".x3f"),
)
_EXPORTED = {
    b"gimp xcf": "GIMP project",
    b"\xd7\xcd\xc6\x9a": "Windows metafile",
    b"SIMPLE  =": "FITS file",
    b"\x76\x2f\x31\x01": "OpenEXR file",
    b"\0\0\0\x0cJXL ": "JPEG XL picture",
    b"\xff\x0a": "JPEG XL picture",
    b"#?RADIANCE": "Radiance file",
    b"#?RGBE": "Radiance file",
}
"""What GIMP opens and this does not."""


def picture_format(data: bytes) -> str | None:
    """The format that a file's first bytes promise, of those that are read; None where they promise none."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP"
    if data[4:8] == b"ftyp" and data[8:12] in _PICTURE_BRANDS:
        return "AVIF"
    return next((name for head, name in _PICTURES.items() if data.startswith(head)), None)


def check_kind(data: bytes) -> None:
    """Refuse what is known to be something else than a picture of pixels.

    Raises
    ------
    Refusal
        It says what the file is, and what helps.
    """
    if data.startswith(b"8BPS") and data[22:24] not in (b"\0\1", b"\0\x08"):
        raise _to_export("PSD file of 16 or 32 bits")
    if picture_format(data) and data[8:12] != b"CR\x02\0":
        return
    if data.startswith((b"%!PS", b"\xc5\xd0\xd3\xc6")):
        raise Refusal(
            "{file} is a PostScript file, which is a program and holds no pixels.",
            "Open it in GIMP and export it as PNG.",
            code="file-is-postscript",
        )
    if data.startswith(b"%PDF"):
        raise Refusal("{file} is a PDF document.", "Open it in GIMP and export it as PNG.", code="file-is-pdf")
    if data[8:12] == b"CR\x02\0" or data.startswith(_RAW_HEADS) or data[4:12] == b"ftypcrx ":
        raise camera_raw()
    for head, kind in _EXPORTED.items():
        if data.startswith(head):
            raise _to_export(kind)
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        raise _to_export("HEIF picture")
    _check_container(data)
    _check_text(data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower())


def unknown_kind(suffix: str) -> Refusal:
    """The error for a file that no decoder knows."""
    if suffix.lower() in _RAW_SUFFIXES:
        return camera_raw()
    return Refusal("{file} is not a picture of a known format.", "Save it as PNG, JPEG or TIFF.", code="not-a-picture")


def camera_raw() -> Refusal:
    """The error for what a camera's sensor saw, which is no picture yet."""
    return Refusal(
        "{file} is a camera raw file, which has to be developed first.",
        "Open it in a raw converter, such as darktable, and save it as TIFF or PNG.",
        code="file-is-raw",
    )


def _to_export(kind: str) -> Refusal:
    return Refusal(
        "{file} is a {kind}, which only GIMP reads.",
        "Open it in GIMP and export it as PNG.",
        code="file-to-export",
        kind=kind,
    )


def _check_container(data: bytes) -> None:
    """Refuse archives and videos."""
    if data.startswith((b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")):
        raise Refusal("{file} is an archive.", "Take the picture out of it.", code="file-is-archive")
    if data.startswith(b"\x1aE\xdf\xa3") or data[4:8] == b"ftyp" or data[:4] + data[8:12] == b"RIFFAVI ":
        raise Refusal(
            "{file} is a video or a sound.", "Use `impasto video`, or save one of its frames.", code="file-is-video"
        )


def _check_text(text: bytes) -> None:
    """Refuse texts that are mistaken for pictures; `text` is in lower case."""
    if text.startswith((b"<!doctype html", b"<html")):
        raise Refusal(
            "{file} is a web page.", "Save the picture itself, and not the page that shows it.", code="file-is-page"
        )
    if text.startswith((b"<svg", b"<!doctype svg")) or (text.startswith(b"<?xml") and b"<svg" in text):
        raise Refusal("{file} is an SVG drawing.", "Open it in GIMP and export it as PNG.", code="file-is-svg")
    if text.startswith(b"version https://git-lfs"):
        raise Refusal(
            "{file} is a placeholder of Git LFS.", "Fetch the file with `git lfs pull`.", code="file-is-placeholder"
        )
