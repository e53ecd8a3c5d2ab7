"""Writing animated pictures: GIF and PNG with FFmpeg's encoders, WebP with Pillow's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from ..arrays import Array
from ..files import replacing
from .containers import Encoder
from .encoding import Format, PictureEncoder, add_picture_stream
from .output import output, passing, writing
from .palette import SteadyPalette
from .timing import Timing, average_rate, common_time_base, in_units
from .webp import WebpWriter

_GIF_UNIT, _WEBP_UNIT = Fraction(1, 100), Fraction(1, 1000)
_GIF_SHORTEST = 2


@dataclass(frozen=True)
class AnimationPlan:
    """An animated picture to be written.

    Attributes
    ----------
    container : "gif", "webp" or "apng"
    shape : of the frames (H, W, 3|4)
    loops : how often it is played, 0 for ever; None is once, for a GIF without a number
    from_gif : keeps delays of a hundredth of a second, which browsers show for a tenth, as they were
    """

    file: Path
    container: str
    shape: tuple[int, ...]
    quality: int
    loops: int | None = 0
    from_gif: bool = False


def write_animation(plan: AnimationPlan, frames: Iterator[Array], timing: Sequence[Timing]) -> None:
    """Write frames (H, W, 3|4) one by one, the first at time 0.

    Raises
    ------
    InputError
        When the file cannot be written.
    """
    if plan.container == "webp":
        _write_webp(plan, frames, timing)
    else:
        _write_with_ffmpeg(plan, frames, timing)


def starts_of(timing: Sequence[Timing], unit: Fraction, shortest: int = 1) -> list[int]:
    """When frames begin and the last one ends, in units from 0; none is shown for less than `shortest`."""
    zero = timing[0][0]
    times = [time for time, _ in timing] + [sum(timing[-1], Fraction(0))]
    starts = [0]
    for time in times[1:]:
        starts.append(max(in_units(time - zero, unit), starts[-1] + shortest))
    return starts


def _write_webp(plan: AnimationPlan, frames: Iterator[Array], timing: Sequence[Timing]) -> None:
    starts = starts_of(timing, _WEBP_UNIT)
    height, width, channels = plan.shape
    with writing(plan.file), replacing(plan.file) as part, part.open("xb") as file:
        writer = WebpWriter(file, width, height, channels == 4, plan.loops or 0, plan.quality)
        for pixels, (start, end) in zip(passing(frames), pairwise(starts), strict=False):
            writer.add(_in_bytes(pixels), end - start)
        writer.finish()


def _write_with_ffmpeg(plan: AnimationPlan, frames: Iterator[Array], timing: Sequence[Timing]) -> None:
    unit = _GIF_UNIT if plan.container == "gif" else common_time_base(timing)
    starts = starts_of(timing, unit, _GIF_SHORTEST if plan.container == "gif" and not plan.from_gif else 1)
    exact = [(start * unit, (end - start) * unit) for start, end in pairwise(starts)]
    layout, options = _format(plan, exact[-1][1])
    height, width = plan.shape[:2]
    convert = _conversion(layout)
    with output(plan.file, plan.container, options) as sink:
        form = Format(width, height, average_rate(exact), unit)
        stream = add_picture_stream(sink, Encoder(plan.container, plan.container.upper(), layout), form)
        encoder = PictureEncoder(stream, unit, exact, Fraction(0))
        for pixels in islice(passing(frames), len(exact)):
            sink.mux(list(encoder.encode(convert(_in_bytes(pixels)))))
        sink.mux(list(encoder.finish()))


def _format(plan: AnimationPlan, last: Fraction) -> tuple[str, dict[str, str]]:
    """The pixel format, and options of the container: loops, and for how long the last frame is shown."""
    if plan.container == "gif":
        loops = -1 if plan.loops is None else plan.loops
        return "pal8", {"loop": str(loops), "final_delay": str(in_units(last, _GIF_UNIT))}
    layout = "rgba" if plan.shape[2] == 4 else "rgb24"
    return layout, {"plays": str(plan.loops or 0), "final_delay": f"{last.numerator}/{last.denominator}"}


def _conversion(layout: str) -> Callable[[NDArray[np.uint8]], av.VideoFrame]:
    palette = SteadyPalette()

    def convert(pixels: NDArray[np.uint8]) -> av.VideoFrame:
        data: Any = palette.indexed(pixels) if layout == "pal8" else pixels
        return av.VideoFrame.from_ndarray(data, format=layout)

    return convert


def _in_bytes(pixels: Array) -> NDArray[np.uint8]:
    return np.ascontiguousarray((np.clip(pixels, 0, 1) * np.float32(255) + np.float32(0.5)).astype(np.uint8))
