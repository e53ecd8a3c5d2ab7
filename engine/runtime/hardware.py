"""What the makers call this machine's processor and graphics cards, as the system and their drivers say.

Standard library only, and no other module: install.py runs this file by itself (`python hardware.py` prints JSON), in
a process of its own, for a broken driver may take it along.
"""

from __future__ import annotations

import ctypes
import functools
import json
import platform
import re
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

VENDORS = {0x1002: "AMD", 0x10DE: "NVIDIA", 0x8086: "Intel", 0x106B: "Apple", 0x5143: "Qualcomm", 0x13B5: "Arm"}
VULKAN = {"linux": "libvulkan.so.1", "win32": "vulkan-1.dll"}
CUDA = {"linux": "libcuda.so.1", "win32": "nvcuda.dll"}
SOFTWARE = 4
"""VK_PHYSICAL_DEVICE_TYPE_CPU: a Vulkan device that computes on the processor."""
MOST_CARDS, NAME_AT, NAME_BYTES = 16, 20, 256
HEAPS_AT, MOST_HEAPS, DEVICE_LOCAL = 264, 16, 1
"""Byte at which the heaps of VkPhysicalDeviceMemoryProperties begin, 16 bytes each: size, flags, and padding."""


@dataclass(frozen=True)
class Card:
    """A graphics card.

    Attributes
    ----------
    name : what its maker calls it
    vendor, device : its numbers on the PCI bus
    is_software : it is a program that computes on the processor
    memory : bytes of its own, or that it may use of the machine's; 0 where nothing says it
    """

    name: str
    vendor: int
    device: int
    is_software: bool = False
    memory: int = 0


@dataclass(frozen=True)
class Cuda:
    """NVIDIA's driver.

    Attributes
    ----------
    version : the newest version of CUDA that it runs, as 1000 times major and 10 times minor
    cards : its cards' names
    memory : bytes of each card
    """

    version: int
    cards: tuple[str, ...]
    memory: tuple[int, ...] = ()


@functools.cache
def processor_name() -> str:
    """What the maker calls the processor; the kind of machine where nothing says it."""
    if sys.platform == "linux":
        found = re.search(r"^model name\s*:\s*(.+)$", _text("/proc/cpuinfo"), re.MULTILINE)
        name = found[1] if found else ""
    elif sys.platform == "darwin":
        name = _sysctl("machdep.cpu.brand_string")
    else:
        name = _registry(r"HARDWARE\DESCRIPTION\System\CentralProcessor\0", "ProcessorNameString")
    return " ".join(re.sub(r"\((R|TM|tm)\)", "", name).split()) or platform.machine()


def has_bfloat16() -> bool:
    """Whether the processor multiplies in bfloat16 by itself (AMX, or AVX-512 with BF16)."""
    return bool(re.search(r"^flags\s*:.*\b(amx|avx512)_bf16\b", _text("/proc/cpuinfo"), re.MULTILINE))


def is_intel() -> bool:
    """Whether the processor is Intel's."""
    return "GenuineIntel" in (_text("/proc/cpuinfo") or platform.processor())


@functools.cache
def vulkan_cards() -> tuple[Card, ...]:
    """The devices that Vulkan offers; none where it is not installed."""
    library = _library(VULKAN)
    if library is None:
        return ()
    # VkInstanceCreateInfo: type, pointer, flags, pointer, count, pointer, count, pointer; all but the type is zero
    create, instance = (ctypes.c_uint64 * 8)(1), ctypes.c_void_p()
    if library.vkCreateInstance(ctypes.byref(create), None, ctypes.byref(instance)):
        return ()
    try:
        count, handles = ctypes.c_uint32(MOST_CARDS), (ctypes.c_void_p * MOST_CARDS)()
        if library.vkEnumeratePhysicalDevices(instance, ctypes.byref(count), handles) not in (0, 5):  # 5: incomplete
            return ()
        return tuple(_vulkan_card(library, handle) for handle in handles[: count.value])
    finally:
        library.vkDestroyInstance(instance, None)


def _vulkan_card(library: Any, handle: int | None) -> Card:
    """VkPhysicalDeviceProperties: versions of API and driver, vendor, device, type, name, and more."""
    properties = (ctypes.c_uint32 * 1024)()
    library.vkGetPhysicalDeviceProperties(ctypes.c_void_p(handle), properties)
    _, _, vendor, device, kind = properties[:5]
    name = bytes(properties)[NAME_AT : NAME_AT + NAME_BYTES].partition(b"\0")[0]
    return Card(name.decode(errors="replace"), vendor, device, kind == SOFTWARE, _vulkan_memory(library, handle))


