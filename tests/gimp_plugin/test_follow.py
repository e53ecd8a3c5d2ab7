"""Following the engine: what the progress window shows, and an engine that does not respond."""

from __future__ import annotations

import pytest
from common import follow
from common.errors import Cancelled, EngineError
from common.follow import Follower
from common.progress import UserAction
from fake_host import FakeProgress


class Engine:
    """Counts its ends."""

    killed = 0

    def kill(self):
        self.killed += 1


class Session:
    """Notes commands; `number` is the running job's."""

    def __init__(self, number=None):
        self.engine, self.number, self.commands = Engine(), number, []

    def control(self, command):
        self.commands.append(command)


def progress_message(**more):
    return {
        "type": "progress",
        "id": 0,
        "fraction": 0.5,
        "level": [128, 96],
        "level_index": 0,
        "levels": 3,
        "evaluation": 2,
        "evaluations": 220,
        "loss": 1.9,
        "seconds_left": None,
        **more,
    }


@pytest.mark.parametrize(
    "jobs, more, line",
    [
        (1, {}, "level 1 of 3 (128 x 96 px), evaluation 2 of 220"),
        (2, {}, "Layer 2 of 2, level 1 of 3 (128 x 96 px), evaluation 2 of 220"),
        (1, {"seconds_left": 200.0}, "level 1 of 3 (128 x 96 px), evaluation 2 of 220, 3\xa0min\xa020\xa0s\xa0left"),
    ],
)
def test_a_line_says_where_the_job_is(jobs, more, line):
    progress = FakeProgress()
    Follower(Session(), progress, jobs)._handle(jobs - 1, progress_message(**more))
    assert progress.shown == [((jobs - 0.5) / jobs, line)]
    assert progress.losses == [(0, 2, 220, 1.9)]


def test_a_stop_waits_until_a_job_runs_and_is_sent_once():
    session, progress = Session(), FakeProgress(lambda _progress: UserAction.STOP)
    follower = Follower(session, progress, 1)
    assert follower.handle_user_action() is UserAction.STOP and session.commands == []
    session.number = 0
    for _ in range(3):
        follower.handle_user_action()
    assert session.commands == ["stop"]
    follower._handle(0, progress_message(seconds_left=9.0))
    assert progress.shown[-1][1].endswith("finishing")


def test_a_stop_of_a_job_that_goes_on_waits_until_what_was_kept_is_read():
    session, progress = Session(0), FakeProgress(lambda _progress: UserAction.STOP)
    follower = Follower(session, progress, 1, goes_on=True)
    follower.handle_user_action()
    assert session.commands == []
    follower._handle(0, progress_message())
    follower.handle_user_action()
    assert session.commands == ["stop"]


def test_a_cancel_reaches_the_engine():
    session = Session(0)
    with pytest.raises(Cancelled):
        Follower(session, FakeProgress(lambda _progress: UserAction.CANCEL), 1).handle_user_action()
    assert session.commands == ["cancel"]


def test_without_heartbeat_the_user_is_warned_and_the_engine_is_terminated():
    session, progress = Session(0), FakeProgress()
    follower = Follower(session, progress, 1)
    polls = round(follow.WARNING_SECONDS / follow.POLL_SECONDS)
    for _ in range(polls - 1):
        follower._check_heartbeat(None)
    follower._check_heartbeat({"type": "alive"})
    for _ in range(polls - 1):
        follower._check_heartbeat(None)
    assert progress.shown == []
    for _ in range(3):
        follower._check_heartbeat(None)
    assert progress.shown[0] == (-1.0, "The engine has not responded for 6 s; Cancel terminates it.")
    assert session.engine.killed == 0
    with pytest.raises(EngineError, match="hangs") as caught:
        for _ in range(round(follow.TIMEOUT_SECONDS / follow.POLL_SECONDS)):
            follower._check_heartbeat(None)
    assert caught.value.hint == "The engine was terminated. Try again." and session.engine.killed == 1
