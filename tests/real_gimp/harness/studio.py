"""A photograph and a painting open in GIMP, and Impasto used there as a user does: menu, dialog, keys.

with Studio(installation) as studio:
    studio.open_photograph(side=192)
    studio.start_painting()
    studio.window.keys("alt+c")
    studio.clear()
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from tests.real_gimp.harness.installed import Installation
from tests.real_gimp.harness.screen_reader import ScreenReader
from tests.real_gimp.harness.shell import Shell
from tests.real_gimp.harness.snapshots import PRELUDE, Snapshot
from tests.real_gimp.harness.window import GimpWindow

DIALOG = "Neural Style"
PROGRESS = "Neural Style: painting"
PALETTE = "Indexed image"
MESSAGE = "Message"
PLUG_IN, ENGINE = "plug-ins/impasto/impasto.py", "-m engine worker"
LATE, POLL = 5.0, 0.05
"""Seconds after which a message is not expected any more, and between two looks at the screen."""
SIDE = 16
"""Width and height of the selection: small, so that a test can wait for the result."""


def wait_for_pictures(window: GimpWindow, count: int) -> None:
    """Wait until the engine, or one that paints negatives, has got so many: before that, there is nothing to stop."""
    window.wait(lambda: len(list(window.shell.outside("/tmp").glob("impasto-*/pixels-*.f32"))) >= count, "the engine")


class Studio:
    """GIMP in which a painting is open, whose layer is `style` as a Python name in it; photographs come and go.

    Parameters
    ----------
    installation : where GIMP and Impasto are
    """

    def __init__(self, installation: Installation) -> None:
        self.window = installation.gimp.window(accessible=True)
        self.reader = ScreenReader(self.window)
        self._has_painted = False
        try:
            self.window.python(PRELUDE + "style = open_style()")
        except BaseException:
            self.window.close()
            raise

    def open_photograph(self, side: int = SIDE) -> None:
        """Open the photograph, as `image`, its `layer` and its `display`, with a square selected.

        Parameters
        ----------
        side : width and height of the selection; large for a job that will not end before the test wants it to
        """
        code = f"""
image, layer = open_photograph()
image.select_rectangle(Gimp.ChannelOps.REPLACE, 64, 64, {side}, {side})
display = show(image)
save("before", layer)
"""
        self.window.python(code)
        self.window.wait_for_title("256x256")

    def clear(self) -> None:
        """End what is being painted and close everything but the painting."""
        self.kill(ENGINE)
        self.window.wait(lambda: self.has_message() or not self.remains(), "the end of the job")
        if self.has_message():
            self.dismiss_message()
        self.window.wait(lambda: not self.remains(), "the end of the job")
        self.window.python("close_all_but(style.get_image())")
        for name in ("checkpoints", "results-of-gimp"):  # or the next dialog would ask about them
            shutil.rmtree(self.shell.home / ".local/state/impasto" / name, ignore_errors=True)
        if self.has_message():
            self.dismiss_message()

    def has_message(self) -> bool:
        """Whether GIMP shows a message or an error."""
        return any(MESSAGE in title for title in self.window.titles())

    def dismiss_message(self) -> None:
        """Wait for a message of GIMP and close its window."""
        self.window.wait_for_title(MESSAGE)
        self.window.keys("Escape")
        self.window.wait_until_gone(MESSAGE)

    def dismiss_late_message(self) -> None:
        """Close a message of GIMP that may come some seconds after its cause, as that on a plug-in that crashed."""
        deadline = time.monotonic() + LATE
        while not self.has_message() and time.monotonic() < deadline:
            time.sleep(POLL)
        if self.has_message():
            self.dismiss_message()

    @property
    def shell(self) -> Shell:
        """The root that GIMP runs in."""
        return self.window.shell

    def open_dialog(self) -> None:
        """Choose Neural Style as a user does who knows its name."""
        self.window.wait_for_title("256x256")
        self.window.search_action("Neural Style")
        self.window.wait_for_title(DIALOG)

    def begin(self) -> None:
        """Take the dialog as it is; from the second time on repeat what was done."""
        if self._has_painted:
            self.window.wait_for_title("256x256")
            self.window.keys("ctrl+f")
        else:
            self.open_dialog()
            self.window.answer("alt+o", DIALOG)
        self._has_painted = True

    def begin_by_script(self) -> None:
        """Let a user's script paint; that is what a repetition would repeat."""
        self.window.wait_for_title("256x256")
        self.window.search_action("Paint by Script")
        self._has_painted = False

    def start_painting(self) -> None:
        """Begin, and wait until the engine is at work on the layer."""
        self.begin()
        self.window.wait_for_title(PROGRESS)
        self.wait_until_at_work()

    def wait_until_at_work(self) -> None:
        """Wait until the engine has got the style and the layer."""
        wait_for_pictures(self.window, 2)

    def snapshot(self, layer: str = "layer") -> Snapshot:
        """A layer as it is now."""
        self.window.python(f"save('now', {layer})")
        return Snapshot.read(self.shell.home, "now")

    def before(self) -> Snapshot:
        """The layer as it was in the beginning."""
        return Snapshot.read(self.shell.home, "before")

    def is_unchanged(self) -> bool:
        """Whether the layer has the pixels it had, and the image counts as unchanged."""
        same = self.snapshot().native.tobytes() == self.before().native.tobytes()
        return same and self.window.python("print(image.is_dirty())") == "False\n"

    def remains(self) -> list[str]:
        """What there is of Impasto: processes and temporary files."""
        running = [each for each in self.shell.processes() if PLUG_IN in each or ENGINE in each]
        return running + [path.name for path in self.shell.outside("/tmp").iterdir() if "impasto" in path.name]

    def kill(self, part: str, signal: str = "KILL") -> None:
        """Send a signal to the processes with this part in their command lines."""
        kill_inside(self.shell, part, signal)

    def cpu_shares(self) -> tuple[float, float]:
        """How many seconds of processor time the plug-in and the engine have used."""
        return cpu_seconds(self.shell, PLUG_IN), cpu_seconds(self.shell, ENGINE)

    def seconds_until(self, condition: Callable[[], object], patience: float = 60) -> float:
        """How long it takes until something is so, whether GIMP lives or not."""
        began = time.monotonic()
        while not condition():
            if time.monotonic() > began + patience:
                raise AssertionError(f"Not so after {patience} s; GIMP said:\n{self.window.log()}")
            time.sleep(0.05)
        return time.monotonic() - began

    def __enter__(self) -> Studio:
        return self

    def __exit__(self, *error: object) -> None:
        self.window.close()


def kill_inside(shell: Shell, part: str, signal: str = "KILL") -> None:
    """Send a signal to the processes in a root with this part in their command lines."""
    for folder in processes_inside(shell, part):
        shell.run(["kill", f"-{signal}", folder.name], check=False)  # it may just have ended


def processes_inside(shell: Shell, part: str) -> list[Path]:
    """The folders in /proc of the processes in a root with this part in their command lines."""
    found = []
    for folder in shell.outside("/proc").glob("[0-9]*"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            if part in folder.joinpath("cmdline").read_bytes().replace(b"\0", b" ").decode():
                found.append(folder)
    return found


def cpu_seconds(shell: Shell, part: str) -> float:
    """How much processor time the processes in a root with this part in their command lines have used."""
    ticks = 0
    for folder in processes_inside(shell, part):
        fields = folder.joinpath("stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])  # in the program itself, and in the kernel for it
    return ticks / os.sysconf("SC_CLK_TCK")
