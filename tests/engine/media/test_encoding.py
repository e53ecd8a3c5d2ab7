"""Packets of encoded pictures have exact times and durations."""

from __future__ import annotations

import io
from fractions import Fraction

import av
import pytest

from engine.media.colour import Colour
from engine.media.containers import encoder_for
from engine.media.encoding import Format, PictureEncoder, add_picture_stream
from engine.media.yuv import Coding, from_rgb

from .clips import crop

UNIT = Fraction(1, 600)
DURATIONS = [24, 12, 48, 30, 24, 240]


@pytest.mark.parametrize("container", ["mp4", "webm"])
def test_every_packet_has_the_duration_of_its_frame(container: str) -> None:
    timing = [(Fraction(5) + sum(DURATIONS[:index]) * UNIT, DURATIONS[index] * UNIT) for index in range(6)]
    encoder = encoder_for(container, "", "rgb24", 8, False, 80, True)
    with av.open(io.BytesIO(), "w", format=container) as sink:
        stream = add_picture_stream(sink, encoder, Format(96, 64, Fraction(25), UNIT))
        pictures = PictureEncoder(stream, UNIT, timing, Fraction(5))
        packets = []
        for index in range(6):
            packets.extend(pictures.encode(from_rgb(crop(index) / 255, "yuv420p", Coding(1, False))))
        packets.extend(pictures.finish())
        found = sorted((int(packet.pts or 0), int(packet.duration or 0)) for packet in packets)
    assert found == [(sum(DURATIONS[:index]), DURATIONS[index]) for index in range(6)]


def test_tags_and_aspect_are_those_of_the_format() -> None:
    encoder = encoder_for("mp4", "hevc", "yuv420p10le", 10, False, 80, True)
    with av.open(io.BytesIO(), "w", format="mp4") as sink:
        form = Format(96, 64, Fraction(25), UNIT, Fraction(4, 3), Colour(9, 16, 9, 1))
        context = add_picture_stream(sink, encoder, form).codec_context
        found = (context.color_primaries, context.color_trc, context.colorspace, context.color_range)
        assert found == (9, 16, 9, 1)
        assert context.sample_aspect_ratio == Fraction(4, 3)
        assert (context.thread_count, context.pix_fmt, context.codec_tag) == (1, "yuv420p10le", "hvc1")
