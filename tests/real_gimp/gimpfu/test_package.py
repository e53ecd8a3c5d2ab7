"""The package: installed with pip, copied into GIMP's folder; its commands, its batch interpreter, its console."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.real_gimp.gimpfu.test_dialogs import keep
from tests.real_gimp.harness.gimp import Gimp
from tests.real_gimp.harness.gimpfu_home import GIMPFU, GIMPRC, PICTURE, PYTHON, add_script
from tests.real_gimp.harness.roots import GUEST
from tests.real_gimp.harness.shell import HOME

PROFILE = ".config/GIMP/2.10"
EVAL = ["--no-interface", "--new-instance", "--no-fonts", "--no-data", "--batch-interpreter", "python-fu-eval"]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home into whose GIMP folder the command of a package that pip installed has put gimpfu."""
    home = tmp_path_factory.mktemp("package")
    source, target = home / "source", home / "site"
    shutil.copytree(GIMPFU, source, ignore=shutil.ignore_patterns("__pycache__"))
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--target"]
    subprocess.run([*pip, str(target), str(source)], check=True)
    home.joinpath(".config/GIMP").mkdir(parents=True)
    command = [sys.executable, str(target / "bin" / "gimpfu"), "install", "--python", PYTHON]
    subprocess.run([*command, "--profile", str(home / PROFILE)], env={"PYTHONPATH": str(target)}, check=True)
    home.joinpath(PROFILE, "gimprc").write_text(GIMPRC)
    return home


def test_the_batch_interpreter_runs_code(gimp: Gimp, installed: Path) -> None:
    code = f"open('{HOME}/said', 'w').write('%d %s' % (gimp.Image(7, 5, RGB).width, pdb.gimp_version()))"
    with gimp.at(home=installed).shell() as shell:
        batch = ["-b", code, "-b", "pdb.gimp_quit(1)"]
        shell.run([shell.root.program("gimp-console"), *EVAL, *batch], timeout=120)
    assert installed.joinpath("said").read_text().startswith("7 2.10")


def lend_fissix(home: Path) -> None:
    """Put the package that converts, and the one it needs, into a home, with a script in Python 2 and a folder."""
    for name in ("fissix", "appdirs"):
        found = importlib.util.find_spec(name)
        assert found and found.origin
        origin = Path(found.origin)
        if origin.name == "__init__.py":
            shutil.copytree(origin.parent, home / "lib" / name, dirs_exist_ok=True)
        else:
            shutil.copy(origin, home / "lib")
    shutil.copy(GUEST / "gimpfu_python2" / "count_files.py2", home / "count_files.py")
    home.joinpath("folder").mkdir()
    home.joinpath("folder", "six").write_text("123456")


def run_by_one_command(gimp: Gimp, home: Path) -> None:
    """Convert and run that script, and code that fails, by `gimpfu run`."""
    lend_fissix(home)
    code = f"print('found', pdb.python_fu_count_files('{HOME}/folder'))"
    with gimp.at(home=home, environment={"PYTHONPATH": f"{HOME}/site:{HOME}/lib"}).shell() as shell:
        done = shell.run([PYTHON, "-m", "_gimpfu", "run", f"{HOME}/count_files.py", code])
        wrong = shell.run([PYTHON, "-m", "_gimpfu", "run", f"{HOME}/count_files.py", "1 / 0"], check=False)
    assert sorted(done.stdout.split()) == ["6", "found", "name", "total"]
    assert "count_files.py: " in done.stderr
    assert wrong.returncode == 1 and "division by zero" in wrong.stderr


def test_a_script_in_python_2_runs_by_one_command(gimp: Gimp, installed: Path) -> None:
    run_by_one_command(gimp, installed)


def test_a_script_in_python_2_runs_by_one_command_in_gimp_3(gimp3: Gimp, tmp_path: Path) -> None:
    shutil.copytree(GIMPFU, tmp_path / "site", ignore=shutil.ignore_patterns("__pycache__"))
    run_by_one_command(gimp3, tmp_path)


def test_the_console_runs_what_is_typed(gimp: Gimp, installed: Path, tmp_path: Path) -> None:
    with gimp.at(home=installed).window(PICTURE) as window:
        window.wait_for_title("[style]")
        window.search_action("Interactive GIMP Python interpreter")
        window.wait_for_title("Python Console")
        for line in (
            "for n in range(3):",
            "    print(n, pdb.gimp_image_width(gimp.image_list()[0]))",
            "",
            "pdb.gimp_no_such",
        ):
            window.type_text(line)
            window.keys("Return")
        window.type_text(f"open('{HOME}/typed', 'w').write(str(shelf.has_key('x')) + str(RGB))")
        window.keys("Return")
        window.wait(installed.joinpath("typed").is_file, "the file that the typed line writes")
        keep(window.screenshot(tmp_path / "console.png"))
        window.type_text("exit()")
        window.keys("Return")
        window.wait_until_gone("Python Console")
    assert installed.joinpath("typed").read_text() == "False0"


def test_a_script_makes_its_own_dialog_with_gimpui(gimp: Gimp, installed: Path, tmp_path: Path) -> None:
    script = GUEST / "gimpfu_inside" / "own_dialog.py"
    add_script(installed / PROFILE / "plug-ins" / script.name, script.read_text())
    with gimp.at(home=installed).window(PICTURE) as window:
        window.wait_for_title("[style]")
        window.search_action("Own Dialog")
        window.wait_for_title("Own Dialog")
        keep(window.screenshot(tmp_path / "own-dialog.png"))
        window.answer("alt+o", "Own Dialog")
        window.wait(installed.joinpath("own_dialog.json").is_file, "the script's report")
    chosen = json.loads(installed.joinpath("own_dialog.json").read_text())
    assert chosen == [True, "style.png", [0, 128, 255, 255], "Serif", "[style] (imported)", True]


def test_uninstalling_leaves_the_users_scripts(installed: Path, tmp_path: Path) -> None:
    profile = tmp_path / "GIMP" / "2.10"
    shutil.copytree(installed / PROFILE, profile)
    add_script(profile / "plug-ins" / "mine.py", "#!/usr/bin/env python\n")
    command = [sys.executable, "-m", "_gimpfu", "uninstall", "--profile", str(profile)]
    subprocess.run(command, cwd=GIMPFU, check=True, capture_output=True)
    left = {path.name for path in profile.joinpath("plug-ins").iterdir()}
    assert "mine.py" in left and not left & {"gimpfu", "python_fu_eval", "python_fu_console"}
    assert not profile.joinpath("environ/gimpfu.env").exists()
