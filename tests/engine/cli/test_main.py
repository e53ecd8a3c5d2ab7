"""The command line as a user and a script meet it: files, reports, exit statuses, a terminal and a pipe."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest

from engine import Objective, Options, __version__
from engine.cli.main import main
from engine.imaging import Picture, read_image, write_image
from engine.runtime.network import Network

from ..conftest import Array
from ..delta_e import chroma_difference

Pictures = Callable[[str, int, int], Array]
COMMAND = [sys.executable, "-m", "engine"]
PATIENCE = 120
"""Seconds until a command that should have ended is given up."""


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    status: int
    out: str
    err: str


@pytest.fixture
def impasto(capfd: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Runs the command line inside the test's process."""

    def run(*arguments: object) -> Done:
        capfd.readouterr()
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as ended:  # argparse
            status = int(ended.code or 0)
        return Done(status, *capfd.readouterr())

    return run


def run_process(*arguments: object, **environment: str) -> Done:
    command = [*COMMAND, *map(str, arguments)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, env={**os.environ, **environment})
    return Done(ended.returncode, ended.stdout, ended.stderr)


@pytest.fixture
def content(tmp_path: Path, pictures: Pictures) -> Path:
    """A small photograph in a file."""
    write_image(tmp_path / "content.png", pictures("cat", 48, 32))
    return tmp_path / "content.png"


@pytest.fixture
def style(tmp_path: Path, pictures: Pictures) -> Path:
    """A small painting in a file."""
    write_image(tmp_path / "style.png", pictures("van_gogh_night_cafe", 40, 32))
    return tmp_path / "style.png"


def size_of(path: Path) -> tuple[int, int]:
    height, width = read_image(path).pixels.shape[:2]
    return width, height


# impasto style


@pytest.fixture(scope="module")
def night_cafe(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Done, Path, dict[str, Any]]:
    """The one long run of these tests: astronaut and Night Café at 256 px, 60 evaluations of the paper's losses."""
    folder = tmp_path_factory.mktemp("night_cafe")
    out, report = folder / "painted.png", folder / "report.json"
    command = [
        *COMMAND,
        "style",
        samples / "content" / "astronaut.jpg",
        samples / "style" / "van_gogh_night_cafe.jpg",
        "-o",
        out,
        "--size",
        "256",
        "--evaluations",
        "60",
        "--preset",
        "gatys",
        "--report",
        report,
    ]
    ended = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    return Done(ended.returncode, ended.stdout, ended.stderr), out, json.loads(report.read_text())


def test_a_real_run_ends_well_and_says_nothing_on_a_pipe(night_cafe: tuple[Done, Path, dict[str, Any]]) -> None:
    assert night_cafe[0] == Done(0, "", "")
    assert size_of(night_cafe[1]) == (512, 512)


def test_a_real_run_brings_the_loss_below_a_fiftieth(night_cafe: tuple[Done, Path, dict[str, Any]]) -> None:
    report = night_cafe[2]
    assert len(report["losses"]) == report["evaluations"] == 60
    assert report["final_loss"] == min(report["losses"])
    assert report["final_loss"] < 0.02 * report["losses"][0]


def test_the_losses_of_accepted_steps_never_rise(night_cafe: tuple[Done, Path, dict[str, Any]]) -> None:
    report = night_cafe[2]
    accepted = [report["losses"][index] for index in report["accepted"]]
    assert len(accepted) > 50
    assert accepted == sorted(accepted, reverse=True)
    assert accepted[-1] == report["final_loss"]


def test_the_report_says_how_it_came_about(night_cafe: tuple[Done, Path, dict[str, Any]]) -> None:
    report = night_cafe[2]
    assert set(report) >= {
        "width",
        "height",
        "device",
        "preset",
        "evaluations",
        "seconds",
        "seconds_per_evaluation",
        "final_loss",
        "losses",
        "levels",
        "peak_memory_bytes",
        "options",
        "model_sha256",
        "version",
    }
    assert (report["width"], report["height"], report["preset"]) == (512, 512, "gatys")
    assert [(level["size"], level["evaluations"]) for level in report["levels"]] == [([256, 256], 60)]
    assert report["options"]["size"] == 256


