"""What a file asks for, within what this machine has."""

from __future__ import annotations

import pytest

from engine import Options
from engine.jobs.machine_limits import within_machine
from engine.runtime.limits import total_memory
from engine.runtime.network import available_cores


def test_what_the_machine_has_is_left_alone() -> None:
    options = Options(threads=1, memory_limit=64, size=512).to_mapping()
    assert within_machine(options, (600, 400)) == (options, [])
    assert within_machine(Options().to_mapping(), (600, 400)) == (Options().to_mapping(), [])


def test_more_is_lowered_and_said() -> None:
    options, notices = within_machine(
        Options(threads=256, memory_limit=1 << 20, size=32768, seed=3).to_mapping(), (400, 400)
    )
    assert (options["threads"], options["memory_limit"], options["seed"]) == (available_cores(), 0, 3)
    assert 16 <= options["size"] ** 2 * 32 <= total_memory()
    assert [notice.split(";")[0] for notice in notices] == [
        "It was made with 256 threads",
        "It was made with 1048576 MiB of memory",
        "It was made at a size of 32768 pixels",
    ]
    Options.from_mapping(options)


@pytest.mark.parametrize("size", [(1, 1), (2**31 - 1, 1), (1, 50_000)])
def test_any_proportions(size: tuple[int, int]) -> None:
    options, _ = within_machine(Options(size=32768).to_mapping(), size)
    Options.from_mapping(options)
