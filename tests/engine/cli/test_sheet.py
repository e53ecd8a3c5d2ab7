"""`impasto sheet`: what its cells show, and what Ctrl+C leaves."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import Options, Result, stylize
from engine.cli import fonts
from engine.cli.contact_sheet import GAP
from engine.cli.fonts import font_for
from engine.cli.main import main
from engine.imaging import read_image, write_image
from engine.jobs.style_job import StyleJob
from engine.runtime.network import Network

from .conftest import Refused
from .test_contact_sheet import HEIGHT, WIDTH, Pictures, cut


@pytest.fixture
def files(tmp_path: Path, pictures: Pictures) -> list[str]:
    """A photograph and two paintings."""
    write_image(tmp_path / "photograph.png", pictures("cat", WIDTH, HEIGHT))
    write_image(tmp_path / "cafe.png", pictures("van_gogh_night_cafe", 40, 32))
    write_image(tmp_path / "vestibule.png", pictures("van_gogh_vestibule", 32, 40))
    return [str(tmp_path / f"{name}.png") for name in ("photograph", "cafe", "vestibule")]


@pytest.mark.slow
def test_the_cells_are_what_the_options_paint(files: list[str], tmp_path: Path, network: Network) -> None:
    out = tmp_path / "sheet.png"
    command = ["sheet", *files[:2], "-o", str(out), "--strengths", "0,100", "--style-scales", "50,200"]
    assert main([*command, "--size", "48", "--evaluations", "4"]) == 0
    whole = read_image(out).pixels
    assert whole.shape[1] == GAP + 2 * (WIDTH + GAP)
    content, style = (read_image(file).pixels for file in files[:2])
    options = Options(strength=100, style_scale=50, size=48, evaluations=4, quality="draft")
    expected = stylize(content, [style], options, network=network).pixels
    assert cut(whole, 1, 0, 2) == pytest.approx(expected, abs=0.003)
    assert np.abs(cut(whole, 1, 1, 2) - expected).max() > 0.05


def test_ctrl_c_writes_what_there_is(files: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """During the second of four pictures, which is finished early; the other places stay white."""
    paint, calls = StyleJob.run, []

    def interrupted(job: StyleJob, *arguments: Any) -> Result:
        calls.append(1)
        if len(calls) == 2:
            os.kill(os.getpid(), signal.SIGINT)
        return paint(job, *arguments)

    monkeypatch.setattr(StyleJob, "run", interrupted)
    out = tmp_path / "sheet.png"
    command = ["sheet", *files, "-o", str(out), "--strengths", "30,60", "--evaluations", "3", "--size", "48"]
    assert main(command) == 130
    whole = read_image(out).pixels
    assert cut(whole, 0, 0, 2).min() < 0.9
    assert cut(whole, 1, 0, 2).min() < 0.9
    assert cut(whole, 0, 1, 2).min() == cut(whole, 1, 1, 2).min() == 1
    assert len(calls) == 2


@pytest.mark.slow
@pytest.mark.parametrize("has_font", [True, False])
def test_styles_with_names_in_any_letters(
    has_font: bool,
    tmp_path: Path,
    pictures: Pictures,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Two captions are two, whether a font has the letters or they are numbers with a legend."""
    write_image(tmp_path / "photo.jpg", pictures("cat", WIDTH, HEIGHT))
    styles = [str(tmp_path / f"{name}.jpg") for name in ("星月夜", "浮世絵")]
    for style in styles:
        write_image(style, pictures("van_gogh_night_cafe", 40, 32))
    if not has_font:
        monkeypatch.setattr(fonts, "_of_fontconfig", lambda _: [])
        monkeypatch.setattr(fonts, "_folders", lambda: [])
    out = tmp_path / "sheet.png"
    command = ["sheet", str(tmp_path / "photo.jpg"), *styles, "-o", str(out), "--strengths", "50", "--evaluations", "1"]
    assert main([*command, "--size", str(WIDTH), "--single-scale"]) == 0
    whole = read_image(out).pixels
    steps = (GAP + HEIGHT, whole.shape[0] - HEIGHT - 2 * GAP)
    if whole.shape[1] > 2 * WIDTH:
        captions = [whole[steps[0] :, left : left + WIDTH] for left in (GAP, 2 * GAP + WIDTH)]
    else:
        step = (whole.shape[0] - GAP) // 2
        captions = [whole[top + HEIGHT : top + step, GAP : GAP + WIDTH] for top in (GAP, GAP + step)]
    assert not np.array_equal(*captions)
    printed = capsys.readouterr().out
    assert printed == ("" if has_font and font_for("星月夜浮世絵", 10) else "1: 星月夜\n2: 浮世絵\n")


def test_what_the_format_cannot_hold_is_said_before_painting(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    strengths = ",".join(map(str, range(1, 100)))
    command = ["sheet", *files, "-o", str(tmp_path / "a.webp"), "--strengths", strengths, "--size", "256"]
    assert main(command) == 2
    assert "WebP holds at most 16383 pixels a side" in capsys.readouterr().err


WRONG = [
    ("sheet {content} {style} -o {out} --strengths 25,101", r"'strength' cannot be 101\.0; it lies in 0 to 100 %"),
    ("sheet {content} {style} -o {out} --style-scales 10", r"'style_scale' cannot be 10\.0"),
    ("sheet {content} {style} -o {out} --strengths few", r"'few' is not a list of numbers"),
    ("sheet {content} {style} -o {tmp}/out.xyz", r"format is not known by its suffix"),
]


@pytest.mark.parametrize(("line", "message"), WRONG, ids=[line for line, _ in WRONG])
def test_wrong_usage_and_bad_input(line: str, message: str, refused: Refused) -> None:
    refused(line, message)
