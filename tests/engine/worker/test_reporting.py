"""What a client is told of a job: forecast, progress, previews, the result."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engine import Options
from engine.imaging.pixels import resize
from engine.worker.reporting import FORECAST_AFTER, PREVIEW_SIZE, Reporter
from engine.worker.scratch import Scratch

from ..conftest import Array
from .conftest import PATIENCE, Client, Message, Pictures, job, paused, result
from .fakes import progress

MOST_DIFFERENCE, MOST_DIFFERENCE_OF_BLOCKS = 10.0, 5.0
"""Between preview and result, of 255, on average: of pixels, and of the means of blocks of 8 x 8 pixels."""


@pytest.mark.slow
def test_done(finished: tuple[list[Message], Array, Array]) -> None:
    messages, content, pixels = finished
    done = messages[-1]
    assert set(done) == {"type", "id", "file", "width", "height", "channels", "stopped", "seconds", "report"}
    assert (done["id"], done["stopped"]) == (7, False)
    assert (done["width"], done["height"], done["channels"]) == (640, 32, 4)
    assert np.array_equal(pixels[..., 3], content[..., 3])
    assert 0 <= pixels.min() < pixels.max() <= 1
    assert np.abs(pixels[..., :3] - content[..., :3]).mean() > 0.02
    report = done["report"]
    assert report["evaluations"] == 30
    assert report["seconds"] == done["seconds"] > 0
    assert Options.from_mapping(report["options"]) == Options(style_scale=120.0, evaluations=30, seed=4)


@pytest.mark.slow
def test_forecast(finished: tuple[list[Message], Array, Array]) -> None:
    messages = finished[0]
    first, corrected = [message for message in messages if message["type"] == "forecast"]
    assert messages[0] is first
    for forecast in (first, corrected):
        assert set(forecast) == {"type", "id", "device", "seconds", "memory_bytes", "crops", "notices"}
        assert (forecast["crops"], forecast["notices"]) == (False, [])
        assert forecast["id"] == 7
        assert forecast["seconds"] > 0
        assert forecast["memory_bytes"] > 100 << 20
    following = messages[messages.index(corrected) + 1]
    assert following["type"] in ("progress", "preview")


@pytest.mark.slow
def test_progress(finished: tuple[list[Message], Array, Array]) -> None:
    messages = finished[0]
    progress = [message for message in messages if message["type"] == "progress"]
    assert all(
        set(message)
        == {
            "type",
            "id",
            "fraction",
            "level",
            "level_index",
            "levels",
            "evaluation",
            "evaluations",
            "loss",
            "seconds_left",
        }
        for message in progress
    )
    assert {(message["id"], message["levels"], message["evaluations"]) for message in progress} == {(7, 2, 30)}
    for key in ("fraction", "evaluation", "level_index"):
        values = [message[key] for message in progress]
        assert values == sorted(values)
    assert {tuple(message["level"]) for message in progress} <= {(405, 20), (640, 32)}
    assert all(0 < message["fraction"] <= 1 and message["loss"] > 0 for message in progress)
    assert all(message["seconds_left"] is None or message["seconds_left"] >= 0 for message in progress)
    # At most ten a second, and not fewer than there were evaluations if those were slower.
    assert 1 <= len(progress) <= 10 * messages[-1]["seconds"] + 2


@pytest.mark.slow
def test_previews(finished: tuple[list[Message], Array, Array], client: Client) -> None:
    previews = [message for message in finished[0] if message["type"] == "preview"]
    assert len(previews) >= 2  # the first at once, and one of the next level
    assert len({preview["file"] for preview in previews}) == len(previews)
    assert {(preview["width"], preview["height"]) for preview in previews} == {(405, 20), (512, 26)}
    for preview in previews:
        assert set(preview) == {"type", "id", "file", "width", "height"}
        pixels = np.fromfile(client.folder / preview["file"], np.uint8)
        assert pixels.size == 3 * preview["width"] * preview["height"]
        assert pixels.std() > 5


@pytest.mark.slow
def test_previews_have_the_colours_of_the_result(client: Client, pictures: Pictures) -> None:
    """A picture that keeps its colours keeps them in the preview: its chroma is the content's."""
    paused(client, 16, pictures, colours="content")
    preview = next(message for message in reversed(client.messages) if message["type"] == "preview")
    shown = np.fromfile(client.folder / preview["file"], np.uint8).reshape(26, 256, 3) / 255.0
    client.send({"type": "stop", "id": 16})
    done = result(client, client.expect("done"))
    shrunk = resize(done, 256, 26)
    chroma = [picture[..., 0] - picture[..., 2] for picture in (shown, shrunk)]
    assert np.corrcoef(chroma[0].ravel(), chroma[1].ravel())[0, 1] > 0.9


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "content", "style"), [(17, "astronaut", "van_gogh_night_cafe"), (18, "coffee", "van_gogh_vestibule")]
)
def test_the_preview_is_the_result_made_smaller(
    client: Client, pictures: Pictures, number: int, content: str, style: str
) -> None:
    """At 256 px, where the dialog's preview pauses; the bounds are those of docs/PERFORMANCE.md."""
    command = {
        "type": "job",
        "id": number,
        "content": client.picture("content.f32", pictures(content, 288, 216)),
        "styles": [client.picture("style.f32", pictures(style, 288, 216))],
        "options": {"quality": "draft"},
        "pause_after_level": 1,
    }
    client.send(command)
    client.expect("paused", timeout=5 * PATIENCE)
    preview = next(message for message in reversed(client.messages) if message["type"] == "preview")
    shown = np.fromfile(client.folder / preview["file"], np.uint8).reshape(192, 256, 3).astype(np.float32)
    client.send({"type": "continue", "id": number})
    done = result(client, client.expect("done", timeout=5 * PATIENCE))
    difference = 255 * resize(done[..., :3], 256, 192) - shown
    assert np.abs(difference).mean() < MOST_DIFFERENCE
    assert np.abs(difference.reshape(24, 8, 32, 8, 3).mean((1, 3))).mean() < MOST_DIFFERENCE_OF_BLOCKS


