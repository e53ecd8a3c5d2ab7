"""What a job needs of an editor: the fake one and GIMP's offer just that."""

from __future__ import annotations

import inspect

import pytest
from common.gimp_host import GimpHost
from common.host import Host
from fake_host import FakeHost

METHODS = [name for name in vars(Host) if not name.startswith("_")]


@pytest.mark.parametrize("name", METHODS)
def test_the_fake_editor_takes_what_a_real_one_takes(name):
    assert inspect.signature(getattr(FakeHost, name)).parameters.keys() == (
        inspect.signature(getattr(Host, name)).parameters.keys()
    )


def test_gimps_share_all_but_their_windows():
    assert {name for name in METHODS if not hasattr(GimpHost, name)} == {"open_progress", "tell"}
