"""Deep Dream in the real GIMP 3 and GIMP 2.10: what it changes, leaves alone and refuses; one undo; a cancel."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any

import numpy as np

from tests.real_gimp.harness import gimpfu_home
from tests.real_gimp.harness.gimp import Gimp, run_console
from tests.real_gimp.harness.gimpfu_home import PRELUDE as PRELUDE2
from tests.real_gimp.harness.installed import INSIDE, Installation
from tests.real_gimp.harness.snapshots import PRELUDE, Snapshot, read_report
from tests.real_gimp.harness.studio import wait_for_pictures
from tests.real_gimp.harness.window import GimpWindow

DIALOG, PROGRESS = "Deep Dream", "Deep Dream: dreaming"
QUICK = 'layer="conv3_1", octaves=2, steps=3'


def check_only_the_selection_changed(before: Snapshot, after: Snapshot) -> None:
    inside = before.mask == 1
    assert after.about == before.about
    assert np.array_equal(after.native[~inside], before.native[~inside])
    assert np.abs(after.rgba - before.rgba)[inside].max(-1).mean() > 0.02


def test_the_installed_engine_dreams_inside_the_selection(installed: Installation) -> None:
    with installed.gimp.shell() as shell:
        reported = run_inside(
            shell,
            f"""
            image, layer, guide = open_pair()
            image.select_rectangle(Gimp.ChannelOps.REPLACE, 64, 128, 48, 48)
            save("before", layer)
            report(result=dream([layer], {QUICK}))
            save("after", layer)
            report(guided=dream([layer], guide, result="new-layer", {QUICK}), remains=remains())
            save("guided", image.get_layers()[0])
        """,
        )
        assert reported == {"result": ["success", ""], "guided": ["success", ""], "remains": []}
        before, after, guided = (Snapshot.read(shell.home, name) for name in ("before", "after", "guided"))
    check_only_the_selection_changed(before, after)
    assert guided.about["layers"] == ["Background (Deep Dream)", "Background"]
    assert guided.about["offsets"] == [48, 112]  # the selection with what is computed around it
    assert (guided.about["width"], guided.about["height"]) == (80, 80)


def run_inside(shell: Any, code: str) -> dict[str, Any]:
    """Run code in GIMP 3, with the names of guest.gimp3, and return what it reported."""
    return read_report(run_console(shell, PRELUDE + textwrap.dedent(code), timeout=600).stdout)


def test_what_cannot_be_done_is_refused_with_a_sentence(faked3: Callable[..., Gimp]) -> None:
    with faked3().shell() as shell:
        reported = run_inside(
            shell,
            """
            image, layer, guide = open_pair()
            image.select_rectangle(Gimp.ChannelOps.REPLACE, 64, 64, 32, 32)
            save("before", layer)
            report(itself=dream([layer], layer))
            layer.set_lock_content(True)
            report(locked=dream([layer]))
            layer.set_lock_content(False)
            layer.set_offsets(200, 200)
            report(missed=dream([layer]))
            layer.set_offsets(0, 0)
            save("still", layer)
            report(last=dream([layer], guide, Gimp.RunMode.WITH_LAST_VALS), remains=remains())
            save("after", layer)
        """,
        )
        before, still, after = (Snapshot.read(shell.home, name) for name in ("before", "still", "after"))
    assert np.array_equal(still.native, before.native)
    check_only_the_selection_changed(before, after)
    assert (reported.pop("last"), reported.pop("remains")) == (["success", ""], [])
    for name, sentence in {
        "itself": "The layer cannot be its own guide. Choose another layer",
        "locked": "The pixels of the layer “Background” are locked",
        "missed": "The selection does not touch the layer “Background”",
    }.items():
        status, said = reported.pop(name)
        assert (status, sentence in said) == ("calling-error", True), said
    assert reported == {}


def test_the_dialog_dreams_one_undo_takes_it_back_and_cancel_leaves_no_trace(faked3: Callable[..., Gimp]) -> None:
    with faked3(steps=400, pause=0.3).window() as window:
        window.python(PRELUDE + "image, layer, other = open_pair(); display = show(image); save('before', layer)")
        window.wait_for_title("256x256")
        open_dialog(window)
        window.answer("alt+o", DIALOG)
        wait_for_pictures(window, 1)
        window.answer("alt+s", PROGRESS)
        window.wait(lambda: is_changed(window), "the result")
        window.keys("ctrl+z")
        window.wait(lambda: not is_changed(window), "the undo")
        assert window.python("print(image.is_dirty())") == "False\n"
        window.keys("ctrl+f")
        window.answer("alt+c", PROGRESS)
        assert not is_changed(window)


def open_dialog(window: GimpWindow) -> None:
    """Choose Deep Dream as a user does who knows its name, and wait until its dialog listens."""
    window.search_action("Deep Dream")
    window.wait_for_title(DIALOG)
    window.wait(lambda: window.focused() == DIALOG, "the dialog to have the keyboard")


def is_changed(window: GimpWindow) -> bool:
    """Whether the layer differs from what it was."""
    window.python("save('now', layer)")
    before, now = (Snapshot.read(window.shell.home, name) for name in ("before", "now"))
    return now.native.tobytes() != before.native.tobytes()


def test_gimp_2_dreams_and_refuses(faked2: Callable[..., Gimp]) -> None:
    gimp = faked2()
    assert gimp.home is not None
    reported = read_report(
        gimpfu_home.python(
            gimp,
            gimp.home,
            PRELUDE2
            + textwrap.dedent("""
        image, layer, guide = open_pair()
        pdb.gimp_image_select_rectangle(image, CHANNEL_OP_REPLACE, 64, 128, 48, 48)
        save("before", layer)
        report(said=dream(layer, layer="conv3_1", octaves=2))
        save("after", layer)
        report(guided=dream(layer, guide, result="new-layer"))
        save("guided", image.layers[0])
        report(itself=dream(layer, layer), unknown=dream(layer, layer="pool1"), strength=dream(layer, strength=200),
             remains=remains())
    """),
        )
    )
    before, after, guided = (Snapshot.read(gimp.home, name) for name in ("before", "after", "guided"))
    check_only_the_selection_changed(before, after)
    assert guided.about["layers"] == ["astronaut.jpg (Deep Dream)", "astronaut.jpg"]
    assert (reported["said"], reported["guided"], reported["remains"]) == ("", "", [])
    sentences = {
        "itself": "The layer cannot be its own guide. Choose another layer",
        "unknown": "“pool1” is no value of layer. Choose one of: conv1_1,",
        "strength": "Option 'strength' cannot be 200",
    }
    assert {name: reported[name] for name, text in sentences.items() if text not in reported[name]} == {}


def test_gimp_2s_dialog_dreams_and_cancels(faked2: Callable[..., Gimp]) -> None:
    photo = f"{INSIDE}/samples/content/astronaut.jpg"
    with faked2(steps=400, pause=0.3).window(photo) as window:
        window.wait_for_title("[astronaut]")
        open_dialog(window)
        window.answer("alt+o", DIALOG)
        window.answer("Escape", PROGRESS)
        assert window.wait_for_title("[astronaut]").startswith("[")
        window.keys("ctrl+f")
        window.wait_for_title(PROGRESS)
        wait_for_pictures(window, 1)
        window.answer("alt+s", PROGRESS)
        assert window.wait_for_title("*[astronaut]")
        window.keys("ctrl+z")
        window.wait(lambda: any(title.startswith("[astronaut]") for title in window.titles()), "the undo")
