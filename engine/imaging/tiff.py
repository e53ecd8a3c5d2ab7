"""TIFF: the page that is the picture, and the pixels of more than 8 bits, which Pillow does not read."""

from __future__ import annotations

import io
import logging
import struct
from dataclasses import dataclass

import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image

from ..arrays import Array
from .exif import KEPT_TAGS, ORIENTATION, UNREADABLE
from .kinds import camera_raw
from .lab import lab_to_srgb
from .notes import note
from .room import check_size
from .samples import unit_range

log = logging.getLogger(__name__)
logging.getLogger("tifffile").setLevel(logging.CRITICAL)  # it prints a line for each damaged tag

HEADS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_ICC_TAG, _DNG_VERSION, _SUB_PAGES = 34675, 50706, 330
_SUBFILE, _OLD_SUBFILE = 254, 255
_REDUCED_OR_MASK, _OLD_REDUCED = 0b101, 2
_PHOTOMETRIC = tifffile.PHOTOMETRIC
_PLAIN = (_PHOTOMETRIC.MINISWHITE, _PHOTOMETRIC.MINISBLACK, _PHOTOMETRIC.RGB)
_LAB = (_PHOTOMETRIC.CIELAB, _PHOTOMETRIC.ICCLAB)
_SENSOR = (_PHOTOMETRIC.CFA, _PHOTOMETRIC.LINEAR_RAW)
_MOST_PAGES = 100
_SAME_SHAPE = 0.03


@dataclass(frozen=True)
class Tiff:
    """The page of a TIFF file that is its picture.

    Attributes
    ----------
    page : tifffile's
    exif : the page's tags with the directories of EXIF and GPS
    data : the file, with that page as its first
    frames : pages that are pictures of their own, no previews and no masks
    """

    page: tifffile.TiffPage
    exif: Image.Exif
    data: bytes
    frames: int

    @property
    def is_deep(self) -> bool:
        """Whether it is for `samples_of` because it has more than 8 bits a channel."""
        return self.is_plain and self.page.bitspersample > 8

    @property
    def is_plain(self) -> bool:
        """Whether `samples_of` reads it: gray, RGB or Lab in unsigned integers of one length or in floats."""
        page = self.page
        kind = page.dtype.kind if page.dtype is not None else ""
        return isinstance(page.bitspersample, int) and kind in "uf" and page.photometric in (*_PLAIN, *_LAB)


def parse(data: bytes) -> Tiff:
    """Find the picture among a file's pages: the first that is neither a preview nor a mask.

    Raises
    ------
    Refusal
        It is a camera raw file.
    """
    file = tifffile.TiffFile(io.BytesIO(data))
    first = file.pages.first
    top = [page for page in file.pages[:_MOST_PAGES] if isinstance(page, tifffile.TiffPage)]
    pages = [*top, *(sub for page in top[:2] for sub in _sub_pages(page))]
    if first.tags.valueof(_DNG_VERSION) is not None or any(int(page.photometric) in _SENSOR for page in pages):
        raise camera_raw()
    page = _picture(top, pages)
    if page is not first:
        log.info("The first page is a preview; the one of %d x %d pixels is used.", page.imagewidth, page.imagelength)
    exif = _exif(data, page, file)
    if page not in top and ORIENTATION not in exif and (turned := first.tags.valueof(ORIENTATION)):
        exif[ORIENTATION] = turned
    frames = sum(not _is_reduced(each) for each in top) + len(file.pages) - len(top)
    return Tiff(page, exif, _with_first(data, page.offset, file), max(1, frames))


def samples_of(page: tifffile.TiffPage) -> tuple[Array, bytes | None, int]:
    """`(H, W, 1..4)` float32, 0..1, of a page that `is_plain`, its profile and its depth; see `Decoded`."""
    check_size(page.imagewidth, page.imagelength)
    is_float = page.sampleformat == tifffile.SAMPLEFORMAT.IEEEFP
    depth = 32 if is_float or page.bitspersample > 16 else 16 if page.bitspersample > 8 else 8
    if page.photometric in _LAB:
        signed = page.photometric == _PHOTOMETRIC.CIELAB
        return lab_to_srgb(_cube(page)[..., :3], signed=signed), None, depth
    return _plain_samples(page), page.tags.valueof(_ICC_TAG), depth


