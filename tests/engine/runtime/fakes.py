"""What stands for ONNX Runtime's objects where a device is not there."""

from __future__ import annotations

from typing import Any

import onnxruntime

from ..conftest import Array


class Binding:
    """A session's inputs and outputs, in the machine's memory."""

    def __init__(self) -> None:
        self.inputs: dict[str, Any] = {}
        self.names: list[str] = []
        self.values: list[Array] = []

    def bind_cpu_input(self, name: str, value: Array) -> None:
        self.inputs[name] = value

    def bind_output(self, name: str) -> None:
        self.names.append(name)

    def clear_binding_outputs(self) -> None:
        self.names.clear()

    def get_outputs(self) -> list[Any]:
        return [onnxruntime.OrtValue.ortvalue_from_numpy(value) for value in self.values]
