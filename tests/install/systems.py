"""Installations on systems of several kinds: bare Debian roots with the real GIMP, and layouts of file systems."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from installer.commands import Commands
from installer.context import Context
from installer.gimps import all_profiles, find_gimps
from installer.inspection import described
from installer.places import find_places
from tests.conftest import CHECKOUT
from tests.install import layouts
from tests.namespaces import alone
from tests.real_gimp.harness.gimp import Gimp
from tests.real_gimp.harness.installed import copy_checkout, install, lend_checkout, listing, run_installer
from tests.real_gimp.harness.roots import prepare
from tests.real_gimp.harness.shell import HOME

Layout = Callable[[Path, Path], object]
"""Lays a system and a home out."""


def bare_debian(suite: str) -> str:
    """`install.py --demo` with an empty home in a root, and back; GIMP finds the procedure in between."""
    with tempfile.TemporaryDirectory() as folder:
        gimp, checkout = Gimp(prepare(suite)), copy_checkout(Path(folder) / "checkout")
        began = time.monotonic()
        made = install(gimp, checkout, Path(folder), "--demo", "--demo-size", "64")
        seconds = time.monotonic() - began
        assert made.printed.splitlines()[-1].endswith("impasto-demo.png"), made.printed
        before = listing(made.home)
        with made.gimp.at(home=made.home).shell() as shell:
            run_installer(shell, "--demo", "--demo-size", "64")
            assert listing(made.home) == before
            run_installer(shell, "--uninstall")
        assert list(made.home.iterdir()) == []
        return f"installed and painted in {seconds:.0f} s; a second run changed nothing, and --uninstall left nothing"


def ubuntu_like() -> str:
    """GIMP from the Snap and a Python without venv, as Ubuntu has them: words, and with uv an installation."""
    with tempfile.TemporaryDirectory() as folder:
        root, home, nothing = prepare("trixie"), Path(folder) / "home", Path(folder) / "nothing"
        (module,) = (root.path / "usr/lib").glob("python3.*/ensurepip")
        nothing.mkdir()
        profile = home / "snap/gimp/current/.config/GIMP/3.0"
        profile.mkdir(parents=True)
        before = set(home.rglob("*"))
        binds = {nothing: f"/{module.relative_to(root.path)}:ro"}
        gimp = lend_checkout(Gimp(root).at(home=home, binds=binds), copy_checkout(Path(folder) / "checkout"))
        with gimp.shell() as shell:
            refused = run_installer(shell, check=False)
            assert refused.returncode == 1 and "apt install python3-venv" in refused.stderr, refused.stderr
            (home / ".local/bin").mkdir(parents=True)
            shutil.copy(Path(sys.executable).with_name("uv"), home / ".local/bin")
            done = run_installer(shell)
            assert not list(profile.iterdir()), done.stdout
            run_installer(shell, "--uninstall")
        shutil.rmtree(home / ".local")
        left = {path for path in home.rglob("*") if ".cache" not in path.parts} - before
        assert not left, left
    return (
        "without venv: the package to install is named; with uv in ~/.local/bin: installed, and removed without a trace"
    )


def bundle_without_network(python: Path) -> str:
    """`--bundle`, its hashes, and from its zip in an empty folder an installation and the demo without a network."""
    with tempfile.TemporaryDirectory() as folder:
        home, made, empty = (Path(folder) / name for name in ("home", "bundle", "empty"))
        home.mkdir()
        environment = {**os.environ, "HOME": str(home), "PATH": "/usr/bin:/bin"}
        _run([python, CHECKOUT / "install.py", "--device", "cpu", "--bundle", made], environment, home)
        assert list(home.iterdir()) == []
        _run(["sha256sum", "--quiet", "--check", "SHA256SUMS"], environment, made)
        (archive,) = made.glob("impasto-[0-9]*.zip")
        with zipfile.ZipFile(archive) as file:
            file.extractall(empty)
        (program,) = empty.glob("impasto-*")
        command = [*alone("--net"), python, program / "install.py", "--offline", made]
        said = _run([*command, "--device", "cpu", "--demo", "--demo-size", "64"], environment, home)
        assert Path(said.splitlines()[-1]).is_file(), said
        Path(said.splitlines()[-1]).unlink()
        _run([python, program / "install.py", "--uninstall"], environment, home)
        assert list(home.iterdir()) == []
        size = sum(path.stat().st_size for path in made.rglob("*"))
        return f"{size / 1e6:.0f} MB, of which {archive.stat().st_size / 1e6:.1f} MB are the program; painted, removed"


def _run(command: Sequence[str | Path], environment: Mapping[str, str], folder: Path) -> str:
    """Standard output of a command that must end well."""
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def other_usr(python: Path) -> str:
    """Environments made on one system, in another one with the same home, as in Flatpak's sandbox."""
    with tempfile.TemporaryDirectory() as folder:
        home, binds = Path(folder) / "home", {python.parents[1]: f"{python.parents[1]}:ro"}
        home.mkdir()
        with Gimp(prepare("bookworm")).at(home=home, binds=binds).shell() as shell:
            for name, made_by in (("system", "/usr/bin/python3"), ("own", str(python))):
                shell.run([made_by, "-m", "venv", "--without-pip", f"{HOME}/{name}"])
                (packages,) = (home / name).glob("lib/python*/site-packages")
                (packages / "package.py").touch()
        starts = ["-I", "-c", "import ctypes, package"]
        with Gimp(prepare("sid")).at(home=home, binds=binds).shell() as shell:
            system = shell.run([f"{HOME}/system/bin/python", *starts], check=False)
            own = shell.run([f"{HOME}/own/bin/python", *starts], check=False)
        assert system.returncode != 0 and own.returncode == 0, (system.stderr, own.stderr)
    return "the system's Python does not find its packages in the other one; one that lies outside /usr does"


