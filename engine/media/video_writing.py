"""Writing a video: painted pictures coded anew, everything else copied from the source."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer, OutputContainer

from ..arrays import Array
from .animation_reading import is_animation
from .colour import Colour, from_srgb
from .containers import Encoder, encoder_for
from .copying import Copier, Cut, copy_titles, kept_streams, left_out, needs_mdta, packets_to_copy, sent_at
from .decoding import origin_of
from .encoding import Format, PictureEncoder, add_picture_stream
from .opening import opened
from .output import output, passing, trial
from .timing import Timing, average_rate, common_time_base, is_steady
from .video_reading import read_facts
from .yuv import Coding, coding_of, from_rgb

_BT709 = Colour(1, 1, 1, 1)
"""What pictures that are no YUV are written as."""

_REORDERED = 16
_MILLISECONDS, _FINEST_CLOCK = 1000, 100_000_000


@dataclass(frozen=True)
class Source:
    """What an output takes over from its source; the defaults are those of an animation.

    Attributes
    ----------
    codec, layout, depth, aspect, colour, interlaced : as in `Facts`
    """

    codec: str = ""
    layout: str = "rgb24"
    depth: int = 8
    aspect: Fraction = Fraction(1)
    colour: Colour = _BT709
    interlaced: bool = False


def source_of(like: Path) -> Source:
    """What there is to take over.

    Raises
    ------
    InputError
        When the source cannot be read.
    """
    if is_animation(like):
        return Source()
    facts = read_facts(like)
    colour = facts.colour if facts.layout.startswith("yuv") else _BT709
    if facts.coding.full and facts.layout.startswith("yuv"):
        colour = replace(colour, range=2)
    return Source(facts.codec, facts.layout, facts.depth, facts.aspect, colour, facts.interlaced)


@dataclass(frozen=True)
class Plan:
    """A video to be written.

    Attributes
    ----------
    container : FFmpeg's name
    unit : of all times, in seconds
    zero : the time of the first frame that becomes 0, and the part of the source to copy
    """

    file: Path
    like: Path
    container: str
    source: Source
    encoder: Encoder
    form: Format
    cut: Cut

    def convert(self, pixels: Array) -> av.VideoFrame:
        """A frame for the encoder: on white where it keeps no alpha, padded to even sides where it must be."""
        if pixels.shape[2] == 4 and not self.encoder.has_alpha:
            pixels = pixels[..., :3] * pixels[..., 3:] + (1 - pixels[..., 3:])
        height, width = pixels.shape[:2]
        padding = ((0, self.form.height - height), (0, self.form.width - width), (0, 0))
        coded = from_srgb(np.pad(pixels, padding, mode="edge"), self.form.colour)
        return from_rgb(coded, self.encoder.layout, self._coding())

    def _coding(self) -> Coding:
        colour = self.form.colour
        return coding_of(colour.matrix, colour.range == 2, self.form.width, self.form.height)


def plan_video(
    file: Path, like: Path, container: str, shape: tuple[int, ...], timing: Sequence[Timing], quality: int, whole: bool
) -> Plan:
    """Choose how a video is written.

    Parameters
    ----------
    shape : of the frames (H, W, 3|4)
    """
    source = source_of(like)
    alpha, reorder = shape[2] == 4, len(timing) >= _REORDERED and is_steady(timing)
    encoder = encoder_for(container, source.codec, source.layout, source.depth, alpha, quality, reorder)
    height, width = (side + side % 2 if encoder.even else side for side in shape[:2])
    form = Format(width, height, average_rate(timing), common_time_base(timing), source.aspect, source.colour)
    start, end = timing[0][0], sum(timing[-1], Fraction(0))
    cut = Cut() if whole else Cut(start, start, end)
    return Plan(file, like, container, source, encoder, form, cut)


def write_video(plan: Plan, frames: Iterator[Array], timing: Sequence[Timing]) -> None:
    """Encode frames one by one, and copy what belongs to them in step.

    Raises
    ------
    InputError
        When the source cannot be read, or the output not be written.
    """
    with _source(plan.like) as source, output(plan.file, plan.container, _options(plan, source)) as sink:
        encoder, copier = _prepared(plan, source, sink, timing)
        for pixels in islice(passing(frames), len(timing)):
            for packet in encoder.encode(plan.convert(pixels)):
                copier.copy_until(sent_at(packet))
                sink.mux(packet)
        for packet in encoder.finish():
            copier.copy_until(sent_at(packet))
            sink.mux(packet)
        copier.copy_until(None)


def try_video(plan: Plan, timing: Sequence[Timing]) -> list[str]:
    """Write the header of a video into memory, and say what is left out of it.

    Raises
    ------
    InputError
        When the container refuses it.
    """
    with _source(plan.like) as source, trial(plan.file, plan.container, _options(plan, source)) as sink:
        _prepared(plan, source, sink, timing)
        others = left_out(source, plan.like) if source is not None else []
    notes = [f"the first picture, sound and subtitles are kept, not {', '.join(others)}."] if others else []
    if plan.source.interlaced:
        notes.append("the input is interlaced, and its frames are painted as they are. Deinterlace it first.")
    return notes


def _prepared(
    plan: Plan, source: InputContainer | None, sink: OutputContainer, timing: Sequence[Timing]
) -> tuple[PictureEncoder, Copier]:
    stream = add_picture_stream(sink, plan.encoder, plan.form)
    encoder = PictureEncoder(stream, plan.form.unit, timing, plan.cut.zero)
    if source is None:
        return encoder, Copier(sink, [], iter(()))
    streams = kept_streams(source, plan.container, plan.file)
    cut = plan.cut.moved(origin_of(source))
    copy_titles(source, sink, cut)
    return encoder, Copier(sink, streams, packets_to_copy(source, plan.like, streams, cut))


def _options(plan: Plan, source: InputContainer | None) -> dict[str, str]:
    """Of the container: in MP4 and MOV, a clock on which a stream may begin at any frame or sample."""
    if plan.container not in ("mp4", "mov"):
        return {}
    rates = [stream.codec_context.sample_rate for stream in source.streams.audio] if source is not None else []
    clock = math.lcm(_MILLISECONDS, plan.form.unit.denominator, *[rate for rate in rates if rate])
    options = {"movie_timescale": str(clock if clock <= _FINEST_CLOCK else _MILLISECONDS)}
    if source is not None and needs_mdta(source):
        options["movflags"] = "use_metadata_tags"
    return options


@contextmanager
def _source(like: Path) -> Iterator[InputContainer | None]:
    """The container to copy from; None for animations, which hold nothing but pictures."""
    if is_animation(like):
        yield None
        return
    with opened(like) as container:
        yield container