def test_the_painted_file_measures_as_reported(
    night_cafe: tuple[Done, Path, dict[str, Any]], samples: Path, impasto: Callable[..., Done]
) -> None:
    """`impasto loss` on the result, twice as large and in 8 bits: far nearer to the style than the photograph."""
    photograph = samples / "content" / "astronaut.jpg"
    arguments = (
        "--content",
        photograph,
        "--style",
        samples / "style" / "van_gogh_night_cafe.jpg",
        "--preset",
        "gatys",
        "--size",
        "256",
    )
    painted, before = (json.loads(impasto("loss", image, *arguments).out) for image in (night_cafe[1], photograph))
    assert painted["loss"] < 0.05 * before["loss"]
    assert before["loss"] == pytest.approx(night_cafe[2]["losses"][0], rel=0.01)


def test_the_same_command_twice_writes_the_same_bytes(content: Path, style: Path, tmp_path: Path) -> None:
    for name in ("one.png", "other.png"):
        ended = run_process("style", content, style, "-o", tmp_path / name, "--evaluations", 15)
        assert ended == Done(0, "", "")
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "other.png").read_bytes()


def test_working_sizes(impasto: Callable[..., Done], content: Path, style: Path, tmp_path: Path) -> None:
    sizes = {
        (): (48, 32),
        ("--keep-working-size",): (24, 16),
        ("--no-rescale-image",): (24, 16),
        ("--no-maintain-aspect-ratio",): (48, 32),
        ("--keep-working-size", "--no-maintain-aspect-ratio"): (24, 24),
    }
    for options, expected in sizes.items():
        out, report = tmp_path / "out.png", tmp_path / "report.json"
        files = (content, style, "-o", out, "--report", report)
        ended = impasto("style", *files, "--size", 24, "--evaluations", 2, *options)
        assert ended.status == 0
        assert size_of(out) == expected
        assert (json.loads(report.read_text())["width"], json.loads(report.read_text())["height"]) == expected


def test_depth_alpha_and_profile_reach_the_result(
    impasto: Callable[..., Done], style: Path, tmp_path: Path, pictures: Pictures
) -> None:
    alpha = np.random.default_rng(1).integers(0, 65536, (32, 48, 1)).astype(np.float32) / 65535
    alpha[:6] = 0
    content = np.concatenate([pictures("cat", 48, 32), alpha], axis=2)
    profile = bytes(imagecodecs.cms_profile("adobergb"))
    write_image(tmp_path / "deep.png", content, like=Picture(content, profile=profile, depth=16))
    for name in ("out.png", "out.tif"):
        assert impasto("style", tmp_path / "deep.png", style, "-o", tmp_path / name, "--evaluations", 4).status == 0
        before, after = read_image(tmp_path / "deep.png"), read_image(tmp_path / name)
        assert (after.depth, after.profile) == (16, profile)
        assert np.array_equal(after.pixels[..., 3], before.pixels[..., 3])
        assert np.abs(after.pixels[6:, :, :3] - before.pixels[6:, :, :3]).mean() > 0.01
        # Really 16 bits: more values than 8 bits could hold.
        samples = imagecodecs.imread(tmp_path / name)
        assert samples.dtype == np.uint16
        assert len(np.unique(samples[..., :3])) > 256


@pytest.mark.parametrize(("width", "height"), [(1, 1), (5, 3), (17, 300)])
def test_tiny_and_narrow_pictures(
    width: int, height: int, impasto: Callable[..., Done], style: Path, tmp_path: Path, pictures: Pictures
) -> None:
    write_image(tmp_path / "content.png", pictures("coffee", width, height))
    ended = impasto("style", tmp_path / "content.png", style, "-o", tmp_path / "out.png", "--evaluations", 3)
    assert ended.status == 0
    assert size_of(tmp_path / "out.png") == (width, height)


