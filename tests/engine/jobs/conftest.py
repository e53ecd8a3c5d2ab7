"""A folder of pictures for jobs that read and write files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.imaging import write_image

from ..conftest import Array

Pictures = Callable[[str, int, int], Array]


@pytest.fixture
def folder(tmp_path: Path, pictures: Pictures, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder; a photograph and two paintings lie in another one, in/."""
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    write_image(tmp_path / "in" / "content.png", pictures("cat", 48, 32))
    write_image(tmp_path / "in" / "style.png", pictures("van_gogh_night_cafe", 40, 32))
    write_image(tmp_path / "in" / "other.png", pictures("van_gogh_vestibule", 32, 40))
    monkeypatch.chdir(tmp_path / "out")
    return tmp_path
