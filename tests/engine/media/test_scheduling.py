"""Encoders leave the scheduling of the calling thread as it is."""

from __future__ import annotations

import io
import os
from fractions import Fraction

import av
import pytest

from engine.media.containers import encoder_for
from engine.media.encoding import Format, PictureEncoder, add_picture_stream
from engine.media.scheduling import same_scheduling
from engine.media.yuv import Coding, from_rgb

from .clips import crop

pytestmark = pytest.mark.skipif(not hasattr(os, "sched_getscheduler"), reason="this system has no policies")
UNIT = Fraction(1, 25)


@pytest.mark.parametrize(("container", "codec"), [("mp4", "h264"), ("mp4", "hevc"), ("webm", "av1")])
def test_encoding_changes_no_priority(container: str, codec: str) -> None:
    before = os.sched_getscheduler(0), os.sched_getparam(0)
    encoder = encoder_for(container, codec, "yuv420p10le", 10, False, 80, True)
    with av.open(io.BytesIO(), "w", format=container) as sink:
        stream = add_picture_stream(sink, encoder, Format(96, 64, Fraction(25), UNIT))
        pictures = PictureEncoder(stream, UNIT, [(index * UNIT, UNIT) for index in range(2)], Fraction(0))
        for index in range(2):
            list(pictures.encode(from_rgb(crop(index) / 255, encoder.layout, Coding(1, False))))
        list(pictures.finish())
    assert (os.sched_getscheduler(0), os.sched_getparam(0)) == before


def test_an_error_passes_through() -> None:
    with pytest.raises(ValueError, match="inside"), same_scheduling():
        raise ValueError("inside")
