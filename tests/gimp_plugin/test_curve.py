"""The curve of the losses."""

from __future__ import annotations

import pytest
from common import curve

WIDTH, HEIGHT = 40, 11


def drawn(losses, total):
    return curve.draw([(level, n, loss) for n, (level, loss) in enumerate(losses, 1)], total, WIDTH, HEIGHT)


def heights(losses, total):
    """The rows that the line takes in each column, from the top; of (level, loss) from the first evaluation on."""
    picture = drawn(losses, total)
    assert len(picture) == 4 * WIDTH * HEIGHT
    pixels = [picture[n : n + 4] for n in range(0, len(picture), 4)]
    return [[row for row in range(HEIGHT) if pixels[row * WIDTH + column] == curve.LINE] for column in range(WIDTH)]


def test_a_tenth_of_the_loss_is_one_step_down_wherever_it_is():
    rows = heights([(0, 10.0**-n) for n in range(11)], 11)
    assert rows[0] == [0] and 10 in rows[40 * 10 // 11]
    middle = [row[-1] for row in rows[: 40 * 10 // 11]]
    assert middle == sorted(middle)
    assert abs(middle[18] - 5) <= 1


def test_what_is_to_come_is_empty():
    rows = heights([(0, 2.0), (0, 1.0)], 20)
    assert rows[0] and not any(rows[3:])


def test_a_level_begins_at_a_line():
    picture = drawn([(0, 3.0), (0, 2.0), (1, 4.0), (1, 1.0)], 4)
    marked = [n // 4 % WIDTH for n in range(0, len(picture), 4) if picture[n : n + 4] == curve.GRID]
    assert set(marked) == {20} and len(marked) >= HEIGHT // 2


@pytest.mark.parametrize("losses", [[], [(0, 0.0)], [(0, float("nan"))], [(0, float("inf"))], [(0, -1.0)]])
def test_what_has_no_logarithm_is_left_out(losses):
    assert not any(drawn(losses, 5))


def test_more_evaluations_than_columns_and_than_planned():
    rows = heights([(0, 1000.0 / (n + 1)) for n in range(500)], 100)
    assert all(rows)


def test_a_curve_heard_of_late_begins_late():
    picture = curve.draw([(1, 11, 2.0), (1, 12, 1.0)], 20, WIDTH, HEIGHT)
    assert min(n // 4 % WIDTH for n in range(0, len(picture), 4) if any(picture[n : n + 4])) == 20
