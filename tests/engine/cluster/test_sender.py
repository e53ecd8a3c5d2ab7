"""What a worker sends, and how often."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
from distributed import Queue

from engine.cluster import Cluster
from engine.cluster.delivery import Assignment
from engine.cluster.sender import Sender
from engine.jobs.file_job import paint_job

from .conftest import Describe
from .test_messages import progress


def test_not_more_often_than_asked_and_previews_if_asked(cluster: Cluster, describe: Describe) -> None:
    job, _ = paint_job(describe(), "out.png")
    assignment = Assignment(job, {}, "number", "a test's queue", 0.2, False)
    queue, at = Queue("a test's queue", client=cluster._client), progress(np.zeros((16, 16, 3), np.float32))
    sender = Sender(assignment, "me", cluster._client)
    for number in range(1, 4):
        sender.send(replace(at, evaluation=number))
    time.sleep(0.25)
    sender.send(replace(at, evaluation=4))
    assert [(message["evaluation"], message["preview"]) for message in queue.get(batch=True)] == [(1, None), (4, None)]
    Sender(replace(assignment, previews=True), "me", cluster._client).send(at)
    (message,) = queue.get(batch=True)
    assert (message["worker"], message["preview"][:2]) == ("me", b"\xff\xd8")
    queue.close()


def test_a_message_that_cannot_be_sent_does_not_matter(cluster: Cluster, describe: Describe) -> None:
    job, _ = paint_job(describe(), "out.png")
    sender = Sender(Assignment(job, {}, "number", "another queue", 0.0, False), "me", cluster._client)
    sender._queue.close()
    sender.send(progress(np.zeros((16, 16, 3), np.float32)))
