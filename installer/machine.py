"""What this machine can compute with, asked in a process of its own: a broken driver may take it along."""

from __future__ import annotations

import json
import platform
import sys
from dataclasses import dataclass

from installer.context import Context

HARDWARE = "engine/runtime/hardware.py"
NVIDIA = 0x10DE


@dataclass(frozen=True)
class Machine:
    """What was found.

    Attributes
    ----------
    system, kind : as sys.platform and platform.machine() have them, in small letters
    python : version of this Python
    processor : its maker's name for it
    bfloat16 : it multiplies in bfloat16 by itself
    intel : it is Intel's
    cards : graphics cards by name that a driver offers to programs
    idle_cards : graphics cards that no driver offers
    cuda_cards : NVIDIA's cards, as its driver names them
    cuda : the newest version of CUDA that NVIDIA's driver runs, (13, 0); None without the driver
    """

    system: str = "linux"
    kind: str = "x86_64"
    python: tuple[int, int] = (3, 12)
    processor: str = ""
    bfloat16: bool = False
    intel: bool = True
    cards: tuple[str, ...] = ()
    idle_cards: tuple[str, ...] = ()
    cuda_cards: tuple[str, ...] = ()
    cuda: tuple[int, int] | None = None

    @property
    def place(self) -> tuple[str, str]:
        """System and kind, for which packages have files or not."""
        return self.system, {"amd64": "x86_64", "aarch64": "arm64"}.get(self.kind, self.kind)


def look(context: Context) -> Machine:
    """Ask the system and the drivers; what cannot be found out counts as missing."""
    said = context.commands.output([sys.executable, "-I", str(context.checkout / HARDWARE)])
    return read(said, sys.platform, platform.machine().lower(), sys.version_info[:2])


def read(said: str, system: str, kind: str, python: tuple[int, int]) -> Machine:
    """What hardware.py printed."""
    try:
        found = json.loads(said)
        driver, cards = found["cuda"], [card for card in found["cards"] if not card["is_software"]]
        idle = [card["name"] for card in cards if _is_idle(card["name"])]
        return Machine(
            system,
            kind,
            python,
            found["processor"],
            found["bfloat16"],
            found["intel"],
            tuple(card["name"] for card in cards if card["name"] not in idle),
            tuple(idle),
            tuple(driver["cards"]) if driver else (),
            (driver["version"] // 1000, driver["version"] % 1000 // 10) if driver else None,
        )
    except (ValueError, KeyError, TypeError):
        return Machine(system, kind, python)


def _is_idle(name: str) -> bool:
    """Whether the name is the one that hardware.py gives to a card without a driver."""
    return name.endswith(" graphics card")
