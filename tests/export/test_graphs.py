"""The graphs on disk: valid, reproducible, of standard operators; and a manifest that tells finished from half-made."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import onnx
import onnx.defs
import pytest

from engine.losses.variants import CLASSIC, FINISHING, GATYS, PAINTING
from export import ExportError, build, faces, graphs, vgg16
from export.onnx_graph import OPSET, serialise
from export.variants import VARIANTS
from export.weights import Weights, load_weights

MANIFEST = "manifest.json"
KINDS = ("grams", "guided", "resumed", "tiled", "whole")
DREAMS = [f"dream_{layer.name}" for layer in vgg16.CONVOLUTIONS]
BASES = ("conv4_2", "conv5_2", "painting", "finishing")
NAMES = DREAMS + [f"{kind}_{base}{pools}" for kind in KINDS for base in BASES for pools in ("", "_max")]
STANDARD = sorted(f"{name}.onnx" for name in NAMES)
WINOGRAD = sorted(f"{name}_winograd.onnx" for name in NAMES)
HALF = sorted(f"{name}_half.onnx" for name in NAMES if name not in DREAMS)
DESCENT = [f"descent_{part}.onnx" for part in ("along", "direction", "gradient", "pair")]
FILES = sorted([*STANDARD, *WINOGRAD, *HALF, *DESCENT, MANIFEST, "vgg16.bin"])
EACH = pytest.mark.parametrize("name", STANDARD + WINOGRAD + HALF)


@pytest.fixture(scope="module")
def real() -> Weights:
    return load_weights()


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of finished graphs, for tests that leave it as it is."""
    folder = tmp_path_factory.mktemp("models") / "new" / "folder"
    assert build(folder)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Path]:
    """A folder that is removed afterwards: pytest keeps those of the last runs, and graphs are large."""
    folder = tmp_path / "models"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def copy(finished: Path, empty: Path) -> Path:
    """Finished graphs to be damaged: hard links, so replace or remove files but never write into them."""
    for path in finished.iterdir():
        os.link(path, empty / path.name)
    return empty


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def state(folder: Path) -> dict[str, tuple[int, int]]:
    return {path.name: (path.stat().st_mtime_ns, path.stat().st_ino) for path in folder.iterdir()}


def checksums(folder: Path) -> dict[str, str]:
    return {path.name: sha256(path) for path in folder.iterdir()}


# The graphs


def test_the_folder_holds_the_graphs_and_nothing_else(finished: Path) -> None:
    assert sorted(path.name for path in finished.iterdir()) == FILES


@pytest.mark.parametrize("name", STANDARD + WINOGRAD + HALF + DESCENT)
def test_a_graph_is_valid(name: str, finished: Path) -> None:
    path = str(finished / name)
    onnx.checker.check_model(path, full_check=True)
    onnx.shape_inference.infer_shapes(onnx.load(path, load_external_data=False), strict_mode=True)


@EACH
def test_a_graph_has_standard_operators_only(name: str, finished: Path) -> None:
    model = onnx.load(finished / name, load_external_data=False)
    own = {node.op_type for node in model.graph.node if node.domain}
    assert own <= ({"FusedMatMul"} if name in WINOGRAD else set())
    own_domain = [("com.microsoft", 1)] if own else []
    assert [(entry.domain, entry.version) for entry in model.opset_import] == [("", OPSET), *own_domain]
    assert len(model.functions) == 0
    assert all(onnx.defs.has(node.op_type, OPSET) for node in model.graph.node if not node.domain)
    assert model.ir_version <= 8  # what ONNX Runtime of the oldest allowed version reads


@EACH
def test_height_and_width_are_free(name: str, finished: Path) -> None:
    model = onnx.load(finished / name, load_external_data=False)
    inputs = {
        entry.name: [size.dim_param or size.dim_value for size in entry.type.tensor_type.shape.dim]
        for entry in model.graph.input
    }
    assert inputs["picture"] == [1, 3, "height", "width"]
    assert not any(initialiser.name in inputs for initialiser in model.graph.initializer)


@EACH
def test_big_constants_lie_in_the_shared_file(name: str, finished: Path) -> None:
    size = (finished / "vgg16.bin").stat().st_size
    model = onnx.load(finished / name, load_external_data=False)
    external = [entry for entry in model.graph.initializer if entry.data_location == onnx.TensorProto.EXTERNAL]
    few = {"dream": 3, "grams_finishing": 10}  # a finish has five layers, and here no gradients
    assert len(external) >= next((few[kind] for kind in few if kind in name), 15 if "finishing" in name else 20)
    for entry in external:
        place = {pair.key: pair.value for pair in entry.external_data}
        assert place["location"] == "vgg16.bin"
        assert int(place["offset"]) + int(place["length"]) <= size
    assert (finished / name).stat().st_size < 100_000


def test_graphs_built_twice_are_the_same_bytes(real: Weights, finished: Path) -> None:
    models, blob = graphs.build(real)
    assert sorted(models) == sorted(STANDARD + WINOGRAD + HALF + DESCENT)
    for name, model in models.items():
        assert serialise(model) == (finished / name).read_bytes()
    assert hashlib.sha256(blob.tobytes()).hexdigest() == sha256(finished / "vgg16.bin")


def test_the_engine_knows_the_variants() -> None:
    """Both have their own table: neither can import the other."""
    known = {
        variant.graph("whole").removeprefix("whole_"): (variant.content_layers, variant.style_layers)
        for base in (GATYS, CLASSIC, PAINTING, FINISHING)
        for variant in (base, base.with_pools("maximum"))
    }
    assert known == {name: (variant.content_layers, variant.style_layers) for name, variant in VARIANTS.items()}
    assert all(variant.maximum_pools == name.endswith("_max") for name, variant in VARIANTS.items())