def _vulkan_memory(library: Any, handle: int | None) -> int:
    """The largest heap of the card's own, from VkPhysicalDeviceMemoryProperties: 33 words of types, then the heaps."""
    words = (ctypes.c_uint32 * 256)()
    library.vkGetPhysicalDeviceMemoryProperties(ctypes.c_void_p(handle), words)
    count = min(words[HEAPS_AT // 4 - 1], MOST_HEAPS)
    heaps = [words[HEAPS_AT // 4 + 4 * index : HEAPS_AT // 4 + 4 * index + 3] for index in range(count)]
    return max((low + (high << 32) for low, high, flags in heaps if flags & DEVICE_LOCAL), default=0)


@functools.cache
def cuda() -> Cuda | None:
    """NVIDIA's driver and its cards, in the order in which programs number them; None without the driver."""
    library = _library(CUDA)
    if library is None:
        return None
    version, count, cards, memory = ctypes.c_int(), ctypes.c_int(), [], []
    library.cuDriverGetVersion(ctypes.byref(version))
    if library.cuInit(0) == 0 and library.cuDeviceGetCount(ctypes.byref(count)) == 0:
        for index in range(count.value):
            name, device, size = ctypes.create_string_buffer(NAME_BYTES), ctypes.c_int(), ctypes.c_size_t()
            if not library.cuDeviceGet(ctypes.byref(device), index):
                library.cuDeviceGetName(name, NAME_BYTES, device)
                library.cuDeviceTotalMem_v2(ctypes.byref(size), device)
                cards.append(name.value.decode(errors="replace"))
                memory.append(size.value)
    return Cuda(version.value, tuple(cards), tuple(memory))


def pci_cards() -> tuple[Card, ...]:
    """The graphics cards on Linux's PCI bus, with or without a driver; only their makers are known."""
    folders = [*Path("/sys/class/drm").glob("card[0-9]/device"), *Path("/sys/bus/pci/devices").glob("*")]
    found = {}
    for folder in folders:
        vendor, device, kind = (_number(folder / name) for name in ("vendor", "device", "class"))
        if kind >> 16 == 3 and vendor in VENDORS:  # 3: display controllers; virtual machines have none that compute
            found[vendor, device] = Card(f"{VENDORS[vendor]} graphics card", vendor, device)
    return tuple(found.values())


@functools.cache
def cards() -> tuple[Card, ...]:
    """All graphics cards that can be found, by name where a driver says it."""
    if sys.platform == "darwin":
        return (Card(f"{processor_name()} GPU", 0x106B, 0),) if platform.machine() == "arm64" else ()
    named = vulkan_cards()
    known = {card.vendor for card in named}
    return (*named, *(card for card in pci_cards() if card.vendor not in known))


def card_of(vendor: int, device: int) -> Card | None:
    """The card with these numbers; where Vulkan, which WebGPU computes with, offers another one alone, that one."""
    named = vulkan_cards()
    exact = [card for card in (*named, *cards()) if (card.vendor, card.device) == (vendor, device)]
    if len(named) == 1 and sys.platform == "linux":
        return named[0]
    return exact[0] if exact else None


def _library(names: dict[str, str]) -> Any:
    """A system's library, or None where there is none."""
    try:
        return ctypes.CDLL(names[sys.platform])
    except (KeyError, OSError):
        return None


def _text(path: str) -> str:
    try:
        return Path(path).read_text(errors="replace")
    except OSError:
        return ""


def _number(path: Path) -> int:
    """A number as Linux writes it, 0x10de; 0 where there is none."""
    try:
        return int(path.read_text(), 16)
    except (OSError, ValueError):
        return 0


def _sysctl(name: str) -> str:
    try:
        return subprocess.run(["sysctl", "-n", name], capture_output=True, text=True, timeout=10).stdout
    except (OSError, subprocess.SubprocessError):
        return ""


def _registry(key: str, name: str) -> str:
    """A text of Windows' registry; empty elsewhere."""
    if sys.platform != "win32":
        return ""
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key) as opened:
            return str(winreg.QueryValueEx(opened, name)[0])
    except OSError:
        return ""


def main() -> None:
    """Print as JSON what install.py wants to know."""
    driver = cuda()
    found = {
        "processor": processor_name(),
        "bfloat16": has_bfloat16(),
        "intel": is_intel(),
        "cards": [asdict(card) for card in cards()],
        "cuda": asdict(driver) if driver else None,
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