def _sub_pages(page: tifffile.TiffPage) -> list[tifffile.TiffPage]:
    """The pages below a page; none where they cannot be read."""
    if _SUB_PAGES not in page.tags:
        return []
    try:
        return [sub for sub in page.pages or () if isinstance(sub, tifffile.TiffPage)]
    except (*UNREADABLE, tifffile.TiffFileError):
        return []


def _is_reduced(page: tifffile.TiffPage) -> bool:
    """Whether a page says that it is a preview or a mask (TIFF 6.0, section 8, NewSubfileType and SubfileType)."""
    kind = page.tags.valueof(_SUBFILE, 0)
    return bool(isinstance(kind, int) and kind & _REDUCED_OR_MASK) or page.tags.valueof(_OLD_SUBFILE) == _OLD_REDUCED


def _picture(top: list[tifffile.TiffPage], pages: list[tifffile.TiffPage]) -> tifffile.TiffPage:
    """The first full page; a larger one of the same shape takes its place, as the first then is a preview, too."""
    full = [page for page in top if not _is_reduced(page)] or [page for page in pages if not _is_reduced(page)]
    if not full:
        return max(pages, key=lambda page: page.imagewidth * page.imagelength)
    chosen = full[0]
    for page in pages:
        larger = page.imagewidth >= 2 * chosen.imagewidth and not _is_reduced(page)
        if larger and _same_shape(page, chosen):
            chosen = page
    return chosen


def _same_shape(page: tifffile.TiffPage, other: tifffile.TiffPage) -> bool:
    """Whether two pages have the same proportions, up to the rounding of a preview's sides."""
    first, second = page.imagewidth * other.imagelength, other.imagewidth * page.imagelength
    rounding = max(page.imagewidth, page.imagelength)
    return abs(first - second) <= max(_SAME_SHAPE * second, rounding)


def _exif(data: bytes, page: tifffile.TiffPage, file: tifffile.TiffFile) -> Image.Exif:
    """A page's tags; `Exif.load` knows neither BigTIFF nor any page but the first."""
    exif = Image.Exif()
    exif.endian, exif.bigtiff = file.byteorder, file.is_bigtiff
    if file.is_bigtiff and file.byteorder == ">":  # Pillow does not know it
        exif.update({tag: value for tag in KEPT_TAGS if (value := page.tags.valueof(tag)) is not None})
        return exif
    try:
        exif.load_from_fp(io.BytesIO(data), page.offset)
    except UNREADABLE as error:
        note("its EXIF data are damaged and are left out (%s)", error)
        return Image.Exif()
    return exif


def _with_first(data: bytes, offset: int, file: tifffile.TiffFile) -> bytes:
    """The file with the page at `offset` as its first."""
    if offset == file.pages.first.offset:
        return data
    place, form = (8, "Q") if file.is_bigtiff else (4, "I")
    return data[:place] + struct.pack(file.byteorder + form, offset) + data[place + struct.calcsize(form) :]


def _cube(page: tifffile.TiffPage) -> NDArray[np.generic]:
    """`(H, W, C)`, as stored."""
    raw = page.asarray()
    planar = page.planarconfig == tifffile.PLANARCONFIG.SEPARATE and page.samplesperpixel > 1
    cube = np.moveaxis(raw, 0, -1) if planar else raw
    return cube.reshape(page.imagelength, page.imagewidth, page.samplesperpixel)


def _plain_samples(page: tifffile.TiffPage) -> Array:
    """`(H, W, 1..4)` float32 of a gray or RGB page of any integer or float type, with straight alpha."""
    colours = 3 if page.photometric == _PHOTOMETRIC.RGB else 1
    extras = page.extrasamples
    has_alpha = len(extras) > 0 and extras[0] != tifffile.EXTRASAMPLE.UNSPECIFIED
    cube, bits = _cube(page), page.bitspersample
    samples = unit_range(cube[..., :colours], bits)
    if has_alpha:
        samples = np.concatenate([samples, unit_range(cube[..., colours : colours + 1], bits)], axis=2)
    if page.photometric == _PHOTOMETRIC.MINISWHITE:
        samples[..., 0] = 1.0 - samples[..., 0]
    if has_alpha and extras[0] == tifffile.EXTRASAMPLE.ASSOCALPHA:
        samples[..., :-1] /= np.maximum(samples[..., -1:], 1e-6)
        np.clip(samples, 0.0, 1.0, out=samples)
    return samples
