#!/usr/bin/env python3
"""Install Impasto for the user who runs this, bring it up to date, or remove it.

`python3 install.py` makes the engine's virtual environment and the graphs of its network in the user's data folder, and
copies the plug-in into every profile of GIMP 3 and GIMP 2.10. Run it again at any time: what is up to date is left
alone, and what an interrupted run left half-finished is made anew. `installed.json` in the data folder lists what was
made.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent
SOURCES = ("engine", "export", "pyproject.toml", "README.md", "LICENSE")
SHARED = ("options.py", "worker/protocol.py")  # of the engine's files, what the plug-in reads, too
PLUG_IN, GIMPFU, ENTRY = "plug-ins/impasto", "plug-ins/gimpfu", "impasto.py"
DEMO = "impasto-demo.png"
DEMO_SIZE = 512
SHEBANG_LENGTH = 127
DEMO_INPUTS = ("samples/content/astronaut.jpg", "samples/style/van_gogh_night_cafe.jpg")
OFFLINE = (
    "Without network, pip takes packages from a mirror (PIP_INDEX_URL) or a folder of wheels (PIP_NO_INDEX=1 and "
    "PIP_FIND_LINKS=FOLDER), and `install.py --weights FILE` reads VGG16's weights from a file."
)


class InstallError(Exception):
    """What stops the installation, and what to do."""


@dataclass(frozen=True)
class Places:
    """Where one user's things are: the folders that platformdirs gives the engine, and GIMP's."""

    data: Path
    python: Path
    later: tuple[Path, ...]  # folders that only the engine and the export write: downloads, logs, state
    gimp: tuple[Path, ...]  # folders with one profile for each version of GIMP


@dataclass(frozen=True)
class Profile:
    """The folder of one version of GIMP; it need not exist yet."""

    folder: Path
    version: tuple[int, int]

    @property
    def is_supported(self) -> bool:
        """Whether the plug-in runs in this GIMP."""
        return self.version == (2, 10) or self.version >= (3, 0)

    @property
    def needs_gimpfu(self) -> bool:
        """Whether this GIMP has no Python of its own and gets the bindings too."""
        return self.version < (3, 0)

    @property
    def plug_ins(self) -> list[Path]:
        """The folders in it that are ours."""
        return [self.folder / name for name in ((PLUG_IN, GIMPFU) if self.needs_gimpfu else (PLUG_IN,))]


def find_places(platform: str, environment: Mapping[str, str], home: Path) -> Places:
    """The places of the user with this environment and home folder; `platform` as in sys.platform."""

    def base(variable: str, default: str) -> Path:
        value = Path(environment.get(variable, ""))
        return value if value.is_absolute() else home / default

    if platform == "win32":
        local, roaming = base("LOCALAPPDATA", "AppData/Local"), base("APPDATA", "AppData/Roaming")
        data, gimp = local / "impasto", (roaming / "GIMP", *local.glob("Packages/*GIMP*/LocalCache/Roaming/GIMP"))
        return Places(data, data / "venv/Scripts/python.exe", (data / "Cache/downloads", data / "Logs"), gimp)
    state: tuple[Path, ...]
    if platform == "darwin":
        support = "Library/Application Support"
        data, caches = base("XDG_DATA_HOME", support) / "impasto", base("XDG_CACHE_HOME", "Library/Caches")
        state = (home / "Library/Logs/impasto", base("XDG_STATE_HOME", support) / "impasto/log")
        gimp = (home / support / "GIMP",)
    else:
        data, caches = base("XDG_DATA_HOME", ".local/share") / "impasto", base("XDG_CACHE_HOME", ".cache")
        state = (base("XDG_STATE_HOME", ".local/state") / "impasto",)
        gimp = (base("XDG_CONFIG_HOME", ".config") / "GIMP", home / "snap/gimp/current/.config/GIMP")
    return Places(data, data / "venv/bin/python", (caches / "impasto/downloads", *state), gimp)


class Commands:
    """Runs other programs; tests put a fake in its place."""

    def __init__(self, work: Path) -> None:
        kept = {name: text for name, text in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH")}
        # A cache of our own: a retry downloads nothing twice, and nothing of it stays in the end.
        cache = {"PIP_CACHE_DIR": str(work / "pip-cache")}
        quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PIP_USER": "0"}
        ours = {"IMPASTO_MODELS": str(work.parent / "models"), "PYTHONDONTWRITEBYTECODE": "1"}
        # ONNX Runtime from 1.29 on writes an identifier into the user's cache, and sends reports, unless told not to.
        self.environment = {**cache, **kept, **quiet, **ours, "ORT_DISABLE_TELEMETRY": "1"}
        self.folder = work.parent

    def run(self, argv: list[str], log: Path | None = None) -> int:
        """Exit status of a command; what it prints goes to the terminal, or to the end of `log`."""
        if log is None:
            return subprocess.call(argv, env=self.environment, cwd=self.folder)
        with log.open("ab") as file:
            return subprocess.call(argv, env=self.environment, cwd=self.folder, stdout=file, stderr=file)

    def ask(self, argv: list[str]) -> str:
        """What a short command prints; nothing if it cannot run or fails."""
        try:
            done = subprocess.run(
                argv, env=self.environment, capture_output=True, stdin=subprocess.DEVNULL, timeout=120
            )
        except (OSError, subprocess.TimeoutExpired):
            return ""
        return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else ""


class Receipt:
    """The files and folders that were made, for a later run to know: written down before they are made."""

    def __init__(self, file: Path) -> None:
        self.file = file
        try:
            self.paths = {Path(path) for path in json.loads(file.read_text("utf-8"))["paths"]}
        except (OSError, ValueError, KeyError, TypeError):
            self.paths = set()

    def update(self, made: Iterable[Path] = (), gone: Iterable[Path] = ()) -> None:
        self.paths = (self.paths | set(made)) - set(gone)
        write_if_different(self.file, json.dumps({"paths": sorted(map(str, self.paths))}, indent=1).encode())


class Installer:
    """One user's installation: a method brings one part of it up to date; `uninstall` removes it all."""

    def __init__(self, places: Places, commands: Commands | None = None, checkout: Path = CHECKOUT) -> None:
        self.places, self.checkout = places, checkout
        self.venv, self.models, self.work = (places.data / name for name in ("venv", "models", "work"))
        self.stamp, self.log = self.venv / "impasto.json", places.data / "install.log"
        self.commands = commands or Commands(self.work)
        self.receipt = Receipt(places.data / "installed.json")

    def begin(self) -> None:
        """Make the data folder, and write down what will be made, so that a half-finished run can be removed."""
        parts = [self.venv, self.models, self.work, self.log, *self.places.later]
        made = [path for part in parts for path in missing(part)]
        self.places.data.mkdir(parents=True, exist_ok=True)
        self.receipt.update(made)

    def install_engine(self) -> None:
        """The virtual environment with this checkout's engine; its stamp comes last and makes it valid."""
        sources = {name: data for top in SOURCES for name, data in read_files(self.checkout, top).items()}
        digest = hashlib.sha256(repr(sorted(sources.items())).encode()).hexdigest()
        stamp = self.stamp.read_text("utf-8").splitlines() if self.stamp.is_file() else []
        usable = stamp[:1] == [str(self.venv)] and self._engine_starts()
        if usable and stamp[1:] == [digest]:
            return say(f"Engine: up to date in {self.venv}")
        self.stamp.unlink(missing_ok=True)
        self.log.unlink(missing_ok=True)
        if not usable:
            say(f"Engine: making a virtual environment in {self.venv}")
            remove_tree(self.venv)
            self._run_logged([sys.executable, "-m", "venv", str(self.venv)], "The virtual environment cannot be made")
        self._install_packages(sources)
        self.stamp.write_text(f"{self.venv}\n{digest}\n", "utf-8")
        return None

    def _install_packages(self, sources: dict[str, bytes]) -> None:
        """From a copy: a build inside the checkout would leave files there, and take up what earlier ones left."""
        say("Engine: installing it with its packages; this takes some minutes")
        copy = self.work / "source"
        remove_tree(copy)
        for name, content in sources.items():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes(content)
        pip = [str(self.places.python), "-m", "pip", "install", "--prefer-binary", f"{copy}[formats]"]
        self._run_logged(pip, "The engine's packages cannot be installed", OFFLINE)
        if not self._engine_starts():
            raise InstallError(
                f"The installed engine does not start; `{self.places.python} -m engine doctor` says why."
            )

    def _engine_starts(self) -> bool:
        check = "import engine, export, numpy, onnxruntime, scipy; print('ready')"
        return self.commands.ask([str(self.places.python), "-c", check]) == "ready"

    def _run_logged(self, argv: list[str], problem: str, hint: str = "") -> None:
        if self.commands.run(argv, log=self.log) != 0:
            lines = self.log.read_text("utf-8", errors="replace").splitlines() if self.log.is_file() else []
            told = [line for line in lines if "ERROR:" in line] or lines
            say("\n".join(f"  {line.strip()}" for line in told[-8:]))
            raise InstallError(f"{problem}; {self.log} says why. {hint}".strip())

    def build_graphs(self, weights: Path | None) -> None:
        """The export makes the graphs, and leaves alone what is up to date."""
        command = [str(self.places.python), "-m", "export", "--output", str(self.models)]
        say(f"Graphs: VGG16 in {self.models}")
        if self.commands.run([*command, "--weights", str(weights)] if weights else command) != 0:
            raise InstallError(f"The graphs cannot be made; the lines above say why. {OFFLINE}")
        remove_tree(self.work)

    def demo(self, size: int) -> Path:
        """Paint a sample photograph like a sample painting, `size` pixels wide; where the result is."""
        result = (Path.cwd() if os.access(Path.cwd(), os.W_OK) else self.places.data) / DEMO
        if result.is_file() and result.stat().st_mtime > self.stamp.stat().st_mtime:
            say("Demo: painted by this engine already; remove the picture to have it painted again")
            return result
        content, style = (str(self.checkout / name) for name in DEMO_INPUTS)
        say(f"Demo: painting {content} in the style of {style}")
        command = [str(self.places.python), "-m", "engine", "style", content, style, "-o", str(result)]
        if self.commands.run([*command, "--size", str(size)]) != 0:
            doctor = f"{self.places.python} -m engine doctor"
            raise InstallError(
                f"The demo cannot be painted; the lines above say why, and `{doctor}` checks the engine."
            )
        return result

    def install_plug_in(self, profile: Profile) -> None:
        """Bring the plug-in in one profile up to date."""
        name = "GIMP {}.{}".format(*profile.version)
        links = [folder for folder in profile.plug_ins if folder.is_symlink()]
        if not profile.is_supported:
            say(f"{name}: not supported; {profile.folder} is left alone")
        elif links:
            say(f"{name}: {links[0]} is a link and is left alone")
        else:
            done = "installed" if self._copy_plug_in(profile) else "up to date"
            say(f"{name}: plug-in {done} in {' and '.join(map(str, profile.plug_ins))}")

    def plug_in_files(self, profile: Profile) -> dict[Path, bytes]:
        """What lands in a profile: paths and contents, the plug-in's entry last."""
        source, folder = self.checkout / "gimp_plugin", profile.folder / PLUG_IN
        version = re.search(r'__version__ = "(.+)"', (self.checkout / "engine/version.py").read_text("utf-8"))
        engine = {
            "argv": [str(self.places.python), "-m", "engine", "worker"],
            "environment": {"IMPASTO_MODELS": str(self.models)},
            "version": version[1] if version else "",
        }
        files = {"engine.json": json.dumps(engine, indent=1).encode(), **read_files(source / "impasto")}
        for top in SHARED:
            shared = self.checkout / "engine" / top
            files |= read_files(shared.parent, shared.name)
        entry = files.pop(ENTRY)
        placed = {folder / name: content for name, content in files.items()}
        if profile.needs_gimpfu:
            entry = with_interpreter(entry, self.places.python)
            bindings = read_files(source / "gimpfu")
            placed |= {profile.folder / GIMPFU / name: content for name, content in bindings.items()}
        return {**placed, folder / ENTRY: entry}

    def _copy_plug_in(self, profile: Profile) -> bool:
        """Write what differs and remove what only an older version had; True if that was anything."""
        files, folders = self.plug_in_files(profile), set(profile.plug_ins)
        old = self.receipt.paths - set(files)
        stale = [path for path in old if folders & set(path.parents) and path.is_file()]
        self.receipt.update(made=[*files, *(above for path in files for above in missing(path.parent))])
        for path in files:
            path.parent.mkdir(parents=True, exist_ok=True)
        written = [write_if_different(path, content) for path, content in files.items()]
        for path in stale:
            path.unlink()
        self.receipt.update(gone=stale)
        refresh_entry(profile.folder / PLUG_IN / ENTRY, files, force=bool(stale))
        return any(written) or bool(stale)

    def uninstall(self, profiles: Iterable[Profile]) -> None:
        """Remove what was made, with or without the receipt, and then the empty folders among it."""
        data, recorded = self.places.data, self.receipt.paths
        ours = [profile for profile in profiles if (profile.folder / PLUG_IN / "engine.json").is_file()]
        ours = [profile for profile in ours if not any(folder.is_symlink() for folder in profile.plug_ins)]
        ours += [
            Profile(path.parents[1], read_version(path.parents[1].name))
            for path in recorded
            if path.as_posix().endswith(PLUG_IN)
        ]
        plug_ins = {folder for profile in ours for folder in profile.plug_ins}
        trees = {self.venv, self.models, self.work, *self.places.later}
        trees |= {rest for folder in plug_ins for kind in ("__pycache__", "*.part") for rest in folder.rglob(kind)}
        files = {path for profile in ours for path in self.plug_in_files(profile)}
        files |= {self.log, self.receipt.file, data / DEMO}
        own = {above for path in trees | files for above in path.parents if {"impasto", "gimpfu"} & set(above.parts)}
        for tree in trees:
            remove_tree(tree)
        for path in sorted(recorded | files | own, key=lambda path: len(path.parts), reverse=True):
            remove_if_empty(path) if path.is_dir() else path.unlink(missing_ok=True)
        kept = [folder for folder in sorted({data, *plug_ins}) if folder.exists()]
        say("\n".join(["Impasto is removed.", *(f"Kept {folder}: it holds other files, too." for folder in kept)]))


