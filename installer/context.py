"""What all steps of one installation share."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from installer.commands import Commands
from installer.places import Places


@dataclass(frozen=True)
class Context:
    """One user's installation.

    Attributes
    ----------
    places : the user's folders
    commands : runs other programs
    checkout : the copy of the repository to install from
    environment, home : the user's environment variables and home folder
    platform : as sys.platform
    system : the root folder of the system
    """

    places: Places
    commands: Commands
    checkout: Path
    environment: Mapping[str, str]
    home: Path
    platform: str = sys.platform
    system: Path = Path("/")
