"""In what numbers a graph computes features and their gradients: float32, or float16 for graphics processors.

In float16 the losses and all sums stay float32, and two factors keep the features and the gradients within what float16
holds (5.96e-8 to 65,504): features are divided by `unit`, gradients are multiplied by a scale that `losses` chooses.
"""

from __future__ import annotations

from dataclasses import dataclass

from onnx import TensorProto

from .onnx_graph import Graph


@dataclass(frozen=True)
class Precision:
    """The type of features.

    Attributes
    ----------
    kind : ONNX's number for the type
    unit : what features are divided by
    suffix : of the names of graphs and constants
    """

    kind: int
    unit: float = 1.0
    suffix: str = ""

    @property
    def is_half(self) -> bool:
        """Whether it is float16."""
        return self.kind == TensorProto.FLOAT16

    def widened(self, graph: Graph, value: str) -> str:
        """A value as float32."""
        return graph.cast(value, TensorProto.FLOAT) if self.is_half else value

    def narrowed(self, graph: Graph, value: str) -> str:
        """A float32 value as this type."""
        return graph.cast(value, self.kind) if self.is_half else value

    def times(self, graph: Graph, value: str, power: int = 1) -> str:
        """A float32 value times the unit to a power."""
        return graph.node("Mul", value, graph.floats(self.unit**power)) if self.unit != 1 else value


FLOAT32 = Precision(int(TensorProto.FLOAT))
FLOAT16 = Precision(int(TensorProto.FLOAT16), unit=16.0, suffix="_half")
"""Of black and white noise the features reach 26,000; divided by 16 they stay far from float16's end."""
