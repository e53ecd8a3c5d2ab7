"""A home in which GIMP 2.10 finds the gimpfu of this checkout and scripts that use it, and Python inside that GIMP."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.conftest import CHECKOUT
from tests.real_gimp.harness.gimp import Gimp, prepare_profile
from tests.real_gimp.harness.installed import INSIDE
from tests.real_gimp.harness.roots import GUEST
from tests.real_gimp.harness.shell import HOME, CommandError, Shell

PRELUDE = f"import sys; sys.path.append({INSIDE!r}); from tests.real_gimp.guest.gimp2 import *\n"
"""For code inside GIMP 2.10, where the checkout is at INSIDE: the names of guest/gimp2.py."""
GIMPFU = CHECKOUT / "gimp_plugin" / "gimpfu"
IDIOMS = GUEST / "gimpfu_idioms"
SCRIPTS = GUEST / "gimpfu_scripts"
PICTURE = "/path/style.png"
RUNNER, REPL = GUEST / "gimp2_python.py", GUEST / "gimp2_repl.py"
PYTHON = "/usr/bin/python3"
CALL_3 = f"""
procedure = Gimp.get_pdb().lookup_procedure("python-fu-run-file")
config = procedure.create_config()
config.set_property("path", "{HOME}/code.py")
procedure.run(config)
"""
GIMPRC = '(config-version "2.10.34")\n(check-updates no)\n'


def install(home: Path, scripts: Iterable[Path] = (), python: str = PYTHON) -> Path:
    """Put gimpfu and scripts, unchanged, into a home as docs/GIMPFU.md says; returns the plug-ins folder."""
    profile = home / ".config" / "GIMP" / "2.10"
    plug_ins, environ, interpreters = (profile / name for name in ("plug-ins", "environ", "interpreters"))
    for folder in (plug_ins, environ, interpreters):
        folder.mkdir(parents=True, exist_ok=True)
    profile.joinpath("gimprc").write_text(GIMPRC)
    shutil.copytree(GIMPFU, plug_ins / "gimpfu", ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    environ.joinpath("gimpfu.env").write_text("PYTHONPATH=${gimp_dir}/plug-ins/gimpfu\n")
    interpreters.joinpath("gimpfu.interp").write_text(f"python={python}\npython2={python}\n/usr/bin/python={python}\n")
    for script in (RUNNER, REPL, *scripts):
        add_script(plug_ins / script.name, script.read_text())
    return plug_ins


def install3(home: Path, series: str, scripts: Iterable[Path] = ()) -> Path:
    """The same for a GIMP 3, which wants each script in a folder of its own; returns the plug-ins folder."""
    profile = home / ".config" / "GIMP" / series
    plug_ins, environ, interpreters = (profile / name for name in ("plug-ins", "environ", "interpreters"))
    for folder in (plug_ins, environ, interpreters):
        folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(GIMPFU, plug_ins / "gimpfu", ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    environ.joinpath("gimpfu.env").write_text("PYTHONPATH=${gimp_dir}/plug-ins/gimpfu\n")
    interpreters.joinpath("gimpfu.interp").write_text(f"python={PYTHON}\n/usr/bin/python={PYTHON}\n")
    for script in (RUNNER, *scripts):
        folder = plug_ins / script.stem
        folder.mkdir(exist_ok=True)
        add_script(folder / script.name, script.read_text())
    return plug_ins


def add_script(path: Path, text: str) -> None:
    """Write an executable script."""
    path.write_text(text)
    path.chmod(0o755)


def script_fu(
    shell: Shell, code: str, *, environment: Mapping[str, str] | None = None, timeout: float = 300
) -> subprocess.CompletedProcess[str]:
    """Run Script-Fu in the shell's GIMP without a window, but with fonts and brushes, as users have them."""
    prepare_profile(shell)
    program = shell.root.program("gimp-console")
    command = [program, "--no-interface", "--new-instance", "-b", code, "-b", "(gimp-quit 0)"]
    return shell.run(command, environment=environment, timeout=timeout)


def python3(gimp: Gimp, home: Path, code: str) -> str:
    """Run Python with gimpfu inside GIMP 3 and return what it printed; `home` must have been through `install3`."""
    home.joinpath("code.py").write_text(code)
    home.joinpath("call.py").write_text(CALL_3)
    run = f'exec(open("{HOME}/call.py").read())'
    batch = ["--no-interface", "--new-instance", "--quit", "--batch-interpreter=python-fu-eval", "-b", run]
    with gimp.at(home=home).shell() as shell:
        prepare_profile(shell)
        done = shell.run([shell.root.program("gimp-console"), *batch], check=False)
    return _printed(home / "code.py", done.stdout + done.stderr)


def python(gimp: Gimp, home: Path, code: str, *, environment: Mapping[str, str] | None = None) -> str:
    """Run Python with gimpfu inside GIMP 2.10 and return what it printed; `home` must have been through `install`.

    Raises
    ------
    CommandError : the code raised (the message is its traceback), or GIMP did not run it
    """
    path = home / "code.py"
    path.write_text(code)
    with gimp.at(home=home).shell() as shell:
        call = f'(python-fu-run-file RUN-NONINTERACTIVE "{HOME}/{path.name}")'
        done = script_fu(shell, call, environment=environment)
    return _printed(path, done.stdout + done.stderr)


def _printed(path: Path, said: str) -> str:
    """What the code printed; CommandError with its traceback, or what GIMP said where the code did not run."""
    answered = path.with_suffix(".py.json")
    if not answered.is_file():
        raise CommandError(f"GIMP did not run the code.\n{said}")
    answer = json.loads(answered.read_text())
    answered.unlink()
    if answer["error"]:
        raise CommandError(answer["printed"] + answer["error"])
    return str(answer["printed"])
