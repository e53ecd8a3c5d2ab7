"""The plug-in in GIMP 2.10's window: menu, dialog, progress, messages and undo."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from tests.real_gimp.harness.gimp import Gimp
from tests.real_gimp.harness.gimpfu_home import PRELUDE
from tests.real_gimp.harness.installed import INSIDE, Installation, copy_of
from tests.real_gimp.harness.snapshots import Snapshot
from tests.real_gimp.harness.studio import wait_for_pictures
from tests.real_gimp.harness.window import GimpWindow

PHOTO, PAINTING = f"{INSIDE}/samples/content/astronaut.jpg", f"{INSIDE}/samples/style/van_gogh_night_cafe.jpg"
SELECT = "pdb.gimp_image_select_rectangle(image, CHANNEL_OP_REPLACE, 64, 64, 48, 48)\n"


def test_the_menu_paints_shows_the_picture_and_one_undo_takes_it_back(installed2: Installation, tmp_path: Path) -> None:
    assert installed2.gimp.home is not None
    gimp = installed2.gimp.at(home=copy_of(installed2.gimp.home, tmp_path / "home"))
    with gimp.window(PAINTING, PHOTO) as window:
        open_dialog(window, "[astronaut]")
        window.screenshot(shown := tmp_path / "dialog.png")
        window.answer("alt+o", "Neural Style")
        window.wait_for_title("Neural Style: painting")
        time.sleep(8)
        window.screenshot(working := tmp_path / "progress.png", settle=0)
        window.answer("alt+s", "Neural Style: painting", timeout=300)
        assert window.wait_for_title("[astronaut]").startswith("*")
        window.screenshot(done := tmp_path / "painted.png")
        window.keys("ctrl+z")
        window.wait(lambda: any(title.startswith("[astronaut]") for title in window.titles()), "the undo")
    assert differ(shown, done)
    keep(shown, working, done)


def open_dialog(window: GimpWindow, title: str) -> None:
    """Open Impasto's dialog by its menu entry."""
    window.wait_for_title(title)
    window.search_action("Neural Style")
    window.wait_for_title("Neural Style")


def differ(one: Path, other: Path) -> bool:
    """Whether two screenshots differ in more than some details."""
    first, second = (np.asarray(Image.open(path).convert("RGB"), np.int16) for path in (one, other))
    return bool((np.abs(first - second).max(-1) > 30).mean() > 0.1)


def keep(*shots: Path) -> None:
    """Copy screenshots to where IMPASTO_SHOTS says, for someone to look at."""
    for shot in shots if os.environ.get("IMPASTO_SHOTS") else ():
        shutil.copy(shot, Path(os.environ["IMPASTO_SHOTS"]) / f"gimp2-{shot.name}")


# With an engine that paints negatives


def test_the_window_of_an_error_shows_what_it_copies(faked2: Callable[..., Gimp], tmp_path: Path) -> None:
    """A user reads of a failed engine in a window of ours; Escape closes it, and GIMP adds no message of its own."""
    with faked2(mode="crash").window(PAINTING, PHOTO) as window:
        open_dialog(window, "[astronaut]")
        window.answer("alt+o", "Neural Style")
        window.wait_for_title("Impasto Message")
        before = window.screenshot(tmp_path / "before.png").read_bytes()
        changed = tmp_path / "error.png"
        window.press_until(
            lambda: window.screenshot(changed).read_bytes() != before, "the report", lambda: window.keys("alt+d")
        )
        window.answer("Escape", "Impasto Message")
        assert not any("Message" in title for title in window.titles())
        assert engines(window) == []
    keep(changed)