def check_python(version: tuple[int, int]) -> None:
    """Raises InstallError where this Python cannot make the engine's environment."""
    if version < (3, 10):
        raise InstallError(
            "Impasto needs Python 3.10 or newer, this is {}.{}; run it with a newer one, as in `python3.12 "
            "install.py`.".format(*version)
        )
    if not all(map(importlib.util.find_spec, ("venv", "ensurepip"))):
        raise InstallError("This Python has no venv module; install it (Debian, Ubuntu: `apt install python3-venv`).")


def read_files(root: Path, top: str = "") -> dict[str, bytes]:
    """The files at or below root/top, without hidden ones and caches: names relative to root, and contents."""
    start = root / top
    paths = sorted(path for path in (start.rglob("*") if start.is_dir() else [start]) if path.is_file())
    parts = {path: path.relative_to(root).parts for path in paths}
    shown = [path for path in paths if not any(part[0] == "." or part == "__pycache__" for part in parts[path])]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in shown}


def with_interpreter(entry: bytes, python: Path) -> bytes:
    """A script with the engine's Python in its first line, where such a line can hold it.

    GIMP 2.10 looks the interpreter up by itself, and `env python3` may find one that is too old.
    """
    line = f"#!{python}".encode()
    if b" " in line or len(line) > SHEBANG_LENGTH:
        return entry
    return line + entry[entry.index(b"\n") :]