def test_several_styles_with_weights(
    impasto: Callable[..., Done], content: Path, style: Path, samples: Path, tmp_path: Path
) -> None:
    other = samples / "style" / "van_gogh_vestibule.jpg"
    report = tmp_path / "report.json"
    first_loss = []
    for weights in ("1,1", "9,1"):
        ended = impasto(
            "style",
            content,
            style,
            other,
            "-o",
            tmp_path / "out.png",
            "--report",
            report,
            "--style-weights",
            weights,
            "--evaluations",
            1,
        )
        assert ended.status == 0
        first_loss.append(json.loads(report.read_text())["losses"][0])
    assert first_loss[0] != pytest.approx(first_loss[1], rel=1e-3)


def test_options_reach_the_job(impasto: Callable[..., Done], content: Path, style: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    given = {
        "strength": 70.0,
        "style_scale": 50.0,
        "colours": "content",
        "smoothness": 20.0,
        "start": "noise",
        "seed": 3,
        "device": "cpu",
        "threads": 1,
        "memory_limit": 4000,
        "single_scale": True,
        "evaluations": 2,
        "size": 32,
        "preset": "classic",
        "quality": "draft",
    }
    words = [
        f"--{name.replace('_', '-')}" if value is True else f"--{name.replace('_', '-')}={value}"
        for name, value in given.items()
    ]
    assert impasto("style", content, style, "-o", tmp_path / "out.png", "--report", report, *words).status == 0
    written = json.loads(report.read_text())
    assert {name: written["options"][name] for name in given} == given
    assert written["threads"] == 1


def test_looks_are_saved_listed_and_used(
    impasto: Callable[..., Done], content: Path, style: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOME", "APPDATA", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    report = tmp_path / "report.json"
    job = ("style", content, style, "-o", tmp_path / "out.png", "--report", report, "--evaluations", 1)
    assert impasto(*job, "--look", "broad", "--strength", 7, "--save-look", "bold").status == 0
    used = json.loads(report.read_text())["options"]
    assert used["style_scale"] > 100
    assert used["strength"] == 7
    listed = impasto("looks")
    assert (listed.status, listed.err) == (0, "")
    assert re.search(r"^bold: Bold\.$", listed.out, re.MULTILINE)
    assert re.search(r"^broad: Broad strokes\. A large brush", listed.out, re.MULTILINE)
    assert impasto(*job, "--look", "bold").status == 0
    assert json.loads(report.read_text())["options"] == used


def test_an_estimate_paints_nothing(impasto: Callable[..., Done], content: Path, style: Path, tmp_path: Path) -> None:
    seconds = []
    for evaluations in (10, 1000):
        ended = impasto("style", content, style, "-o", tmp_path / "out.png", "--estimate", "--evaluations", evaluations)
        assert (ended.status, ended.err) == (0, "")
        estimate = json.loads(ended.out)
        assert estimate["memory"] > 100 << 20
        seconds.append(estimate["seconds"])
    assert 0 < seconds[0] < seconds[1]
    assert not (tmp_path / "out.png").exists()


def test_the_photographs_chroma_in_sixteen_bits(
    impasto: Callable[..., Done], style: Path, tmp_path: Path, pictures: Pictures
) -> None:
    photograph = pictures("coffee", 48, 32)  # strong colours, which black and white strokes leave no room
    write_image(tmp_path / "deep.png", photograph, like=Picture(photograph, depth=16))
    out = tmp_path / "out.png"
    ended = impasto(
        "style", tmp_path / "deep.png", style, "-o", out, "--colours", "content", "--strength", 100, "--evaluations", 20
    )
    assert ended.status == 0
    painted = read_image(out)
    assert painted.depth == 16
    assert chroma_difference(painted.pixels, read_image(tmp_path / "deep.png").pixels).mean() < 2
    assert np.abs(painted.pixels - photograph).mean() > 0.02


def test_a_seed_is_the_same_picture_and_an_earlier_result_goes_on(
    impasto: Callable[..., Done], content: Path, style: Path, tmp_path: Path
) -> None:
    names = {"one": ("--seed", 7), "same": ("--seed", 7), "other": ("--seed", 8)}
    for name, seed in names.items():
        arguments = ("style", content, style, "-o", tmp_path / f"{name}.png", "--start", "noise", "--evaluations", 4)
        assert impasto(*arguments, *seed).status == 0
    one, same, other = ((tmp_path / f"{name}.png").read_bytes() for name in names)
    assert one == same != other
    report = tmp_path / "report.json"
    assert (
        impasto(
            "style",
            content,
            style,
            "-o",
            tmp_path / "on.png",
            "--start-picture",
            tmp_path / "one.png",
            "--evaluations",
            2,
            "--report",
            report,
        ).status
        == 0
    )
    assert json.loads(report.read_text())["options"]["start"] == "picture"


# What cannot be done: status 2, one line that says what and what to do, and nothing written


WRONG: list[tuple[str, str]] = [
    ("style {tmp}/none.png {style} -o {out}", r"none.png does not exist\. Check"),
    ("style {content} {tmp}/none.png -o {out}", r"none.png does not exist\. Check"),
    ("style {content} {tmp}/text.png -o {out}", r"text.png is not a picture of a known format\. Save it"),
    ("style {tmp} {style} -o {out}", r"is a folder\. Give"),
    ("style {content} {style} -o {tmp}/none/out.png", r"folder .*none does not exist\. Create"),
    ("style {content} {style} -o {tmp}/out.xyz", r"format is not known by its suffix\. Use one of"),
    ("style {content} {style} -o {out} --report {tmp}/none/r.json", r"folder of .*r.json does not exist\. Make"),
    ("style {content} {style} -o {out} --size 8", r"'size' cannot be 8; it lies in 16 to 32768 px"),
    ("style {content} {style} -o {out} --strength 101", r"'strength' cannot be 101\.0; it lies in 0 to 100"),
    ("style {content} {style} -o {out} --preset monet", r"'preset' cannot be 'monet'; it is one of impasto, gatys"),
    ("style {content} {style} -o {out} --evaluations many", r"argument --evaluations: invalid int value: 'many'"),
    ("style {content} {style} -o {out} --device abacus", r"no device 'abacus' here; there is cpu"),
    ("style {content} {style} -o {out} --style-weights 1,2", r"2 style weights for 1 styles\. Give"),
    ("style {content} {style} -o {out} --style-weights 0", r"style weight cannot be 0"),
    ("style {content} {style} -o {out} --style-weights one", r"'one' is not a list of numbers such as 2,1"),
    ("style {content} {style} -o {out} --style-scales 50,100", r"2 style scales for 1 styles\. Give"),
    ("style {content} {style} -o {out} --style-scales 10", r"'style_scale' cannot be 10\.0; it lies in 25 to 400 %"),
    ("style {content} {style} -o {out} --start picture", r"start `picture` go together\. Give both"),
    ("style {content} {style} -o {out} --start-picture {tmp}/none.png", r"none.png does not exist"),
    ("style {content} {style} -o {out} --look baroque", r"no look 'baroque'; there are abstract"),
    ("style {content} {style} -o {out} --look {tmp}/text.png", r"The look .*text.png is not JSON"),
    ("style {content} {style} -o {out} --look {tmp}/wrong.json", r"look .*wrong.json cannot be used: .*'strength'"),
    ("style {content} {style} -o {out} --save-look {tmp}/none/l.json", r"look .*l.json cannot be written"),
    ("style {content} {style} -o {out} --memory-limit 1", r"needs \d+ MiB of memory, and 1 MiB may be used\. Choose"),
    ("style {content} {style}", r"the following arguments are required: -o/--output"),
    ("style {content} -o {out}", r"the following arguments are required: STYLE"),
    ("style {content} {style} -o {out} --brush 7", r"unrecognized arguments: --brush 7"),
    ("style {content} {style} -o {out} --region 2={content}", r"no style 2 for the region .*content.png"),
    ("style {content} {style} -o {out} --region sky.png", r"'sky.png' is not a style's number and a file"),
    ("style {content} {style} -o {out} --region 1={content} --region 1={style}", r"Style 1 has two regions"),
    ("style {content} {style} -o {out} --region 1={tmp}/none.png", r"none.png does not exist"),
    ("style {content} {style} -o {out} --region 1={tmp}/text.png", r"text.png is not a picture of a known format"),
    ("style {content} {style} -o {out} --region 1={tiny}", r"The region of style 1 is empty\. Paint white"),
    ("style {content} {style} -o {out} --style-mask 1={tiny}", r"The mask of style 1 is empty"),
    ("loss {content} --content {content} --style {style} --style-mask 0={tiny}", r"no style 0 for the mask"),
    ("sheet {content} {style} -o {out} --strengths 25,101", r"'strength' cannot be 101\.0; it lies in 0 to 100 %"),
    ("sheet {content} {style} -o {out} --style-scales 10", r"'style_scale' cannot be 10\.0"),
    ("sheet {content} {style} -o {out} --strengths few", r"'few' is not a list of numbers"),
    ("sheet {content} {style} -o {tmp}/out.xyz", r"format is not known by its suffix"),
    ("loss {tmp}/none.png --content {content} --style {style}", r"none.png does not exist"),
    ("loss {content} --content {content}", r"the following arguments are required: --style"),
    ("loss {content} --content {content} --style {style} --gradient {tmp}/none/g.npy", r"folder of .*g.npy does not"),
    ("loss {tiny} --content {content} --style {style}", r"is 5 x 3 pixels; the network needs at least 16"),
    ("paint", r"argument COMMAND: invalid choice: 'paint'"),
    ("", r"the following arguments are required: COMMAND"),
]


@pytest.mark.parametrize(("line", "message"), WRONG, ids=[line for line, _ in WRONG])
def test_wrong_usage_and_bad_input(
    line: str, message: str, impasto: Callable[..., Done], content: Path, style: Path, tmp_path: Path
) -> None:
    (tmp_path / "text.png").write_text("not a picture")
    (tmp_path / "wrong.json").write_text('{"options": {"strength": 700}}')
    write_image(tmp_path / "tiny.png", np.zeros((3, 5, 3), np.float32))
    places = {
        "content": content,
        "style": style,
        "out": tmp_path / "out.png",
        "tmp": tmp_path,
        "tiny": tmp_path / "tiny.png",
    }
    before = sorted(tmp_path.iterdir())
    ended = impasto(*(word.format(**places) for word in line.split()))
    assert ended.status == 2
    assert ended.out == ""
    assert ended.err.count("\n") == 1
    assert ended.err.startswith("impasto")
    assert re.search(message, ended.err)
    assert sorted(tmp_path.iterdir()) == before


def test_a_broken_installation_is_status_1(content: Path, style: Path, tmp_path: Path) -> None:
    models = tmp_path / "models"
    models.mkdir()
    (models / "manifest.json").write_text('{"weights": {"sha256": "0"}, "files": {"tiled_conv4_2.onnx": "0"}}')
    ended = run_process("style", content, style, "-o", tmp_path / "out.png", IMPASTO_MODELS=str(models))
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.count("\n") == 1
    assert "Run python -m export again." in ended.err
    assert not (tmp_path / "out.png").exists()
    sick = run_process("doctor", IMPASTO_MODELS=str(models))
    assert sick.status == 1
    assert f"WRONG graphs: {models}/tiled_conv4_2.onnx is missing or damaged. Run python -m export" in sick.out


# impasto loss


def loss_of(image: Path, content: Path, style: Path, *more: object) -> list[object]:
    return ["loss", image, "--content", content, "--style", style, "--preset", "gatys", *more]


def test_loss_prints_json_and_writes_the_gradient(
    impasto: Callable[..., Done], content: Path, style: Path, tmp_path: Path, network: Network
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


def test_regions_from_mask_files_of_any_depth(
    impasto: Callable[..., Done], content: Path, style: Path, tmp_path: Path
) -> None:
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
    impasto: Callable[..., Done], content: Path, style: Path, tmp_path: Path
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


def test_loss_of_other_sizes(impasto: Callable[..., Done], content: Path, style: Path, samples: Path) -> None:
    """The content takes on the image's size; --size sets it for all."""
    photograph = samples / "content" / "coffee.jpg"
    outputs = [impasto(*loss_of(photograph, content, style, "--size", size)).out for size in (32, 48)]
    losses = [json.loads(output)["loss"] for output in outputs]
    assert 0 < losses[0] != losses[1]


# The other commands


def test_devices(impasto: Callable[..., Done]) -> None:
    ended = impasto("devices")
    assert (ended.status, ended.err) == (0, "")
    *lines, used = ended.out.splitlines()
    assert re.match(r"[* ] cpu: .*\d+ cores", lines[0])
    (marked,) = [line for line in lines if line.startswith("* ")]
    assert f"uses {marked[2:].partition(':')[0]}: " in used


def test_doctor(impasto: Callable[..., Done]) -> None:
    ended = impasto("doctor")
    assert ended.out.startswith(f"impasto {__version__}, Python 3.")
    assert re.search(r"\nok    graphs: \d+ files in", ended.out)
    assert re.search(r"\nok    gradient: predicts the loss within \d+\.\d%", ended.out)
    assert ended.status == (1 if "\nWRONG" in ended.out else 0)
    assert all(line[:6] in ("ok    ", "WRONG ") for line in ended.out.splitlines()[1:])


def test_version_and_help(impasto: Callable[..., Done]) -> None:
    assert impasto("--version") == Done(0, f"impasto {__version__}\n", "")
    for command in ("style", "loss"):
        text = " ".join(impasto(command, "--help").out.split())
        for name, field in Options.__dataclass_fields__.items():
            assert f"--{name.replace('_', '-')}" in text
            assert " ".join(field.metadata["help"].split()) in text
            if field.metadata["low"] is not None:
                assert f"it lies in {field.metadata['low']:.10g} to {field.metadata['high']:.10g}" in text
    commands = " ".join(impasto("--help").out.split())
    for command in ("style", "sheet", "loss", "looks", "devices", "doctor", "worker"):
        assert command in commands


# A terminal, and Ctrl+C


class Terminal:
    """A command whose standard error is a terminal."""

    def __init__(self, arguments: Sequence[object]) -> None:
        self._terminal, side = pty.openpty()
        fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 120, 0, 0))
        self.process = subprocess.Popen(
            [*COMMAND, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=side
        )
        os.close(side)
        self.text = ""

    def read_until(self, pattern: str) -> None:
        """Read until the pattern was shown; "" for the command's end."""
        deadline = time.monotonic() + PATIENCE
        while not (pattern and re.search(pattern, self.text)):
            assert time.monotonic() < deadline, self.text
            if not select.select([self._terminal], [], [], 1)[0]:
                continue
            try:
                self.text += os.read(self._terminal, 4096).decode()
            except OSError:  # the other side is closed
                assert not pattern, self.text
                return

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()  # type: ignore[union-attr]
        os.close(self._terminal)


def test_a_terminal_shows_a_bar_with_loss_and_time_left(content: Path, style: Path, tmp_path: Path) -> None:
    arguments = ["style", content, style, "-o", tmp_path / "out.png", "--evaluations", 40]
    with Terminal(arguments) as terminal:
        terminal.read_until("")
        assert terminal.process.wait(PATIENCE) == 0
        assert terminal.process.stdout.read() == b""  # type: ignore[union-attr]
    assert re.search(r"48 x 32 .*\d+% \|.*\| .*\d+/40, loss [\d.e+]+, \d+ s left", terminal.text)
    assert (tmp_path / "out.png").is_file()


def test_ctrl_c_writes_the_best_picture_so_far(content: Path, style: Path, tmp_path: Path) -> None:
    out, report = tmp_path / "out.png", tmp_path / "report.json"
    arguments = ["style", content, style, "-o", out, "--report", report, "--evaluations", 100000, "--preset", "gatys"]
    with Terminal(arguments) as terminal:
        terminal.read_until(r" [1-9]\d/100000, loss")
        terminal.process.send_signal(signal.SIGINT)
        terminal.read_until("")
        assert terminal.process.wait(PATIENCE) == 130
    assert "Traceback" not in terminal.text
    assert size_of(out) == (48, 32)
    assert np.abs(read_image(out).pixels - read_image(content).pixels).mean() > 0.005
    written = json.loads(report.read_text())
    assert 10 <= written["evaluations"] < 100000
    assert written["final_loss"] == min(written["losses"])
