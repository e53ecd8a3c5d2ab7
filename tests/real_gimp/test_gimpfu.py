"""gimpfu for Python 3 inside the real GIMP 2.10: the original's answers, scripts of every kind, pixels, dialogs."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
from pathlib import Path

import pytest
from PIL import Image

from tests.real_gimp.harness import gimpfu_home
from tests.real_gimp.harness.gimp import Gimp
from tests.real_gimp.harness.roots import GUEST
from tests.real_gimp.harness.shell import HOME
from tests.real_gimp.harness.window import GimpWindow

BEHAVIOUR, SCRIPTS = GUEST / "gimpfu_behaviour.txt", GUEST / "gimpfu_scripts"
MESSAGE = "GIMP Message"
PICTURE = "/path/style.png"
PROBE = f"""
image = pdb.gimp_file_load({PICTURE!r}, "style.png")
pdb.python_fu_diffprobe(image, image.active_drawable, "a", True)
"""
DIFFPROBE = '''#!/usr/bin/env python
"""Evaluates the expressions of gimpfu_behaviour.txt, one after the other, as a procedure the expressions ask about."""

import json

from gimpfu import *


def probe(image, drawable, radio, flag):
    answers = []
    for expression in json.load(open("/home/painter/expressions.json")):
        try:
            answers.append(repr(eval(expression, globals(), {"img": image, "drw": drawable})))
        except Exception as error:
            answers.append("EXC %s: %s" % (type(error).__name__, error))
    json.dump(answers, open("/home/painter/answers.json", "w"))


register("diffprobe", "Probe", "Probe", "Impasto", "MIT", "2026", "Probe", "*",
         [(PF_IMAGE, "image", "Input image", None), (PF_DRAWABLE, "drawable", "Input drawable", None),
          (PF_RADIO, "radio", "r", "a", (("A", "a"), ("B", "b"))), (PF_TOGGLE, "flag", "f", True)],
         [], probe, menu="<Image>/Filters")
main()
'''


@pytest.fixture(scope="session")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The picture the original was asked about: 200 x 150, and the pixel (1, 2) is (0, 133, 2)."""
    path = tmp_path_factory.mktemp("gimpfu") / "style.png"
    columns, rows = range(200), range(150)
    pixels = bytes(value % 256 for y in rows for x in columns for value in (x - 1, y + 131, 2 * x))
    Image.frombytes("RGB", (200, 150), pixels).save(path)
    return path


