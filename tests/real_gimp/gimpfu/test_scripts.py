"""Scripts in the public idiom, run without a window and called from Script-Fu."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from tests.real_gimp.harness import gimpfu_home
from tests.real_gimp.harness.gimp import Gimp
from tests.real_gimp.harness.gimpfu_home import PICTURE, SCRIPTS
from tests.real_gimp.harness.shell import HOME


@pytest.fixture(scope="module")
def ran(gimp2: Gimp, picture: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home after each of the scripts ran without a window, with arguments, called from Script-Fu."""
    home = tmp_path_factory.mktemp("headless")
    gimpfu_home.install(home, SCRIPTS.glob("*.py"))
    home.joinpath("in.tinypic").write_bytes(b"TINYPIC 2 1\n" + b"ff0000" + b"0080ff")
    code = f"""
    (let* ((image (car (gimp-file-load RUN-NONINTERACTIVE "{PICTURE}" "style.png")))
           (layer (car (gimp-image-get-active-drawable image)))
           (say (lambda (name text) (let ((port (open-output-file (string-append "{HOME}/" name))))
                  (display text port) (close-output-port port)))))
      (say "batch.txt" (car (python-fu-batch-images RUN-NONINTERACTIVE "{HOME}" 50)))
      (say "rim.txt" (python-fu-rim RUN-NONINTERACTIVE image layer 4))
      (gimp-file-save RUN-NONINTERACTIVE image layer "{HOME}/rim.png" "rim.png")
      (python-fu-every-type RUN-NONINTERACTIVE image layer 1 2 3 4.5 "w" '(0 0 255) image layer
        (aref (cadr (gimp-image-get-channels image)) 0) layer (aref (cadr (gimp-image-get-vectors image)) 0) layer -1
        TRUE 1.5 2 "Sans" "f" "b" "p" "g" "a" "t" "pal" "n" "d" 2)
      (gimp-file-save RUN-NONINTERACTIVE image layer "{HOME}/tinted.png" "tinted.png")
      (let* ((tiny (car (gimp-file-load RUN-NONINTERACTIVE "{HOME}/in.tinypic" "in.tinypic")))
             (only (car (gimp-image-get-active-drawable tiny))))
        (gimp-file-save RUN-NONINTERACTIVE tiny only "{HOME}/out.tinypic" "out.tinypic")
        (gimp-file-save RUN-NONINTERACTIVE tiny only "{HOME}/tiny.png" "tiny.png"))
      (let* ((made (car (python-fu-poster RUN-NONINTERACTIVE "Hello" 200 100 '(10 20 30) FALSE)))
             (group (aref (cadr (gimp-image-get-layers made)) 0)))
        (say "poster.txt" (list (car (gimp-image-get-layers made)) (car (gimp-item-get-children group))
          (car (gimp-item-is-text-layer (aref (cadr (gimp-item-get-children group)) 0)))
          (caddar (gimp-image-get-parasite made "poster"))))
        (gimp-file-save RUN-NONINTERACTIVE made (car (gimp-image-flatten made)) "{HOME}/poster.png" "poster.png")))
    """
    with gimp2.at(home=home, binds={picture: f"{PICTURE}:ro"}).shell() as shell:
        done = gimpfu_home.script_fu(shell, code)
    home.joinpath("gimp.txt").write_text(done.stdout + done.stderr)
    return home


def test_a_filter_gets_every_type_of_parameter_and_changes_pixels(ran: Path) -> None:
    given = json.loads(ran.joinpath("every_type.json").read_text())
    assert given == [
        1,
        2,
        3,
        4.5,
        "w",
        [0, 0, 255],
        "style.png",
        "Background",
        "Square",
        "Background",
        "Path",
        "Background",
        1,
        1.5,
        2.0,
        "Sans",
        "f",
        "b",
        "p",
        "g",
        "a",
        "t",
        "pal",
        "n",
        "d",
        2,
    ]
    before, after = (Image.open(ran / name).getpixel((1, 2)) for name in ("rim.png", "tinted.png"))
    assert after == tuple((one + tint) // 2 for one, tint in zip(before, (0, 0, 255), strict=True))


def test_a_batch_goes_over_all_images(ran: Path) -> None:
    assert ran.joinpath("batch.txt").read_text() == "1"
    assert [Image.open(path).size for path in ran.glob("small-*.png")] == [(50, 37)]


def test_a_script_builds_layers_groups_text_and_masks(ran: Path) -> None:
    assert ran.joinpath("poster.txt").read_text() == "(3 1 1 Hello)", ran.joinpath("gimp.txt").read_text()
    poster = Image.open(ran / "poster.png")
    assert poster.size == (200, 100)
    assert poster.getpixel((199, 99)) == (10, 20, 30)
    assert (255, 255, 255) in {color for _count, color in poster.getcolors(65536)}


def test_a_script_selects_saves_channels_and_draws_paths(ran: Path) -> None:
    assert ran.joinpath("rim.txt").read_text() == "(1 40.0 Square, Ellipse)"
    rim = Image.open(ran / "rim.png")
    assert rim.getpixel((50, 20)) == (0, 0, 255)
    assert rim.getpixel((50, 40)) == (49, 171, 100)


def test_a_file_handler_loads_and_saves(ran: Path) -> None:
    tiny = Image.open(ran / "tiny.png")
    assert [tiny.getpixel((x, 0)) for x in (0, 1)] == [(255, 0, 0), (0, 128, 255)]
    assert ran.joinpath("out.tinypic").read_bytes() == b"TINYPIC 2 1\nff00000080ff"


def test_an_error_in_a_script_says_what_and_where(gimp: Gimp, home: Path) -> None:
    plug_ins = home / ".config/GIMP/2.10/plug-ins"
    definition = '"b", "h", "a", "c", "d", "Fails", "", [], [], fails)\nmain()\n'
    script = "#!/usr/bin/env python\nfrom gimpfu import *\ndef fails():\n    return 1 / 0\nregister('fails', "
    gimpfu_home.add_script(plug_ins / "fails.py", script + definition)
    code = """
try:
    pdb.python_fu_fails()
except RuntimeError as error:
    print(error)
"""
    assert gimpfu_home.python(gimp, home, code) == "ZeroDivisionError: division by zero (fails.py, line 4)\n"
