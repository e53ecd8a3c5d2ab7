"""Debian roots with the real GIMP, prepared once and kept outside the checkout.

    python3 tests/real_gimp/harness/roots.py [trixie|sid|bookworm ...]

A root is a folder with a small Debian system in it: trixie has GIMP 3.0, sid GIMP 3.2, bookworm GIMP 2.10.
They are kept under `${XDG_CACHE_HOME:-~/.cache}/impasto/roots/`, take about 1.3 GB each, and are built again when the
list of packages below changed or an earlier build did not finish. Standard library only; Linux, Debian and root only.
"""

from __future__ import annotations

import contextlib
import fcntl
import functools
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)

GUEST = Path(__file__).parent.with_name("guest")
ENTER = GUEST / "enter.sh"
# Process 1 of the new namespaces takes everything below it along when it ends, and it ends when we do.
_NAMESPACES = ("setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--ipc", "--fork", "--kill-child")
PROFILE = "var/lib/impasto/profile"
DESKTOP = ("xvfb", "xauth", "xdotool", "openbox", "imagemagick", "dbus-x11")
SYSTEM = ("python3", "python3-venv", "procps", "ca-certificates")
GIMP_3 = ("gimp", "gir1.2-gimp-3.0", "python3-gi")
# What a screen reader is told, asked through its own interface, AT-SPI; other languages, and their letters.
SCREENS = ("at-spi2-core", "gir1.2-atspi-2.0", "locales", "fonts-dejavu-core")
# A Vulkan device that computes on the processor, for the tests of the engine on WebGPU.
VULKAN = ("libvulkan1", "mesa-vulkan-drivers")
# GTK 2 only recommends what draws its icons and its theme.
GIMP_2 = ("gimp", "librsvg2-common", "gtk2-engines-pixbuf")
# sid's index says it is good for one week, which mirrors and clocks overrun; its signature is checked all the same.
APT_GET = ("apt-get", "-o", "Acquire::Retries=3", "-o", "Acquire::Check-Valid-Until=false")


class RootError(Exception):
    """A root cannot be prepared or entered on this machine; the message says why and what to do."""


@dataclass(frozen=True)
class Recipe:
    """What goes into a root: the Debian suite, the series of GIMP it is there for, and the packages to install."""

    suite: str
    series: str
    packages: tuple[str, ...]

    def fingerprint(self) -> str:
        """The text that must change when the root has to be built again."""
        return " ".join((self.suite, self.series, *self.packages)) + "\n"


RECIPES = {
    recipe.suite: recipe
    for recipe in (
        Recipe("trixie", "3.0", GIMP_3 + SYSTEM + DESKTOP + SCREENS + VULKAN),
        Recipe("sid", "3.2", GIMP_3 + SYSTEM + DESKTOP + SCREENS),
        Recipe("bookworm", "2.10", GIMP_2 + SYSTEM + DESKTOP),
    )
}


@dataclass(frozen=True)
class Root:
    """A prepared root.

    Attributes
    ----------
    suite : the Debian suite, "trixie"
    series : the series of its GIMP, "3.0"; also the name of GIMP's folder in the user's profile
    path : the folder on this machine; never run anything in it directly, see shell.py
    """

    suite: str
    series: str
    path: Path

    def program(self, name: str) -> str:
        """The path inside the root of `name` ("gimp" or "gimp-console") with the version GIMP puts behind it."""
        found = sorted((self.path / "usr/bin").glob(f"{name}-[0-9].*[0-9]"))
        if not found:
            raise RootError(f"The {self.suite} root has no {name}. Delete {self.path} to have it built again.")
        return f"/usr/bin/{found[-1].name}"

    @property
    def has_python(self) -> bool:
        """Whether this GIMP runs Python by itself; Debian's GIMP 2.10 knows Script-Fu only."""
        return self.series.startswith("3")

    @property
    def profile(self) -> Path:
        """GIMP's own folder as its first start left it; copied into a new home it saves some seconds a start."""
        return self.path / PROFILE / ".config" / "GIMP" / self.series


