"""Content and styles in, painted picture out: losses and gradients by ONNX Runtime, L-BFGS by SciPy.

Imports neither gi nor gimpfu. `stylize` does the whole job; `Objective` is one loss and its gradient; the command line
is in cli.py and the process that editors talk to in worker.py.
"""

import os

# ONNX Runtime would report its use to its makers and keep an identity file in the user's cache.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

from .deepdream.dream import dream, dream_frames
from .errors import EngineError, InputError, Interrupted
from .losses.standalone import Objective
from .options import DreamOptions, OptionError, Options
from .tracking.progress import Progress
from .tracking.report import Result
from .transfer.stylize import stylize
from .version import __version__

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