def write_if_different(path: Path, content: bytes) -> bool:
    """Give a file its content in one step; one that has it already is not touched. True if it was written."""
    if path.is_file() and path.read_bytes() == content:
        return False
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)
    return True


def refresh_entry(entry: Path, files: Iterable[Path], force: bool) -> None:
    """GIMP asks a plug-in anew what it offers only when its entry's own time has changed: keep it the newest."""
    if not os.access(entry, os.X_OK):
        entry.chmod(0o755)
    newest = max(path.stat().st_mtime_ns for path in files)
    if force or newest > entry.stat().st_mtime_ns:
        now = max(time.time_ns(), newest)
        os.utime(entry, ns=(now, now))


def missing(path: Path) -> list[Path]:
    """The path and the folders above it, as far as they do not exist."""
    return [each for each in (path, *path.parents) if not each.exists()]


def remove_tree(folder: Path, patience: int = 10) -> None:
    """Remove a folder or a file; what a killed run started may still be writing there for some seconds."""
    if not folder.is_dir() or folder.is_symlink():
        return folder.unlink(missing_ok=True)
    try:
        return shutil.rmtree(folder)
    except OSError:
        if patience == 0:
            raise
    time.sleep(1)
    return remove_tree(folder, patience - 1)


def remove_if_empty(folder: Path) -> None:
    if not folder.is_symlink() and not any(folder.iterdir()):
        folder.rmdir()


