"""File systems laid out as the packagers of GIMP lay them out, below folders of the tests."""

from __future__ import annotations

import plistlib
from pathlib import Path

RUNTIME = "org.gnome.Platform/x86_64/49"
STORE = "GIMP.43237F745459_26m8xs2v1pyzt"


def program(path: Path) -> Path:
    """A program that can be run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o755)
    return path


def debian(system: Path, *versions: str) -> None:
    """Packages of Debian: programs with versions in their names, and a link without."""
    for version in versions:
        for name in (f"gimp-{version}", f"gimp-console-{version}", f"gimptool-{version}"):
            program(system / "usr/bin" / name)
        (system / "usr/bin/gimp").unlink(missing_ok=True)
        (system / "usr/bin/gimp").symlink_to(f"gimp-{version}")


def flatpak(base: Path, version: str = "3.0", python: str = "python3.13") -> None:
    """GIMP from Flathub in one of Flatpak's installations, with the runtime whose /usr it sees."""
    active = base / "app/org.gimp.GIMP/x86_64/stable/0a1b2c"
    program(active / f"files/bin/gimp-{version}")
    (active / "metadata").write_text(f"[Application]\nname=org.gimp.GIMP\nruntime={RUNTIME}\n")
    (active.parent / "active").symlink_to("0a1b2c")
    (base / "app/org.gimp.GIMP/current").symlink_to("x86_64/stable")
    usr = base / "runtime" / RUNTIME / "3d4e5f/files"
    program(usr / "bin" / python)
    (usr.parents[1] / "active").symlink_to("3d4e5f")


def snap(base: Path, home: Path, version: str = "3.0") -> Path:
    """The Snap, which was started once; its profile."""
    program(base / f"snap/gimp/519/usr/bin/gimp-{version}")
    (base / "snap/gimp/current").symlink_to("519")
    profile = home / f"snap/gimp/current/.config/GIMP/{version}"
    profile.mkdir(parents=True)
    return profile


def macos(bundle: Path, version: str) -> None:
    """A bundle of macOS."""
    program(bundle / "Contents/MacOS/gimp")
    (bundle / "Contents/Info.plist").write_bytes(plistlib.dumps({"CFBundleShortVersionString": version}))


def windows(home: Path, programs: Path) -> dict[str, str]:
    """The variables of a Windows with these folders."""
    return {
        "LOCALAPPDATA": str(home / "AppData/Local"),
        "APPDATA": str(home / "AppData/Roaming"),
        "PROGRAMFILES": str(programs / "Program Files"),
        "PROGRAMW6432": str(programs / "Program Files"),
        "PROGRAMFILES(X86)": str(programs / "Program Files (x86)"),
    }
