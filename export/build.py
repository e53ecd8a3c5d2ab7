"""Write the graphs and their manifest, so that a half-written file never passes for a finished one."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import onnx

from . import graphs
from .encoder import TRANSFORMED
from .errors import ExportError
from .onnx_graph import serialise
from .weights import load_weights

MANIFEST = "manifest.json"
FORMAT = 2
"""Of the graphs' inputs and outputs: the engine takes those of engine/runtime/models.py."""


def build(output: Path, weights: Path | None = None) -> bool:
    """Write the graphs into the folder `output`; True if there was anything to write.

    Parameters
    ----------
    output : folder, made if missing
    weights : file with the weights; None takes the download cache or the network

    Raises
    ------
    ExportError
        The weights cannot be had or are not VGG16's, or the folder cannot be written.
    """
    output = Path(output)
    if _up_to_date(output, weights):
        return False
    loaded = load_weights(weights)
    models, blob = graphs.build(loaded)
    files = {graphs.BLOB: blob.tobytes()} | {name: serialise(model) for name, model in models.items()}
    manifest = {
        "builder": _builder(),
        "graphs": {"format": FORMAT},
        "weights": {"source": loaded.source, "sha256": loaded.sha256},
        "shared": {name: place for name, place in blob.places.items() if name.endswith(TRANSFORMED)},
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        "onnx": onnx.__version__,
    }
    try:
        output.mkdir(parents=True, exist_ok=True)
        former = _manifest_files(output)
        (output / MANIFEST).unlink(missing_ok=True)
        for name in former - files.keys():
            (output / name).unlink(missing_ok=True)
        for name, content in files.items():
            _write(output / name, content)
        _write(output / MANIFEST, (json.dumps(manifest, indent=2) + "\n").encode())
    except OSError as error:
        raise ExportError(f"Cannot write the graphs to {output}: {error.strerror}. Name another folder.") from error
    return True


def _manifest_files(output: Path) -> set[str]:
    """The names of the graphs' files that the folder's manifest lists, if it has one."""
    try:
        listed = json.loads((output / MANIFEST).read_bytes())["files"]
        return {name for name in listed if Path(name).name == name}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return set()


def _up_to_date(output: Path, weights: Path | None) -> bool:
    """Whether the folder's manifest is of this builder (and these weights) and every file is as it says."""
    try:
        manifest = json.loads((output / MANIFEST).read_bytes())
        same = manifest["builder"] == _builder()
        if weights is not None:
            same = same and manifest["weights"]["sha256"] == _sha256(weights)
        return same and all(_sha256(output / name) == expected for name, expected in manifest["files"].items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _builder() -> str:
    """Checksum of the code that makes the graphs and their manifest: with a new version of it they are built again."""
    sources = (
        *("build.py", "descent.py", "encoder.py", "gradients.py", "graphs.py", "losses.py"),
        *("onnx_graph.py", "precision.py", "variants.py", "vgg16.py", "winograd.py"),
    )
    return hashlib.sha256(b"".join((Path(__file__).parent / name).read_bytes() for name in sources)).hexdigest()


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)
