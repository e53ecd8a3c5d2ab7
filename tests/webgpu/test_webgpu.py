"""The engine on WebGPU computes what it computes on the processor, and says where it computes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.runtime.checking import GRAPHS
from tests.real_gimp.harness.shell import Shell

from .conftest import INSIDE, PYTHON

pytestmark = [pytest.mark.webgpu, pytest.mark.slow]
Guest = Callable[..., Any]
SIZE = 48
OTHERS = ("guided_painting_max", "tiled_conv4_2", "whole_finishing_max", "dream_conv5_1")
TOLERANCE = 1e-3


def test_there_is_one_device_and_it_is_what_it_says(guest: Guest) -> None:
    cpu, card = guest("offered")
    assert (cpu["name"], card["name"]) == ("cpu", "webgpu")
    assert card["label"].startswith("llvmpipe") and card["is_software"]


def test_gradients_are_the_processors(guest: Guest) -> None:
    found = guest("errors", SIZE, *GRAPHS, *OTHERS)
    assert len(found) == len(GRAPHS) + len(OTHERS)
    assert {graph: error for graph, error in found.items() if not error < TOLERANCE} == {}


def test_tiles_give_the_processors_gradient_of_the_whole(guest: Guest) -> None:
    assert guest("tiled_error", 80, 48, 48) < TOLERANCE


def test_the_product_paints_on_it_when_asked_and_not_by_itself(card: Shell) -> None:
    content, style = f"{INSIDE}/samples/content/cat.jpg", f"{INSIDE}/samples/style/van_gogh_night_cafe.jpg"
    command = [PYTHON, "-m", "engine", "style", content, style, "--size", str(SIZE), "--evaluations", "4"]
    command += ["--keep-working-size", "--optimiser", "scipy"]
    losses = {}
    for device in ("webgpu", "cpu"):
        card.run([*command, "-o", f"/tmp/{device}.png", "--device", device, "--report", f"/tmp/{device}.json"])
        report = json.loads(card.outside(f"/tmp/{device}.json").read_text())
        assert report["device"] == device
        losses[device] = report["losses"]
    assert np.allclose(losses["webgpu"], losses["cpu"], rtol=TOLERANCE)
    printed = card.run([PYTHON, "-m", "engine", "devices"]).stdout
    assert "* cpu: " in printed and "llvmpipe" in printed and "imitates a graphics card" in printed


def test_a_card_that_is_lost_in_the_middle_leaves_the_painting_to_the_processor(guest: Guest) -> None:
    found = guest("die_after", 5, SIZE, 6)
    assert found["left"] == 0 and found["device"] == "cpu"
    assert any("llvmpipe" in notice and "the processor goes on" in notice for notice in found["notices"])
    assert np.allclose(found["losses"], found["expected"], rtol=1e-2)
    assert found["difference"] < 0.1
