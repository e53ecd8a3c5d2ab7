"""A picture the original was asked about, GIMP 2.10 with it, and homes with gimpfu in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from tests.real_gimp.harness import gimpfu_home
from tests.real_gimp.harness.gimp import Gimp
from tests.real_gimp.harness.gimpfu_home import PICTURE


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
