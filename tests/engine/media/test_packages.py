"""A missing package is one sentence."""

from __future__ import annotations

import pytest

from engine.errors import InputError
from engine.media.packages import require


def test_a_missing_package_says_how_to_install_it() -> None:
    with pytest.raises(InputError) as caught:
        require("no_such_package")
    assert "no_such_package" in str(caught.value)
    assert "pip install 'impasto[video]'" in caught.value.hint
    assert caught.value.code == "missing-package"


@pytest.mark.parametrize("package", ["av", "cv2"])
def test_the_packages_of_the_extra_are_there(package: str) -> None:
    require(package)
