"""The dialog in a window of the real GIMP 3: preview, knobs, OK that goes on from there, background; its widgets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.real_gimp.harness.dialogs import TIMEOUT, change_a_knob, check_that_the_job_went_on, wait
from tests.real_gimp.harness.installed import Installation
from tests.real_gimp.harness.recorded_protocol import RecordedProtocol, record_protocol
from tests.real_gimp.harness.snapshots import PRELUDE, Snapshot, read_report
from tests.real_gimp.harness.studio import DIALOG, PROGRESS
from tests.real_gimp.harness.window import GimpWindow

OPEN = """
image, layer, style = open_pair()
image.select_rectangle(Gimp.ChannelOps.REPLACE, 64, 64, 64, 64)
Gimp.Display.new(image)
image.clean_all()
save("before", layer)
"""


@pytest.fixture
def recorded(installed: Installation, tmp_path: Path) -> Installation:
    """Impasto with a process between plug-in and engine that records the protocol."""
    return record_protocol(installed, tmp_path / "home")


@pytest.fixture
def window(recorded: Installation) -> Iterator[GimpWindow]:
    """A photograph with a small selection, and a painting beside it."""
    with recorded.gimp.window() as window:
        window.python(PRELUDE + OPEN)
        window.wait_for_title("256x256")
        yield window


def test_preview_knob_ok_and_background(window: GimpWindow) -> None:
    protocol = RecordedProtocol(window.shell.home)
    window.search_action("Neural Style")
    window.wait_for_title(DIALOG)
    wait(window, lambda: protocol.messages("<", "preview"), "the first preview")

    change_a_knob(window, protocol)
    first, second = protocol.messages(">", "job")[:2]
    assert second["options"]["strength"] != first["options"]["strength"]
    assert second["content"] == first["content"]  # the pixels were sent once
    assert [command["id"] for command in protocol.messages(">", "cancel")] == [first["id"]]

    window.answer("alt+o", DIALOG)
    window.answer("alt+b", PROGRESS)
    window.wait_for_title("Message", timeout=TIMEOUT)  # the user is told
    window.keys("Escape")
    check_that_the_job_went_on(protocol, second["id"])

    window.python("save('after', layer)")
    before, after = (Snapshot.read(window.shell.home, name) for name in ("before", "after"))
    inside = before.mask == 1
    assert (after.native != before.native).any(-1)[inside].mean() > 0.9
    assert np.array_equal(after.native[~inside], before.native[~inside])


def test_cancel_in_the_dialog_is_a_cancel(window: GimpWindow) -> None:
    call = window.submit("report(result=paint([layer], None, Gimp.RunMode.INTERACTIVE)[0])")
    window.answer("alt+c", DIALOG)
    assert read_report(window.result(call)) == {"result": "cancel"}


WIDGETS = """
import sys
from pathlib import Path
folder = next(Path.home().glob(".config/GIMP/3.*/plug-ins/impasto"))
sys.path.insert(0, str(folder))
import gi
gi.require_version("Gtk", "3.0")
gi.require_version("GimpUi", "3.0")
from gi.repository import Gdk, GimpUi, Gtk
GimpUi.init("test")
from common import texts
from common.procedures import STYLE
from gimp3.dialog import Dialog
from gimp3.map_row import MapRow
from gimp3.progress_window import Window
from gimp3.style_rows import StyleRows

class NoSession:
    number, engine = None, type("Engine", (), {"folder": None})
    def receive(self, seconds):
        return None

def walk(widget):
    yield widget
    if isinstance(widget, Gtk.Container):
        found = []
        widget.forall(found.append)
        for one in found:
            yield from walk(one)

def mnemonics(top):
    keys = [one.get_mnemonic_keyval() for one in walk(top) if isinstance(one, Gtk.Label)]
    return [Gdk.keyval_name(key).lower() for key in keys if key != Gdk.KEY_VoidSymbol]

def nameless(top):
    kinds = (Gtk.ComboBox, Gtk.SpinButton, Gtk.Button, Gtk.Image, Gtk.Entry)
    shown = [one for one in walk(top) if isinstance(one, kinds) and one.get_mapped()]
    def has_name(one):
        about = one.get_accessible()
        relations = about.ref_relation_set()
        labelled = [relations.get_relation(n) for n in range(relations.get_n_relations())]
        return bool(about.get_name()) or any(one.get_relation_type().value_nick == "labelled-by" for one in labelled)
    inner = (Gtk.ComboBox, Gtk.SpinButton, Gtk.Button)
    return [str(one) for one in shown if not has_name(one) and one.get_ancestor(Gtk.ComboBox) in (None, one)
            and not isinstance(one.get_parent(), inner)]

image, layer, style = open_pair()
procedure = Gimp.get_pdb().lookup_procedure("plug-in-impasto")
config = procedure.create_config()
dialog = Dialog(procedure, config, texts._("Neural Style"), STYLE.arguments(), NoSession())
dialog.add_below("strength", MapRow(procedure, config, [layer], lambda: ""))
rows = StyleRows([layer], lambda: None)
rows.add_row(None)
dialog.add_on_top(rows)
dialog.window.show_all()
progress = Window(texts._("Neural Style: painting"))
while Gtk.events_pending():
    Gtk.main_iteration()
report(title=dialog.window.get_title(), keys=mnemonics(dialog.window), progress_keys=mnemonics(progress._dialog),
     nameless=nameless(dialog.window) + nameless(progress._dialog),
     choices=[row[1] for row in rows._rows[0]._store], blurb=procedure.get_blurb(), menu=procedure.get_menu_label())
progress.close()
dialog.close()
"""


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "",
            {
                "title": "Neural Style",
                "blurb": "Paint the layer in the style of another layer",
                "menu": "_Neural Style...",
            },
        ),
        (
            "de",
            {
                "title": "Neuronaler Stil",
                "blurb": "Die Ebene im Stil einer anderen Ebene malen",
                "menu": "_Neuronaler Stil …",
            },
        ),
    ],
)
def test_widgets_speak_the_language_and_have_names_and_keys(
    installed: Installation, language: str, words: dict[str, str]
) -> None:
    # In another language GIMP asks all plug-ins anew, which takes it a while.
    gimp = installed.gimp.at(environment={"LANGUAGE": language}) if language else installed.gimp
    with gimp.window() as window:
        found = read_report(window.python(PRELUDE + WIDGETS))
    assert {name: found[name] for name in words} == words
    assert found["nameless"] == []
    for keys in (found["keys"], found["progress_keys"]):
        assert [key for key, times in Counter(keys).items() if times > 1] == []
    assert len(found["keys"]) >= 15 and len(found["progress_keys"]) == 3
    assert found["choices"][0].startswith(("van_gogh_night_cafe.jpg", "[")) and len(found["choices"]) == 2
