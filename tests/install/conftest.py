"""A small checkout, an empty home, and programs that only pretend to run."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from installer import gimps
from installer.command_line import install
from installer.commands import Commands
from installer.context import Context
from installer.places import find_places
from installer.uninstall import uninstall as uninstall_all

CHECKOUT = Path(__file__).resolve().parents[2]
Run = Callable[..., None]
"""The fixture `setup`: runs the whole installation, or the removal."""


class FakeCommands(Commands):
    """Does to the disk what venv, pip, the export and the engine do, and records what was run."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.gimp = ""
        self.ran: list[str] = []
        self.argvs: list[list[str]] = []
        self.fail = ""
        self.packages_work = True
        self.hardware = ""
        self.uv = ""
        self.folder_of_packages: Path | None = None

    @property
    def for_uv(self) -> list[str]:
        """There is no uv."""
        return []

    def run(self, argv: list[str], log: Path | None = None) -> int:
        what = argv[2]
        self.ran.append(what)
        self.argvs.append(argv)
        if log is not None:
            log.write_text(f"{what} was here\n")
        if what == "venv":
            python = Path(argv[3]) / "bin/python"
            python.parent.mkdir(parents=True)
            python.write_text("python")
            packages = Path(argv[3]) / "lib/python3.12/site-packages"
            packages.mkdir(parents=True)
            (packages / "numpy.py").write_text("numpy")
        if what == self.fail:
            return 1
        if what == "export":
            Path(argv[4]).mkdir(exist_ok=True)
            (Path(argv[4]) / "manifest.json").unlink(missing_ok=True)  # it may be shared with another engine
            (Path(argv[4]) / "manifest.json").write_text(json.dumps({"files": {}, "arguments": argv[5:]}))
        if what == "engine" and "-o" in argv:
            Path(argv[argv.index("-o") + 1]).write_bytes(b"picture")
        return 0

    def use_folder(self, packages: Path) -> None:
        self.folder_of_packages = packages

    def output(self, argv: list[str]) -> str:
        if argv[-1].endswith("hardware.py"):
            return self.hardware
        if argv[1] == "--version":
            if self.gimp:  # the real GIMP creates folders, too
                (self.home / ".local/share").mkdir(parents=True, exist_ok=True)
            return self.gimp
        return "ready" if Path(argv[0]).exists() and self.packages_work else ""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with few files."""
    files = {
        "pyproject.toml": "",
        "engine/__init__.py": "",
        "engine/version.py": '__version__ = "1.2.3"\n',
        "engine/options.py": "options",
        "engine/looks/__init__.py": "",
        "engine/worker/protocol.py": "protocol",
        "export/__init__.py": "",
        "locks/cuda.txt": "",
        "locks/engine.txt": "",
        "locks/openvino.txt": "",
        "locks/openvino-runtime.txt": "",
        "locks/webgpu.txt": "",
        "gimp_plugin/impasto/impasto.py": "#!/usr/bin/env python3\n",
        "gimp_plugin/impasto/impasto.svg": "<svg/>",
        "gimp_plugin/impasto/common/host.py": "host",
        "gimp_plugin/impasto/common/__pycache__/host.pyc": "x",
        "gimp_plugin/impasto/common/tests/test_host.py": "x",
        "gimp_plugin/impasto/gimp2/host.py": "host of GIMP 2.10",
        "gimp_plugin/impasto/gimp3/host.py": "host of GIMP 3",
        "gimp_plugin/impasto/locale/de/LC_MESSAGES/impasto.mo": "Malen",
        "gimp_plugin/gimpfu/gimpfu.py": "bindings",
        "gimp_plugin/gimpfu/_gimpfu/values.py": "values",
        "samples/content/astronaut.jpg": "",
        ".git/config": "",
    }
    for name, content in files.items():
        (tmp_path / "checkout" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "checkout" / name).write_text(content)
    return tmp_path / "checkout"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home folder."""
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def commands(home: Path, monkeypatch: pytest.MonkeyPatch) -> FakeCommands:
    """The fake programs; `.gimp` is what `gimp --version` prints, `.fail` the program that fails."""
    monkeypatch.setattr(gimps, "gimp_programs", lambda _: {"/usr/bin/gimp"})
    return FakeCommands(home)


@pytest.fixture
def context(checkout: Path, home: Path, commands: FakeCommands) -> Context:
    """An installation of the small checkout into the empty home, on Linux."""
    return Context(find_places("linux", {}, home), commands, checkout, {}, home, "linux", home.parent / "system")


@pytest.fixture
def setup(context: Context) -> Run:
    """Runs the whole installation (or removal) as install.py does."""

    def run(
        *,
        uninstall: bool = False,
        keep_models: bool = False,
        weights: Path | None = None,
        demo_size: int = 0,
        device: str = "",
    ) -> None:
        if uninstall:
            uninstall_all(context, keep_models)
        else:
            install(context, weights, demo_size, device)

    return run


def make_profile(home: Path, version: str = "3.0") -> Path:
    """The profile of a version of GIMP that has been started."""
    folder = home / ".config/GIMP" / version
    (folder / "plug-ins").mkdir(parents=True)
    return folder


def state(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Every path below a folder with its time, mode and content."""
    return {
        str(path): (path.stat().st_mtime_ns, path.stat().st_mode, path.read_bytes() if path.is_file() else b"")
        for path in folder.rglob("*")
    }
