"""Rates and time bases."""

from __future__ import annotations

from fractions import Fraction

from engine.media.timing import Timing, average_rate, common_time_base, in_units, is_steady


def timing_of(*durations: Fraction) -> list[Timing]:
    return [(sum(durations[:index], Fraction(0)), duration) for index, duration in enumerate(durations)]


def test_the_rate_of_even_frames_is_exact() -> None:
    assert average_rate(timing_of(*[Fraction(1001, 30000)] * 7)) == Fraction(30000, 1001)


def test_the_rate_of_uneven_frames_is_their_mean() -> None:
    assert average_rate(timing_of(Fraction(1, 10), Fraction(3, 10))) == 5


def test_every_time_is_a_multiple_of_the_time_base() -> None:
    timing = timing_of(Fraction(1, 24), Fraction(7, 100), Fraction(1, 3))
    unit = common_time_base(timing)
    assert unit == Fraction(1, 600)
    assert all(value / unit == in_units(value, unit) for pair in timing for value in pair)


def test_the_time_base_is_not_finer_than_a_microsecond() -> None:
    assert common_time_base(timing_of(Fraction(1, 999_983), Fraction(1, 999_979))) == Fraction(1, 1_000_000)


def test_rounding_to_milliseconds_is_steady() -> None:
    assert is_steady(timing_of(Fraction(33, 1000), Fraction(34, 1000), Fraction(33, 1000)))
    assert not is_steady(timing_of(Fraction(33, 1000), Fraction(66, 1000)))
