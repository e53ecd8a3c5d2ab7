"""What gimpfu runs in: every Python of the machine, children, libraries that do not fit."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tests.real_gimp.harness import gimpfu_home
from tests.real_gimp.harness.gimp import Gimp
from tests.real_gimp.harness.shell import HOME


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
