"""The real GIMP of one root, headless or in a window: what the tests speak to.

    gimp = Gimp(prepare("trixie"))
    print(gimp.console("print(Gimp.version())").stdout)
    with gimp.window() as window:
        window.python("print(Gimp.get_images())")

Every call starts from a new home. For a plug-in that was installed before, or a checkout to look at, make a variant:

    installed = gimp.at(home=folder, binds={checkout: "/mnt/impasto:ro"})
"""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.real_gimp.harness.roots import Root
from tests.real_gimp.harness.shell import HOME, Shell
from tests.real_gimp.harness.window import SCREEN, GimpWindow


@dataclasses.dataclass(frozen=True)
class Gimp:
    """One GIMP, and the surroundings it starts in.

    Attributes
    ----------
    root : where it is installed
    home : folder on this machine that is its /home/painter; None for a new one at every call
    binds : folders or files of this machine and their paths inside, ":ro" behind one makes it read-only
    environment : further variables
    """

    root: Root
    home: Path | None = None
    binds: Mapping[Path, str] = dataclasses.field(default_factory=dict)
    environment: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def suite(self) -> str:
        """The Debian suite it comes from, "trixie"."""
        return self.root.suite

    @property
    def series(self) -> str:
        """Its series, "3.0"; its folder in the home is .config/GIMP/<series>."""
        return self.root.series

    def at(
        self,
        *,
        home: Path | None = None,
        binds: Mapping[Path, str] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> Gimp:
        """The same GIMP with another home, and with these binds and variables added."""
        return dataclasses.replace(
            self,
            home=home or self.home,
            binds={**self.binds, **(binds or {})},
            environment={**self.environment, **(environment or {})},
        )

    def shell(self) -> Shell:
        """Open its root, to run other programs in the same surroundings; the home is left as it is."""
        return Shell(self.root, home=self.home, binds=self.binds, environment=self.environment)

    def console(self, code: str, *, timeout: float = 300, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run `code` in this GIMP without a window: Python in GIMP 3, Script-Fu in GIMP 2.10; see `run_console`."""
        with self.shell() as shell:
            return run_console(shell, code, timeout=timeout, check=check)

    def window(
        self,
        *arguments: str,
        screen: tuple[int, int] = SCREEN,
        accessible: bool = False,
        theme: str = "",
        locale: str = "",
    ) -> GimpWindow:
        """Start this GIMP in a window; closing it closes all.

        Parameters
        ----------
        theme : "light", "gray" or "dark"
        locale : language and country, as "de_DE"; all in GIMP's profile is new then, as in that of such a user
        arguments, screen, accessible : see `GimpWindow`
        """
        speaking = {"LANG": f"{locale}.UTF-8", "LANGUAGE": locale.partition("_")[0]} if locale else {}
        shell = self.at(environment=speaking).shell()
        try:
            if locale:
                shell.run(["localedef", "-i", locale, "-f", "UTF-8", f"{locale}.UTF-8"])
            prepare_profile(shell)
            if theme:
                choose_theme(shell, theme)
            return GimpWindow(shell, *arguments, screen=screen, accessible=accessible)
        except BaseException:
            shell.close()
            raise


def prepare_profile(shell: Shell) -> None:
    """Give the home the list of GIMP's own plug-ins and quiet settings, where it has none: saves 7 s and a greeting."""
    source, target = shell.root.profile, shell.home / ".config" / "GIMP" / shell.root.series
    target.mkdir(parents=True, exist_ok=True)
    for name in ("gimprc", "pluginrc"):
        if not (target / name).exists():
            shutil.copy(source / name, target / name)


def choose_theme(shell: Shell, theme: str) -> None:
    """Write a theme into GIMP's settings; the file may be one with that of other homes."""
    path = shell.home / ".config/GIMP" / shell.root.series / "gimprc"
    text = path.read_text()
    path.unlink()
    path.write_text(f"{text}(theme-color-scheme {theme})\n")


def run_console(
    shell: Shell, code: str, *, environment: Mapping[str, str] | None = None, timeout: float = 300, check: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run `code` in the shell's GIMP without a window.

    GIMP 3 takes Python (Gimp, Gegl, Gio, GLib, GObject and Babl are there) and ends with status 64 and a traceback on
    stderr where it raises. GIMP 2.10 takes Script-Fu and always ends with status 0: assert on what it wrote or printed.
    GIMP prints warnings of its own on stderr even when all is well.

    Raises
    ------
    CommandError : it failed, unless `check` is off, or did not end in time
    """
    prepare_profile(shell)
    program = shell.root.program("gimp-console")
    headless = [program, "--no-interface", "--new-instance", "--no-fonts", "--no-data"]
    if shell.root.has_python:
        script = shell.home / ".console.py"
        script.write_text(code)
        run_script = f'exec(compile(open("{HOME}/{script.name}").read(), "<test>", "exec"))'
        batch = ["--quit", "--batch-interpreter=python-fu-eval", "-b", run_script]
    else:
        batch = ["-b", code, "-b", "(gimp-quit 0)"]
    return shell.run([*headless, *batch], environment=environment, timeout=timeout, check=check)
