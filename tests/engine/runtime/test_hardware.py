"""The names of processor and cards, asked of the system and its drivers, which are faked here."""

from __future__ import annotations

import ctypes
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.runtime import hardware
from engine.runtime.hardware import Card, Cuda

GEFORCE = Card("NVIDIA GeForce RTX 4070", 0x10DE, 0x2684, memory=12 << 30)
LLVMPIPE = Card("llvmpipe", 0x10005, 0, is_software=True)
CACHED = (hardware.processor_name, hardware.vulkan_cards, hardware.cuda, hardware.cards)


@pytest.fixture(autouse=True)
def asked_anew() -> Iterator[None]:
    """Nothing that this machine said counts, and nothing that a fake said stays."""
    for question in CACHED:
        question.cache_clear()
    yield
    for question in CACHED:
        question.cache_clear()


class FakeVulkan:
    """A Vulkan library with these cards; `broken` makes no instance."""

    def __init__(self, *cards: Card, broken: bool = False) -> None:
        self.cards, self.broken, self.destroyed = cards, broken, 0

    def vkCreateInstance(self, create: Any, allocator: None, instance: Any) -> int:  # noqa: ARG002, N802
        return -9 if self.broken else 0

    def vkEnumeratePhysicalDevices(self, instance: Any, count: Any, handles: Any) -> int:  # noqa: ARG002, N802
        count._obj.value = len(self.cards)
        for index in range(len(self.cards)):
            handles[index] = index + 1
        return 0

    def vkGetPhysicalDeviceProperties(self, handle: Any, properties: Any) -> None:  # noqa: N802
        card = self.cards[handle.value - 1]
        properties[2], properties[3], properties[4] = card.vendor, card.device, 4 if card.is_software else 2
        ctypes.memmove(ctypes.addressof(properties) + 20, card.name.encode() + b"\0", len(card.name) + 1)

    def vkGetPhysicalDeviceMemoryProperties(self, handle: Any, words: Any) -> None:  # noqa: N802
        words[65] = 2  # heaps: the machine's, and the card's own
        words[66], words[67], words[68] = 0, 8, 0
        words[70], words[71] = (
            number & 0xFFFFFFFF for number in divmod(self.cards[handle.value - 1].memory, 1 << 32)[::-1]
        )
        words[72] = 1

    def vkDestroyInstance(self, instance: Any, allocator: None) -> None:  # noqa: ARG002, N802
        self.destroyed += 1


class FakeCuda:
    """NVIDIA's driver with these cards; `works` is whether it starts."""

    def __init__(self, *cards: str, works: bool = True) -> None:
        self.cards, self.works = cards, works

    def cuDriverGetVersion(self, version: Any) -> int:  # noqa: N802
        version._obj.value = 13000
        return 0

    def cuInit(self, flags: int) -> int:  # noqa: N802
        return flags if self.works else 100

    def cuDeviceGetCount(self, count: Any) -> int:  # noqa: N802
        count._obj.value = len(self.cards)
        return 0

    def cuDeviceGet(self, device: Any, index: int) -> int:  # noqa: N802
        device._obj.value = index
        return 0

    def cuDeviceTotalMem_v2(self, size: Any, device: Any) -> int:  # noqa: N802
        size._obj.value = (8 + device.value) << 30
        return 0

    def cuDeviceGetName(self, name: Any, length: int, device: Any) -> int:  # noqa: N802
        name.value = self.cards[device.value].encode()[:length]
        return 0


def install(
    monkeypatch: pytest.MonkeyPatch, *, vulkan: Any = None, cuda: Any = None, pci: tuple[Card, ...] = ()
) -> None:
    """Fake what the system's libraries are, and what is on the bus."""
    libraries = {id(hardware.VULKAN): vulkan, id(hardware.CUDA): cuda}
    monkeypatch.setattr(hardware, "_library", lambda names: libraries[id(names)])
    monkeypatch.setattr(hardware, "pci_cards", lambda: pci)
    monkeypatch.setattr(hardware.sys, "platform", "linux")


def test_cards_have_the_names_that_vulkan_says(monkeypatch: pytest.MonkeyPatch) -> None:
    vulkan = FakeVulkan(GEFORCE, LLVMPIPE)
    install(monkeypatch, vulkan=vulkan)
    assert hardware.cards() == (GEFORCE, LLVMPIPE)
    assert vulkan.destroyed == 1


