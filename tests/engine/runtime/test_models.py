"""Where the graphs are, and what their manifest says."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import export
from engine import EngineError
from engine.runtime.models import ensure_models, models_directory, shared_constants, weights_checksum


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("IMPASTO_MODELS", str(tmp_path))
    return tmp_path


def test_the_folder_of_the_environment_comes_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert models_directory() == folder
    monkeypatch.delenv("IMPASTO_MODELS")
    assert models_directory().parts[-2:] == ("impasto", "models")


def test_graphs_that_are_missing_are_built_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built = []

    def build(place: Path) -> None:
        built.append(place)
        (place / "manifest.json").write_text("{}")

    monkeypatch.setattr(export, "build", build)
    assert (ensure_models(), ensure_models()) == (folder, folder)
    assert built == [folder]


def test_graphs_that_cannot_be_built(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Path) -> None:
        raise export.ExportError(f"No weights for {folder}.")

    monkeypatch.setattr(export, "build", fail)
    with pytest.raises(EngineError, match="No weights for") as caught:
        ensure_models()
    assert caught.value.code == "export-failed"


def test_constants_are_mapped_from_their_file(folder: Path) -> None:
    np.arange(8, dtype=np.float32).tofile(folder / "data.bin")
    shared = {"w": {"location": "data.bin", "offset": 8, "dims": [2, 3]}}
    (folder / "manifest.json").write_text(json.dumps({"shared": shared, "weights": {"sha256": "12"}}))
    assert shared_constants(folder)["w"].tolist() == [[2, 3, 4], [5, 6, 7]]
    assert weights_checksum(folder) == "12"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"weights": 3}'])
def test_a_damaged_manifest(text: str, folder: Path) -> None:
    (folder / "manifest.json").write_text(text)
    with pytest.raises(EngineError, match=r"manifest\.json cannot be read"):
        weights_checksum(folder)