@pytest.fixture
def gimp(gimp2: Gimp, picture: Path) -> Gimp:
    """GIMP 2.10 with that picture in it."""
    return gimp2.at(binds={picture: f"{PICTURE}:ro"})


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with gimpfu in it."""
    gimpfu_home.install(tmp_path)
    return tmp_path


def expected_answers() -> dict[str, str]:
    """The expressions and what the original answered."""
    lines = BEHAVIOUR.read_text().splitlines()
    return {lines[n]: lines[n + 1].removeprefix("    => ") for n in range(0, len(lines), 2)}


def normalised(answer: str) -> str:
    """An answer without what Python 2 and 3 spell differently: byte strings, and how a method looks."""
    answer = re.sub(r"<built-in method (\w+) of [^>]*>", r"<method \1>", answer)
    answer = re.sub(r"<bound method \w+\.(\w+) of <[^>]*>>", r"<method \1>", answer)
    return re.sub(r"\bb(?=')", "", answer)


def test_each_expression_gives_what_the_original_gave(gimp: Gimp, home: Path) -> None:
    expected = expected_answers()
    assert len(expected) >= 73
    gimpfu_home.add_script(home / ".config/GIMP/2.10/plug-ins/diffprobe.py", DIFFPROBE)
    home.joinpath("expressions.json").write_text(json.dumps(list(expected)))
    gimpfu_home.python(gimp, home, PROBE)
    answers = dict(zip(expected, json.loads(home.joinpath("answers.json").read_text()), strict=True))
    different = {
        one: (answers[one], expected[one]) for one in expected if normalised(answers[one]) != normalised(expected[one])
    }
    assert different == {}


# Scripts in the public idiom


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


# Scripts from the menu


def test_scripts_run_from_the_menu_with_dialogs_and_repeat_with_last_values(gimp: Gimp, tmp_path: Path) -> None:
    gimpfu_home.install(tmp_path, SCRIPTS.glob("*.py"))
    report = tmp_path / "every_type.json"

    def is_written() -> bool:
        return report.is_file() and report.read_text().endswith("]")

    with gimp.at(home=tmp_path).window(PICTURE) as window:
        window.wait_for_title("[style]")
        window.search_action("Every Type")
        window.wait_for_title("Every Type")
        window.type_text("77")
        shot = window.screenshot(tmp_path / "dialog.png")
        window.keys("Return")
        window.wait(is_written, "the script's report")
        window.wait_until_gone("Every Type")
        chosen = json.loads(report.read_text())
        report.unlink()
        window.keys("ctrl+f")
        window.wait(is_written, "the repeated script's report")
        assert json.loads(report.read_text()) == chosen
        rim_poster_batch(window)
    assert chosen[:9] == [77, 8, 16, 1.5, "hello", [255, 128, 0], "[style] (imported)", "style.png", None]
    assert chosen[12:16] == [True, 25.0, 3.0, "Sans"]
    assert chosen[20] == "b"
    assert chosen[-3:] == ["/tmp/new.txt", "/tmp", 1]
    keep(shot)


def rim_poster_batch(window: GimpWindow) -> None:
    """Run the other scripts from the menu and see that each did something."""
    window.wait_for_title("[style]")
    window.search_action("Rim")
    window.answer("alt+o", "Rim")
    window.search_action("Batch")
    window.answer("alt+o", "Batch")
    window.wait(lambda: list(window.shell.outside("/tmp").glob("small-*.png")), "the files of the batch")
    window.search_action("Poster")
    window.answer("alt+o", "Poster")
    window.wait_for_title("[Untitled]")


def test_cancel_leaves_the_image_as_it_was(gimp: Gimp, tmp_path: Path) -> None:
    gimpfu_home.install(tmp_path, [SCRIPTS / "every_type.py"])
    with gimp.at(home=tmp_path).window(PICTURE) as window:
        window.wait_for_title("[style]")
        window.search_action("Every Type")
        window.answer("Escape", "Every Type")
        assert not tmp_path.joinpath("every_type.json").exists()
        assert not any(title.startswith("*") for title in window.titles())


def test_wrong_input_is_told_and_the_dialog_stays(gimp: Gimp, tmp_path: Path) -> None:
    gimpfu_home.install(tmp_path, [SCRIPTS / "every_type.py"])
    with gimp.at(home=tmp_path).window(PICTURE) as window:
        window.wait_for_title("[style]")
        window.search_action("Every Type")
        window.wait_for_title("Every Type")

        def enter(text: str) -> None:
            if window.focused() == "Every Type":
                window.keys("alt+i", "ctrl+a")
                window.type_text(text)
                window.keys("Return")

        window.press_until(lambda: MESSAGE in window.titles(), "the message", lambda: enter("seven"))
        keep(window.screenshot(tmp_path / "wrong.png"))
        window.answer("Escape", MESSAGE)
        window.wait_for_title("Every Type")
        window.press_until(tmp_path.joinpath("every_type.json").is_file, "the script's report", lambda: enter("7"))


def test_a_file_of_the_scripts_own_format_opens_in_a_window(gimp: Gimp, tmp_path: Path) -> None:
    gimpfu_home.install(tmp_path, [SCRIPTS / "file_handler.py"])
    tmp_path.joinpath("in.tinypic").write_bytes(b"TINYPIC 2 1\n" + b"ff0000" + b"0080ff")
    with gimp.at(home=tmp_path).window(f"{HOME}/in.tinypic") as window:
        assert "2x1" in window.wait_for_title("[in]")


# Pixels


PIXELS = """
import array, random
def made(precision):
    image = pdb.gimp_image_new_with_precision(300, 200, RGB, precision)
    layer = gimp.Layer(image, "x", 300, 200, RGBA_IMAGE)
    image.add_layer(layer, 0)
    return image, layer
