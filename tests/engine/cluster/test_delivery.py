"""What goes to a worker and comes back can be pickled, errors too."""

from __future__ import annotations

import pickle

import pytest

from engine import EngineError, InputError
from engine.cluster.delivery import Assignment, Delivery, Failure
from engine.jobs.file_job import paint_job

from .conftest import Describe


def test_an_assignment_and_a_delivery_travel(describe: Describe) -> None:
    job, _ = paint_job(describe(), "out.png")
    assignment = Assignment(job, {"0": ("content.png", "in/content.png")}, "number", "queue", 0.5, True)
    data = pickle.dumps(assignment)
    assert pickle.loads(data) == assignment
    assert b"Path" not in data  # a worker may run on another system
    made = Delivery({"evaluations": 2}, False, {"out.png": b"picture"})
    assert pickle.loads(pickle.dumps(made)).file("out.png") == b"picture"
    with pytest.raises(EngineError, match=r"has not written none\.png"):
        made.file("none.png")


def test_a_failure_becomes_the_error_that_it_was() -> None:
    failure = Failure("It has {braces}.", "Mend it.", "some-code", {"limit": 3}, is_input=True)
    error = pickle.loads(pickle.dumps(failure)).error()
    assert isinstance(error, InputError)
    assert (str(error), error.code, error.values) == ("It has {braces}. Mend it.", "some-code", {"limit": 3})
    assert type(Failure("It failed.").error()) is EngineError
