"""Content and styles in, painted picture out: losses and gradients by ONNX Runtime, L-BFGS by SciPy.

Imports neither gi nor gimpfu. `stylize` does the whole job; `Objective` is one loss and its gradient. Names are loaded
when they are first used, so that `impasto --help` need not wait for ONNX Runtime. The command line is in cli/, the
process that editors talk to in worker/.
"""

from __future__ import annotations

import os

from .version import __version__

# ONNX Runtime would report its use to its makers and keep an identity file in the user's cache.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

TYPE_CHECKING = False  # as type checkers take it; importing `typing` is half of what `import engine` would cost
if TYPE_CHECKING:
    from typing import Any

    from .deepdream.dream import dream, dream_frames
    from .errors import EngineError, InputError, Interrupted
    from .losses.standalone import Objective
    from .options import DreamOptions, OptionError, Options
    from .tracking.progress import Progress
    from .tracking.report import Result
    from .transfer.stylize import stylize

_HOMES = {
    "DreamOptions": "options",
    "EngineError": "errors",
    "InputError": "errors",
    "Interrupted": "errors",
    "Objective": "losses.standalone",
    "OptionError": "options",
    "Options": "options",
    "Progress": "tracking.progress",
    "Result": "tracking.report",
    "dream": "deepdream.dream",
    "dream_frames": "deepdream.dream",
    "stylize": "transfer.stylize",
}

__all__ = [
    "DreamOptions",
    "EngineError",
    "InputError",
    "Interrupted",
    "Objective",
    "OptionError",
    "Options",
    "Progress",
    "Result",
    "__version__",
    "dream",
    "dream_frames",
    "stylize",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its module."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(f".{_HOMES[name]}", __name__), name)


def __dir__() -> list[str]:
    """The public names, loaded or not."""
    return sorted({*globals(), *__all__})
