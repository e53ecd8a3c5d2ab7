"""The installed plug-in in a window of the real GIMP 3: the whole way of a user, and everything that can go wrong.

One GIMP serves all tests of a root, each with a photograph of its own; the last test kills it.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.real_gimp.harness.installed import Installation
from tests.real_gimp.harness.roots import GUEST
from tests.real_gimp.harness.screen_reader import Widget
from tests.real_gimp.harness.snapshots import Snapshot
from tests.real_gimp.harness.studio import DIALOG, ENGINE, MESSAGE, PALETTE, PLUG_IN, PROGRESS, Studio

GOODBYE = 10.0
"""Seconds within which nothing of Impasto may be left: under 2 on a quiet machine, and tests may share theirs."""
SCRIPT = GUEST / "gimp3_scripts/paint-by-script.py"
LONG = 192
"""Side of a selection that takes longer to paint than a test needs to interfere."""


@pytest.fixture(scope="module")
def one_studio(installed: Installation) -> Iterator[Studio]:
    """GIMP with the painting open; a script of the user's own is in the menu, too."""
    plug_ins = installed.plug_ins
    plug_ins.joinpath(SCRIPT.stem).mkdir(exist_ok=True)
    shutil.copy(SCRIPT, plug_ins / SCRIPT.stem)
    plug_ins.joinpath(SCRIPT.stem, SCRIPT.name).chmod(0o755)
    with Studio(installed) as studio:
        yield studio


@pytest.fixture
def studio(one_studio: Studio) -> Iterator[Studio]:
    """GIMP with a new photograph, of which a little is selected."""
    one_studio.open_photograph()
    yield one_studio
    one_studio.clear()


@pytest.fixture
def photograph(one_studio: Studio) -> Iterator[Studio]:
    """GIMP with a new photograph, of which more is selected than is painted in a test's time."""
    one_studio.open_photograph(LONG)
    yield one_studio
    one_studio.clear()


@pytest.fixture
def painting(photograph: Studio) -> Studio:
    """GIMP in which the engine is at work, and will be for some time."""
    photograph.start_painting()
    return photograph


def test_paint_undo_and_repeat(studio: Studio) -> None:
    studio.start_painting()
    studio.window.wait_until_gone(PROGRESS, timeout=300)
    assert studio.seconds_until(lambda: not studio.remains()) < GOODBYE
    before, painted = studio.before(), studio.snapshot()
    inside = before.mask == 1
    assert np.abs(painted.rgba - before.rgba)[inside].max(-1).mean() > 0.1
    assert np.array_equal(painted.native[~inside], before.native[~inside])

    press(studio, "ctrl+z")
    studio.window.wait(studio.is_unchanged, "the undo")

    press(studio, "ctrl+f")
    studio.window.wait_for_title(PROGRESS)
    studio.window.wait_until_gone(PROGRESS, timeout=300)
    assert np.array_equal(studio.snapshot().native, painted.native)


def test_a_screen_reader_is_told_of_every_control(photograph: Studio) -> None:
    """Return accepts what is there, and Escape closes."""
    photograph.open_dialog()
    told = controls(photograph, DIALOG)
    assert len(told) >= 18
    assert {"Preset", "Quality", "Result", "Compute on", "Style"} <= {label for each in told for label in each.labels}
    assert "Impasto: broad strokes in little time" in {each.name for each in told}  # what is chosen, as it is shown
    photograph.window.answer("Return", DIALOG)
    photograph.window.wait_for_title(PROGRESS)
    assert {each.role for each in controls(photograph, PROGRESS)} >= {"progress bar"}
    assert {"Continue in background", "Stop and keep", "Cancel"} <= {
        each.spoken for each in controls(photograph, PROGRESS)
    }
    photograph.kill(ENGINE)
    photograph.window.wait(photograph.has_message, "the message")
    assert {"Copy diagnostics", "Close"} <= {each.spoken for each in controls(photograph, MESSAGE)}
    photograph.dismiss_message()
    check_nothing_happened(photograph)


