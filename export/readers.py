"""Weight files -> named convolution tensors: .h5, .onnx, .npz, .safetensors, and a wheel with an .onnx inside.

In: a path. Out: pairs (layer name, array), for the convolutions the file names, unchecked and in the file's own layout.
A file is recognised by its content. Nothing is ever unpickled.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from numpy.typing import NDArray
from onnx import numpy_helper

from export.errors import ExportError
from export.vgg16 import CONVOLUTIONS

Tensor = tuple[str, NDArray[Any]]

MAX_FILE_BYTES = 1 << 30
"""A whole VGG16 with its classifier in float32 has 528 MiB."""

MAX_TENSOR_BYTES = 32 << 20
"""The largest kernel has 9 MiB in float32."""

FORMATS = ".h5, .onnx, .npz, .safetensors or the wheel of the package index"

_PICKLE_SUFFIXES = {".pth", ".pt", ".pkl", ".pickle", ".ckpt", ".bin"}
_PICKLE_MAGICS = tuple(bytes((0x80, protocol)) for protocol in range(2, 6))
_CONVERT_PICKLE = (
    "Convert it once, where PyTorch and safetensors are installed: "
    'python -c "import sys, torch, safetensors.torch as s; s.save_file({k: v.contiguous() for k, v in '
    'torch.load(sys.argv[1], weights_only=True).items()}, sys.argv[2])" FILE.pth FILE.safetensors'
)
# What numpy, h5py, onnx and safetensors raise when a file is damaged.
_DAMAGE = (
    OSError,
    ValueError,
    LookupError,
    TypeError,
    RuntimeError,
    EOFError,
    MemoryError,
    zipfile.BadZipFile,
    zlib.error,
    DecodeError,
)

# Positions of the convolutions in torchvision's `features`, where ReLUs and pools count too.
_TORCH_INDICES = (0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28)
_BY_TORCH_INDEX = {str(index): layer.name for index, layer in zip(_TORCH_INDICES, CONVOLUTIONS, strict=True)}
_BY_KERAS_INDEX = {f"_{index}" if index else "": layer.name for index, layer in enumerate(CONVOLUTIONS)}
_NAMES = frozenset(layer.name for layer in CONVOLUTIONS)


def layer_of(name: str) -> str | None:
    """The convolution a tensor's name stands for, or None.

    Known are `block1_conv1/...` (Keras), `layers/conv2d_3/vars/0` (Keras 3), `conv1_1.weight`, `conv1_1_W`,
    `features.0.weight` and `0.weight` (torchvision).
    """
    if match := re.search(r"\bblock(\d)_conv(\d)(?!\d)", name):
        return _known(f"conv{match[1]}_{match[2]}")
    if match := re.search(r"\bconv(\d)_(\d)(?!\d)", name):
        return _known(match[0])
    if match := re.search(r"(?:^|/)layers/conv2d(_\d+)?/vars/", name):
        return _BY_KERAS_INDEX.get(match[1] or "")
    if match := re.search(r"(?:^|\bfeatures\.)(\d+)\.(?:weight|bias)$", name):
        return _BY_TORCH_INDEX.get(match[1])
    return None


def _known(name: str) -> str | None:
    return name if name in _NAMES else None


def read_tensors(path: Path) -> list[Tensor]:
    """The convolutions' tensors in a weight file, recognised by its content.

    Raises
    ------
    ExportError
        The file is missing, too large, damaged, of an unknown format, or a pickle.
    """
    _refuse_size(path)
    try:
        return list(_reader(path)(path))
    except PermissionError as error:
        raise ExportError(f"{path} may not be read ({error.strerror}).", "Change its permissions.") from error
    except ImportError as error:
        raise ExportError(f"{path} needs the Python package {error.name}.", f"Run: pip install {error.name}") from error
    except _DAMAGE as error:
        raise ExportError(
            f"{path} is damaged or not what its format says ({type(error).__name__}: {error}).",
            "Get the file again, or leave out --weights to have it downloaded.",
        ) from error


def _refuse_size(path: Path) -> None:
    if not path.is_file():
        raise ExportError(f"There is no weight file {path}.", "Check the path given with --weights.")
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise ExportError(
            f"{path} has {size} bytes, more than any VGG16 weight file (at most {MAX_FILE_BYTES}).",
            f"Give a VGG16 weight file: {FORMATS}.",
        )


def _reader(path: Path) -> Callable[[Path], Iterator[Tensor]]:
    with path.open("rb") as file:
        head = file.read(16)
    if head.startswith(b"\x89HDF\r\n\x1a\n"):
        return _read_hdf5
    if head.startswith(b"PK\x03\x04"):
        return _read_zip
    if path.suffix.lower() in _PICKLE_SUFFIXES or head.startswith(_PICKLE_MAGICS):
        raise _pickle(path)
    if head.startswith(b"\x93NUMPY"):
        raise ExportError(f"{path} holds a single array.", "Save all 26 in one .npz file, as conv1_1.weight and so on.")
    if head[8:9] == b"{":
        return _read_safetensors
    if path.suffix.lower() == ".onnx":
        return _read_onnx_file
    raise ExportError(f"{path} is not a weight file of a known format.", f"Give {FORMATS}.")


def _pickle(path: Path) -> ExportError:
    return ExportError(f"{path} is a Python pickle, which can run any code when read: refused.", _CONVERT_PICKLE)


def _read_hdf5(path: Path) -> Iterator[Tensor]:
    import h5py

    datasets: list[tuple[str, str]] = []

    def note(name: str, item: Any) -> None:
        layer = layer_of(name)
        if isinstance(item, h5py.Dataset) and layer is not None and not name.startswith("optimizer"):
            _refuse_tensor(path, name, item.nbytes)
            datasets.append((layer, name))

    with h5py.File(path, "r") as file:
        file.visititems(note)
        for layer, name in datasets:
            yield layer, np.asarray(file[name])


def _read_safetensors(path: Path) -> Iterator[Tensor]:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            for name in file.keys():  # noqa: SIM118 - not a dict
                if layer := layer_of(name):
                    yield layer, file.get_tensor(name)
    except SafetensorError as error:
        raise ValueError(error) from error


def _read_zip(path: Path) -> Iterator[Tensor]:
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if any(member.filename.endswith("data.pkl") for member in members):
            raise _pickle(path)
        models = [member for member in members if member.filename.endswith(".onnx")]
        if len(models) == 1:
            return _read_onnx(path, _member(path, archive, models[0]))
    if all(member.filename.endswith(".npy") for member in members):
        return _read_npz(path, members)
    raise ExportError(f"{path} is a zip file, but neither an .npz nor a wheel with one .onnx.", f"Give {FORMATS}.")


def _member(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    # The declared size bounds what zipfile unpacks, so this also stops zip bombs.
    if member.file_size > MAX_FILE_BYTES:
        raise ExportError(f"{path}: {member.filename} would unpack to {member.file_size} bytes.", f"Give {FORMATS}.")
    return archive.read(member)


def _read_npz(path: Path, members: list[zipfile.ZipInfo]) -> Iterator[Tensor]:
    with np.load(path, allow_pickle=False) as arrays:
        for member in members:
            name = member.filename.removesuffix(".npy")
            if layer := layer_of(name):
                _refuse_tensor(path, name, member.file_size)
                yield layer, _npz_array(path, arrays, name)


def _npz_array(path: Path, arrays: Any, name: str) -> NDArray[Any]:
    try:
        return np.asarray(arrays[name])
    except ValueError as error:
        if "allow_pickle" in str(error):
            raise ExportError(
                f"{path}: {name} holds pickled objects, which can run any code when read, so it is refused.",
                "Save plain arrays: numpy.savez(FILE, **{name: array.astype('float32')}).",
            ) from error
        raise


def _read_onnx_file(path: Path) -> Iterator[Tensor]:
    return _read_onnx(path, path.read_bytes())


def _read_onnx(path: Path, data: bytes) -> Iterator[Tensor]:
    """The parameters of the first 13 Conv nodes, in order: VGG16 is a chain, so their names don't matter."""
    graph = onnx.load_model_from_string(data).graph
    initialisers = {tensor.name: tensor for tensor in graph.initializer}
    nodes = (node for node in graph.node if node.op_type == "Conv")
    for layer, node in zip(CONVOLUTIONS, nodes, strict=False):
        for name in node.input[1:]:
            if name in initialisers:
                yield layer.name, _onnx_array(path, initialisers[name])


def _onnx_array(path: Path, tensor: onnx.TensorProto) -> NDArray[Any]:
    if tensor.data_location == onnx.TensorProto.EXTERNAL:
        raise ExportError(
            f"{path} keeps its weights in another file.",
            "Save it as one file: "
            'python -c "import sys, onnx; onnx.save(onnx.load(sys.argv[1]), sys.argv[2])" IN.onnx OUT.onnx',
        )
    return numpy_helper.to_array(tensor)


def _refuse_tensor(path: Path, name: str, size: int) -> None:
    if size > MAX_TENSOR_BYTES:
        raise ExportError(
            f"{path}: {name} has {size} bytes, more than any kernel of VGG16 (at most {MAX_TENSOR_BYTES}).",
            f"Give a VGG16 weight file: {FORMATS}.",
        )
