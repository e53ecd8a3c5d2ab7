"""What a network gives out belongs to its caller, and it works where little memory can be reserved."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from engine.imaging.pixels import to_planar
from engine.losses.tiles import Whole
from engine.losses.variants import GATYS
from engine.runtime.models import ensure_models, shared_constants
from engine.runtime.network import Network

from ..conftest import Array

LIMITED = """
import resource
resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
from engine.runtime import checking
from engine.runtime.models import ensure_models
from engine.runtime.network import Network
print(checking.seconds(Network(ensure_models(), winograd=True), 64))
"""


def test_outputs_are_the_callers_own(network: Network, pictures: Callable[[str, int, int], Array]) -> None:
    """One that lies in the arena would divide it as long as it is held."""
    features, moments = Whole().statistics(network, GATYS, to_planar(pictures("cat", 32, 32)))
    assert all(values.flags.owndata for values in features.values())
    assert all(found.gram.flags.owndata and found.total.flags.owndata for found in moments.values())


@pytest.mark.skipif(sys.platform != "linux", reason="limits on addresses are Linux's")
def test_it_works_where_a_large_region_cannot_be_reserved() -> None:
    done = subprocess.run([sys.executable, "-c", LIMITED], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) > 0


def test_inputs_have_names_for_what_is_not_fixed(network: Network) -> None:
    assert network.inputs("whole_conv4_2")["picture"] == [1, 3, "height", "width"]


def test_the_graphs_with_winograd_convolutions_share_constants() -> None:
    constants = shared_constants(ensure_models())
    assert constants["conv4_2.transformed"].shape == (36, 512, 512)
    assert all(not constant.flags.writeable for constant in constants.values())