def test_indexed_image_is_converted_if_the_user_agrees_in_the_same_undo_step(studio: Studio) -> None:
    studio.window.python("""
image.convert_indexed(Gimp.ConvertDitherType.NONE, Gimp.ConvertPaletteType.GENERATE, 16, False, False, "")
image.clean_all()
save("before", layer)
""")
    studio.begin()
    studio.window.answer("alt+c", PALETTE)
    assert studio.is_unchanged()
    studio.begin()
    studio.window.answer("alt+r", PALETTE)
    studio.window.wait_for_title(PROGRESS)
    studio.wait_until_at_work()
    finish_early(studio)
    before, painted = studio.before(), studio.snapshot()
    assert (before.about["type"], painted.about["type"]) == ("indexed-image", "rgb-image")
    inside = before.mask == 1
    assert (np.abs(painted.rgba - before.rgba)[inside].max(-1) > 0.02).mean() > 0.5
    assert np.abs(painted.rgba - before.rgba)[~inside].max() < 0.001
    press(studio, "ctrl+z")
    studio.window.wait(studio.is_unchanged, "the undo")
    assert studio.snapshot().about == before.about


def test_several_layers_in_one_window_and_one_undo_step(studio: Studio) -> None:
    studio.window.python("""
second = layer.copy()
image.insert_layer(second, None, 0)
image.set_selected_layers([layer, second])
image.clean_all()
""")
    studio.start_painting()
    studio.window.wait_until_gone(PROGRESS, timeout=300)
    before = studio.before()
    for name in ("layer", "second"):
        assert (studio.snapshot(name).native != before.native).any(-1)[before.mask == 1].mean() > 0.9
    press(studio, "ctrl+z")
    studio.window.wait(studio.is_unchanged, "the undo")
    assert np.array_equal(studio.snapshot("second").native, before.native)


def test_the_plug_in_leaves_the_processor_to_the_engine(painting: Studio) -> None:
    began, before = time.monotonic(), painting.cpu_shares()
    painting.window.wait(lambda: painting.cpu_shares()[1] > before[1] + 8, "the engine to work")
    plug_in, engine = (now - then for now, then in zip(painting.cpu_shares(), before, strict=True))
    # Where the tests have the machine for themselves the engine gets at least one processor all the time.
    assert plug_in < 0.03 * max(engine, time.monotonic() - began)


def test_cancel_leaves_no_trace(painting: Studio) -> None:
    painting.window.answer("alt+c", PROGRESS)
    check_nothing_happened(painting)


def test_cancel_in_the_status_bar_leaves_no_trace(photograph: Studio) -> None:
    """GIMP shows its own Cancel where a script paints; it kills the plug-in."""
    photograph.begin_by_script()
    photograph.wait_until_at_work()
    photograph.reader.click("256x256", name="Cancel")
    check_nothing_happened(photograph)


def test_stop_and_keep_writes_what_is_there_where_the_selection_was(painting: Studio) -> None:
    painting.window.python("Gimp.Selection.none(image)")
    finish_early(painting)
    assert not painting.has_message()
    before, painted = painting.before(), painting.snapshot()
    inside = before.mask == 1
    assert (painted.native != before.native).any(-1)[inside].mean() > 0.9
    assert np.array_equal(painted.native[~inside], before.native[~inside])
    assert painting.window.python("print(Gimp.Selection.is_empty(image))") == "True\n"


def test_result_for_a_layer_that_was_deleted_is_a_new_image(painting: Studio) -> None:
    painting.window.python("spare = layer.copy(); image.insert_layer(spare, None, 0); image.remove_layer(layer)")
    finish_early(painting)
    assert np.array_equal(painting.snapshot("spare").native, painting.before().native)
    check_new_image(painting, images=3)


