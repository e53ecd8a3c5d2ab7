"""All that an installation needs, in one folder: ready-made wheels, the plug-in as a zip, and the installer.

`install.py --bundle DIR` makes it. The zip impasto-VERSION.zip in it is the program, to be unpacked anywhere: its
install.py needs no checkout, and builds nothing. packages/ and weights/ are those of `--download`, for machines of this
kind without a network. SHA256SUMS has the hashes of all files.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from installer.context import Context
from installer.demo import CONTENT, STYLE
from installer.devices import Choice
from installer.environment import SOURCES, run_logged, write_sources
from installer.errors import InstallError
from installer.files import hash_of, read_files, remove_tree, write_file
from installer.messages import report
from installer.offline import downloading
from installer.plug_in import SHARED
from installer.wheel import HASHES, WHEELS

PROGRAM = (*SOURCES, "gimp_plugin", "installer", "install.py", "CHANGELOG.md", "SECURITY.md", CONTENT, STYLE)
"""What the zip of the program has of the checkout."""
SUMS = "SHA256SUMS"
SINCE = (1980, 1, 1, 0, 0, 0)
"""The time of all files in a zip: the same files give the same zip."""


def make(context: Context, folder: Path, choice: Choice) -> None:
    """Fill the folder.

    Raises
    ------
    InstallError
        Something cannot be downloaded or built.
    """
    folder = folder.absolute()
    with downloading(context, folder, choice) as python:
        report("Bundle: building the engine's wheel and the plug-in's zip")
        wheel = build_wheel(context, folder, python)
    version = wheel.name.split("-")[1]
    _write_zip(folder / f"impasto-plug-in-{version}.zip", _plug_in(context), {"impasto/impasto.py"})
    archive = write_program(context, folder, wheel)
    _write_sums(folder)
    report(f"Bundle: done in {folder}; unpack {archive.name} anywhere, and run its install.py there,")
    report(f"Bundle: with `--offline {folder}` where there is no network; {SUMS} has the hashes")


def build_wheel(context: Context, folder: Path, python: str) -> Path:
    """Build the engine's wheel in the folder, in place of an earlier one."""
    copy = context.places.work / "source"
    write_sources(context, copy)
    for old in folder.glob("impasto-*.whl"):
        old.unlink()
    command = [python, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(copy)]
    run_logged(context, command, "The engine's wheel cannot be built")
    built = sorted(folder.glob("impasto-*.whl"))
    if len(built) != 1:
        raise InstallError(f"No wheel of the engine is in {folder}; see {context.places.log}.")
    return built[0]


def write_program(context: Context, folder: Path, wheel: Path) -> Path:
    """Write the program's zip, a checkout without tests, with the wheel and its hash; its path."""
    top = "-".join(wheel.name.split("-")[:2])
    files = {name: data for part in PROGRAM for name, data in read_files(context.checkout, part).items()}
    known = {"wheel": {"name": wheel.name, "sha256": hash_of(wheel)}}
    files |= {f"{WHEELS}/{wheel.name}": wheel.read_bytes(), HASHES: json.dumps(known, indent=1).encode()}
    path = folder / f"{top}.zip"
    _write_zip(path, {f"{top}/{name}": data for name, data in files.items()}, set())
    return path


def _plug_in(context: Context) -> dict[str, bytes]:
    """The plug-in's files, for GIMP 3 and GIMP 2.10, to put into plug-ins/ beside an engine installed by pip."""
    files = {f"impasto/{name}": data for name, data in read_files(context.checkout / "gimp_plugin/impasto").items()}
    files |= {f"impasto/{name}": (context.checkout / "engine" / path).read_bytes() for path, name in SHARED.items()}
    said = re.search(r'__version__ = "(.+)"', (context.checkout / "engine/version.py").read_text("utf-8"))
    engine: dict[str, object] = {"argv": ["impasto", "worker"], "environment": {}, "version": said[1] if said else ""}
    files["impasto/engine.json"] = json.dumps(engine, indent=1).encode()
    files |= {f"gimpfu/{name}": data for name, data in read_files(context.checkout / "gimp_plugin/gimpfu").items()}
    return files


def _write_zip(path: Path, files: Mapping[str, bytes], programs: set[str]) -> None:
    """Write a zip, the same for the same files, in one step."""
    part = path.with_name(f"{path.name}.part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            info = zipfile.ZipInfo(name, SINCE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (0o100755 if name in programs else 0o100644) << 16
            archive.writestr(info, data)
    part.replace(path)


def _write_sums(folder: Path) -> None:
    """List the SHA-256 of every file, as `sha256sum --check SHA256SUMS` reads it."""
    remove_tree(folder / SUMS)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".part")
    lines = [f"{hash_of(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    write_file(folder / SUMS, "".join(lines).encode())