@pytest.mark.parametrize("vulkan", [None, FakeVulkan(GEFORCE, broken=True)])
def test_without_vulkan_the_makers_are_known(monkeypatch: pytest.MonkeyPatch, vulkan: Any) -> None:
    bare = Card("NVIDIA graphics card", 0x10DE, 0x2684)
    install(monkeypatch, vulkan=vulkan, pci=(bare,))
    assert hardware.vulkan_cards() == () and hardware.cards() == (bare,)
    assert hardware.card_of(0x10DE, 0x2684) == bare
    assert hardware.card_of(0x8086, 1) is None


def test_a_card_is_what_really_computes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a driver is missing the system shows a card, and Vulkan a program in its place."""
    install(monkeypatch, vulkan=FakeVulkan(LLVMPIPE), pci=(Card("NVIDIA graphics card", 0x10DE, 0x2684),))
    assert hardware.card_of(0x10DE, 0x2684) == LLVMPIPE


def test_of_two_cards_the_one_with_the_numbers_is_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    intel = Card("Intel UHD", 0x8086, 0x9BC4)
    install(monkeypatch, vulkan=FakeVulkan(intel, GEFORCE))
    assert hardware.card_of(0x10DE, 0x2684) == GEFORCE
    assert hardware.card_of(0x8086, 0x9BC4) == intel


@pytest.mark.parametrize(
    ("driver", "found"),
    [
        (FakeCuda("NVIDIA H100", "NVIDIA A2"), Cuda(13000, ("NVIDIA H100", "NVIDIA A2"), (8 << 30, 9 << 30))),
        (FakeCuda("NVIDIA H100", works=False), Cuda(13000, ())),
        (None, None),
    ],
)
def test_nvidias_driver(monkeypatch: pytest.MonkeyPatch, driver: Any, found: Cuda | None) -> None:
    install(monkeypatch, cuda=driver)
    assert hardware.cuda() == found


@pytest.mark.parametrize(
    ("flags", "there"), [("fpu amx_bf16 avx", True), ("fpu avx512_bf16", True), ("fpu avx512f", False), ("", False)]
)
def test_bfloat16_is_a_flag_of_the_processor(monkeypatch: pytest.MonkeyPatch, flags: str, there: bool) -> None:
    monkeypatch.setattr(hardware, "_text", lambda _: f"model name\t: Xeon(R)  Gold\nflags\t\t: {flags}\n")
    monkeypatch.setattr(hardware.sys, "platform", "linux")
    assert hardware.has_bfloat16() is there
    assert hardware.processor_name() == "Xeon Gold"


@pytest.mark.parametrize(
    ("text", "elsewhere", "there"),
    [
        ("vendor_id\t: GenuineIntel\n", "", True),
        ("vendor_id\t: AuthenticAMD\n", "GenuineIntel", False),
        ("", "Intel64 Family 6 Model 143, GenuineIntel", True),
        ("", "AMD64 Family 25, AuthenticAMD", False),
        ("", "", False),
    ],
)
def test_the_maker_of_the_processor(monkeypatch: pytest.MonkeyPatch, text: str, elsewhere: str, there: bool) -> None:
    monkeypatch.setattr(hardware, "_text", lambda _: text)
    monkeypatch.setattr(hardware.platform, "processor", lambda: elsewhere)
    assert hardware.is_intel() is there


def test_cards_on_the_bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "card0/device"
    folder.mkdir(parents=True)
    for name, text in (("vendor", "0x1002"), ("device", "0x73bf"), ("class", "0x030000")):
        (folder / name).write_text(text)
    glob = Path.glob
    monkeypatch.setattr(
        hardware.Path, "glob", lambda path, pattern: glob(tmp_path if "drm" in str(path) else path / "none", pattern)
    )
    assert hardware.pci_cards() == (Card("AMD graphics card", 0x1002, 0x73BF),)


def test_it_runs_by_itself() -> None:
    done = subprocess.run([sys.executable, "-I", hardware.__file__], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert set(found) == {"processor", "bfloat16", "intel", "cards", "cuda"} and found["processor"]
