"""The folders of one user: those that platformdirs gives to the engine, and GIMP's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from installer.messages import DEMO_FILE


@dataclass(frozen=True)
class Places:
    """Where one user's files are.

    Attributes
    ----------
    data : Impasto's data folder
    python : the Python of the engine's virtual environment
    engine_folders : folders and files that only the engine and the export write: downloads, logs, state
    gimp : folders with one profile for each version of GIMP
    """

    data: Path
    python: Path
    engine_folders: tuple[Path, ...]
    gimp: tuple[Path, ...]

    @property
    def venv(self) -> Path:
        """The engine's virtual environment."""
        return self.data / "venv"

    @property
    def stamp(self) -> Path:
        """The file that is written last into the virtual environment and marks it as complete."""
        return self.venv / "impasto.json"

    @property
    def models(self) -> Path:
        """The graphs."""
        return self.data / "models"

    @property
    def work(self) -> Path:
        """Temporary files of an installation; removed at its end."""
        return self.data / "work"

    @property
    def log(self) -> Path:
        """The output of venv and pip."""
        return self.data / "install.log"

    @property
    def receipt(self) -> Path:
        """The list of what was installed."""
        return self.data / "installed.json"

    @property
    def demo(self) -> Path:
        """The demo's result where the current folder is read-only."""
        return self.data / DEMO_FILE


def find_places(platform: str, environment: Mapping[str, str], home: Path) -> Places:
    """The places of the user with this environment and home folder; `platform` as in sys.platform."""

    def base(variable: str, default: str) -> Path:
        value = Path(environment.get(variable, ""))
        return value if value.is_absolute() else home / default

    find = {"win32": _windows, "darwin": _mac}.get(platform, _unix)
    return find(base, home)


Base = Callable[[str, str], Path]
"""The folder that an environment variable names, or else the default below the home folder."""


STATE = ("log", "checkpoints", "results", "devices.json", "graphs.json", "pictures.json", "speed.json")
"""What the engine keeps in its state folder, which on Windows and macOS is the installation's own folder."""


def _windows(base: Base, _home: Path) -> Places:
    local, roaming = base("LOCALAPPDATA", "AppData/Local"), base("APPDATA", "AppData/Roaming")
    data = local / "impasto"
    store = sorted(local.glob("Packages/*GIMP*/LocalCache/Roaming/GIMP"))
    engine_folders = (data / "Cache/downloads", data / "Logs", *(data / name for name in STATE))
    return Places(data, data / "venv/Scripts/python.exe", engine_folders, (roaming / "GIMP", *store))


def _mac(base: Base, home: Path) -> Places:
    support = "Library/Application Support"
    data, caches = base("XDG_DATA_HOME", support) / "impasto", base("XDG_CACHE_HOME", "Library/Caches")
    logs, state = home / "Library/Logs/impasto", base("XDG_STATE_HOME", support) / "impasto"
    engine_folders = (caches / "impasto/downloads", logs, *(state / name for name in STATE))
    return Places(data, data / "venv/bin/python", engine_folders, (home / support / "GIMP",))


def _unix(base: Base, home: Path) -> Places:
    data, caches = base("XDG_DATA_HOME", ".local/share") / "impasto", base("XDG_CACHE_HOME", ".cache")
    engine_folders = (caches / "impasto/downloads", base("XDG_STATE_HOME", ".local/state") / "impasto")
    gimp = (base("XDG_CONFIG_HOME", ".config") / "GIMP", home / "snap/gimp/current/.config/GIMP")
    return Places(data, data / "venv/bin/python", engine_folders, gimp)
