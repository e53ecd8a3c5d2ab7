"""VGG16 weights in, ONNX graphs out: forward and backward as ordinary operators.

`build(output, weights)` writes the graphs, the file of constants they share, and manifest.json.
Nothing here is needed to run the graphs.
"""

from .build import build
from .errors import ExportError

__all__ = ["ExportError", "build"]
