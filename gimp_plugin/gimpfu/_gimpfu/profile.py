"""gimpfu and scripts in GIMP's folders of a user."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

MODULES = ("gimp", "gimpcolor", "gimpenums", "gimpfu", "gimpplugin", "gimpshelf", "gimpui")
SYSTEM_PYTHON = "/usr/bin/python3"
PACKAGE = Path(__file__).resolve().parent
PLUG_INS = PACKAGE / "plug_ins"
ENVIRON, INTERPRETERS = Path("environ") / "gimpfu.env", Path("interpreters") / "gimpfu.interp"


class ProfileError(Exception):
    """GIMP's folder cannot be used; the message says why and what to do."""


def profiles() -> list[Path]:
    """The user's folders of GIMP 2.10 and GIMP 3 on this system; that of GIMP 2.10 where there is none yet."""
    if os.environ.get("GIMP2_DIRECTORY"):
        return [Path(os.environ["GIMP2_DIRECTORY"])]
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA", str(Path.home())))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    found = [path for path in sorted((base / "GIMP").glob("[0-9]*.[0-9]*")) if path.name == "2.10" or is_gimp_3(path)]
    return found or [base / "GIMP" / "2.10"]


def is_gimp_3(profile: Path) -> bool:
    """Whether a folder is one of GIMP 3."""
    return profile.name.startswith("3.")


def default_python(profile: Path) -> str:
    """The Python that runs scripts: this one, unless GIMP 3 is concerned and this one has no PyGObject."""
    if is_gimp_3(profile) and importlib.util.find_spec("gi") is None and Path(SYSTEM_PYTHON).exists():
        return SYSTEM_PYTHON
    return sys.executable


def install(profile: Path, python: str | None = None) -> list[Path]:
    """Put the modules, the two plug-ins and what tells GIMP of them into its folder; returns what was written.

    Raises
    ------
    ProfileError
        There is a gimpfu that is a link, or the folder's parent does not exist.
    """
    target = profile / "plug-ins" / "gimpfu"
    if target.is_symlink():
        raise ProfileError(f"{target} is a link and is not changed. Remove it and try again.")
    if not profile.parent.is_dir():
        raise ProfileError(f"There is no folder {profile.parent}. Start GIMP once, or give its folder: --profile.")
    written = [target]
    target.mkdir(parents=True, exist_ok=True)
    if PACKAGE.parent.resolve() != target.resolve():
        _copy(target)
    # GIMP 3 has a console and a python-fu-eval of its own.
    for source in () if is_gimp_3(profile) else sorted(PLUG_INS.glob("*.py")):
        written.append(add_script(profile, source.name, source.read_text("utf-8")))
    python = python or default_python(profile)
    lines = [f"{name}={python}" for name in ("python", "python2", "python3", "/usr/bin/python")]
    texts = {ENVIRON: "PYTHONPATH=${gimp_dir}/plug-ins/gimpfu", INTERPRETERS: "\n".join(lines)}
    for place, text in texts.items():
        path = profile / place
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{text}\n", "utf-8")
        written.append(path)
    return written


def _copy(target: Path) -> None:
    """Copy the modules; those that are there are replaced."""
    for name in MODULES:
        shutil.copyfile(PACKAGE.parent / f"{name}.py", target / f"{name}.py")
    skipped = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, target / PACKAGE.name, ignore=skipped, dirs_exist_ok=True)


def add_script(profile: Path, name: str, text: str) -> Path:
    """Put a script into a folder of its own, as GIMP wants it, and let it be run."""
    stem = Path(name).stem
    path = profile / "plug-ins" / stem / f"{stem}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text if text.startswith("#!") else f"#!/usr/bin/env python\n{text}", "utf-8")
    path.chmod(0o755)
    return path


def uninstall(profile: Path) -> Iterator[Path]:
    """Take out what `install` put there; yields what is gone. Scripts and what was chosen in their dialogs stay."""
    folders = [profile / "plug-ins" / name for name in ("gimpfu", *(one.stem for one in PLUG_INS.glob("*.py")))]
    for path in (*folders, profile / ENVIRON, profile / INTERPRETERS):
        if path.is_symlink() or not path.exists():
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
        yield path
