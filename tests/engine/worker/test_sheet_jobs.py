"""Jobs of the kind `sheet`, spoken of to a real worker as an editor does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import Options, stylize
from engine.runtime.network import Network

from ..conftest import Array
from .conftest import ENDLESS, SOON, Client, Message, Pictures, assert_works

CELLS = [{"options": {"strength": 20}, "styles": [0]}, {"options": {"style-scale": 50}, "styles": [1]}]


def sheet(client: Client, number: int, pictures: Pictures, cells: list[Any] = CELLS, **options: Any) -> Message:
    """A photograph, of which the right half is transparent, and two paintings."""
    content = np.concatenate([pictures("cat", 96, 64), np.ones((64, 96, 1), np.float32)], axis=2)
    content[:, 48:, 3] = 0
    styles = [("cafe.f32", "van_gogh_night_cafe"), ("vestibule.f32", "van_gogh_vestibule")]
    return {
        "type": "job",
        "kind": "sheet",
        "id": number,
        "content": client.picture("content.f32", content),
        "styles": [client.picture(file, pictures(name, 40, 32)) for file, name in styles],
        "options": {"size": 48, "evaluations": 3, **options},
        "cells": cells,
    }


def picture(client: Client, message: Message) -> Array:
    """The picture of a `cell`."""
    pixels = np.fromfile(client.folder / message["file"], np.uint8)
    return pixels.reshape(message["height"], message["width"], 3)


@pytest.mark.slow
def test_cells_come_as_they_are_painted(client: Client, pictures: Pictures, painting_network: Network) -> None:
    begin = len(client.messages)
    client.send(sheet(client, 5, pictures))
    done = client.expect("done")
    messages = client.messages[begin:]
    assert (done["frames"], done["stopped"], len(done["report"]["painted"])) == (2, False, 2)
    forecast, *_ = (each for each in messages if each["type"] == "forecast")
    assert forecast["frames"] == 2 and forecast["seconds"] > 0 and not forecast["crops"]
    assert {each["frame"] for each in messages if each["type"] == "progress"} == {0, 1}
    assert not any(each["type"] == "preview" for each in messages)
    cells = [each for each in messages if each["type"] == "cell"]
    assert {(each["id"], each["width"], each["height"]) for each in cells} == {(5, 48, 32)}
    assert [each["index"] for each in cells] == sorted(each["index"] for each in cells)
    first, second = (each for each in cells if each["finished"])
    content = pictures("cat", 96, 64)
    whole = np.concatenate([content, np.ones((64, 96, 1), np.float32)], axis=2)
    whole[:, 48:, 3] = 0
    options = Options(strength=20, size=48, evaluations=3, rescale_image=False)
    expected = stylize(whole, [pictures("van_gogh_night_cafe", 40, 32)], options, network=painting_network).pixels
    assert np.abs(picture(client, first)[:, :22] / 255 - expected[:, :22, :3]).max() < 0.02
    checks = picture(client, first)[:, 26:]
    assert set(np.unique(checks)) == {102, 153}  # transparent, over a checkerboard
    assert np.abs(picture(client, second)[:, :22].astype(int) - picture(client, first)[:, :22]).mean() > 5


def test_cancel_and_stop(client: Client, pictures: Pictures) -> None:
    endless = sheet(client, 6, pictures, **ENDLESS)
    client.send(endless)
    client.expect("progress")
    client.send({"type": "cancel", "id": 6})
    assert client.expect("cancelled", timeout=SOON)["id"] == 6
    client.send({**endless, "id": 7})
    client.expect("progress")
    client.send({"type": "stop", "id": 7})
    done = client.expect("done", timeout=SOON)
    assert (done["frames"], done["stopped"]) == (1, True)
    assert_works(client, 8, pictures)


@pytest.mark.parametrize(
    "cells",
    [[], [{}] * 65, [{"styles": [2]}], [{"styles": [-1]}], [{"styles": ["0"]}], ["cell"], [{"options": {"x": 1}}]],
)
def test_cells_that_are_none(cells: list[Any], client: Client, pictures: Pictures) -> None:
    client.send(sheet(client, 9, pictures, cells))
    assert client.expect("error")["code"] in ("incomplete-job", "unknown-option")


def test_a_sheet_for_a_cluster_is_computed_here(client: Client, pictures: Pictures) -> None:
    client.send(sheet(client, 10, pictures, [{}], device="tcp://127.0.0.1:1", evaluations=1))
    assert client.expect("done")["frames"] == 1


def test_a_strength_map_is_that_of_all_cells(client: Client, pictures: Pictures) -> None:
    black = np.zeros((4, 4, 1), np.float32)
    black[:, 3:] = 1
    mask = {key: value for key, value in client.picture("held.f32", black).items() if key != "channels"}
    cells: list[Any] = [{"styles": [0]}]
    moved = []
    for number, more in enumerate(({}, {"strength_map": mask}), start=20):
        begin = len(client.messages)
        client.send(sheet(client, number, pictures, cells) | more)
        client.expect("done")
        (last,) = (each for each in client.messages[begin:] if each["type"] == "cell" and each["finished"])
        moved.append(np.abs(picture(client, last)[:, :16] / 255 - pictures("cat", 48, 32)[:, :16]).mean())
    assert moved[1] < 0.4 * moved[0]
