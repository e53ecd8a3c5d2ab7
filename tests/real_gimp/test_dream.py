"""Deep Dream in the real GIMP 3 and GIMP 2.10: what it changes, leaves alone and refuses; one undo; a cancel."""

from __future__ import annotations

import json
import shutil
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.conftest import CHECKOUT
from tests.real_gimp import gimpfu_home
from tests.real_gimp.gimp import Gimp, run_console
from tests.real_gimp.inside_gimp import PRELUDE, Snapshot, told
from tests.real_gimp.installed import INSIDE, Installation
from tests.real_gimp.window import GimpWindow

PRELUDE2 = f"import sys; sys.path.append({INSIDE!r}); from tests.real_gimp.inside2 import *\n"
FAKE_ENGINE = f"{INSIDE}/tests/gimp_plugin/fake_engine.py"
DIALOG, PROGRESS = "Deep Dream", "Deep Dream: dreaming"
QUICK = 'layer="conv3_1", octaves=2, steps=3'


def put_plug_in(home: Path, series: str, **plan: Any) -> Path:
    """The plug-in in a home for a series of GIMP, with an engine that paints negatives by the plan given."""
    folder, ignored = home / ".config/GIMP" / series / "plug-ins/impasto", shutil.ignore_patterns("__pycache__")
    shutil.copytree(CHECKOUT / "gimp_plugin/impasto", folder, ignore=ignored, dirs_exist_ok=True)
    shutil.copy(CHECKOUT / "engine/options.py", folder)
    shutil.copy(CHECKOUT / "engine/worker/protocol.py", folder)
    environment = {"FAKE_ENGINE": json.dumps(plan)}
    engine = {"argv": ["/usr/bin/python3", FAKE_ENGINE], "version": "0", "environment": environment}
    folder.joinpath("engine.json").write_text(json.dumps(engine))
    folder.joinpath("impasto.py").chmod(0o755)
    return home


@pytest.fixture
def faked3(gimp3: Gimp, tmp_path: Path) -> Callable[..., Gimp]:
    """GIMP 3 with the plug-in and the fake engine."""
    return lambda **plan: gimp3.at(
        home=put_plug_in(tmp_path / "home", gimp3.series, **plan), binds={CHECKOUT: f"{INSIDE}:ro"}
    )


@pytest.fixture
def faked2(gimp2: Gimp, tmp_path: Path) -> Callable[..., Gimp]:
    """GIMP 2.10 with the plug-in and the fake engine."""

    def install(**plan: Any) -> Gimp:
        home = tmp_path / "home"
        gimpfu_home.install(home)
        return gimp2.at(home=put_plug_in(home, "2.10", **plan), binds={CHECKOUT: f"{INSIDE}:ro"})

    return install


def check_only_the_selection_changed(before: Snapshot, after: Snapshot) -> None:
    inside = before.mask == 1
    assert after.about == before.about
    assert np.array_equal(after.native[~inside], before.native[~inside])
    assert np.abs(after.rgba - before.rgba)[inside].max(-1).mean() > 0.02


def test_the_installed_engine_dreams_inside_the_selection(installed: Installation) -> None:
    with installed.gimp.shell() as shell:
        words = inside3(
            shell,
            f"""
            image, layer, guide = open_pair()
            image.select_rectangle(Gimp.ChannelOps.REPLACE, 64, 128, 48, 48)
            save("before", layer)
            tell(result=dream([layer], {QUICK}))
            save("after", layer)
            tell(guided=dream([layer], guide, result="new-layer", {QUICK}), remains=remains())
            save("guided", image.get_layers()[0])
        """,
        )
        assert words == {"result": ["success", ""], "guided": ["success", ""], "remains": []}
        before, after, guided = (Snapshot.read(shell.home, name) for name in ("before", "after", "guided"))
    check_only_the_selection_changed(before, after)
    assert guided.about["layers"] == ["Background (Deep Dream)", "Background"]
    assert guided.about["offsets"] == [48, 112]  # the selection with what is computed around it
    assert (guided.about["width"], guided.about["height"]) == (80, 80)


