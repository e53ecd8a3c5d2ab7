"""The part of a report that all kinds of jobs share."""

from __future__ import annotations

import json

import pytest

from engine import __version__
from engine.options import DreamOptions
from engine.runtime.network import Network
from engine.tracking.progress import Journal, Level
from engine.tracking.report import report


def test_a_report_has_size_speed_options_and_model(network: Network) -> None:
    journal = Journal([Level(8, 6, 4)], None, losses=[3.0, 2.0, 1.0])
    journal.started -= 6.0
    said = report(journal, DreamOptions(steps=3), network, (6, 8, 3), 1 << 20)
    assert (said["width"], said["height"], said["evaluations"]) == (8, 6, 3)
    assert said["seconds"] >= 6.0
    assert said["seconds_per_evaluation"] == pytest.approx(said["seconds"] / 3, abs=1e-3)
    assert said["peak_memory_bytes"] == 1 << 20
    assert DreamOptions.from_mapping(said["options"]) == DreamOptions(steps=3)
    assert (said["device"], said["threads"]) == (network.device.name, network.threads)
    assert len(said["model_sha256"]) == 64
    assert said["version"] == __version__
    assert json.loads(json.dumps(said, allow_nan=False)) == said


def test_a_job_without_an_evaluation_has_a_report(network: Network) -> None:
    said = report(Journal([], None), DreamOptions(), network, (6, 8, 4), 0)
    assert said["evaluations"] == 0
    assert said["seconds_per_evaluation"] >= 0
