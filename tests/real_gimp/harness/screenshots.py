"""Takes the screenshots of the documentation: GIMP 3.0 with Impasto installed, used as a user does.

    python3 -m tests.real_gimp.harness.screenshots [FOLDER]

FOLDER is docs/pictures by default. Needs what the tests with the real GIMP need (roots.py); takes some minutes.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from PIL import Image

from tests.conftest import CHECKOUT
from tests.real_gimp.harness.gimp import Gimp
from tests.real_gimp.harness.installed import INSIDE, install
from tests.real_gimp.harness.roots import prepare
from tests.real_gimp.harness.studio import DIALOG, ENGINE, PROGRESS, kill_inside, wait_for_pictures
from tests.real_gimp.harness.window import GimpWindow

PICTURES = ("style/van_gogh_cafe_terrace.jpg", "content/cat.jpg")
"""The photograph comes last: GIMP then shows it."""
SHEET = "Several Looks"
ASIDE = (620, 899)
STILL, TIMEOUT = 8.0, 240.0
"""Seconds without a change that mean the preview is finished, and how long to wait for them."""
COLOURS = 256
"""Fewer than in a photograph, so that a screenshot has some hundred kilobytes."""


def take_all(folder: Path) -> None:
    """Install, paint, and write every screenshot."""
    with tempfile.TemporaryDirectory() as name:
        installation = install(Gimp(prepare("trixie")), CHECKOUT, Path(name))
        with installation.gimp.window(*(f"{INSIDE}/samples/{picture}" for picture in PICTURES)) as window:
            open_dialog(window)
            take_of_preview(window, folder / "gimp-dialog.png")
            take_of_sheet(window, folder / "gimp-looks.png")
            window.answer("alt+o", DIALOG)
            window.wait_for_title(PROGRESS)
            take_of_progress(window, folder / "gimp-progress.png")
            take(window, folder / "gimp-result.png")
            fail(window)
            take(window, folder / "gimp-error.png")


def open_dialog(window: GimpWindow) -> None:
    """Bring the photograph to the front and choose Neural Style."""
    window.wait(lambda: any("cat" in title for title in window.titles()), "the photograph")
    window.resize("GIMP", 1280, 875)
    window.point(*ASIDE)
    window.wait_for_title("cat")
    window.keys("shift+ctrl+j")  # zoom: the whole image in the window
    window.search_action("Neural Style")
    window.wait_for_title(DIALOG)


def take_of_preview(window: GimpWindow, path: Path) -> None:
    """Wait until the preview is finished: nothing moves any more."""
    before, deadline = b"", time.monotonic() + TIMEOUT
    while before != (before := take(window, path).read_bytes()) and time.monotonic() < deadline:
        time.sleep(STILL)


def take_of_sheet(window: GimpWindow, path: Path) -> None:
    """Open the window with several looks, and wait until all are painted."""
    window.keys("alt+k")
    window.wait_for_title(SHEET)
    take_of_preview(window, path)
    window.answer("Escape", SHEET)
    window.wait_for_title(DIALOG)


def take_of_progress(window: GimpWindow, path: Path) -> None:
    """Watch the picture evolve to its end, and keep a screenshot of the finest level, where most time is spent."""
    shots = []
    while any(PROGRESS in title for title in window.titles()):
        shots.append(take(window, path.with_name(f"{path.stem}-{len(shots)}.png")))
        time.sleep(2)
    shots[len(shots) * 2 // 3].replace(path)
    for shot in shots:
        shot.unlink(missing_ok=True)


def fail(window: GimpWindow) -> None:
    """Kill the engine in the middle of its work, so that the plug-in has something to report."""
    window.wait_for_title("cat")
    window.keys("ctrl+f")
    window.wait_for_title(PROGRESS)
    wait_for_pictures(window, 1)
    kill_inside(window.shell, ENGINE)
    window.wait_until_gone(PROGRESS)
    window.wait_for_title("Impasto Message")


def take(window: GimpWindow, path: Path) -> Path:
    """Write the screen to a small PNG file and return its path."""
    window.point(*ASIDE)
    shot = Image.open(window.screenshot(path)).convert("RGB")
    shot.quantize(COLOURS).save(path, optimize=True)
    return path


if __name__ == "__main__":
    take_all(Path(sys.argv[1]) if sys.argv[1:] else CHECKOUT / "docs/pictures")
