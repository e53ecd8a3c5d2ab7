"""The installed plug-in in a window of the real GIMP 3: the whole way of a user, and everything that can go wrong."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from tests.real_gimp.installed import Installation
from tests.real_gimp.studio import ENGINE, PLUG_IN, PROGRESS, Studio

GOODBYE = 2.0
"""Seconds within which nothing of Impasto may be left."""
LONG = 192
"""Side of a selection that takes longer to paint than a test needs to interfere."""


@pytest.fixture
def painting(installed: Installation) -> Iterator[Studio]:
    """A studio in which the engine is at work, and will be for some time."""
    with Studio(installed, side=LONG) as studio:
        studio.start_painting()
        yield studio


def test_paint_undo_and_repeat(installed: Installation) -> None:
    with Studio(installed) as studio:
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


def test_cancel_leaves_no_trace(painting: Studio) -> None:
    painting.window.wait_for_title(PROGRESS)
    painting.window.keys("alt+c")
    painting.window.wait_until_gone(PROGRESS)
    assert painting.seconds_until(lambda: not painting.remains()) < GOODBYE
    assert painting.is_unchanged()


def test_stop_and_keep_writes_what_is_there_where_the_selection_was(painting: Studio) -> None:
    painting.window.python("Gimp.Selection.none(image)")
    finish_early(painting)
    before, painted = painting.before(), painting.snapshot()
    inside = before.mask == 1
    assert (painted.native != before.native).any(-1)[inside].mean() > 0.9
    assert np.array_equal(painted.native[~inside], before.native[~inside])
    assert painting.window.python("print(Gimp.Selection.is_empty(image))") == "True\n"
    assert painting.remains() == []


def test_result_for_a_layer_that_was_deleted_is_a_new_image(painting: Studio) -> None:
    painting.window.python("spare = layer.copy(); image.insert_layer(spare, None, 0); image.remove_layer(layer)")
    images = int(painting.window.python("print(len(Gimp.get_images()))"))
    finish_early(painting)
    assert painting.remains() == []
    before, spare = painting.before(), painting.snapshot("spare")
    assert np.array_equal(spare.native, before.native)
    check_new_image(painting, images)


def test_result_for_an_image_that_was_closed_is_a_new_image(painting: Studio) -> None:
    painting.window.python("display.delete()")
    images = int(painting.window.python("print(len(Gimp.get_images()))"))
    finish_early(painting)
    assert painting.remains() == []
    check_new_image(painting, images)


def test_killed_engine_is_reported_and_cleaned_up(painting: Studio) -> None:
    painting.kill(ENGINE)
    assert painting.seconds_until(lambda: not painting.remains()) < GOODBYE
    painting.window.wait_for_title("GIMP Message")
    painting.window.keys("Escape")
    assert painting.is_unchanged()


def test_killed_plug_in_takes_the_engine_along(painting: Studio) -> None:
    painting.kill(PLUG_IN)
    assert painting.seconds_until(lambda: not painting.remains()) < GOODBYE
    assert painting.is_unchanged()


def test_killed_gimp_takes_all_along(painting: Studio) -> None:
    painting.kill("/usr/bin/gimp-3")
    assert painting.seconds_until(lambda: not painting.remains()) < GOODBYE


def press(studio: Studio, key: str) -> None:
    """Press a key in the image's window."""
    studio.window.wait_for_title("256x256")
    studio.window.keys(key)


def finish_early(studio: Studio) -> None:
    """Press "Stop and keep" and wait until the job is done."""
    studio.window.wait_for_title(PROGRESS)
    studio.window.keys("alt+s")
    studio.window.wait_until_gone(PROGRESS)
    studio.window.wait(lambda: not studio.remains(), "the end of the job")


def check_new_image(studio: Studio, images: int) -> None:
    """There is one more image than there was, with the painted picture, which is open in a window."""
    assert int(studio.window.python("print(len(Gimp.get_images()))")) == images + 1
    code = (
        "newest = max(Gimp.get_images(), key=lambda one: one.get_id()); print(newest.get_width(), newest.get_height())"
    )
    assert studio.window.python(code) == f"{LONG} {LONG}\n"