def find_profiles(places: Places, environment: Mapping[str, str], home: Path) -> list[Profile]:
    """The profiles that exist, and those that the environment names."""
    folders = [path for base in places.gimp for path in sorted(base.glob("[0-9]*.[0-9]*")) if path.is_dir()]
    found = [Profile(path, read_version(path.name)) for path in folders]
    named = {"GIMP3_DIRECTORY": (3, 0), "GIMP2_DIRECTORY": (2, 10)}
    found += [Profile(home / environment[key], version) for key, version in named.items() if environment.get(key)]
    return list({profile.folder: profile for profile in found}.values())


def reported_profiles(places: Places, environment: Mapping[str, str], commands: Commands) -> list[Profile]:
    """The profiles of the GIMP on the search path, which asked for its version makes folders in the home already."""
    if environment.get("GIMP3_DIRECTORY"):
        return []
    versions = {read_version(commands.ask([program, "--version"])) for program in gimp_programs()} - {(0, 0)}
    return [Profile(places.gimp[0] / "{}.{}".format(*version), version) for version in sorted(versions)]


def read_version(text: str) -> tuple[int, int]:
    """The first two numbers of a version in a folder's name or in what `gimp --version` prints; else (0, 0)."""
    found = re.search(r"(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def gimp_programs() -> set[str]:
    """GIMP's programs on the search path, except a snap's, which has its profile elsewhere."""
    versions = ("2.10", "3.0", "3.2", "3.4", "3.6")
    numbered = [f"{name}-{version}" for name in ("gimp", "gimp-console") for version in versions]
    found = map(shutil.which, ["gimp", "gimp-console", *numbered])
    return {os.path.realpath(path) for path in found if path and not path.startswith("/snap/")}


def flatpak_note(home: Path) -> str:
    """A word of warning where GIMP came as a Flatpak; else nothing."""
    folders = (home / ".var/app/org.gimp.GIMP", Path("/var/lib/flatpak/app/org.gimp.GIMP"))
    note = (
        "Note: GIMP from Flatpak runs in a sandbox where the engine may not start; your distribution's GIMP has none."
    )
    return note if any(folder.is_dir() for folder in folders) else ""


def say(text: str) -> None:
    if text:
        print(text, flush=True)


def parse(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0], epilog=OFFLINE)
    parser.add_argument("--demo", action="store_true", help=f"then paint a sample picture, {DEMO}, and say where it is")
    parser.add_argument(
        "--demo-size",
        type=int,
        default=DEMO_SIZE,
        metavar="PX",
        help="longest side the demo is painted at; a smaller one takes less time, the result keeps the photo's size "
        f"(default: {DEMO_SIZE})",
    )
    parser.add_argument("--weights", type=Path, metavar="FILE", help="read VGG16's weights from FILE: no download")
    parser.add_argument("--uninstall", action="store_true", help="remove everything that was installed")
    arguments = parser.parse_args(argv)
    if arguments.uninstall and (arguments.demo or arguments.weights):
        parser.error("--uninstall goes with no other option; leave the others out.")
    if arguments.demo_size < 16:
        parser.error(f"--demo-size cannot be {arguments.demo_size}; give it 16 pixels or more.")
    if arguments.weights and not arguments.weights.is_file():
        parser.error(f"There is no file {arguments.weights}; give --weights a file that holds VGG16's weights.")
    return arguments