def cache() -> Path:
    """The folder that holds what the tests keep between runs."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "impasto"


def prepare(suite: str) -> Root:
    """Return the root of `suite`, built first where it is missing, half made or out of date.

    Building takes about two minutes and needs the network; finding a finished root takes none of either.

    Raises
    ------
    RootError : this machine cannot hold or enter such a root, or a step of the build failed
    """
    recipe = RECIPES.get(suite)
    if recipe is None:
        raise RootError(f"There is no recipe for a {suite} root: choose one of {', '.join(RECIPES)}.")
    _refuse_where_impossible()
    root = Root(recipe.suite, recipe.series, cache() / "roots" / suite)
    root.path.parent.mkdir(parents=True, exist_ok=True)
    with _locked(_beside(root, "lock")):
        if not _is_ready(root, recipe):
            _build(root, recipe)
    return root


@functools.cache
def namespaces() -> tuple[str, ...]:
    """The command that runs another one in namespaces of its own, in which no mount is visible outside.

    `unshare` makes all mounts private, from the root folder on. In a plain chroot that folder is no mount point, and it
    fails; there the mounts stay as they are where they are private already.

    Raises
    ------
    RootError : in a plain chroot, the mount that holds it is or may be shared
    """
    if "/" in (mount.split()[4] for mount in _mounts("self")):
        return _NAMESPACES
    folder = os.open("/", os.O_PATH)
    description = Path(f"/proc/self/fdinfo/{folder}").read_text()
    os.close(folder)
    number = description.partition("mnt_id:")[2].split()[0]
    # Our own list has no mounts above the chroot; that of process 1 has.
    if any(mount.split()[0] == number and "shared:" not in mount for mount in _mounts("1")):
        return (*_NAMESPACES, "--propagation", "unchanged")
    raise RootError(
        "The tests with the real GIMP cannot mount in this chroot without a trace outside: leave it, run "
        "`mount --rbind FOLDER FOLDER` and `mount --make-rprivate FOLDER` for its folder, and enter it again."
    )


def _mounts(process: str) -> list[str]:
    """The mounts that a process sees, as lines of /proc/PROCESS/mountinfo."""
    try:
        return Path(f"/proc/{process}/mountinfo").read_text().splitlines()
    except FileNotFoundError as error:
        raise RootError("The tests with the real GIMP need /proc: run `mount -t proc proc /proc`.") from error


def _refuse_where_impossible() -> None:
    """Raise RootError unless we may make namespaces and Debian's own tools are here."""
    if not Path("/etc/debian_version").exists():
        raise RootError("The tests with the real GIMP need Debian (for debootstrap): run them on Debian 12 or newer.")
    if os.geteuid() != 0:
        raise RootError("The tests with the real GIMP need root (for chroot and mount): run them as root.")
    try:
        subprocess.run([*namespaces(), "true"], check=True, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise RootError(f"The program {error.filename} is missing: install the package util-linux.") from error
    except subprocess.CalledProcessError as error:
        raise RootError(
            f"This machine does not let us make namespaces ({error.stderr.strip()}): "
            "in a container, give it the capability SYS_ADMIN."
        ) from error


def _beside(root: Root, ending: str) -> Path:
    return root.path.with_name(f"{root.suite}.{ending}")


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold `path` as a lock, so that two runs at the same time build a root once."""
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _is_ready(root: Root, recipe: Recipe) -> bool:
    """Whether the marker that the last step of a build writes is there and of this recipe."""
    marker = _beside(root, "ready")
    return root.path.is_dir() and marker.is_file() and marker.read_text() == recipe.fingerprint()


def _build(root: Root, recipe: Recipe) -> None:
    _beside(root, "ready").unlink(missing_ok=True)
    if root.path.exists():
        log.info("%s: removing a half made or outdated root", root.suite)
        shutil.rmtree(root.path)
    _beside(root, "log").unlink(missing_ok=True)
    _install_debootstrap(root)
    log.info("%s: making a small Debian system in %s", root.suite, root.path)
    bootstrap = ["debootstrap", "--variant=minbase", recipe.suite, str(root.path)]
    _step(root, [*namespaces(), "--mount-proc", *bootstrap], "debootstrap")
    _copy_network_settings(root.path)
    log.info("%s: installing GIMP %s", root.suite, root.series)
    _inside(root, *APT_GET, "update")
    _inside(root, *APT_GET, "install", "-y", "--no-install-recommends", *recipe.packages)
    _inside(root, *APT_GET, "clean")
    _inside(root, "update-ca-certificates")
    log.info("%s: starting GIMP for the first time", root.suite)
    _make_profile(root)
    _beside(root, "ready").write_text(recipe.fingerprint())


def _install_debootstrap(root: Root) -> None:
    if shutil.which("debootstrap"):
        return
    log.info("%s: installing debootstrap", root.suite)
    _step(root, ["apt-get", "update"], "apt-get update")
    _step(root, ["apt-get", "install", "-y", "--no-install-recommends", "debootstrap"], "apt-get install debootstrap")


def _copy_network_settings(root: Path) -> None:
    """Give the root this machine's own certificates and pip configuration, where it has some."""
    certificates = Path("/usr/local/share/ca-certificates")
    if certificates.is_dir():
        shutil.copytree(certificates, root / certificates.relative_to("/"), dirs_exist_ok=True)
    pip = Path("/etc/pip.conf")
    if pip.is_file():
        shutil.copy(pip, root / "etc/pip.conf")


def _make_profile(root: Root) -> None:
    """Let GIMP look at its own plug-ins once; `Root.profile` then spares each test that wait."""
    root.profile.mkdir(parents=True)
    root.profile.joinpath("gimprc").write_text(_gimprc(root))
    ending = ["-b", "(gimp-quit 0)"]
    if root.has_python:
        ending = ["--quit", "--batch-interpreter=python-fu-eval", "-b", "pass"]
    _inside(root, "env", f"HOME=/{PROFILE}", root.program("gimp-console"), "-n", "-i", "-f", "-d", *ending)
    if not root.profile.joinpath("pluginrc").is_file():
        raise RootError(f"GIMP {root.series} did not start in the {root.suite} root: see {_beside(root, 'log')}.")


def _gimprc(root: Root) -> str:
    """Settings that keep GIMP from greeting the user and from asking the network for news."""
    version = _installed_version(root, "gimp")
    return f'(config-version "{version}")\n(show-welcome-dialog no)\n(check-updates no)\n'


def _installed_version(root: Root, package: str) -> str:
    """The upstream version of a package in the root: "3.0.4" of "3.0.4-3+deb13u1"."""
    for entry in (root.path / "var/lib/dpkg/status").read_text().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in entry.splitlines() if ": " in line and line[0] != " ")
        if fields.get("Package") == package:
            return fields["Version"].partition("-")[0].rpartition(":")[2]
    raise RootError(f"The package {package} is not installed in the {root.suite} root: see {_beside(root, 'log')}.")


def _inside(root: Root, *command: str) -> None:
    """Run one step of the build inside the root."""
    environment = ["env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8", "TERM=dumb"]
    _step(root, [*namespaces(), str(ENTER), "keep", str(root.path), "--", *environment, *command], command[0])


def _step(root: Root, command: Sequence[str], name: str) -> None:
    """Run one step of the build; what it prints goes to the log beside the root."""
    path = _beside(root, "log")
    with path.open("a") as output:
        output.write(f"\n$ {' '.join(command)}\n")
        output.flush()
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        reason = path.read_text(errors="replace").strip().splitlines()[-1]
        raise RootError(
            f"Preparing the {root.suite} root failed in {name}: {reason} "
            f"(all of it in {path}). Is the network there? The next run starts over."
        )


def main(suites: Sequence[str]) -> int:
    """Prepare the roots named (all of them when none is) and say where they are."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    for suite in suites or RECIPES:
        try:
            root = prepare(suite)
        except RootError as error:
            print(error, file=sys.stderr)
            return 1
        print(f"{suite}: GIMP {root.series} is ready in {root.path}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
