"""The plug-in's errors."""

from __future__ import annotations

import pytest
from common.errors import EngineError, JobError, PluginError


@pytest.mark.parametrize("hint, text", [("", "It is locked."), ("Unlock it.", "It is locked. Unlock it.")])
def test_a_message_and_its_hint_are_said_together(hint, text):
    error = PluginError("It is locked.", hint)
    assert (str(error), error.message, error.hint) == (text, "It is locked.", hint)


def test_a_jobs_error_is_the_engines_and_knows_its_job():
    error = JobError("No memory.", "", 7)
    assert isinstance(error, EngineError) and error.number == 7
