"""Questions to the user in GTK 2: may an indexed image become RGB, what is to become of an unfinished job."""

from __future__ import annotations

import time

import gimp
from _gimpfu import gtk as g
from _gimpfu.gtk import CANCEL, OK, gtk
from _gimpfu.libraries import encoded

from common.texts import _, duration
from common.unfinished import Unfinished
from gimp2.widgets import add_buttons, box, wrapped

WIDTH = 420
_REJECT = -2


def may_convert_to_rgb(image: gimp.Image) -> bool:
    """Ask whether an indexed image may become RGB."""
    text = _("A painted picture needs more. Convert “{name}” to RGB? One undo takes it back.").format(name=image.name)
    texts = _("The image has a palette of few colours."), text
    buttons = [(b"gtk-cancel", CANCEL), (encoded(_("Convert to _RGB")) or b"", OK)]
    return _ask(_("Indexed image"), texts, buttons) == OK


def ask_to_go_on(job: Unfinished) -> bool:
    """Ask what is to become of a job that was cut off: go on, forget it, or ask again the next time."""
    text = _("The engine or GIMP ended {time} ago. Go on where it was? The result will be a new image.")
    texts = (
        _("“{name}” was not finished.").format(name=job.title),
        text.format(time=duration(time.time() - job.changed)),
    )
    buttons = [
        (encoded(_("_Forget it")) or b"", _REJECT),
        (encoded(_("_Later")) or b"", CANCEL),
        (encoded(_("_Go on")) or b"", OK),
    ]
    answer = _ask(_("Unfinished painting"), texts, buttons)
    if answer == _REJECT:
        job.forget()
    return answer == OK


def _ask(title: str, texts: tuple[str, str], buttons: list[tuple[bytes, int]]) -> int:
    """Show a question with these buttons; the response of the one that was pressed."""
    window = g.new_dialog(title, "impasto-question")
    label = wrapped("\n\n".join(texts))
    gtk.gtk_widget_set_size_request(label, WIDTH, -1)
    packed = box(0, label)
    gtk.gtk_container_set_border_width(packed, 12)
    gtk.gtk_container_add(gtk.gtk_dialog_get_content_area(window), packed)
    add_buttons(window, buttons)
    gtk.gtk_dialog_set_default_response(window, OK)
    gtk.gtk_widget_show_all(window)
    try:
        return int(gtk.gtk_dialog_run(window))
    finally:
        gtk.gtk_widget_destroy(window)
        g.breathe()
