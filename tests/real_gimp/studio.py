"""A photograph and a painting open in a GIMP window, and Impasto used there as a user does: menu, dialog, keys.

with Studio(installation) as studio:
    studio.start_painting()
    studio.window.keys("alt+c")
    studio.wait_until_quiet()
"""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.real_gimp.inside_gimp import PRELUDE, Snapshot
from tests.real_gimp.installed import Installation
from tests.real_gimp.shell import Shell
from tests.real_gimp.window import GimpWindow

DIALOG = "Neural Style"
PROGRESS = "Neural Style: painting"
PLUG_IN, ENGINE = "plug-ins/impasto/impasto.py", "-m engine worker"
SIDE = 48
"""Width and height of the selection: small, so that a test can wait for the result."""


class Studio:
    """GIMP with `image`, its `layer` and its `display`, and the layer `style` of another image, as Python names in it.

    Parameters
    ----------
    installation : where GIMP and Impasto are
    side : width and height of the selection; large for a job that will not end before the test wants it to
    """

    def __init__(self, installation: Installation, side: int = SIDE) -> None:
        self.window = installation.gimp.window()
        try:
            self._open_pictures(side)
        except BaseException:
            self.window.close()
            raise

    def _open_pictures(self, side: int) -> None:
        code = f"""
image, layer, style = open_pair()
image.select_rectangle(Gimp.ChannelOps.REPLACE, 64, 64, {side}, {side})
display = show(image, style)
save("before", layer)
"""
        self.window.python(PRELUDE + code)
        self.window.wait_for_title("256x256")

    @property
    def shell(self) -> Shell:
        """The root that GIMP runs in."""
        return self.window.shell

    def open_dialog(self) -> None:
        """Choose Neural Style as a user does who knows its name."""
        self.window.wait_for_title("256x256")
        self.window.search_action("Neural Style")
        self.window.wait_for_title(DIALOG)

    def start_painting(self) -> None:
        """Take the dialog as it is, and wait until the engine is at work on the layer."""
        self.open_dialog()
        accept_dialog(self.window)
        self.window.wait_for_title(PROGRESS)
        self.window.wait(self._is_painting, "the engine to paint")

    def _is_painting(self) -> bool:
        return any(self.shell.outside("/tmp").glob("impasto-*/pixels-*.f32"))

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

    def kill(self, part: str) -> None:
        """Kill, without warning, the processes with this part in their command lines."""
        kill_inside(self.shell, part)

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


def accept_dialog(window: GimpWindow) -> None:
    """Press OK in the dialog, again where it came too early: a window can have the keyboard before it listens."""

    def is_gone() -> bool:
        if window.focused() == DIALOG:
            window.keys("alt+o")
            time.sleep(2)
        return DIALOG not in window.titles()

    window.wait(is_gone, "the dialog to close")


def kill_inside(shell: Shell, part: str) -> None:
    """Kill, without warning, the processes in a root with this part in their command lines."""
    for folder in shell.outside("/proc").glob("[0-9]*"):
        if part in folder.joinpath("cmdline").read_bytes().replace(b"\0", b" ").decode():
            shell.run(["kill", "-KILL", folder.name])
