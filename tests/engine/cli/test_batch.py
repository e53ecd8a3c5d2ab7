"""`impasto batch` as a user meets it: files, summary, exit statuses, refusals."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from engine import Result
from engine.imaging import write_image
from engine.imaging.metadata import read_note
from engine.jobs.style_job import StyleJob

from .conftest import Done, Impasto, Pictures, Refused, run_process

QUICK = ("--evaluations", 2, "--threads", 1)


@pytest.fixture
def photos(tmp_path: Path, pictures: Pictures, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder with two photographs in photos/, one in photos/more/, and two paintings in styles/."""
    for folder in ("photos/more", "styles"):
        (tmp_path / folder).mkdir(parents=True)
    write_image(tmp_path / "photos/cat.png", pictures("cat", 48, 32))
    write_image(tmp_path / "photos/coffee.jpg", pictures("coffee", 32, 48))
    write_image(tmp_path / "photos/more/astronaut.png", pictures("astronaut", 40, 40))
    write_image(tmp_path / "styles/night.png", pictures("van_gogh_night_cafe", 40, 32))
    write_image(tmp_path / "styles/vestibule.png", pictures("van_gogh_vestibule", 32, 40))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def made(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.slow
def test_a_folder_in_styles_and_sizes(impasto: Impasto, photos: Path) -> None:
    """And a second run paints what is new alone."""
    grid = ("batch", "photos", "-r", "-o", "out", "--style", "styles", "--sizes", "32,40", *QUICK)
    first = impasto(*grid, "--report", "report.json")
    assert (first.status, first.out, first.err) == (0, "12 pictures: 12 painted.\n", "")
    names = ("cat-{}-{}.png", "coffee-{}-{}.jpg", "more/astronaut-{}-{}.png")
    expected = [name.format(style, size) for name in names for style in ("night", "vestibule") for size in (32, 40)]
    assert made(photos / "out") == sorted(expected)
    report = json.loads((photos / "report.json").read_text())["pictures"]
    assert [each["status"] for each in report] == ["painted"] * 12
    assert {each["report"]["options"]["size"] for each in report} == {32, 40}

    before = {name: (photos / "out" / name).read_bytes() for name in expected}
    (photos / "out/cat-night-32.png").unlink()
    again = impasto(*grid)
    assert (again.status, again.out) == (0, "12 pictures: 1 painted, 11 there already.\n")
    assert {name: (photos / "out" / name).read_bytes() for name in expected} == before
    assert impasto(*grid, "--strength", 20).out == "12 pictures: 12 painted.\n"
    assert impasto(*grid, "--strength", 20, "--overwrite").out == "12 pictures: 12 painted.\n"


def test_it_paints_what_impasto_style_paints(impasto: Impasto, photos: Path) -> None:
    assert impasto("style", "photos/cat.png", "styles/night.png", "-o", "one.png", *QUICK).status == 0
    assert impasto("batch", "photos/c*.png", "-o", "out", "--style", "styles/night.png", *QUICK).status == 0
    assert (photos / "out/cat.png").read_bytes() == (photos / "one.png").read_bytes()


def test_beside_the_inputs(impasto: Impasto, photos: Path) -> None:
    """Results in the folder of the inputs are not painted in turn."""
    command = ("batch", "photos", "-o", "photos", "--style", "styles/night.png", "--name", "{name}-{style}", *QUICK)
    assert impasto(*command).out == "2 pictures: 2 painted.\n"
    assert impasto(*command).out == "2 pictures: 2 there already.\n"
    assert made(photos / "photos") == [
        "cat-night.png",
        "cat.png",
        "coffee-night.jpg",
        "coffee.jpg",
        "more/astronaut.png",
    ]


def test_mixed_styles_with_masks_and_names(impasto: Impasto, photos: Path) -> None:
    styles = ("--style", "styles/*.png", "--mix", "--style-weights", "2,1", "--region", "1=photos/{name}.png")
    ended = impasto("batch", "photos/cat.png", "-o", "out", *styles, "--name", "{index:02}/{style}.tif", *QUICK)
    assert (ended.status, made(photos / "out")) == (0, ["01/night+vestibule.tif"])
    recipe = json.loads(read_note(photos / "out/01/night+vestibule.tif") or "")
    assert (recipe["weights"], recipe["regions"][0]["file"]) == ([2.0, 1.0], "cat.png")


def test_as_an_earlier_picture(impasto: Impasto, photos: Path) -> None:
    mixed = ("styles/night.png", "styles/vestibule.png", "--style-weights", "3,1")
    assert impasto("style", "photos/cat.png", *mixed, "-o", "one.png", "--strength", 30, *QUICK).status == 0
    assert impasto("batch", "photos", "-o", "out", "--from", "one.png").status == 0
    assert (photos / "out/cat.png").read_bytes() == (photos / "one.png").read_bytes()
    recipe = json.loads(read_note(photos / "out/coffee.jpg") or "")
    assert (recipe["weights"], recipe["options"]["strength"]) == ([3.0, 1.0], 30.0)


def test_failed_pictures_are_named_and_the_rest_is_painted(impasto: Impasto, photos: Path) -> None:
    """A file that is no picture, and a result that would replace a file that is not ours."""
    (photos / "photos/bad.png").write_text("no picture")
    (photos / "out").mkdir()
    (photos / "out/cat.png").write_bytes((photos / "photos/cat.png").read_bytes())
    command = ("batch", "photos", "-o", "out", "--style", "styles/night.png", *QUICK)
    ended = impasto(*command)
    assert ended.status == 1
    summary, *failed = ended.out.splitlines()
    assert summary == "3 pictures: 1 painted, 2 failed."
    assert failed == [
        "failed: out/cat.png: out/cat.png is there and does not say how it was made. Add --overwrite to replace it.",
        "failed: out/bad.png: photos/bad.png is not a picture of a known format. Save it as PNG, JPEG or TIFF.",
    ]
    assert ended.err.splitlines() == [line.replace("failed", "impasto") for line in failed]
    assert made(photos / "out") == ["cat.png", "coffee.jpg"]
    assert impasto(*command, "--overwrite").out.startswith("3 pictures: 2 painted, 1 failed.")


def test_ctrl_c_keeps_what_there_is(impasto: Impasto, photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """During the second of four pictures, which is finished early and painted anew the next time."""
    paint, calls = StyleJob.run, []

    def interrupted(job: StyleJob, *arguments: Any) -> Result:
        calls.append(1)
        if len(calls) == 2:
            os.kill(os.getpid(), signal.SIGINT)
        return paint(job, *arguments)

    monkeypatch.setattr(StyleJob, "run", interrupted)
    command = ("batch", "photos", "-o", "out", "--style", "styles", *QUICK)
    ended = impasto(*command)
    assert (ended.status, ended.out) == (130, "4 pictures: 1 painted, 1 finished early, 2 not begun.\n")
    assert made(photos / "out") == ["cat-night.png", "cat-vestibule.png"]
    assert impasto(*command).out == "4 pictures: 3 painted, 1 there already.\n"


def test_an_estimate_is_for_all_and_paints_nothing(impasto: Impasto, photos: Path) -> None:
    command = ("batch", "photos", "-o", "out", "--style", "styles", "--estimate", *QUICK)
    ended = impasto(*command)
    assert (ended.status, ended.err) == (0, "")
    estimate = json.loads(ended.out)
    assert estimate["pictures"] == 4
    assert estimate["seconds"] > 4
    assert estimate["memory"] > 100 << 20
    assert not (photos / "out").exists()


def test_its_help_names_all_options(impasto: Impasto) -> None:
    text = " ".join(impasto("batch", "--help").out.split())
    for option in ("--strength", "--style-weights", "--region", "--start-picture", "--look", "--sizes", "--name"):
        assert option in text


WRONG = [
    ("batch {content} -o {tmp}/new", r"the following arguments are required: --style"),
    ("batch {tmp}/none -o {tmp}/new --style {style}", r"none does not exist\. Check"),
    ("batch {tmp}/*.bmp -o {tmp}/new --style {style}", r"no picture to paint in .*\*\.bmp"),
    ("batch {content} -o {tmp}/new --style {tmp}/text.png", r"text.png is not a picture"),
    ("batch {content} -o {content} --style {style}", r"content.png is a file\. Name a folder"),
    ("batch {content} -o {tmp}/new --style {style} --name {{title}}", r"has no {title}\. There is"),
    ("batch {content} {style} -o {tmp}/new --style {style} --name one", r"would be the result of both"),
    ("batch {content} -o {tmp} --style {style}", r"content.png is an input, and a result would replace it"),
    ("batch {tmp} -o {tmp} --style {style}", r"is an input, and a result would replace it"),
    ("batch {content} -o {tmp}/new --style {style} --sizes 8", r"'size' cannot be 8; it lies in 16"),
    ("batch {content} -o {tmp}/new --style {style} --sizes 64.5", r"'64.5' is not a list of whole numbers"),
    ("batch {content} -o {tmp}/new --style {style} --style-weights 2", r"Weights are for styles that are mixed"),
    ("batch {content} -o {tmp}/new --style {style} --strength 101", r"'strength' cannot be 101"),
    ("batch {content} -o {tmp}/new --from {style}", r"style.png does not say how it was made"),
    ("batch {content} -o {tmp}/new --style {style} --report {tmp}/none/r.json", r"folder of .*r.json does not exist"),
]


@pytest.mark.parametrize(("line", "message"), WRONG, ids=[line for line, _ in WRONG])
def test_wrong_usage_and_bad_input(line: str, message: str, refused: Refused) -> None:
    refused(line, message)


@pytest.mark.slow
def test_it_is_a_command(photos: Path, checkout: Path) -> None:  # noqa: ARG001
    files = ("photos/cat.png", "-o", "out", "--style", "styles/night.png")
    ended = run_process("batch", *files, *QUICK, PYTHONPATH=str(checkout))
    assert ended == Done(0, "1 picture: 1 painted.\n", "")
