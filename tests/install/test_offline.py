"""A folder that is filled where there is a network, and installed from where there is none."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from installer import offline
from installer.commands import Commands
from installer.context import Context
from installer.devices import Choice
from installer.errors import InstallError
from installer.places import find_places
from tests.install.conftest import FakeCommands, Run


def test_a_folder_is_filled_and_nothing_is_installed(context: Context, commands: FakeCommands, tmp_path: Path) -> None:
    offline.download(context, tmp_path / "kit", Choice(("engine", "webgpu"), ()))
    assert commands.ran[:3] == ["venv", "pip", "pip"] and commands.ran[3].endswith(offline.OBTAIN)
    load, proof = (argv for argv in commands.argvs if argv[2] == "pip")
    assert load[3:5] == ["download", "--require-hashes"] and load[-1] == str(tmp_path / "kit/packages")
    assert proof[3:7] == ["install", "--no-index", "--find-links", str(tmp_path / "kit/packages")]
    assert not any(context.home.iterdir())


def test_it_is_installed_from(setup: Run, context: Context, commands: FakeCommands, tmp_path: Path) -> None:
    for name in ("packages/numpy.whl", "weights/vgg16.h5"):
        (tmp_path / "kit" / name).parent.mkdir(parents=True)
        (tmp_path / "kit" / name).write_text("file")
    offline.use(context, tmp_path / "kit")
    setup()
    assert commands.folder_of_packages == tmp_path / "kit/packages"
    assert (context.places.engine_folders[0] / "vgg16.h5").read_text() == "file"


def test_another_folder_is_refused_in_words(context: Context, tmp_path: Path) -> None:
    with pytest.raises(InstallError, match=r"has no packages and weights.*--download DIR"):
        offline.use(context, tmp_path)


def test_pip_takes_packages_from_the_folder_alone(tmp_path: Path) -> None:
    """With the real pip, and a user's settings that name an index."""
    places = find_places("linux", {"XDG_DATA_HOME": str(tmp_path)}, tmp_path)
    places.work.mkdir(parents=True)
    commands = Commands(places.work)
    commands.settings["index-url"] = "http://127.0.0.1:9/simple"
    commands.use_folder(tmp_path / "packages")
    (tmp_path / "packages").mkdir()
    with zipfile.ZipFile(tmp_path / "packages/a_brush-1.0-py3-none-any.whl", "w") as wheel:
        folder = "a_brush-1.0.dist-info"
        wheel.writestr("a_brush.py", "")
        wheel.writestr(f"{folder}/METADATA", "Metadata-Version: 2.1\nName: a-brush\nVersion: 1.0\n")
        wheel.writestr(f"{folder}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{folder}/RECORD", "")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(tmp_path / "site")]
    assert subprocess.run([*pip, "a-brush"], env=commands.environment, check=False).returncode == 0
    assert (tmp_path / "site/a_brush.py").exists()
    missing = subprocess.run([*pip, "no-such-brush"], env=commands.environment, capture_output=True, check=False)
    assert missing.returncode != 0
