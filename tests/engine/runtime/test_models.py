"""Where the graphs are, and what their manifest says."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import export
from engine import EngineError
from engine.cli.main import main
from engine.files import checksum
from engine.runtime import models, state
from engine.runtime.models import ensure_models, models_directory, shared_constants, weights_checksum
from export.build import FORMAT


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("IMPASTO_MODELS", str(tmp_path))
    return tmp_path


def test_the_folder_of_the_environment_comes_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert models_directory() == folder
    monkeypatch.delenv("IMPASTO_MODELS")
    assert models_directory().parts[-2:] == ("impasto", "models")
    monkeypatch.setattr(sys, "prefix", str(folder / "venv"))
    (folder / "in-use").touch()
    assert models_directory() == folder / "models"


def test_graphs_that_are_missing_are_built_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built = []

    def build(place: Path) -> None:
        built.append(place)
        (place / "manifest.json").write_text(json.dumps({"graphs": {"format": FORMAT}}))

    monkeypatch.setattr(export, "build", build)
    assert (ensure_models(), ensure_models()) == (folder, folder)
    assert built == [folder]


def test_graphs_of_another_version_are_refused(folder: Path) -> None:
    assert models.FORMAT == FORMAT
    for manifest in ({}, {"graphs": {"format": FORMAT + 1}}):
        (folder / "manifest.json").write_text(json.dumps({"files": {}} | manifest))
        with pytest.raises(EngineError, match="are of another version of Impasto") as caught:
            ensure_models()
        assert caught.value.hint == "Run python -m export again."


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


@pytest.fixture
def graphs(folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two small files with their manifest; nothing of them is known yet."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
    for name in ("a.onnx", "b.bin"):
        (folder / name).write_text(name)
    files = {name: checksum(folder / name) for name in ("a.onnx", "b.bin")}
    (folder / "manifest.json").write_text(
        json.dumps({"graphs": {"format": FORMAT}, "weights": {"sha256": "1"}, "files": files})
    )
    return folder


def changed(file: Path) -> None:
    """One bit is another; the size stays."""
    file.write_bytes(bytes([file.read_bytes()[0] ^ 1]) + file.read_bytes()[1:])


@pytest.mark.parametrize("damage", [changed, Path.unlink, lambda file: file.write_bytes(b"")])
@pytest.mark.parametrize("name", ["a.onnx", "b.bin"])
def test_a_damaged_file_is_noticed_also_later(damage: Callable[[Path], Any], name: str, graphs: Path) -> None:
    assert ensure_models() == graphs
    damage(graphs / name)
    for _ in range(2):
        with pytest.raises(EngineError, match=rf"{re.escape(name)} is missing or damaged\. Run python -m export"):
            ensure_models()


def test_files_are_read_once_for_each_time_stamp(graphs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr(models, "checksum", lambda file: (read.append(file.name), checksum(file))[1])
    for _ in range(3):
        ensure_models()
    assert read == ["a.onnx", "b.bin"]
    os.utime(graphs / "a.onnx", (1, 1))
    ensure_models()
    assert read == ["a.onnx", "b.bin", "a.onnx"]


def test_what_is_remembered_may_be_damaged(graphs: Path) -> None:
    for known in ({str(graphs): 7}, {str(graphs): {"a.onnx": [1]}}, {}):
        state.save(models.STATE, known)
        assert ensure_models() == graphs


@pytest.mark.slow
def test_a_flipped_bit_in_a_graph_paints_no_other_picture(
    graphs: Path, samples: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.undo()
    real, folder = ensure_models(), graphs / "real"
    folder.mkdir()
    for file in real.iterdir():
        (folder / file.name).symlink_to(file)
    graph = folder / "whole_conv4_2_winograd.onnx"
    data = bytearray(graph.read_bytes())
    graph.unlink()
    data[len(data) // 2] ^= 4
    graph.write_bytes(data)
    monkeypatch.setenv("IMPASTO_MODELS", str(folder))
    pictures = [str(samples / "content" / "cat.jpg"), str(samples / "style" / "van_gogh_night_cafe.jpg")]
    assert main(["style", *pictures, "-o", str(graphs / "out.png"), "--size", "64"]) == 1
    assert f"{graph} is missing or damaged. Run python -m export again." in capsys.readouterr().err
    assert not (graphs / "out.png").exists()