def inside3(shell: Any, code: str) -> dict[str, Any]:
    """Run code in GIMP 3, with inside.py known to it, and return what it told."""
    return told(run_console(shell, PRELUDE + textwrap.dedent(code), timeout=600).stdout)


def test_what_cannot_be_done_is_refused_with_a_sentence(faked3: Callable[..., Gimp]) -> None:
    with faked3().shell() as shell:
        words = inside3(
            shell,
            """
            image, layer, guide = open_pair()
            image.select_rectangle(Gimp.ChannelOps.REPLACE, 64, 64, 32, 32)
            save("before", layer)
            tell(itself=dream([layer], layer))
            layer.set_lock_content(True)
            tell(locked=dream([layer]))
            layer.set_lock_content(False)
            layer.set_offsets(200, 200)
            tell(missed=dream([layer]))
            layer.set_offsets(0, 0)
            save("still", layer)
            tell(last=dream([layer], guide, Gimp.RunMode.WITH_LAST_VALS), remains=remains())
            save("after", layer)
        """,
        )
        before, still, after = (Snapshot.read(shell.home, name) for name in ("before", "still", "after"))
    assert np.array_equal(still.native, before.native)
    check_only_the_selection_changed(before, after)
    assert (words.pop("last"), words.pop("remains")) == (["success", ""], [])
    for name, sentence in {
        "itself": "The layer cannot be its own guide. Choose another layer",
        "locked": "The pixels of the layer “Background” are locked",
        "missed": "The selection does not touch the layer “Background”",
    }.items():
        status, said = words.pop(name)
        assert (status, sentence in said) == ("calling-error", True), said
    assert words == {}


def test_the_dialog_dreams_one_undo_takes_it_back_and_cancel_leaves_no_trace(faked3: Callable[..., Gimp]) -> None:
    with faked3(steps=60, pause=0.1).window() as window:
        window.python(PRELUDE + "image, layer, other = open_pair(); display = show(image); save('before', layer)")
        window.wait_for_title("256x256")
        open_dialog(window)
        window.answer("alt+o", DIALOG)
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
    words = told(
        gimpfu_home.python(
            gimp,
            gimp.home,
            PRELUDE2
            + textwrap.dedent("""
        image, layer, guide = open_pair()
        pdb.gimp_image_select_rectangle(image, CHANNEL_OP_REPLACE, 64, 128, 48, 48)
        save("before", layer)
        tell(said=dream(layer, layer="conv3_1", octaves=2))
        save("after", layer)
        tell(guided=dream(layer, guide, result="new-layer"))
        save("guided", image.layers[0])
        tell(itself=dream(layer, layer), unknown=dream(layer, layer="pool1"), strength=dream(layer, strength=200),
             remains=remains())
    """),
        )
    )
    before, after, guided = (Snapshot.read(gimp.home, name) for name in ("before", "after", "guided"))
    check_only_the_selection_changed(before, after)
    assert guided.about["layers"] == ["astronaut.jpg (Deep Dream)", "astronaut.jpg"]
    assert (words["said"], words["guided"], words["remains"]) == ("", "", [])
    sentences = {
        "itself": "The layer cannot be its own guide. Choose another layer",
        "unknown": "“pool1” is no value of layer. Choose one of: conv1_1,",
        "strength": "Option 'strength' cannot be 200",
    }
    assert {name: words[name] for name, text in sentences.items() if text not in words[name]} == {}


def test_gimp_2s_dialog_dreams_and_cancels(faked2: Callable[..., Gimp]) -> None:
    photo = f"{INSIDE}/samples/content/astronaut.jpg"
    with faked2(steps=40, pause=0.2).window(photo) as window:
        window.wait_for_title("[astronaut]")
        open_dialog(window)
        window.answer("alt+o", DIALOG)
        window.answer("Escape", PROGRESS)
        assert window.wait_for_title("[astronaut]").startswith("[")
        window.keys("ctrl+f")
        window.answer("alt+s", PROGRESS)
        assert window.wait_for_title("*[astronaut]")
        window.keys("ctrl+z")
        window.wait(lambda: any(title.startswith("[astronaut]") for title in window.titles()), "the undo")
