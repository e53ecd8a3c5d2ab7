"""How far a job of several pictures is."""

from __future__ import annotations

import pytest

from engine.jobs.course import Course
from engine.tracking.progress import Progress
from tests.engine.worker.test_reporting import progress


def test_all_pictures_count_by_their_works() -> None:
    seen: list[Progress] = []
    course = Course([1.0, 0.25], seen.append)
    course.update(progress(3))
    course.finish({"levels": [{"size": [8, 6]}], "evaluations": 6}, 5.0, cell=0)
    course.update(progress(3))
    first, second = seen
    assert (first.frame, second.frame) == ((0, 2), (1, 2))
    assert first.fraction == pytest.approx(progress(3).fraction / 1.25)
    assert second.fraction == pytest.approx((1 + 0.25 * progress(3).fraction) / 1.25)
    assert second.seconds == 5 + progress(3).seconds
    assert second.seconds_left == pytest.approx(second.seconds * (1 - second.fraction) / second.fraction)


def test_the_report_has_what_each_took_and_the_first_ones_levels() -> None:
    course = Course([1.0, 1.0], None)
    course.update(progress(1))
    for index, evaluations in enumerate((6, 4)):
        course.finish({"levels": [{"level": index}], "evaluations": evaluations}, 1.2345, cell=index)
    assert course.report() == {
        "frames": 2,
        "evaluations": 10,
        "seconds": 2.469,
        "levels": [{"level": 0}],
        "painted": [{"cell": n, "evaluations": each, "seconds": 1.234} for n, each in enumerate((6, 4))],
    }