def test_result_for_an_image_that_was_closed_is_a_new_image(painting: Studio) -> None:
    painting.window.python("display.delete()")
    finish_early(painting)
    check_new_image(painting, images=2)


def test_result_for_an_image_that_changed_its_mode_is_a_new_image(painting: Studio) -> None:
    painting.window.python("image.convert_grayscale(); save('gray', layer)")
    finish_early(painting)
    assert np.array_equal(painting.snapshot().native, Snapshot.read(painting.shell.home, "gray").native)
    check_new_image(painting, images=3)


def test_killed_engine_is_reported_and_cleaned_up(painting: Studio) -> None:
    painting.kill(ENGINE)
    check_nothing_happened(painting, message=True)


def test_the_window_of_an_error_copies_diagnostics(painting: Studio, tmp_path: Path) -> None:
    """What the user is told, the editor, and the engine's own report are in GIMP's clipboard."""
    painting.kill(ENGINE)
    painting.window.wait(painting.has_message, "the message")
    read = "from gi.repository import Gdk, Gtk; print(Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD).wait_for_text())"
    painting.window.press_until(
        lambda: "## Devices" in painting.window.python(read), "the diagnostics", lambda: painting.window.keys("alt+d")
    )
    copied = painting.window.python(read)
    assert copied.startswith("The engine ended before its work was done")
    for words in ("\nGIMP 3.", "## Versions", "## Limits", "## End of the log"):
        assert words in copied
    assert str(painting.shell.home) not in copied
    shot = painting.window.screenshot(tmp_path / "gimp3-error.png")
    if os.environ.get("IMPASTO_SHOTS"):  # for someone to look at
        shutil.copy(shot, os.environ["IMPASTO_SHOTS"])
    check_nothing_happened(painting, message=True)


def test_a_suspended_engine_is_the_users_to_end(painting: Studio) -> None:
    """Not the plug-in's: it may be stopped, swapped out, or asleep with the computer."""
    painting.kill(ENGINE, "STOP")
    time.sleep(40)
    assert painting.remains() and not painting.has_message()
    painting.window.answer("alt+c", PROGRESS)
    check_nothing_happened(painting)


def test_a_suspended_engine_goes_on_when_it_is_woken(painting: Studio) -> None:
    painting.kill(ENGINE, "STOP")
    time.sleep(8)
    painting.kill(ENGINE, "CONT")
    finish_early(painting)
    assert not painting.has_message()
    assert not painting.is_unchanged()


def test_strokes_made_meanwhile_are_not_covered(painting: Studio) -> None:
    """The result becomes a layer above; outside the selection nothing counts as a stroke."""
    painting.window.python(
        "Gimp.context_set_foreground(Gegl.Color.new('red')); Gimp.pencil(layer, [80.0, 80.0, 120.0, 120.0]); "
        "save('drawn', layer)"
    )
    finish_early(painting)
    painting.dismiss_message()
    assert np.array_equal(painting.snapshot().native, Snapshot.read(painting.shell.home, "drawn").native)
    assert painting.window.python("print([one.get_name() for one in image.get_layers()][0])").endswith(
        "(Neural Style)\n"
    )


def test_the_dialog_goes_on_with_what_was_cut_off(photograph: Studio, installed: Installation) -> None:
    kept = photograph.shell.home / ".local/state/impasto/checkpoints"
    with keeping_everything(installed):
        photograph.start_painting()
        photograph.window.wait(lambda: any(kept.glob("*/job.json")), "a checkpoint")
        photograph.kill(PLUG_IN)
        assert photograph.seconds_until(lambda: not photograph.remains()) < GOODBYE
        photograph.dismiss_late_message()
        photograph.window.search_action("Neural Style")
        photograph.window.answer("alt+g", "Unfinished painting")
        photograph.window.answer("alt+s", PROGRESS)
        photograph.window.wait(lambda: not any(kept.glob("*/job.json")), "the end of the job")
    assert photograph.window.python("print(len(Gimp.get_images()))") == "3\n"
    photograph.window.answer("Escape", DIALOG)  # which opens afterwards, as it was asked for
    photograph.window.wait(lambda: not photograph.remains(), "the end of the dialog")
    assert photograph.is_unchanged()


