"""A thin wrapper around onnx.helper: nodes name themselves, big constants live in one shared file.

In: operations. Out: an ONNX model. Nothing here knows VGG16.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
IR_VERSION = 8


class Graph:
    """An ONNX graph under construction; every method returns the name of what it added."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._nodes: list[Any] = []
        self._inputs: list[Any] = []
        self._outputs: list[Any] = []
        self._constants: dict[str, Any] = {}
        self._numbers = itertools.count()

    def node(self, operator: str, *inputs: str, **attributes: Any) -> str:
        """Add one operation and name its single output."""
        return self._insert(len(self._nodes), operator, inputs, attributes)

    def early(self, operator: str, *inputs: str, **attributes: Any) -> str:
        """Add one operation right after the one that makes its first input, or at once for a graph's input."""
        place = next((place for place, node in enumerate(self._nodes, 1) if inputs[0] in node.output), 0)
        return self._insert(place, operator, inputs, attributes)

    def size(self, value: str) -> str:
        """Height and width of a value (1, C, h, w), int64."""
        return self.node("Slice", self.node("Shape", value), self.integers(2), self.integers(4))

    def input(self, name: str, shape: Sequence[int | str], kind: int = TensorProto.FLOAT) -> str:
        """An input, float32 if nothing else is said; text dimensions are dynamic."""
        self._inputs.append(helper.make_tensor_value_info(name, kind, list(shape)))
        return name

    def output(self, name: str, value: str, shape: Sequence[int | str], kind: int = TensorProto.FLOAT) -> None:
        """Give a computed value a public name."""
        self._nodes.append(helper.make_node("Identity", [value], [name]))
        self._outputs.append(helper.make_tensor_value_info(name, kind, list(shape)))

    def floats(self, *values: float, kind: int = TensorProto.FLOAT) -> str:
        """A small constant, float32 if nothing else is said: a scalar for one value, else a vector."""
        return self._small(np.array(values if len(values) > 1 else values[0], helper.tensor_dtype_to_np_dtype(kind)))

    def cast(self, value: str, kind: int) -> str:
        """A value as another type."""
        return self.node("Cast", value, to=kind)

    def vector_by_channel(self, values: Sequence[float]) -> str:
        """One float32 value for each channel, shape (1, C, 1, 1)."""
        return self._small(np.array(values, np.float32).reshape(1, -1, 1, 1))

    def matrix(self, values: NDArray[np.float64]) -> str:
        """A small constant matrix, float32."""
        array = np.ascontiguousarray(values, np.float32)
        name = f"matrix_{hashlib.sha256(array.tobytes()).hexdigest()[:8]}_{array.shape[0]}x{array.shape[1]}"
        self._constants.setdefault(name, numpy_helper.from_array(array, name))
        return name

    def integers(self, *values: int) -> str:
        """A small int64 vector."""
        return self._small(np.array(values, np.int64))

    def external(self, name: str, location: Mapping[str, Any]) -> str:
        """A constant kept in a file beside the model (`Blob.places` says where)."""
        if name not in self._constants:
            tensor = TensorProto(name=name, data_type=location["kind"], dims=location["dims"])
            tensor.data_location = TensorProto.EXTERNAL
            for key in ("location", "offset", "length"):
                tensor.external_data.add(key=key, value=str(location[key]))
            self._constants[name] = tensor
        return name

    def model(self) -> Any:
        """The finished ONNX ModelProto, checked."""
        graph = helper.make_graph(
            self._nodes, self.name, self._inputs, self._outputs, initializer=list(self._constants.values())
        )
        versions = {"": OPSET, **{node.domain: 1 for node in self._nodes if node.domain}}
        opset = [helper.make_opsetid(domain, version) for domain, version in versions.items()]
        return helper.make_model(graph, opset_imports=opset, ir_version=IR_VERSION, producer_name="impasto")

    def _insert(self, place: int, operator: str, inputs: Sequence[str], attributes: Mapping[str, Any]) -> str:
        output = f"{operator.lower()}_{next(self._numbers)}"
        self._nodes.insert(place, helper.make_node(operator, list(inputs), [output], **attributes))
        return output

    def _small(self, array: NDArray[Any]) -> str:
        name = f"constant_{array.dtype}_" + "_".join(map(str, array.ravel().tolist())) + f"_{array.ndim}d"
        if name not in self._constants:
            self._constants[name] = numpy_helper.from_array(array, name)
        return name


class Blob:
    """The shared file of big constants: each array once, aligned for memory mapping."""

    ALIGNMENT = 4096

    def __init__(self, filename: str) -> None:
        self.filename = filename
        self.places: dict[str, dict[str, Any]] = {}
        self._chunks: list[bytes] = []
        self._size = 0

    def add(self, name: str, array: NDArray[np.floating[Any]]) -> None:
        """Append one array, float32 or float16; `places` tells where it lies."""
        data = np.ascontiguousarray(array, array.dtype.newbyteorder("<")).tobytes()
        padding = -self._size % self.ALIGNMENT
        offset = self._size + padding
        self._chunks += [bytes(padding), data]
        self._size = offset + len(data)
        self.places[name] = {"location": self.filename, "offset": offset, "length": len(data), "dims": array.shape}
        self.places[name]["kind"] = helper.np_dtype_to_tensor_dtype(array.dtype)

    def tobytes(self) -> bytes:
        """The file's content."""
        return b"".join(self._chunks)


def serialise(model: onnx.ModelProto) -> bytes:
    """The model as bytes, the same for the same graph."""
    return bytes(model.SerializeToString(deterministic=True))
