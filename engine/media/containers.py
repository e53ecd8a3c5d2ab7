"""Which suffix stands for which container, and how its pictures are coded."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import InputError
from .packages import require

QUALITIES = {"draft": 55, "good": 80, "best": 95}
DEFAULT_QUALITY = QUALITIES["good"]

_SUFFIXES = {
    ".mp4": "mp4", ".m4v": "mp4", ".mov": "mov", ".mkv": "matroska", ".webm": "webm",
    ".gif": "gif", ".webp": "webp", ".apng": "apng", ".png": "apng",
}  # fmt: skip
ANIMATIONS = ("gif", "webp", "apng")
VIDEO_SUFFIXES = (".mp4", ".mov", ".mkv", ".webm")


@dataclass(frozen=True)
class Encoder:
    """How pictures are coded.

    Attributes
    ----------
    name : FFmpeg's encoder
    codec : what it writes, in words
    layout : pixel format
    options : of the encoder; the same frames give the same bytes with them
    even : whether sides must be even
    tag : four characters by which players know the codec, where FFmpeg's own choice is not understood by all
    """

    name: str
    codec: str
    layout: str
    options: dict[str, str] = field(default_factory=dict)
    even: bool = False
    tag: str | None = None

    @property
    def has_alpha(self) -> bool:
        """Whether it keeps transparency."""
        return self.layout.startswith("yuva")


def container_of(file: Path) -> str:
    """FFmpeg's name of the container that a suffix stands for.

    Raises
    ------
    InputError
        When the suffix is not known, or its container needs a package that is not installed.
    """
    name = _SUFFIXES.get(file.suffix.lower())
    if name is None:
        raise InputError(
            "{file} cannot be written: its format is not known by its suffix.",
            "Use one of {known}.",
            code="clip-suffix",
            file=str(file),
            known=", ".join(_SUFFIXES),
        )
    require("av")
    return name


def quality_number(quality: int | str) -> int:
    """A quality by number (1..100) or name.

    Raises
    ------
    InputError
        When it is neither.
    """
    number = QUALITIES.get(quality) if isinstance(quality, str) else quality
    if isinstance(quality, str) and quality.isdecimal():
        number = int(quality)
    if number is None or not 1 <= number <= 100:
        raise InputError(
            "{quality} is no quality.",
            "Give 1 to 100, or {names}.",
            code="clip-quality",
            quality=quality,
            names=", ".join(QUALITIES),
        )
    return number


def encoder_for(
    container: str, codec: str, layout: str, depth: int, alpha: bool, quality: int, reorder: bool
) -> Encoder:
    """The encoder for a video: the codec of the source where it is a common one, else H.264, or HEVC for 10 bits.

    Chroma has the resolution that it has in the source, where that is YUV.

    Parameters
    ----------
    codec, layout : of the source
    reorder : whether frames may be coded in another order than they are shown in. MP4 then loses the time of the last
        frame where times are uneven, and x265 those of all where there are few
    """
    chroma = _chroma(layout)
    deep = "10le" if depth > 8 else ""
    if alpha and container == "mov":
        return Encoder("prores_ks", "ProRes", "yuva444p10le", {"profile": "4444", "vendor": "apl0"})
    if alpha and container in ("webm", "matroska"):
        return _vp9(quality, "yuva420p")
    if (codec == "av1" and container != "mov") or (container == "webm" and depth > 8):
        return _av1(quality, f"yuv420p{deep}")
    if container == "webm" or (codec == "vp9" and container == "matroska" and depth == 8):
        return _vp9(quality, f"yuv{chroma}p")
    if codec == "hevc" or depth > 8:
        return _hevc(quality, f"yuv{chroma}p{deep}", None if container == "matroska" else "hvc1", reorder)
    return _h264(quality, f"yuv{chroma}p", reorder)


def _chroma(layout: str) -> str:
    return next((kind for kind in ("444", "422") if layout.startswith("yuv") and kind in layout), "420")


def _crf(quality: int, good: float, steps: float, most: int) -> str:
    """The encoder's constant rate factor: `good` at 80, lower is better."""
    return f"{min(max(good + (DEFAULT_QUALITY - quality) * steps, 0), most):g}"


def _h264(quality: int, layout: str, reorder: bool) -> Encoder:
    options = {"crf": _crf(quality, 15, 0.4, 51), "preset": "medium", "rc-lookahead": "20"}
    # What its psychovisual tools keep of strokes that move is noise, new in each frame. Without them, with the same
    # steps everywhere and small differences rounded to none, a painting flickers least for its bytes (docs/VIDEO.md).
    steady = "psy=0:aq-mode=0:trellis=0:deadzone-inter=32:deadzone-intra=16"
    # Its fastest code for AVX-512 rounds by where a picture lies in memory.
    options["x264-params"] = f"{steady}:cpu-independent=1"
    if not reorder:
        options["bf"] = "0"
    return Encoder("libx264", "H.264", layout, options, even="444" not in layout)


def _hevc(quality: int, layout: str, tag: str | None, reorder: bool) -> Encoder:
    parameters = "pools=none:frame-threads=1:rc-lookahead=20:log-level=error"
    parameters += "" if reorder else ":bframes=0"
    options = {"crf": _crf(quality, 20, 0.4, 51), "preset": "fast", "x265-params": parameters}
    return Encoder("libx265", "HEVC", layout, options, even="444" not in layout, tag=tag)


def _vp9(quality: int, layout: str) -> Encoder:
    rate = {"crf": _crf(quality, 24, 0.6, 63), "b": "0", "deadline": "good", "cpu-used": "3", "row-mt": "0"}
    return Encoder("libvpx-vp9", "VP9", layout, {**rate, "lag-in-frames": "16", "auto-alt-ref": "0"})


def _av1(quality: int, layout: str) -> Encoder:
    os.environ.setdefault("SVT_LOG", "1")  # errors alone: it writes to standard error by itself
    options = {"crf": _crf(quality, 24, 0.6, 63), "preset": "8", "svtav1-params": "lp=1"}
    return Encoder("libsvtav1", "AV1", layout, options)