def test_full_temporary_folder_is_reported(photograph: Studio) -> None:
    shell = photograph.shell
    shell.run(["mount", "-t", "tmpfs", "-o", "size=256k", "small", "/tmp"])
    try:
        photograph.begin()
        photograph.window.wait(photograph.has_message, "the message")
        check_nothing_happened(photograph, message=True)
    finally:
        shell.run(["umount", "--lazy", "/tmp"])


def test_killed_plug_in_takes_the_engine_along(painting: Studio) -> None:
    painting.kill(PLUG_IN)
    assert painting.seconds_until(lambda: not painting.remains()) < GOODBYE
    if painting.has_message():  # GIMP's own, on a plug-in that crashed; after some others it keeps it to itself
        painting.dismiss_message()
    assert painting.is_unchanged()


def test_killed_gimp_takes_all_along(one_studio: Studio) -> None:
    one_studio.open_photograph(LONG)
    one_studio.start_painting()
    one_studio.kill("/usr/bin/gimp-3")
    assert one_studio.seconds_until(lambda: not one_studio.remains()) < GOODBYE


@contextlib.contextmanager
def keeping_everything(installed: Installation) -> Iterator[None]:
    """Let the engine keep the state of the shortest jobs, too."""
    path = installed.plug_ins / "impasto/engine.json"
    original = path.read_text()
    engine = json.loads(original)
    program = "from engine.jobs import unfinished; unfinished.LEAST_SECONDS = 0; from engine.worker.server import serve"
    engine["argv"] = [engine["argv"][0], "-c", f"{program}; serve()", ENGINE]
    replace(path, json.dumps(engine))
    try:
        yield
    finally:
        replace(path, original)


def replace(path: Path, text: str) -> None:
    """Write a new file in place of one that another home may share."""
    path.unlink()
    path.write_text(text)


def controls(studio: Studio, title: str) -> list[Widget]:
    """What can be used in a window, and what shows how far it is; all of it has a name."""
    shown = studio.reader.widgets(title)
    used = [each for each in shown if "focusable" in each.states or each.role in ("combo box", "progress bar", "icon")]
    used = [each for each in used if each.role != "scroll pane"]
    assert used and [each for each in used if not each.spoken or each.role in ("unknown", "invalid")] == []
    return used


def press(studio: Studio, key: str) -> None:
    """Press a key in the image's window."""
    studio.window.wait_for_title("256x256")
    studio.window.keys(key)


def finish_early(studio: Studio) -> None:
    """Press "Stop and keep" and wait until the job is done."""
    studio.window.answer("alt+s", PROGRESS)
    studio.window.wait(lambda: not studio.remains(), "the end of the job")


def check_nothing_happened(studio: Studio, *, message: bool = False) -> None:
    """Soon nothing of Impasto is left but a message, if there should be one, and the photograph is as it was."""
    if message:
        studio.window.wait(studio.has_message, "the message")
        assert studio.seconds_until(lambda: all(PLUG_IN in each for each in studio.remains())) < GOODBYE
        studio.dismiss_message()
    assert studio.seconds_until(lambda: not studio.remains()) < GOODBYE
    assert not studio.has_message()
    assert studio.is_unchanged()


def check_new_image(studio: Studio, images: int) -> None:
    """The painted picture, with some context on two sides, is a new image, of now so many, and GIMP has said so."""
    studio.dismiss_message()
    assert studio.window.python("print(len(Gimp.get_images()))") == f"{images}\n"
    code = (
        "newest = max(Gimp.get_images(), key=lambda one: one.get_id()); print(newest.get_width(), newest.get_height())"
    )
    assert studio.window.python(code) == f"{LONG + 16} {LONG + 16}\n"
