"""The folders of one user: those that platformdirs gives to the engine, and GIMP's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from installer.messages import DEMO_FILE

IN_USE = "in-use"
"""The file that an engine's processes hold (engine/files.py)."""


@dataclass(frozen=True)
class Engine:
    """One engine with all that it needs; another version has a folder of its own beside it.

    Attributes
    ----------
    folder : its own folder, whose name is a number
    interpreter : the path of Python in a virtual environment, "bin/python"
    """

    folder: Path
    interpreter: str

    @property
    def venv(self) -> Path:
        """The virtual environment."""
        return self.folder / "venv"

    @property
    def python(self) -> Path:
        """The environment's Python."""
        return self.venv / self.interpreter

    @property
    def models(self) -> Path:
        """The graphs."""
        return self.folder / "models"

    @property
    def in_use(self) -> Path:
        """The file that its processes hold."""
        return self.folder / IN_USE

    @property
    def files(self) -> Path:
        """The hashes of all installed files."""
        return self.folder / "files.json"

    @property
    def mark(self) -> Path:
        """What the environment was made from; written when it is complete."""
        return self.folder / "environment.json"

    @property
    def stamp(self) -> Path:
        """The file that is written last, and marks the engine as complete."""
        return self.folder / "complete.json"


@dataclass(frozen=True)
class Places:
    """Where one user's files are.

    Attributes
    ----------
    data : Impasto's data folder
    python : the Python of the newest engine, for users; programs name the engine's own folder
    engine_folders : folders and files that only the engine and the export write: downloads, logs, state
    gimp : folders with one profile for each version of GIMP
    results : folders with pictures that could not be delivered; they belong to the user
    """

    data: Path
    python: Path
    engine_folders: tuple[Path, ...]
    gimp: tuple[Path, ...]
    results: tuple[Path, ...] = ()

    @property
    def engines(self) -> Path:
        """The folder of the engines."""
        return self.data / "engines"

    def engine(self, name: str) -> Engine:
        """The engine of this name."""
        return Engine(self.engines / name, self.python.relative_to(self.venv).as_posix())

    @property
    def venv(self) -> Path:
        """A link to the newest engine's virtual environment, for users."""
        return self.data / "venv"

    @property
    def models(self) -> Path:
        """A link to the newest engine's graphs; a folder where they were kept without an engine."""
        return self.data / "models"

    @property
    def lock(self) -> Path:
        """The file that a running installation holds."""
        return self.data / "install.lock"

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


STATE = ("log", "checkpoints", "devices.json", "graphs.json", "pictures.json", "speed.json")
"""What the engine keeps in its state folder, which on Windows and macOS is the installation's own folder."""
RESULTS = ("results", "results-of-gimp")
"""The folders in the state folder with pictures that could not be delivered (engine/jobs/saving.py, common/kept.py)."""


def _windows(base: Base, _home: Path) -> Places:
    local, roaming = base("LOCALAPPDATA", "AppData/Local"), base("APPDATA", "AppData/Roaming")
    data = local / "impasto"
    store = sorted(local.glob("Packages/*GIMP*/LocalCache/Roaming/GIMP"))
    engine_folders = (data / "Cache/downloads", data / "Logs", *(data / name for name in STATE))
    gimp, results = (roaming / "GIMP", *store), tuple(data / name for name in RESULTS)
    return Places(data, data / "venv/Scripts/python.exe", engine_folders, gimp, results)


def _mac(base: Base, home: Path) -> Places:
    support = "Library/Application Support"
    data, caches = base("XDG_DATA_HOME", support) / "impasto", base("XDG_CACHE_HOME", "Library/Caches")
    logs, state = home / "Library/Logs/impasto", base("XDG_STATE_HOME", support) / "impasto"
    engine_folders = (caches / "impasto/downloads", logs, *(state / name for name in STATE))
    results = tuple(folder / name for folder in {state, home / support / "impasto"} for name in RESULTS)
    return Places(data, data / "venv/bin/python", engine_folders, (home / support / "GIMP",), results)


def _unix(base: Base, home: Path) -> Places:
    data, caches = base("XDG_DATA_HOME", ".local/share") / "impasto", base("XDG_CACHE_HOME", ".cache")
    state = base("XDG_STATE_HOME", ".local/state") / "impasto"
    engine_folders = (caches / "impasto/downloads", *(state / name for name in STATE))
    gimp = (base("XDG_CONFIG_HOME", ".config") / "GIMP", home / "snap/gimp/current/.config/GIMP")
    return Places(data, data / "venv/bin/python", engine_folders, gimp, tuple(state / name for name in RESULTS))
