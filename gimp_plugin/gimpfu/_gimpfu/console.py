"""The Python console's window: all that was said above, a line to type below."""

from __future__ import annotations

import ctypes
import re
from ctypes import c_int, c_uint, c_void_p
from pathlib import Path

from . import gtk as g
from .gtk import gtk, ui
from .interpreter import Interpreter
from .libraries import decoded, encoded

SAVE, CLEAR, BROWSE, CLOSE, APPLY = 1, 2, 3, -7, -10
_UP, _DOWN, _TAB = 0xFF52, 0xFF54, 0xFF09
_SIZE = (640, 480)
KEY = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p)


class KeyEvent(ctypes.Structure):
    """GdkEventKey, as far as it is looked at."""

    _fields_ = (
        ("type", c_int),
        ("window", c_void_p),
        ("send_event", ctypes.c_int8),
        ("time", ctypes.c_uint32),
        ("state", c_uint),
        ("keyval", c_uint),
    )


class Console:
    """One console, until it is closed."""

    def __init__(self) -> None:
        self._interpreter = Interpreter()
        self._history: list[str] = []
        self._place = 0
        self._dialog = g.new_dialog("Python Console", "python-fu-console")
        for text, response in (("gtk-save", SAVE), ("gtk-clear", CLEAR), ("_Browse...", BROWSE), ("gtk-close", CLOSE)):
            gtk.gtk_dialog_add_button(self._dialog, encoded(text), response)
        self._text = gtk.gtk_text_view_new()
        gtk.gtk_text_view_set_editable(self._text, 0)
        gtk.gtk_widget_set_can_focus(self._text, 0)
        frame = gtk.gtk_scrolled_window_new(None, None)
        gtk.gtk_scrolled_window_set_shadow_type(frame, 1)
        gtk.gtk_widget_set_size_request(frame, *_SIZE)
        gtk.gtk_container_add(frame, self._text)
        self._prompt, self._entry = gtk.gtk_label_new(b">>>"), gtk.gtk_entry_new()
        line = gtk.gtk_hbox_new(0, 6)
        gtk.gtk_box_pack_start(line, self._prompt, 0, 0, 0)
        gtk.gtk_box_pack_start(line, self._entry, 1, 1, 0)
        box = gtk.gtk_vbox_new(0, 6)
        gtk.gtk_container_set_border_width(box, 12)
        gtk.gtk_box_pack_start(box, frame, 1, 1, 0)
        gtk.gtk_box_pack_start(box, line, 0, 0, 0)
        gtk.gtk_box_pack_start(gtk.gtk_dialog_get_content_area(self._dialog), box, 1, 1, 0)
        g.connect(self._entry, "activate", g.CHANGED(lambda _entry, _data: self._enter()))
        g.connect(self._entry, "key-press-event", KEY(self._key))
        self._add(self._interpreter.banner)

    def run(self) -> None:
        """Show the console and wait until it is closed."""
        gtk.gtk_widget_show_all(self._dialog)
        gtk.gtk_widget_grab_focus(self._entry)
        answers = {SAVE: self._save, CLEAR: self._clear, BROWSE: self._browse}
        while True:
            answer = answers.get(gtk.gtk_dialog_run(self._dialog))
            if answer is None:
                break
            answer()
        gtk.gtk_widget_destroy(self._dialog)
        g.breathe()

    def _enter(self) -> None:
        """Run the line that was typed."""
        line = decoded(gtk.gtk_entry_get_text(self._entry))
        self._add(self._interpreter.prompt + line + "\n")
        gtk.gtk_entry_set_text(self._entry, b"")
        if line.strip():
            self._history.append(line)
        self._place = len(self._history)
        try:
            self._add(self._interpreter.enter(line))
        except EOFError:
            gtk.gtk_dialog_response(self._dialog, CLOSE)
        gtk.gtk_label_set_text(self._prompt, encoded(self._interpreter.prompt.strip()))

    def _key(self, _entry: int, event: int, _data: int) -> int:
        """The arrows go through what was typed before, the tabulator completes; other keys are not ours."""
        key = KeyEvent.from_address(event).keyval
        if key in (_UP, _DOWN):
            self._place = min(max(self._place + (1 if key == _DOWN else -1), 0), len(self._history))
            self._type((*self._history, "")[self._place])
        elif key == _TAB:
            self._complete()
        else:
            return 0
        return 1

    def _complete(self) -> None:
        """Complete the last word as far as all names agree, and list them where there are several."""
        line = decoded(gtk.gtk_entry_get_text(self._entry))
        word = re.search(r"[\w.]*$", line)
        found = self._interpreter.completions(word.group()) if word else []
        if word and found:
            agreed = next(n for n in range(len(found[0]), -1, -1) if all(one.startswith(found[0][:n]) for one in found))
            self._type(line[: word.start()] + found[0][:agreed])
        if len(found) > 1:
            self._add("  ".join(found[:100]) + "\n")

    def _type(self, line: str) -> None:
        gtk.gtk_entry_set_text(self._entry, encoded(line))
        gtk.gtk_editable_set_position(self._entry, -1)

    def _add(self, text: str) -> None:
        """Add to what was said, and show the end of it."""
        buffer, code = gtk.gtk_text_view_get_buffer(self._text), encoded(text) or b""
        gtk.gtk_text_buffer_insert_at_cursor(buffer, code, len(code))
        gtk.gtk_text_view_scroll_mark_onscreen(self._text, gtk.gtk_text_buffer_get_insert(buffer))

    def _clear(self) -> None:
        gtk.gtk_text_buffer_set_text(gtk.gtk_text_view_get_buffer(self._text), b"", 0)

    def _save(self) -> None:
        """Ask for a file and write all that was said into it."""
        path = g.ask_for_file(self._dialog, "Save Python-Fu Console Output")
        if path:
            try:
                Path(path).write_text(g.text_of(self._text), "utf-8")
            except OSError as error:
                g.tell(self._dialog, f"Could not write to '{path}': {error.strerror}")

    def _browse(self) -> None:
        """Let the user choose a procedure, and type its call."""
        browser = ui.gimp_proc_browser_dialog_new(b"Python Procedure Browser", b"python-fu-console", None, None, None)
        for text, response in ((b"gtk-apply", APPLY), (b"gtk-close", CLOSE)):
            gtk.gtk_dialog_add_button(browser, text, response)
        chosen = gtk.gtk_dialog_run(browser) == APPLY
        name = decoded(ui.gimp_proc_browser_dialog_get_selected(browser)) if chosen else ""
        gtk.gtk_widget_destroy(browser)
        if name:
            self._type(call_of(name))
        gtk.gtk_widget_grab_focus(self._entry)


def call_of(name: str) -> str:
    """How a procedure is called: results = pdb.name(arguments)."""
    from .procedures import info

    found = info(name)
    names = [[one.name.replace("-", "_") for one in some] for some in (found.returns, found.params)]
    arguments = names[1][1:] if names[1][:1] == ["run_mode"] else names[1]
    results = f"{', '.join(names[0])} = " if names[0] else ""
    return f"{results}pdb.{name.replace('-', '_')}({', '.join(arguments)})"
