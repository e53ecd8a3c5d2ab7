"""`impasto style` as a user and a script meet it: files, reports, options, refusals."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest

from engine.imaging import Picture, read_image, write_image

from ..delta_e import chroma_difference
from .conftest import COMMAND, Done, Impasto, Pictures, Refused, run_process, size_of


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


@pytest.mark.slow
def test_a_real_run_ends_well_and_says_nothing_on_a_pipe(night_cafe: tuple[Done, Path, dict[str, Any]]) -> None:
    assert night_cafe[0] == Done(0, "", "")
    assert size_of(night_cafe[1]) == (512, 512)


@pytest.mark.slow
def test_a_real_run_brings_the_loss_below_a_fiftieth(night_cafe: tuple[Done, Path, dict[str, Any]]) -> None:
    report = night_cafe[2]
    assert len(report["losses"]) == report["evaluations"] == 60
    assert report["final_loss"] == min(report["losses"])
    assert report["final_loss"] < 0.02 * report["losses"][0]


@pytest.mark.slow
def test_the_losses_of_accepted_steps_never_rise(night_cafe: tuple[Done, Path, dict[str, Any]]) -> None:
    report = night_cafe[2]
    accepted = [report["losses"][index] for index in report["accepted"]]
    assert len(accepted) > 50
    assert accepted == sorted(accepted, reverse=True)
    assert accepted[-1] == report["final_loss"]


@pytest.mark.slow
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


@pytest.mark.slow
def test_the_painted_file_measures_as_reported(
    night_cafe: tuple[Done, Path, dict[str, Any]], samples: Path, impasto: Impasto
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


@pytest.mark.slow
def test_the_same_command_twice_writes_the_same_bytes(content: Path, style: Path, tmp_path: Path) -> None:
    for name in ("one.png", "other.png"):
        ended = run_process("style", content, style, "-o", tmp_path / name, "--evaluations", 15)
        assert ended == Done(0, "", "")
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "other.png").read_bytes()


@pytest.mark.slow
def test_working_sizes(impasto: Impasto, content: Path, style: Path, tmp_path: Path) -> None:
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


@pytest.mark.slow
def test_depth_alpha_and_profile_reach_the_result(
    impasto: Impasto, style: Path, tmp_path: Path, pictures: Pictures
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


@pytest.mark.slow
@pytest.mark.parametrize(("width", "height"), [(1, 1), (5, 3), (17, 300)])
def test_tiny_and_narrow_pictures(
    width: int, height: int, impasto: Impasto, style: Path, tmp_path: Path, pictures: Pictures
) -> None:
    write_image(tmp_path / "content.png", pictures("coffee", width, height))
    ended = impasto("style", tmp_path / "content.png", style, "-o", tmp_path / "out.png", "--evaluations", 3)
    assert ended.status == 0
    assert size_of(tmp_path / "out.png") == (width, height)


@pytest.mark.slow
def test_several_styles_with_weights(
    impasto: Impasto, content: Path, style: Path, samples: Path, tmp_path: Path
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


def test_options_reach_the_job(impasto: Impasto, content: Path, style: Path, tmp_path: Path) -> None:
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


def test_an_estimate_paints_nothing(
    impasto: Impasto, content: Path, style: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.runtime.speed.seconds", lambda _: 0.5)
    seconds = []
    for evaluations in (10, 1000):
        ended = impasto("style", content, style, "-o", tmp_path / "out.png", "--estimate", "--evaluations", evaluations)
        assert (ended.status, ended.err) == (0, "")
        estimate = json.loads(ended.out)
        assert estimate["memory"] > 100 << 20
        assert estimate["notices"] == []
        seconds.append(estimate["seconds"])
    assert 0 < seconds[0] < seconds[1]
    assert not (tmp_path / "out.png").exists()


@pytest.mark.slow
def test_a_finish_that_does_not_fit_into_memory_is_announced_and_reported(
    impasto: Impasto, style: Path, tmp_path: Path, pictures: Pictures
) -> None:
    content, out, report = tmp_path / "large.png", tmp_path / "out.png", tmp_path / "report.json"
    write_image(content, pictures("cat", 1100, 700))
    given = [content, style, "-o", out, "--size", "32", "--quality", "draft", "--memory-limit", "560"]
    estimate = impasto("style", *given, "--estimate")
    (sentence,) = json.loads(estimate.out)["notices"]
    assert "enlarged to 1100 x 700 pixels without a finish" in sentence
    ended = impasto("style", *given, "--report", report)
    assert (ended.status, ended.err) == (0, f"{sentence} Raise the memory limit, or close other programs.\n")
    assert json.loads(report.read_text())["notices"] == [sentence]


@pytest.mark.slow
def test_the_photographs_chroma_in_sixteen_bits(
    impasto: Impasto, style: Path, tmp_path: Path, pictures: Pictures
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


@pytest.mark.slow
def test_a_seed_is_the_same_picture_and_an_earlier_result_goes_on(
    impasto: Impasto, content: Path, style: Path, tmp_path: Path
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


WRONG = [
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
]


@pytest.mark.parametrize(("line", "message"), WRONG, ids=[line for line, _ in WRONG])
def test_wrong_usage_and_bad_input(line: str, message: str, refused: Refused) -> None:
    refused(line, message)