def install(
    installer: Installer, environment: Mapping[str, str], home: Path, weights: Path | None = None, demo_size: int = 0
) -> None:
    """Every part in turn, the demo where it has a size; the plug-in last, because what it starts must be there."""
    check_python(sys.version_info[:2])
    say(flatpak_note(home))
    installer.begin()
    installer.install_engine()
    installer.build_graphs(weights and weights.absolute())
    profiles = find_profiles(installer.places, environment, home)
    reported = reported_profiles(installer.places, environment, installer.commands)
    profiles += [profile for profile in reported if profile not in profiles]
    for profile in profiles:
        installer.install_plug_in(profile)
    if not any(profile.is_supported for profile in profiles):
        say("GIMP: not found; once you have it, run this again for the plug-in")
    if demo_size:
        say(str(installer.demo(demo_size)))


def main(argv: list[str] | None = None) -> int:
    """Run the command; exit status 0 done, 1 failed, 2 wrong usage, 130 interrupted."""
    arguments, home = parse(argv), Path.home()
    try:
        installer = Installer(find_places(sys.platform, os.environ, home))
        if arguments.uninstall:
            installer.uninstall(find_profiles(installer.places, os.environ, home))
        else:
            demo_size = arguments.demo_size if arguments.demo else 0
            install(installer, os.environ, home, arguments.weights, demo_size)
        return 0
    except InstallError as error:
        print(f"error: {error}", file=sys.stderr)
    except OSError as error:
        print(f"error: {error}; put that right and run this again.", file=sys.stderr)
    except KeyboardInterrupt:
        print("Interrupted; run this again to go on.", file=sys.stderr)
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main())