def test_stop_keeps_cancel_and_killing_leave_the_picture_as_it_was(faked2: Callable[..., Gimp], tmp_path: Path) -> None:
    with faked2(steps=400, pause=0.3).window(PAINTING, PHOTO) as window:
        open_dialog(window, "[astronaut]")
        window.answer("alt+o", "Neural Style")
        window.answer("Escape", "Neural Style: painting")
        assert window.wait_for_title("[astronaut]").startswith("[")

        window.keys("ctrl+f")
        window.wait_for_title("Neural Style: painting")
        window.wait(lambda: engines(window), "the engine")
        window.shell.run(["pkill", "-9", "-f", "impasto/impasto.py"])
        window.wait(lambda: not engines(window), "the engine's end")
        assert not list(window.shell.outside("/tmp").glob("impasto-*"))
        window.wait_until_gone("Neural Style: painting")
        assert not any(title.startswith("*") for title in window.titles())

        while "astronaut" not in window.focused():  # GIMP tells of the crash
            window.keys("Escape")
            window.wait_for_title("[astronaut]")
        window.keys("ctrl+f")
        window.wait_for_title("Neural Style: painting")
        window.wait(lambda: engines(window), "the engine")
        wait_for_pictures(window, 2)
        time.sleep(2)
        window.screenshot(shot := tmp_path / "fake.png", settle=0)
        window.answer("alt+s", "Neural Style: painting")
        window.wait(lambda: any(title.startswith("*[astronaut]") for title in window.titles()), "the result")
        assert engines(window) == []
    keep(shot)


def engines(window: GimpWindow) -> list[str]:
    """The engine processes inside."""
    return [command for command in window.shell.processes() if "fake_engine" in command]


def test_what_the_user_does_meanwhile(faked2: Callable[..., Gimp]) -> None:
    """Strokes are not covered, a layer that has gone becomes a new image, a dropped selection still counts."""
    with faked2(steps=400, pause=0.3).window() as window:
        window.python(PRELUDE + "from gimpenums import *\nimage, layer, style = open_pair()\n" + SELECT)
        window.python("show(image)")
        before = begin(window)
        window.python("pdb.gimp_selection_none(image)")
        finish(window)
        after = now(window)
        inside = before.mask == 1
        assert (after.native != before.native).any(-1)[inside].mean() > 0.9
        assert np.array_equal(after.native[~inside], before.native[~inside])
        assert window.python("print(pdb.gimp_selection_is_empty(image))") == "1\n"

        window.python(SELECT)
        begin(window)
        window.python("gimp.set_foreground(255, 0, 0); pdb.gimp_pencil(layer, 4, [80.0, 80.0, 120.0, 120.0])")
        drawn = now(window)
        finish(window, says=True)
        assert np.array_equal(now(window).native, drawn.native)
        assert window.python("print(image.layers[0].name)") == "astronaut.jpg (Neural Style)\n"

        window.python(SELECT + "image.active_layer = layer")
        begin(window)
        window.python("image.remove_layer(layer)")
        finish(window, says=True)
        newest = "newest = max(gimp.image_list(), key=lambda one: one.ID); print(newest.width, newest.height)"
        window.wait(lambda: window.python(newest) == "80 80\n", "the new image")


def test_an_indexed_image_becomes_rgb_if_the_user_agrees_in_the_same_undo_step(faked2: Callable[..., Gimp]) -> None:
    with faked2(steps=1).window() as window:
        window.python(PRELUDE + "from gimpenums import *\nimage, layer, style = open_pair()\n" + SELECT)
        window.python('pdb.gimp_image_convert_indexed(image, 0, 0, 16, False, False, ""); show(image)')
        for key, answered in (("alt+c", "0\n"), ("alt+r", "1\n")):
            open_dialog(window, "256x256")
            window.answer("alt+o", "Neural Style")
            window.answer(key, "Indexed image")
            window.wait_for_title("256x256")
            window.wait(lambda: not engines(window), "the end of the job")
            assert window.python("print(int(image.dirty))") == answered
        assert window.python("print(image.base_type == RGB)") == "True\n"
        window.keys("ctrl+z")
        window.wait(lambda: window.python("print(image.dirty)") == "False\n", "the undo")
        assert window.python("print(image.base_type == INDEXED)") == "True\n"


def begin(window: GimpWindow) -> Snapshot:
    """Let the fake engine begin on the layer; how that was before."""
    before = now(window)
    open_dialog(window, "256x256")
    window.answer("alt+o", "Neural Style")
    window.wait_for_title("Neural Style: painting")
    wait_for_pictures(window, 2)
    return before


def finish(window: GimpWindow, *, says: bool = False) -> None:
    """Stop the job and keep what it painted; `says` whether GIMP tells something then."""
    window.answer("alt+s", "Neural Style: painting")
    window.wait(lambda: not engines(window), "the end of the job")
    if says:
        window.answer("Escape", "Message")


def now(window: GimpWindow) -> Snapshot:
    """The layer as it is now."""
    window.python("save('now', layer)")
    return Snapshot.read(window.shell.home, "now")