values = array.array("H", (random.Random(1).randrange(65536) for _ in range(300 * 200 * 4)))
image, layer = made(PRECISION_U16_GAMMA)
layer.write("R'G'B'A u16", 0, 0, 300, 200, values)
print(layer.read("R'G'B'A u16") == values.tobytes())

image, layer = made(PRECISION_FLOAT_LINEAR)
numbers = array.array("f", (value / 65536 * 3 - 1 for value in values))
layer.write("RGBA float", 0, 0, 300, 200, numbers)
print(layer.read("RGBA float", 10, 20, 30, 40) == b"".join(
    numbers[4 * (300 * y + 10):4 * (300 * y + 40)].tobytes() for y in range(20, 60)))

image, layer = made(PRECISION_U8_GAMMA)
layer.fill(FILL_WHITE)
pdb.gimp_image_select_rectangle(image, CHANNEL_OP_REPLACE, 100, 50, 100, 100)
layer.write("R'G'B'A u8", 150, 100, 100, 60, bytes(4 * 100 * 60))
print(layer.get_pixel(149, 99), layer.get_pixel(150, 100), layer.get_pixel(199, 149), layer.get_pixel(200, 149))

region = layer.get_pixel_rgn(0, 0, 300, 200, True, False)
region[0:2, 0:1] = b"abcdefgh"
print(layer.get_pixel(1, 0), region[1, 0], pdb.gimp_drawable_get_pixel(layer, 1, 0))
pdb.gimp_drawable_fill(layer, FILL_WHITE)
print(region[1, 0], layer.get_tile2(False, 1, 0)[1])
for wrong in (lambda: layer.read("no such format"), lambda: layer.write("Y u8", 0, 0, 2, 2, b"123"),
              lambda: region[300, 0], lambda: layer.get_pixel(0, 200)):
    try:
        wrong()
    except (ValueError, IndexError) as error:
        print(type(error).__name__)
"""


def test_pixels_go_in_and_out_at_full_depth_under_the_selection(gimp: Gimp, home: Path) -> None:
    lines = gimpfu_home.python(gimp, home, PIXELS).splitlines()
    assert lines[:2] == ["True", "True"]
    white, clear = "(255, 255, 255, 255)", "(0, 0, 0, 0)"
    assert lines[2] == f"{white} {clear} {clear} {white}"
    assert lines[3].startswith("(101, 102, 103, 104) b'efgh' (4, (101, 102, 103, 104))")
    assert lines[4] == r"b'\xff\xff\xff\xff' b'\xff\xff\xff\xff'"
    assert lines[5:] == ["ValueError", "ValueError", "IndexError", "IndexError"]


SPEED = """
import time
image = gimp.Image(4000, 3000, RGB)
layer = gimp.Layer(image, "x", 4000, 3000, RGB_IMAGE)
image.add_layer(layer, 0)
layer.fill(FILL_WHITE)
def best(work, times=4):
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return min(seconds)
def read(fmt):
    pdb.gimp_displays_flush()  # so that nothing that was read before is kept
    return layer.read(fmt)