def old_python(python: Path) -> str:
    """What a Python that is too old is told."""
    done = subprocess.run([python, CHECKOUT / "install.py"], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and done.stderr.startswith("error: Impasto needs Python"), done.stderr
    return done.stderr.strip()


def kinds() -> Iterator[tuple[str, str, float]]:
    """What install.py says of each kind of GIMP, and where the plug-in goes."""
    for name, (platform, layout) in LAYOUTS.items():
        with tempfile.TemporaryDirectory() as folder:
            system, home = Path(folder) / "system", Path(folder) / "home"
            home.mkdir()
            layout(system, home)
            context = _context(platform, system, home)
            lines = [described(gimp) for gimp in find_gimps(context)]
            profiles = ", ".join(str(profile.folder) for profile in all_profiles(context)) or "none"
            said = f"{'; '.join(lines)}. Plug-in: {profiles}"
            yield (
                name,
                said.replace(_own_python(), "/usr/bin/python3")
                .replace(str(home), "~")
                .replace(str(system), "")
                .replace("\\", "/"),
                0.0,
            )


def _context(platform: str, system: Path, home: Path) -> Context:
    environment = {"PATH": str(system / "usr/bin")}
    if platform == "win32":
        environment |= layouts.windows(home, system)
    places = find_places(platform, environment, home)
    return Context(places, Commands(places.work), CHECKOUT, environment, home, platform, system)


def _own_python() -> str:
    return os.path.realpath(sys.executable)


def _store(_: Path, home: Path) -> None:
    (home / "AppData/Local/Packages" / layouts.STORE / "LocalCache/Roaming/GIMP/3.0").mkdir(parents=True)


LAYOUTS: Mapping[str, tuple[str, Layout]] = {
    "Debian's packages of 2.10 and 3.0": ("linux", lambda system, _: layouts.debian(system, "2.10", "3.0")),
    "a newer version": ("linux", lambda system, _: layouts.debian(system, "3.4")),
    "Flathub, whose runtime has another Python": (
        "linux",
        lambda system, _: layouts.flatpak(system / "var/lib/flatpak", "3.2", "python3.99"),
    ),
    "Flathub, of one user, and Debian's": (
        "linux",
        lambda system, home: (layouts.flatpak(home / ".local/share/flatpak"), layouts.debian(system, "3.0")),
    ),
    "Snap": ("linux", layouts.snap),
    "AppImage": ("linux", lambda _, home: layouts.program(home / "Applications/GIMP-3.2.6-x86_64.AppImage")),
    "Windows installer, for all": (
        "win32",
        lambda system, _: layouts.program(system / "Program Files/GIMP 3/bin/gimp-3.0.exe"),
    ),
    "Windows installer, for one user": (
        "win32",
        lambda _, home: layouts.program(home / "AppData/Local/Programs/GIMP 3/bin/gimp-3.2.exe"),
    ),
    "Microsoft Store": ("win32", _store),
    "macOS": ("darwin", lambda system, _: layouts.macos(system / "Applications/GIMP.app", "3.0.4")),
}
