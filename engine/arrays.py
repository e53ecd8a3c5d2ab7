"""The arrays that travel between modules."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
"""Pictures, features and gradients are float32."""