# The same without a process


class Recorded:
    """A reporter, what it has sent, its clock and its folder."""

    def __init__(self, scratch: Scratch) -> None:
        self.sent: list[Any] = []
        self.clock, self.scratch = 1000.0, scratch
        self.reporter = Reporter(3, self.sent.append, scratch)

    def kinds(self) -> list[str]:
        return [message["type"] for message in self.sent]


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorded]:
    with Scratch() as scratch:
        made = Recorded(scratch)
        monkeypatch.setattr("engine.worker.reporting.time", SimpleNamespace(monotonic=lambda: made.clock))
        yield made


def test_progress_and_previews_are_sent_as_often_as_allowed(recorded: Recorded) -> None:
    recorded.reporter.forecast(6)
    for evaluation in range(1, 31):
        recorded.reporter.update(progress(evaluation))
        recorded.clock += 0.07
    kinds = recorded.kinds()
    assert (kinds.count("progress"), kinds.count("preview"), kinds.count("forecast")) == (15, 2, 1)
    recorded.reporter.update(progress(31, level_index=1))
    assert recorded.kinds()[len(kinds) :] == ["forecast", "progress", "preview"]  # a new level's, at once


def test_the_last_progress_is_sent_before_the_result_however_soon_it_comes(recorded: Recorded) -> None:
    for evaluation in (1, 2, 3):
        recorded.reporter.update(progress(evaluation))
    recorded.reporter.flush()
    sent = [message["evaluation"] for message in recorded.sent if message["type"] == "progress"]
    assert sent == [1, 3]


def test_no_progress_is_sent_twice(recorded: Recorded) -> None:
    recorded.reporter.update(progress(1))
    recorded.reporter.flush()
    assert recorded.kinds().count("progress") == 1


def test_a_job_without_a_forecast_gets_one_when_its_speed_is_known(recorded: Recorded) -> None:
    for evaluation in range(1, 6):
        recorded.reporter.update(progress(evaluation))
        assert ("forecast" in recorded.kinds()) == (evaluation >= FORECAST_AFTER)


def test_a_large_preview_is_made_smaller(recorded: Recorded) -> None:
    recorded.reporter.update(progress(1, size=(1024, 256)))
    preview = recorded.sent[-1]
    assert (preview["width"], preview["height"]) == (PREVIEW_SIZE, PREVIEW_SIZE // 4)
    pixels = np.fromfile(recorded.scratch.file(preview["file"]), np.uint8)
    assert pixels.size == 3 * preview["width"] * preview["height"]
    assert set(pixels) == {128}


def test_the_forecast_is_corrected_before_a_pause_and_counts_the_finish(
    recorded: Recorded, client: Client, pictures: Pictures
) -> None:
    recorded.reporter.paused(progress(1), 0)
    assert "forecast" not in recorded.kinds()  # the speed is not known yet
    recorded.reporter.forecast(6)
    recorded.reporter.paused(progress(4), 0)
    assert recorded.kinds()[-4:] == ["forecast", "progress", "preview", "paused"]
    assert recorded.sent[-4]["seconds"] == 6.0  # of the progress: 2 are over, 4 are left
    fractions = {}
    for finish in ("none", "best"):
        command = job(client, 70, pictures, side=256, size=64, quality="draft", finish=finish)
        client.send(command | {"pause_after_level": 0})
        client.expect("paused")
        forecast, progress_then, _, _ = client.messages[-4:]
        fraction = fractions[finish] = progress_then["fraction"]  # of the counted work; no clock has a part in it
        assert progress_then["seconds_left"] == pytest.approx(forecast["seconds"] * (1 - fraction), abs=0.2)
        client.send({"type": "cancel", "id": 70})
        client.expect("cancelled")
    assert fractions["none"] > 1.5 * fractions["best"] > 0