# The manifest


def test_the_manifest_says_what_is_there(finished: Path, real: Weights) -> None:
    manifest = json.loads((finished / MANIFEST).read_bytes())
    assert manifest["weights"] == {"source": real.source, "sha256": real.sha256}
    assert manifest["files"] == {name: sha256(finished / name) for name in FILES if name != MANIFEST}
    assert manifest["onnx"] == onnx.__version__


def test_what_is_up_to_date_is_left_alone(finished: Path) -> None:
    before = state(finished)
    assert build(finished) is False
    assert state(finished) == before


def truncate(path: Path) -> None:
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content[: len(content) * 2 // 3])


def damage(path: Path) -> None:
    """One bit, somewhere in the middle."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.unlink()
    path.write_bytes(content)


def replace(path: Path, text: str) -> None:
    path.unlink()
    path.write_text(text)


def of_another_builder(path: Path) -> None:
    replace(path, json.dumps(json.loads(path.read_bytes()) | {"builder": "of yesterday"}))


FAULTS: dict[str, tuple[str, Callable[[Path], Any]]] = {
    "a truncated blob": ("vgg16.bin", truncate),
    "a damaged blob": ("vgg16.bin", damage),
    "no blob": ("vgg16.bin", Path.unlink),
    "a damaged graph": ("tiled_conv4_2.onnx", damage),
    "no graph": ("whole_conv5_2.onnx", Path.unlink),
    "no manifest": (MANIFEST, Path.unlink),
    "a truncated manifest": (MANIFEST, truncate),
    "an empty manifest": (MANIFEST, lambda path: replace(path, "")),
    "another manifest": (MANIFEST, lambda path: replace(path, "[]")),
    "an older builder": (MANIFEST, of_another_builder),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_not_right_is_made_anew(fault: str, copy: Path, finished: Path) -> None:
    name, spoil = FAULTS[fault]
    spoil(copy / name)
    assert build(copy) is True
    assert checksums(copy) == checksums(finished)


def test_weights_the_user_names(copy: Path, tmp_path: Path) -> None:
    """Those the graphs are made of change nothing; others are read, and refused before anything is written."""
    before = state(copy)
    with pytest.raises(ExportError, match="There is no weight file"):
        build(copy, tmp_path / "none.h5")
    assert state(copy) == before


def run(*arguments: object, limit: int | None = None) -> subprocess.CompletedProcess[str]:
    """`python -m export`; no file it writes may be longer than `limit`, as on a full disk."""

    def restrict() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    command = [sys.executable, "-m", "export", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, preexec_fn=restrict)


@pytest.mark.slow
def test_half_written_graphs_never_pass_for_finished_ones(copy: Path) -> None:
    (copy / "tiled_conv5_2.onnx").unlink()
    failed = run("--output", copy, limit=50_000_000)
    assert failed.returncode == 2
    assert failed.stderr.startswith("export: Cannot write the graphs to")
    assert failed.stderr.count("\n") == 1
    assert not (copy / MANIFEST).exists()
    assert build(copy) is True
    assert sorted(path.name for path in copy.iterdir()) == FILES
    assert build(copy) is False


# The command


def test_the_command_says_what_it_did(copy: Path) -> None:
    before = state(copy)
    for _ in range(2):  # at first the network that finds faces is added
        again = run("--output", copy)
        assert (again.returncode, again.stdout) == (0, f"The graphs are up to date in {copy}\n")
        assert before.items() <= state(copy).items() and (copy / faces.FILE).is_file()
    assert again.stderr == ""


@pytest.mark.slow
def test_the_command_writes_graphs(empty: Path, finished: Path) -> None:
    folder = empty / "deep" / "down"
    written = run("--output", folder)
    assert (written.returncode, written.stdout) == (0, f"Wrote the graphs to {folder}\n")
    sums = checksums(folder)
    assert sums.pop(faces.FILE) and sums == checksums(finished)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "the following arguments are required: --output"),
        (("--output", "{tmp}", "--format", "x"), "unrecognized arguments: --format x"),
        (("--output", "{tmp}/file/models"), "export: Cannot write the graphs to {tmp}/file/models: Not a directory."),
        (("--output", "{tmp}/file"), "export: Cannot write the graphs to {tmp}/file: "),
        (("--output", "{tmp}", "--weights", "{tmp}/none.h5"), "export: There is no weight file {tmp}/none.h5."),
        (("--output", "{tmp}", "--weights", "{tmp}/file"), "export: {tmp}/file is not a weight file of a known"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], message: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")
    failed = run(*(argument.format(tmp=tmp_path) for argument in arguments))
    assert failed.returncode == 2
    assert failed.stdout == ""
    last = failed.stderr.splitlines()[-1]
    assert message.format(tmp=tmp_path) in last
    assert "Traceback" not in failed.stderr
    if last.startswith("export:"):
        assert failed.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_files_of_a_former_builder_go_and_others_stay(finished: Path, tmp_path: Path) -> None:
    copy = tmp_path / "models"
    shutil.copytree(finished, copy)
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["builder"], manifest["files"] = "former", {**manifest["files"], "former.onnx": "0", "../kept.onnx": "0"}
    (copy / "manifest.json").write_text(json.dumps(manifest))
    for path in (copy / "former.onnx", copy / "own.onnx", tmp_path / "kept.onnx"):
        path.write_bytes(b"")
    assert build(copy) is True
    assert not (copy / "former.onnx").exists()
    assert (copy / "own.onnx").exists()
    assert (tmp_path / "kept.onnx").exists()
