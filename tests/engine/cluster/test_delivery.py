"""What goes to a worker is JSON; what comes back Dask can carry, errors too."""

from __future__ import annotations

import json
import pickle

import pytest

from engine import EngineError, InputError
from engine.cluster.delivery import Assignment, Delivery, Failure
from engine.jobs.file_job import paint_job

from .conftest import Describe


def test_an_assignment_and_a_delivery_travel(describe: Describe) -> None:
    job, _ = paint_job(describe(), "out.png")
    assignment = Assignment(job, {"0": ("content.png", "in/content.png")}, "number", "queue", 0.5, True)
    text = assignment.to_json()
    assert Assignment.from_json(text) == assignment
    assert json.loads(text)["kind"] == "engine.jobs.file_job:PaintJob"
    made = Delivery({"evaluations": 2}, False, {"out.png": b"picture"})
    assert pickle.loads(pickle.dumps(made)).file("out.png") == b"picture"
    with pytest.raises(EngineError, match=r"has not written none\.png"):
        made.file("none.png")


@pytest.mark.parametrize("kind", ["engine.jobs.none:Job", "engine.jobs.file_job:None", "nonsense"])
def test_a_kind_of_job_that_a_worker_does_not_know_is_refused(kind: str, describe: Describe) -> None:
    job, _ = paint_job(describe(), "out.png")
    values = json.loads(Assignment(job, {}, "number", "queue", 0.5, True).to_json())
    with pytest.raises(EngineError, match="Install the same version"):
        Assignment.from_json(json.dumps({**values, "kind": kind}))


def test_a_failure_becomes_the_error_that_it_was() -> None:
    failure = Failure("It has {braces}.", "Mend it.", "some-code", {"limit": 3}, is_input=True)
    error = pickle.loads(pickle.dumps(failure)).error()
    assert isinstance(error, InputError)
    assert (str(error), error.code, error.values) == ("It has {braces}. Mend it.", "some-code", {"limit": 3})
    assert type(Failure("It failed.").error()) is EngineError
