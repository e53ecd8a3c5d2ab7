"""The program's zip: unpacked in an empty folder it installs without the checkout and without a network, and paints."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from installer import bundle
from installer.commands import Commands
from installer.context import Context
from installer.places import find_places
from tests.install import trials
from tests.install.real import Home, copy_checkout
from tests.namespaces import alone


@pytest.mark.slow
def test_the_zip_installs_and_paints_without_checkout_and_network(tmp_path: Path) -> None:
    unpacked = unpack(tmp_path)
    home = Home(tmp_path / "home", unpacked)
    home.configuration.parents[2].mkdir(parents=True)
    home.seed()
    options = ("--device", "cpu", "--demo", "--demo-size", "32")
    command = [*alone("--net"), *home.command(*options)]
    done = subprocess.run(command, env=home.environment, cwd=home.path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    painted = np.asarray(Image.open(done.stdout.splitlines()[-1]).convert("RGB"), np.int16)
    photo = np.asarray(Image.open(unpacked / "samples/content/astronaut.jpg").convert("RGB"), np.int16)
    assert painted.shape == photo.shape and np.abs(painted - photo).mean() > 5
    trials.version_of(home)
    (unpacked / "wheels").rename(unpacked / "lost")
    trials.set_version(home, "9.0")
    refused = home.install("--upgrade")
    assert refused.returncode == 1 and "is missing or damaged; unpack the bundle again" in refused.stderr
    assert trials.version_of(home) != "9.0"


def unpack(folder: Path) -> Path:
    """The program's zip, made with the real setuptools and unpacked; its folder."""
    checkout, data, made = copy_checkout(folder / "checkout"), folder / "data", folder / "bundle"
    places = find_places("linux", {"XDG_DATA_HOME": str(data)}, folder)
    places.work.mkdir(parents=True)
    made.mkdir()
    context = Context(places, Commands(places.work), checkout, {}, folder)
    wheel = bundle.build_wheel(context, made, sys.executable)
    archive = bundle.write_program(context, made, wheel)
    with zipfile.ZipFile(archive) as file:
        file.extractall(folder / "empty")
    (top,) = (folder / "empty").iterdir()
    return top
