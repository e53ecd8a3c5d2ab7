"""A real GIMP window on a screen in memory: keys in, pictures out, and Python inside it.

with Gimp(prepare("sid")).window() as window:
    window.python("image = Gimp.Image.new(64, 64, Gimp.ImageBaseType.RGB); Gimp.Display.new(image)")
    window.search_action("Gaussian Blur...")
    window.wait_for_title("Gaussian Blur")
    window.keys("Return")
    window.screenshot(Path("shot.png"))
"""

from __future__ import annotations

import itertools
import json
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from tests.real_gimp.harness.roots import GUEST
from tests.real_gimp.harness.shell import HOME, CommandError, Shell, kill

REPL = GUEST / "gimp_repl.py"
REPL_OF_GIMP_2 = "gimp2_repl.py"
"""The plug-in that runs it in GIMP 2.10, where gimpfu_home.py has put it."""
# Seconds to wait for what normally takes a few: the machine is shared. Nothing here sleeps longer than it must.
TIMEOUT = 300.0
POLL = 0.05
SCREEN = 1280, 900
BUS = "/run/session-bus"
LISTENING = 3.0
"""Seconds after which a key counts as lost."""
# All roots share one set of abstract X sockets with this machine: low numbers may be taken by others, and tests that
# run side by side must not meet on one screen.
FIRST_DISPLAY = 2000

Answer = TypeVar("Answer")


