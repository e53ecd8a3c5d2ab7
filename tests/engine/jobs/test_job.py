"""All kinds of job can be used alike."""

from __future__ import annotations

import inspect

import pytest

from engine.jobs.dream_job import DreamJob
from engine.jobs.job import Job
from engine.jobs.style_job import StyleJob


@pytest.mark.parametrize("kind", [StyleJob, DreamJob])
@pytest.mark.parametrize("name", ["plan", "run", "learn"])
def test_a_kind_has_the_methods_of_a_job(kind: type, name: str) -> None:
    expected, found = (inspect.signature(getattr(each, name)).parameters for each in (Job, kind))
    assert list(found) == list(expected)
    assert "options" in kind.__dataclass_fields__
