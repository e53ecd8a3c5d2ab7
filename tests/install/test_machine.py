"""What the machine has, from what hardware.py prints."""

from __future__ import annotations

import json

import pytest

from installer.context import Context
from installer.machine import Machine, look, read
from tests.install.conftest import FakeCommands

GEFORCE = {"name": "NVIDIA GeForce RTX 4070", "vendor": 0x10DE, "device": 0x2684, "is_software": False}
IDLE = {"name": "NVIDIA graphics card", "vendor": 0x10DE, "device": 0x2684, "is_software": False}
LLVMPIPE = {"name": "llvmpipe", "vendor": 0x10005, "device": 0, "is_software": True}


def printed(*cards: object, cuda: object = None, bfloat16: bool = False, intel: bool = True) -> str:
    """What hardware.py prints on a machine with these."""
    return json.dumps({"processor": "Xeon", "bfloat16": bfloat16, "intel": intel, "cards": cards, "cuda": cuda})


def test_cards_with_and_without_a_driver_and_programs_in_their_place() -> None:
    found = read(printed(GEFORCE, LLVMPIPE, cuda={"version": 12080, "cards": ["RTX 4070"]}), "linux", "x86_64", (3, 12))
    assert found == Machine(
        processor="Xeon", cards=("NVIDIA GeForce RTX 4070",), cuda_cards=("RTX 4070",), cuda=(12, 8)
    )
    idle = read(printed(IDLE, LLVMPIPE), "linux", "x86_64", (3, 12))
    assert idle.cards == () and idle.idle_cards == ("NVIDIA graphics card",) and idle.cuda is None


@pytest.mark.parametrize("said", ["", "nonsense", "[]", '{"processor": 1}', "null"])
def test_a_driver_that_crashes_is_no_device(said: str) -> None:
    assert read(said, "win32", "amd64", (3, 13)) == Machine("win32", "amd64", (3, 13))


def test_the_machine_is_asked_in_a_process_of_its_own(context: Context, commands: FakeCommands) -> None:
    commands.hardware = printed(GEFORCE, bfloat16=True)
    found = look(context)
    assert found.cards == ("NVIDIA GeForce RTX 4070",) and found.bfloat16


@pytest.mark.parametrize(("kind", "plain"), [("amd64", "x86_64"), ("aarch64", "arm64"), ("arm64", "arm64")])
def test_kinds_of_machines_have_one_name_each(kind: str, plain: str) -> None:
    assert Machine("linux", kind).place == ("linux", plain)
