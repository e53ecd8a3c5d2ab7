"""`impasto loss`: the loss and the gradient, in files and numbers."""

from __future__ import annotations

import json
from pathlib import Path

import imagecodecs
import numpy as np
import pytest

from engine import Objective, Options
from engine.imaging import Picture, read_image, write_image
from engine.runtime.network import Network

from ..conftest import Array
from .conftest import Done, Impasto, Refused


def loss_of(image: Path, content: Path, style: Path, *more: object) -> list[object]:
    return ["loss", image, "--content", content, "--style", style, "--preset", "gatys", *more]


def test_loss_prints_json_and_writes_the_gradient(
    impasto: Impasto, content: Path, style: Path, tmp_path: Path, network: Network
) -> None:
    image = tmp_path / "image.png"
    write_image(image, read_image(content).pixels[::-1])
    ended = impasto(*loss_of(image, content, style, "--gradient", tmp_path / "gradient"))
    assert (ended.status, ended.err, ended.out.count("\n")) == (0, "", 1)
    printed = json.loads(ended.out)
    assert set(printed) == {"loss", "content", "style", "total_variation"}
    assert list(printed["style"]) == [f"conv{block}_1" for block in range(1, 6)]
    parts = printed["content"] + sum(printed["style"].values()) + printed["total_variation"]
    assert printed["loss"] == pytest.approx(parts)
    gradient = np.load(tmp_path / "gradient")  # under the very name that was given
    assert (gradient.dtype, gradient.shape) == (np.float32, (32, 48, 3))

    target, painting = read_image(content).pixels, read_image(style).pixels
    objective = Objective(target, [painting], Options(preset="gatys"), network=network)
    loss, expected = objective.loss_and_gradient(read_image(image).pixels * 255)
    assert printed["loss"] == pytest.approx(loss, rel=1e-6)
    assert np.abs(gradient - expected).max() < 1e-4 * np.abs(expected).max()


def test_regions_from_mask_files_of_any_depth(impasto: Impasto, content: Path, style: Path, tmp_path: Path) -> None:
    """The right half stays as it is; a report and `impasto loss` know the regions, too."""
    deep, flat, out, report = (tmp_path / name for name in ("deep.png", "flat.png", "out.png", "report.json"))
    half = np.zeros((8, 12), np.uint16)
    half[:, :6] = 65535
    imagecodecs.imwrite(deep, half)
    write_image(flat, np.repeat((half / 65535).astype(np.float32)[:, :, None], 3, 2))
    command = ["style", content, style, "-o", out, "--evaluations", 3, "--report", report, "--region"]
    assert impasto(*command, f"1={deep}") == Done(0, "", "")
    before, after = read_image(content).pixels, read_image(out).pixels
    assert np.array_equal(after[:, 30:], before[:, 30:])
    assert np.abs(after - before)[:, :20].mean() > 0.02
    assert json.loads(report.read_text())["regions"] == [{"styles": [1], "share": 0.5}]

    losses = [json.loads(impasto(*loss_of(out, content, style, "--region", f"1={mask}")).out) for mask in (deep, flat)]
    assert losses[0]["style"] == pytest.approx(losses[1]["style"], rel=1e-6)
    everywhere = json.loads(impasto(*loss_of(out, content, style)).out)
    assert everywhere["content"] == pytest.approx(losses[0]["content"])
    assert everywhere["loss"] != pytest.approx(losses[0]["loss"], rel=0.05)


def test_the_gradient_is_in_rgb_by_the_picture_in_255(
    impasto: Impasto, content: Path, style: Path, tmp_path: Path
) -> None:
    """A step in each channel alone, seen by nothing but the command."""
    image = 0.2 + 0.6 * read_image(content).pixels[:, ::-1]
    gradient_file = tmp_path / "gradient.npy"

    def measured(pixels: Array) -> float:
        write_image(tmp_path / "image.tif", pixels, like=Picture(pixels, depth=32))
        ended = impasto(*loss_of(tmp_path / "image.tif", content, style, "--gradient", gradient_file))
        return float(json.loads(ended.out)["loss"])

    measured(image)
    gradient = np.load(gradient_file).astype(np.float64)
    for channel in range(3):
        step = np.zeros_like(image)
        step[..., channel] = np.sign(gradient[..., channel]) * np.float32(0.02 / 255)
        slope = (measured(image + step) - measured(image - step)) / (2 * 0.02)
        assert slope == pytest.approx(np.abs(gradient[..., channel]).sum(), rel=0.02)


def test_loss_of_other_sizes(impasto: Impasto, content: Path, style: Path, samples: Path) -> None:
    """The content takes on the image's size; --size sets it for all."""
    photograph = samples / "content" / "coffee.jpg"
    outputs = [impasto(*loss_of(photograph, content, style, "--size", size)).out for size in (32, 48)]
    losses = [json.loads(output)["loss"] for output in outputs]
    assert 0 < losses[0] != losses[1]


WRONG = [
    ("loss {content} --content {content} --style {style} --style-mask 0={tiny}", r"no style 0 for the mask"),
    ("loss {tmp}/none.png --content {content} --style {style}", r"none.png does not exist"),
    ("loss {content} --content {content}", r"the following arguments are required: --style"),
    ("loss {content} --content {content} --style {style} --gradient {tmp}/none/g.npy", r"folder of .*g.npy does not"),
    ("loss {tiny} --content {content} --style {style}", r"is 5 x 3 pixels; the network needs at least 16"),
]


@pytest.mark.parametrize(("line", "message"), WRONG, ids=[line for line, _ in WRONG])
def test_wrong_usage_and_bad_input(line: str, message: str, refused: Refused) -> None:
    refused(line, message)
