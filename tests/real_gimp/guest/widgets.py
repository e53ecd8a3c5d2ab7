"""Looks at Impasto's windows inside GIMP 3: what is cut off, what is larger than the screen, what a keyboard reaches.

Runs in GIMP's Python. `study_all` makes each window of Impasto as a job makes it, with an engine that says nothing and
the longest of its texts, and tells what was found.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
gi.require_version("GimpUi", "3.0")
from gi.repository import Atk, Gdk, Gimp, GimpUi, GLib, Gtk  # noqa: E402

sys.path.insert(0, str(next(Path.home().glob(".config/GIMP/3.*/plug-ins/impasto"))))
GimpUi.init("test")

SECONDS = 0.5
"""How long a window may take until it lies still."""
MOST_STEPS = 100
"""Of Tab, until all widgets had the keyboard."""
INNER = (Gtk.ComboBox, Gtk.SpinButton, Gtk.Button)
DEVICE = "NVIDIA GeForce RTX 4070"
SPOKEN = (Gtk.ComboBox, Gtk.SpinButton, Gtk.Button, Gtk.Image, Gtk.Entry, Gtk.ProgressBar, Gtk.TextView)


class NoSession:
    """A session whose engine never says anything."""

    number, engine = None, type("Engine", (), {"folder": None})

    def receive(self, seconds: float) -> None:
        """Nothing."""


def settle() -> None:
    """Let GTK lay out and draw."""
    until = GLib.get_monotonic_time() + SECONDS * 1e6
    while GLib.get_monotonic_time() < until:
        while Gtk.events_pending():
            Gtk.main_iteration()
        GLib.usleep(10_000)


def walk(widget: Gtk.Widget) -> Iterator[Gtk.Widget]:
    """A widget and all below it, the inner ones too."""
    yield widget
    if isinstance(widget, Gtk.Container):
        found: list[Gtk.Widget] = []
        widget.forall(found.append)
        for one in found:
            yield from walk(one)


def shown(top: Gtk.Widget, kinds: type | tuple[type, ...]) -> list[Gtk.Widget]:
    """The widgets of these kinds that are on the screen."""
    found = [one for one in walk(top) if isinstance(one, kinds) and one.get_mapped()]
    return [one for one in found if one.get_allocated_width() > 1]  # what is folded away was never laid out


def cut_labels(top: Gtk.Window) -> list[str]:
    """The texts of which a part cannot be read: shortened to dots, or larger than the room they have."""
    cut = []
    for label in shown(top, Gtk.Label):
        layout, given = label.get_layout(), label.get_allocation()
        width, height = layout.get_pixel_size()
        if layout.is_ellipsized() or width > given.width + 1 or height > given.height + 1:
            cut.append(f"{label.get_text()!r}: {width} x {height} in {given.width} x {given.height}")
    return cut


def outside(top: Gtk.Window) -> list[str]:
    """What is larger than the screen, or lies beyond the edge of its own window."""
    area = Gdk.Display.get_default().get_monitor_at_window(top.get_window()).get_workarea()
    frame = top.get_window().get_frame_extents()
    found = [] if frame.width <= area.width and frame.height <= area.height else [f"{frame.width} x {frame.height}"]
    size = top.get_allocation()
    for one in shown(top, (*SPOKEN, Gtk.Label)):
        if one.get_ancestor(Gtk.ScrolledWindow):
            continue
        place = one.get_allocation()
        x, y = one.translate_coordinates(top, 0, 0)
        if x < 0 or y < 0 or x + place.width > size.width or y + place.height > size.height:
            found.append(f"{one} at {x}, {y}")
    return found


def nameless(top: Gtk.Widget) -> list[str]:
    """What a screen reader can say nothing of: no name and no label."""

    def has_name(one: Gtk.Widget) -> bool:
        about = one.get_accessible()
        labels = about.ref_relation_set().contains(Atk.RelationType.LABELLED_BY)
        return bool(about.get_name()) or labels

    return [
        str(one)
        for one in shown(top, SPOKEN)
        if not has_name(one)
        and one.get_ancestor(Gtk.ComboBox) in (None, one)
        and not isinstance(one.get_parent(), INNER)
    ]


def unreachable(top: Gtk.Window) -> list[str]:
    """The widgets that Tab never brings the keyboard to."""
    reached = set()
    for _ in range(MOST_STEPS):
        top.child_focus(Gtk.DirectionType.TAB_FORWARD)
        reached.add(top.get_focus())
    wanted = [one for one in shown(top, Gtk.Widget) if one.get_can_focus() and one.is_sensitive()]
    return [str(one) for one in wanted if one not in reached and not isinstance(one, (Gtk.Window, Gtk.ScrolledWindow))]


def mnemonics(top: Gtk.Widget) -> list[str]:
    """The letters that, with Alt, lead somewhere."""
    keys = [one.get_mnemonic_keyval() for one in walk(top) if isinstance(one, Gtk.Label)]
    return [Gdk.keyval_name(Gdk.keyval_to_lower(key)) for key in keys if key != Gdk.KEY_VoidSymbol]


def study(top: Gtk.Window) -> dict[str, Any]:
    """All that was found out about a window that is shown."""
    settle()
    return {
        "title": top.get_title(),
        "cut": cut_labels(top),
        "outside": outside(top),
        "nameless": nameless(top),
        "unreachable": unreachable(top),
        "keys": mnemonics(top),
        "size": list(top.get_size()),
    }


def study_all(layer: Gimp.Layer, folder: str) -> dict[str, dict[str, Any]]:
    """Study each window of Impasto by its name, and write a picture of the screen with it into the folder."""
    found = {}
    for name, opened in WINDOWS.items():
        for number, window in enumerate(opened(layer)):
            found[f"{name}-{number}"] = study(window)
            picture = f"{folder}/{name}-{number}.png"
            subprocess.run(["import", "-window", "root", picture], check=True)
    return found


def _dialog(layer: Gimp.Layer) -> Iterator[Gtk.Window]:
    """The dialog with three styles; then unfolded; then with a part at 100 %."""
    from common.procedures import STYLE
    from gimp3.style_rows import StyleRows

    rows = StyleRows([layer], lambda: None)
    for _ in range(2):
        rows.add_row(None)
    yield from _dialog_of(STYLE, rows, layer, complete=_add_looks_and_map)


def _add_looks_and_map(dialog: Any, config: Any, rows: Any, layer: Gimp.Layer) -> None:
    """What only the dialog of Neural Style has, as `procedure` adds it."""
    from common.procedures import STYLE
    from gimp3.looks_row import LooksRow
    from gimp3.map_row import MapRow

    map_row = MapRow(Gimp.get_pdb().lookup_procedure(STYLE.name), config, [layer], lambda: "")
    dialog.add_below("strength", map_row)
    dialog.add_on_top(LooksRow(dialog, config, rows, [layer], lambda _choices: None))


def _looks(layer: Gimp.Layer) -> Iterator[Gtk.Window]:
    """The window with several looks; no line of its captions ends in the middle."""
    from common import texts
    from common.looks import Page
    from gimp3.contact_sheet import ContactSheet

    session: Any = NoSession()
    parent = Gtk.Window()
    thumbnail = layer.get_thumbnail(64, 64, Gimp.PixbufTransparency.SMALL_CHECKS)
    sheet = ContactSheet(parent, session, print, lambda _kind: None, thumbnail)
    caption = texts._("Strength {strength} %, brush {scale} %").format(strength=100, scale=200)
    now = texts._("{caption} (now)").format(caption=caption)
    sheet._fill(Page([now] * 9, [lambda: None] * 9))
    sheet.show_state(texts._("Painting {n} of {all}; choose one at any time").format(n=9, all=9))
    sheet._scrolled.set_min_content_height(sheet._room())
    sheet.window.show_all()
    yield sheet.window
    sheet.window.destroy()
    parent.destroy()


def _dream(layer: Gimp.Layer) -> Iterator[Gtk.Window]:
    """The same of Deep Dream, with its guide."""
    from common.procedures import DREAM
    from gimp3.guide_row import GuideRow

    yield from _dialog_of(DREAM, GuideRow([layer], lambda: None, []), layer)


def _dialog_of(
    about: Any, row: Gtk.Widget, layer: Gimp.Layer, complete: Callable[..., None] = lambda *_: None
) -> Iterator[Gtk.Window]:
    from common import texts
    from gimp3.dialog import PREVIEW_SIDE, Dialog

    procedure = Gimp.get_pdb().lookup_procedure(about.name)
    session: Any = NoSession()
    config = procedure.create_config()
    dialog = Dialog(procedure, config, about.work, about.arguments(), session)
    dialog.add_on_top(row)
    complete(dialog, config, row, layer)
    pane = dialog._pane
    pane.picture.show_thumbnail(layer.get_thumbnail(PREVIEW_SIDE, PREVIEW_SIDE, Gimp.PixbufTransparency.SMALL_CHECKS))
    pane.show_state(texts._("The preview is finished; OK continues from here."))
    forecast = texts._("OK will take about {time} and {memory} MiB of memory.")
    said = forecast.format(time=texts.duration(5000), memory=16384)
    pane.show_forecast(texts._("{device}: {forecast}").format(device=DEVICE, forecast=said))
    pane.show_devices({"cpu": "AMD EPYC", "webgpu": DEVICE})
    pane.offer_crop(True)
    dialog.window.show_all()
    yield dialog.window
    for expander in shown(dialog.window, Gtk.Expander):
        expander.set_expanded(True)
    yield dialog.window
    pane.crop.button.set_active(True)
    yield dialog.window
    dialog.close()


def _progress(_layer: Gimp.Layer) -> Iterator[Gtk.Window]:
    """The progress window in the middle of its job."""
    from common import texts
    from gimp3.progress_window import Window

    progress = Window(texts._("Neural Style: painting"))
    line = texts._("level {n} of {all} ({size} px)").format(n=12, all=12, size="4096 x 4096")
    parts = [line, texts._("evaluation {n} of {all}").format(n=1000, all=1000)]
    progress.show(0.5, ", ".join([*parts, texts._("{time} left").format(time=texts.duration(7500))]))
    progress.preview(2, 2, bytes(12))
    for evaluation in range(1, 40):
        progress.loss(0, evaluation, 100, 1 / evaluation)
    yield progress._dialog
    progress.close()


def _error(_layer: Gimp.Layer) -> Iterator[Gtk.Window]:
    """The window of an error."""
    from common import texts
    from gimp3.error_window import _Window

    text = texts._("The engine ended before its work was done ({reason}).").format(reason="std::bad_alloc")
    window = _Window(f"{text} {texts._('Its log says more.')}")
    yield window.dialog
    window.dialog.destroy()


WINDOWS: dict[str, Callable[[Gimp.Layer], Iterator[Gtk.Window]]] = {
    "dialog": _dialog,
    "dream": _dream,
    "looks": _looks,
    "progress": _progress,
    "error": _error,
}
