"""The packages that only moving pictures need."""

from __future__ import annotations

import importlib.util

from ..errors import InputError


def require(package: str) -> None:
    """Check that a package of the extra `video` is installed, without loading it.

    Raises
    ------
    InputError
        When it is not.
    """
    if importlib.util.find_spec(package) is None:
        raise InputError(
            "Moving pictures need the Python package {package}, which is not installed.",
            "Install it with: pip install 'impasto[video]'.",
            code="missing-package",
            package={"cv2": "opencv-python-headless"}.get(package, package),
        )