class GimpWindow:
    """A running GIMP with a window; made by `Gimp.window`, which prepares the home.

    Parameters
    ----------
    shell : the open root to start it in; closed together with the window
    arguments : further arguments for GIMP, such as pictures to open (paths inside the root)
    screen : width and height of the screen
    accessible : whether all that runs in it tells assistive programs of its widgets, see screen_reader.py
    """

    def __init__(
        self, shell: Shell, *arguments: str, screen: tuple[int, int] = SCREEN, accessible: bool = False
    ) -> None:
        self.shell = shell
        self._screen = screen
        self._log = (shell.home / "gimp.log").open("wb")
        number, self._claim = _claim_display()
        self._display = {"DISPLAY": f":{number}"}
        if accessible:
            self._start_bus()
        self._folder = shell.home / ".repl"
        self._pieces = itertools.count()
        plug_ins = shell.home / ".config/GIMP" / shell.root.series / "plug-ins"
        self._has_python = shell.root.has_python or (plug_ins / REPL_OF_GIMP_2).is_file()
        self._start_screen()
        self._gimp = self._start_gimp(arguments)
        self._wait_until_open()

    def python(self, code: str, *, timeout: float = TIMEOUT) -> str:
        """Run `code` inside GIMP and return what it printed: GIMP 3, or GIMP 2.10 with gimpfu.

        Raises
        ------
        CommandError : the code raised (the message is its traceback), took too long, or GIMP is gone
        """
        return self.result(self.submit(code), timeout=timeout)

    def submit(self, code: str) -> int:
        """Start `code` inside GIMP and return at once: for code that opens a dialog, which the test then uses.

        Pass the number returned to `result`. Code submitted later waits until this is done.
        """
        number = next(self._pieces)
        part = self._folder / f"{number:06}.part"
        part.write_text(code)
        part.rename(part.with_suffix(".py"))
        return number

    def result(self, number: int, *, timeout: float = TIMEOUT) -> str:
        """Wait for the code that `submit` started and return what it printed; raises like `python`."""
        path = self._folder / f"{number:06}.json"
        self.wait(path.is_file, "the answer of the code inside GIMP", timeout=timeout)
        answer = json.loads(path.read_text())
        if answer["error"]:
            raise CommandError(answer["printed"] + answer["error"])
        return str(answer["printed"])

    def keys(self, *names: str) -> None:
        """Press keys one after the other, by xdotool's names: "Return", "ctrl+z", "alt+o"."""
        self._run("xdotool", "key", "--clearmodifiers", *names)

    def type_text(self, text: str) -> None:
        """Type `text` on the keyboard."""
        self._run("xdotool", "type", "--clearmodifiers", "--delay", "20", text)

    def click(self, x: int, y: int) -> None:
        """Click with the left button at a place on the screen, in pixels from its top left corner."""
        self._run("xdotool", "mousemove", "--sync", str(x), str(y), "click", "1")

    def point(self, x: int, y: int) -> None:
        """Move the mouse to a place on the screen: where it rests on a widget, a tool tip covers what is there."""
        self._run("xdotool", "mousemove", "--sync", str(x), str(y))

    def resize(self, part: str, width: int, height: int) -> None:
        """Put the window whose title holds `part` into the screen's top left corner, at a size."""
        found = self._run("xdotool", "search", "--onlyvisible", "--name", re.escape(part)).stdout.split()
        self._run("xdotool", "windowsize", "--sync", found[-1], str(width), str(height))
        self._run("xdotool", "windowmove", found[-1], "0", "0")

    def place_of(self, part: str) -> tuple[int, int]:
        """Where on the screen the window whose title holds `part` has its top left corner, frame excluded."""
        found = self._run("xdotool", "search", "--onlyvisible", "--name", re.escape(part)).stdout.split()
        text = self._run("xdotool", "getwindowgeometry", "--shell", found[-1]).stdout
        place = dict(line.split("=", 1) for line in text.splitlines())
        return int(place["X"]), int(place["Y"])

    def search_action(self, label: str) -> None:
        """Run a menu action by its label, through GIMP's own action search: steadier than clicking through menus."""
        search = "Search Actions"
        self.press_until(lambda: search in self.titles(), search, lambda: self.keys("slash"))
        self.wait_for_title(search)
        self.keys("ctrl+a")  # a second slash, where the first one was only slow
        self.type_text(label)
        self.answer("Return", search)

    def titles(self) -> list[str]:
        """The titles of all windows that are on the screen."""
        search = self._run("xdotool", "search", "--onlyvisible", "--name", ".", check=False)
        names = (self._run("xdotool", "getwindowname", window, check=False) for window in search.stdout.split())
        return [name.stdout.strip() for name in names if name.returncode == 0]

    def focused(self) -> str:
        """The title of the window that has the keyboard."""
        return self._run("xdotool", "getwindowfocus", "getwindowname", check=False).stdout.strip()

    def wait_for_title(self, part: str, *, timeout: float = TIMEOUT) -> str:
        """Wait for a window whose title holds `part`, see that it has the keyboard, and return its title.

        Keys pressed before a new window has the keyboard go to the old one, so wait before you press any.
        """

        def ready() -> str:
            self._run("xdotool", "search", "--onlyvisible", "--name", re.escape(part), "windowfocus", check=False)
            title = self.focused()
            return title if part in title else ""

        return self.wait(ready, f"a window with {part!r} in its title", timeout=timeout)

    def answer(self, key: str, part: str, *, timeout: float = TIMEOUT) -> None:
        """Press the key that closes a window, until it is gone."""
        title = self.wait_for_title(part)

        def press() -> None:
            if self.focused() == title:
                self.keys(key)

        self.press_until(lambda: title not in self.titles(), f"{part!r} to close", press, timeout=timeout)

    def press_until(
        self, condition: Callable[[], Answer], name: str, press: Callable[[], object], *, timeout: float = TIMEOUT
    ) -> Answer:
        """Press keys until something is so, again where they came too early, and return that; `name` says what.

        A window can have the keyboard before it listens: what is pressed then is lost.
        """

        def pressed() -> Answer:
            press()
            deadline = time.monotonic() + LISTENING
            while not (answer := condition()) and time.monotonic() < deadline:
                time.sleep(POLL)
            return answer

        return self.wait(pressed, name, timeout=timeout)

    def wait_until_gone(self, part: str, *, timeout: float = TIMEOUT) -> None:
        """Wait until no window's title holds `part`."""
        self.wait(lambda: all(part not in title for title in self.titles()), f"{part!r} to close", timeout=timeout)

    def wait(self, condition: Callable[[], Answer], name: str, *, timeout: float = TIMEOUT) -> Answer:
        """Ask `condition` again and again until it answers something true, and return that.

        Raises
        ------
        CommandError : GIMP ended, or `timeout` seconds went by; the message has `name` and the end of GIMP's output
        """
        deadline = time.monotonic() + timeout
        while not (answer := condition()):
            if self._gimp.poll() is not None:
                raise CommandError(f"GIMP ended while the test waited for {name}.\n{self.log()}")
            if time.monotonic() > deadline:
                raise CommandError(f"Waited {timeout} s for {name}, in vain.\n{self.log()}")
            time.sleep(POLL)
        return answer

    def screenshot(self, path: Path, *, settle: float = 5.0) -> Path:
        """Write the whole screen to a PNG file on this machine and return its path.

        Windows are on the screen before they are drawn: wait up to `settle` seconds until two pictures are the same.
        """
        deadline = time.monotonic() + settle
        picture, last = self._picture(), b""
        while picture != last and time.monotonic() < deadline:
            time.sleep(5 * POLL)
            picture, last = self._picture(), picture
        path.write_bytes(picture)
        return path

    def _picture(self) -> bytes:
        # Without the date that ImageMagick writes into a PNG file, or no two would be the same.
        self._run("import", "-window", "root", "-define", "png:exclude-chunks=date,time", f"png:{HOME}/screen.png")
        return (self.shell.home / "screen.png").read_bytes()

    def run(self, *command: str) -> str:
        """Run a program on this screen and return what it printed."""
        return self._run(*command).stdout

    def log(self, lines: int = 40) -> str:
        """The end of what GIMP and its plug-ins printed."""
        text = (self.shell.home / "gimp.log").read_text(errors="replace")
        return "\n".join(text.splitlines()[-lines:])

    def close(self) -> None:
        """End GIMP and everything else in the shell, unsaved images included."""
        kill(self._gimp)
        self._log.close()
        self.shell.close()
        self._claim.close()

    def __enter__(self) -> GimpWindow:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _start_screen(self) -> None:
        """Start the X server and a window manager, without which no window gets the keyboard."""
        display = self._display["DISPLAY"]
        size = "x".join(map(str, (*self._screen, 24)))
        self.shell.start(["Xvfb", display, "-screen", "0", size, "-nolisten", "tcp", "-noreset"])
        deadline = time.monotonic() + TIMEOUT
        while self._run("xdotool", "getmouselocation", check=False).returncode != 0:
            if time.monotonic() > deadline:
                raise CommandError(f"Xvfb did not open the display {display} within {TIMEOUT} s.")
            time.sleep(POLL)
        self.shell.start(["openbox"], environment=self._display)

    def _start_bus(self) -> None:
        """Start a message bus, over which the programs in the window and assistive programs find each other."""
        self.shell.run(["dbus-uuidgen", "--ensure"])
        self.shell.start(["dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address=unix:path={BUS}"])
        self._display |= {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={BUS}", "NO_AT_BRIDGE": "0"}

    def _start_gimp(self, arguments: tuple[str, ...]) -> subprocess.Popen[bytes]:
        command = [self.shell.root.program("gimp"), "--new-instance", "--no-splash"]
        if self._has_python:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder.mkdir()
            shutil.copy(REPL, self._folder / "gimp_repl.txt")
        if self.shell.root.has_python:
            run_repl = f'exec(open("{HOME}/.repl/gimp_repl.txt").read())'
            command += ["--batch-interpreter=python-fu-eval", "-b", run_repl]
        elif self._has_python:
            command += ["-b", "(python-fu-repl RUN-NONINTERACTIVE)"]
        environment = {**self._display, "GIMP_REPL": f"{HOME}/.repl"}
        return self.shell.start([*command, *arguments], environment=environment, stdout=self._log, stderr=self._log)

    def _wait_until_open(self) -> None:
        def opened() -> bool:  # by its class: its title has another word for GIMP in other scripts
            search = ("xdotool", "search", "--onlyvisible", "--class", "gimp", "getwindowname", "%@")
            return bool(self._run(*search, check=False).stdout.strip())

        self.wait(opened, "GIMP's window")
        if self._has_python:
            self.wait((self._folder / "ready").is_file, "Python inside GIMP")

    def _run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return self.shell.run(command, environment=self._display, timeout=TIMEOUT, check=check)


def _claim_display() -> tuple[int, socket.socket]:
    """A display number that no other test on this machine has, for as long as the socket stays open."""
    for number in itertools.count(FIRST_DISPLAY):
        claim = socket.socket(socket.AF_UNIX)
        try:
            claim.bind(f"\0impasto-test-display-{number}")
        except OSError:
            claim.close()
        else:
            return number, claim
    raise AssertionError("display numbers do not end")
