#!/usr/bin/env python3
"""Make the lock files anew from pyproject.toml, with one version of each package and the hashes of its files.

    python3 locks/make.py              what pyproject.toml asks for now; packages that are locked keep their versions
    python3 locks/make.py --upgrade    the newest version of everything

Needs uv (`pip install uv`) and the package index. Each file serves every system and Python from 3.10 on; pip takes it
with `--require-hashes -r`. No file names an index: pip uses the user's own.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import tomllib

LOCKS = Path(__file__).resolve().parent
PROJECT = LOCKS.parent / "pyproject.toml"
OLDEST_PYTHON = "3.10"
HEADER = "# Made by locks/make.py from pyproject.toml; do not edit.\n"


@dataclass(frozen=True)
class Lock:
    """What one lock file holds.

    Attributes
    ----------
    extras : of the project, beside its own requirements; None leaves the project out
    requirements : further ones
    instead_of : packages that something else in the file stands for
    oldest_python : that it must serve
    """

    extras: tuple[str, ...] | None = ()
    requirements: tuple[str, ...] = ()
    instead_of: tuple[str, ...] = ()
    oldest_python: str = OLDEST_PYTHON


def locks() -> dict[str, Lock]:
    """The files by name; `test`, which holds most packages, is made first, and its versions are those of the others."""
    project = tomllib.loads(PROJECT.read_text("utf-8"))
    build, groups = tuple(project["build-system"]["requires"]), project["dependency-groups"]
    extras = project["project"]["optional-dependencies"]
    engine = ("formats", "video")
    return {
        "test": Lock((*engine, "cluster", "docs", "test", "webgpu"), build),
        "engine": Lock(engine, build),
        "cluster": Lock((*engine, "cluster"), build),
        **{name: Lock(engine, (*build, *group), ("onnxruntime",), "3.11") for name, group in groups.items()},
        "benchmark": Lock((*engine, "benchmark"), build),
        "webgpu": Lock(None, tuple(extras["webgpu"])),
        "openvino": Lock(None, tuple(extras["openvino"])),
    }


def make(name: str, lock: Lock, constraint: Path | None, *, upgrade: bool) -> Path:
    """Write one lock file and return its path."""
    file, excluded = LOCKS / f"{name}.txt", LOCKS / f"{name}.excluded"
    command = ["uv", "pip", "compile", "--quiet", "--no-python-downloads", "--universal", "--generate-hashes"]
    command += ["--no-header", "--no-annotate", "--python-version", lock.oldest_python, "--output-file", str(file)]
    command += ["--upgrade"] if upgrade else []
    command += ["--constraint", str(constraint)] if constraint else []
    command += [str(PROJECT)] if lock.extras is not None else ["--no-deps"]
    for extra in lock.extras or ():
        command += ["--extra", extra]
    for package in lock.instead_of:
        command += ["--no-emit-package", package]
    excluded.write_text("".join(f"{package} ; sys_platform == 'never'\n" for package in lock.instead_of))
    command += ["--override", str(excluded), "-"]
    try:
        subprocess.run(command, input="\n".join(lock.requirements).encode(), check=True, cwd=PROJECT.parent)
    finally:
        excluded.unlink()
    file.write_text(HEADER + file.read_text("utf-8").removeprefix(HEADER))
    return file


def main(argv: list[str] | None = None) -> int:
    """Make all files; returns the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--upgrade", action="store_true", help="take the newest version of each package")
    upgrade = parser.parse_args(argv).upgrade
    constraint = None
    for name, lock in locks().items():
        file = make(name, lock, constraint, upgrade=upgrade)
        constraint = constraint or file
        print(f"{file.relative_to(PROJECT.parent)}: {file.read_text('utf-8').count('==')} versions")
    return 0


if __name__ == "__main__":
    sys.exit(main())
