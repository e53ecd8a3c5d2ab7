"""Input for the targets: sound files with a few changes, drawn by hypothesis, which also finds the fewest that fail."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hypothesis import strategies as st

NUMBERS = tuple(
    value.to_bytes(size, order, signed=value < 0)
    for size, values in {
        1: (0, 1, 127, 128, 255),
        2: (0, 1, 32767, 65535),
        4: (0, 1, 2**31 - 1, 2**32 - 1, 2**20),
    }.items()
    for value in values
    for order in ("little", "big")
)
MOST_CHANGES = 8
LONGEST = 1 << 20
"""Bytes that changes may make of an input."""


def changed(seeds: Sequence[bytes], words: Sequence[bytes], mend: Callable[[bytes], bytes]) -> st.SearchStrategy[bytes]:
    """Files made of `seeds` by some changes.

    Parameters
    ----------
    words : what is put in, besides numbers
    mend : makes checksums right again; it is applied to half of the files
    """

    @st.composite
    def draw_one(draw: st.DrawFn) -> bytes:
        data = draw(st.sampled_from(list(seeds)))
        for _ in range(draw(st.integers(1, MOST_CHANGES))):
            data = draw(st.sampled_from(CHANGES))(draw, data, seeds, words)[:LONGEST]
        return mend(data) if draw(st.booleans()) else data

    return draw_one()


Change = Callable[[st.DrawFn, bytes, Sequence[bytes], Sequence[bytes]], bytes]


def _place(draw: st.DrawFn, data: bytes) -> int:
    return draw(st.integers(0, max(0, len(data) - 1)))


def flip_bit(draw: st.DrawFn, data: bytes, _: Sequence[bytes], __: Sequence[bytes]) -> bytes:
    """Invert one bit."""
    place, bit = _place(draw, data), draw(st.integers(0, 7))
    return data[:place] + bytes([(data[place : place + 1] or b"\0")[0] ^ (1 << bit)]) + data[place + 1 :]


def set_number(draw: st.DrawFn, data: bytes, _: Sequence[bytes], __: Sequence[bytes]) -> bytes:
    """Overwrite with a number that is often a limit."""
    place, number = _place(draw, data), draw(st.sampled_from(NUMBERS))
    return data[:place] + number + data[place + len(number) :]


def cut_short(draw: st.DrawFn, data: bytes, _: Sequence[bytes], __: Sequence[bytes]) -> bytes:
    """Leave the end out."""
    return data[: _place(draw, data)]


def leave_out(draw: st.DrawFn, data: bytes, _: Sequence[bytes], __: Sequence[bytes]) -> bytes:
    """Leave a part out."""
    place = _place(draw, data)
    return data[:place] + data[place + draw(st.integers(1, 64)) :]


def repeat(draw: st.DrawFn, data: bytes, _: Sequence[bytes], __: Sequence[bytes]) -> bytes:
    """Repeat a part, perhaps often."""
    place = _place(draw, data)
    part = data[place : place + draw(st.integers(1, 64))]
    return data[:place] + part * draw(st.sampled_from((2, 3, 100, 5000))) + data[place:]


def put_in(draw: st.DrawFn, data: bytes, _: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    """Put a word or some bytes in."""
    place = _place(draw, data)
    return data[:place] + draw(st.one_of(st.sampled_from(list(words)), st.binary(max_size=16))) + data[place:]


def splice(draw: st.DrawFn, data: bytes, seeds: Sequence[bytes], _: Sequence[bytes]) -> bytes:
    """Continue as another file."""
    other = draw(st.sampled_from(list(seeds)))
    return data[: _place(draw, data)] + other[_place(draw, other) :]


CHANGES: tuple[Change, ...] = (flip_bit, set_number, cut_short, leave_out, repeat, put_in, splice)