data = layer.read("R'G'B' u8")
print("read 8-bit", best(lambda: read("R'G'B' u8")))
print("read float", best(lambda: read("R'G'B' float")))
print("write 8-bit", best(lambda: layer.write("R'G'B' u8", 0, 0, 4000, 3000, data)))
floats = layer.read("R'G'B' float")
print("write float", best(lambda: layer.write("R'G'B' float", 0, 0, 4000, 3000, floats)))
print("import", import_seconds)
print("procedure call", best(lambda: [pdb.gimp_image_width(image) for _ in range(1000)]) / 1000)
"""


def test_twelve_megapixels_are_fast(gimp: Gimp, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed = gimpfu_home.python(gimp, home, SPEED)
    with capsys.disabled():
        print(f"\ngimpfu, 4000 x 3000 pixels, seconds:\n{printed}")
    seconds = {name: float(value) for name, value in re.findall(r"(.+) (\S+)", printed)}
    assert len(seconds) == 6
    assert max(seconds.values()) < 1.5  # the goal is 0.3 s; a busy machine gets some leeway


# Surroundings


def pythons() -> dict[str, str]:
    """Paths of the Pythons, 3.9 or newer, of this machine, by version; each must run inside the root too."""
    found = {}
    for folder in sorted(Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv").glob("versions/3.*")):
        if int(folder.name.split(".")[1]) >= 9:
            found[".".join(folder.name.split(".")[:2])] = str(folder / "bin" / "python3")
    return found


def test_every_python_on_the_machine_runs_scripts(gimp: Gimp, tmp_path: Path) -> None:
    found = pythons()
    plug_ins = gimpfu_home.install(tmp_path)
    code = 'run = getattr(pdb, "python_fu_" + name); print(name, run())'
    for version, path in found.items():
        name = "py" + version.replace(".", "_")
        add_version_script(plug_ins / f"{name}.py", path, name)
    names = ["py" + version.replace(".", "_") for version in found]
    folder = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    lent = gimp.at(binds={folder: f"{folder}:ro"}) if found else gimp
    code = f"import sys\nprint(sys.version_info >= (3, 9))\nfor name in {names}:\n    {code}"
    printed = gimpfu_home.python(lent, tmp_path, code).splitlines()
    assert printed == ["True", *(f"py{version.replace('.', '_')} {version} 4" for version in found)]


def add_version_script(path: Path, python: str, name: str) -> None:
    """A script that runs in a certain Python and returns its version and a number it asked GIMP for."""
    text = f"""#!{python}
import sys
from gimpfu import *
def version():
    return "%d.%d %d" % (sys.version_info[0], sys.version_info[1], pdb.gimp_image_new(4, 4, RGB).width)
register({name!r}, "b", "h", "a", "c", "d", "Version", "", [], [(PF_STRING, "version", "v")], version)
main()
"""
    gimpfu_home.add_script(path, text)


def test_a_child_keeps_its_exit_status(gimp: Gimp, home: Path) -> None:
    code = "import subprocess\nprint(subprocess.run(['sh', '-c', 'sleep 0.2; exit 7']).returncode)"
    assert gimpfu_home.python(gimp, home, code) == "7\n"


def test_libraries_that_do_not_fit_are_a_readable_message(gimp: Gimp, home: Path) -> None:
    plug_in = f"{HOME}/.config/GIMP/2.10/plug-ins/gimpfu"
    fake = home / "fake"
    fake.mkdir()
    shutil.copy(gimp.root.path / "usr/lib/x86_64-linux-gnu/libz.so.1", fake / "libgimp-2.0.so.0")
    sizes = "import _gimpfu.structs as s; s.SIZES[s.Param] = 48; s.check_sizes()"
    with gimp.at(home=home, environment={"PYTHONPATH": plug_in}).shell() as shell:
        other = shell.run(
            [gimpfu_home.PYTHON, "-c", "import gimpfu"], check=False, environment={"LD_LIBRARY_PATH": f"{HOME}/fake"}
        )
        size = shell.run([gimpfu_home.PYTHON, "-c", sizes], check=False)
        outside = shell.run([gimpfu_home.PYTHON, "-c", "from gimpfu import *; main()"], check=False)
    assert (other.returncode, size.returncode, outside.returncode) == (1, 1, 1)
    assert "ImportError: gimpfu does not fit the library libgimp-2.0.so.0, which has no gimp_main," in other.stderr
    assert "the C structure Param has 40 bytes in this Python but 48 in GIMP 2.10" in size.stderr
    assert "must be started by GIMP 2.10" in outside.stderr


def test_the_documentation_lists_every_parameter_type() -> None:
    text = (gimpfu_home.CHECKOUT / "docs" / "GIMPFU.md").read_text()
    module = ast.parse((gimpfu_home.GIMPFU / "gimpfu.py").read_text())
    names = {
        alias.name
        for node in module.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name.startswith("PF_")
    }
    assert len(names) == 32
    assert {name for name in names if f"`{name}`" not in text} == set()


def keep(shot: Path) -> None:
    """Copy a screenshot to where IMPASTO_SHOTS says, for someone to look at."""
    if os.environ.get("IMPASTO_SHOTS"):
        shutil.copy(shot, Path(os.environ["IMPASTO_SHOTS"]) / f"gimpfu-{shot.name}")
