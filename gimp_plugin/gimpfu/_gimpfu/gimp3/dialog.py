"""The dialog that asks for a script's parameters on GIMP 3: GTK 3 and GIMP's own widgets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from .. import last_values, values
from .. import parameters as pf
from ..colors import RGB, to_rgb
from ..errors import CancelError
from ..parameters import Parameter
from ..suggestions import suggestions, title
from ..typed import LIMITS, labelled, number, span, whole_number
from . import gvalue
from .plugin import color_object

Field = tuple[Any, Callable[[], Any]]
"""A widget, and what reads it; ValueError where the user typed nonsense."""


def interact(script: Any, given: Sequence[Any]) -> Any:
    """Ask for the parameters that did not come with the call, then do the script's work.

    Raises
    ------
    CancelError
        The user changed their mind.
    """
    missing = script.params[len(given) :]
    dialog = ScriptDialog(script, missing, suggestions(script.name, missing, given))
    chosen = dialog.ask()
    last_values.keep(script.name, missing, chosen)
    return script.function(*given, *chosen)


class ScriptDialog:
    """One dialog."""

    def __init__(self, script: Any, params: Sequence[Parameter], suggested: Sequence[Any]) -> None:
        import gi

        gi.require_version("Gtk", "3.0")
        gi.require_version("GimpUi", "3.0")
        from gi.repository import GimpUi, Gtk

        GimpUi.init(script.name)
        self._params = params
        self._dialog = GimpUi.Dialog(title=title(script), role=script.name)
        self._dialog.add_button("_Cancel", Gtk.ResponseType.CANCEL)
        self._dialog.add_button("_OK", Gtk.ResponseType.OK)
        self._dialog.set_default_response(Gtk.ResponseType.OK)
        grid = Gtk.Grid(row_spacing=6, column_spacing=6, border_width=12)
        box = self._dialog.get_content_area()
        if script.blurb:
            hint = GimpUi.HintBox.new(script.blurb)
            hint.set_border_width(12)
            box.pack_start(hint, False, False, 0)
        scrolled = Gtk.ScrolledWindow(hscrollbar_policy=Gtk.PolicyType.NEVER, propagate_natural_height=True)
        scrolled.set_max_content_height(560)
        scrolled.add(grid)
        box.pack_start(scrolled, True, True, 0)
        self._readers = [_add_row(grid, row, one, value) for row, (one, value) in enumerate(zip(params, suggested))]

    def ask(self) -> list[Any]:
        """Wait for OK and return the values."""
        from gi.repository import Gtk

        self._dialog.show_all()
        try:
            while self._dialog.run() == Gtk.ResponseType.OK:
                try:
                    return [_read(one, reader) for one, reader in zip(self._params, self._readers)]
                except ValueError as error:
                    self._tell(str(error))
            raise CancelError
        finally:
            self._dialog.destroy()
            while Gtk.events_pending():
                Gtk.main_iteration()

    def _tell(self, text: str) -> None:
        from gi.repository import Gtk

        kind, buttons = Gtk.MessageType.ERROR, Gtk.ButtonsType.CLOSE
        message = Gtk.MessageDialog(transient_for=self._dialog, message_type=kind, buttons=buttons, text=text)
        message.set_title("GIMP Message")
        message.run()
        message.destroy()


def _read(one: Parameter, reader: Callable[[], Any]) -> Any:
    """A field's value; ValueError, naming the field, where it cannot be used."""
    try:
        return reader()
    except ValueError as error:
        label = one.description.replace("_", "").rstrip(":") or one.name
        raise ValueError(f"Invalid input for “{label}”: {error}") from error


def _add_row(grid: Any, row: int, one: Parameter, value: Any) -> Callable[[], Any]:
    """Add a row for a parameter; returns what reads its value."""
    from gi.repository import Gtk

    widget, reader = _MAKERS.get(one.kind, _entry)(one, value)
    widget.set_hexpand(True)
    if one.kind == pf.PF_TOGGLE:
        grid.attach(widget, 0, row, 2, 1)
        return reader
    label = Gtk.Label.new_with_mnemonic(labelled(one))
    label.set_xalign(0.0)
    label.set_mnemonic_widget(widget)
    grid.attach(label, 0, row, 1, 1)
    grid.attach(widget, 1, row, 1, 1)
    return reader


def _entry(one: Parameter, value: Any) -> Field:
    from gi.repository import Gtk

    widget = Gtk.Entry(text="" if value is None else str(value), activates_default=True)

    def read() -> Any:
        text = widget.get_text()
        if one.kind in LIMITS:
            return whole_number(text, *LIMITS[one.kind])
        return number(text) if one.kind == pf.PF_FLOAT else text

    return widget, read


def _text(_one: Parameter, value: Any) -> Field:
    from gi.repository import Gtk

    view = Gtk.TextView(wrap_mode=Gtk.WrapMode.WORD)
    buffer = view.get_buffer()
    buffer.set_text("" if value is None else str(value))
    frame = Gtk.ScrolledWindow(shadow_type=Gtk.ShadowType.IN, min_content_height=70)
    frame.add(view)
    return frame, lambda: buffer.get_text(*buffer.get_bounds(), True)


def _toggle(one: Parameter, value: Any) -> Field:
    from gi.repository import Gtk

    widget = Gtk.CheckButton.new_with_mnemonic((one.description or one.name).rstrip(":"))
    widget.set_active(bool(value))
    return widget, widget.get_active


def _spinner(one: Parameter, value: Any) -> Field:
    from gi.repository import Gtk

    low, high, step, places = span(one)
    widget = Gtk.SpinButton.new_with_range(low, high, step)
    widget.set_digits(places)
    widget.set_value(float(value or 0))
    widget.set_activates_default(True)
    return widget, widget.get_value


def _slider(one: Parameter, value: Any) -> Field:
    from gi.repository import Gtk

    low, high, step, places = span(one)
    adjustment = Gtk.Adjustment(value=float(value or 0), lower=low, upper=high, step_increment=step)
    scale = Gtk.Scale(adjustment=adjustment, digits=places, draw_value=False, hexpand=True)
    scale.set_size_request(160, -1)
    box = Gtk.Box(spacing=6)
    box.pack_start(scale, True, True, 0)
    box.pack_start(Gtk.SpinButton(adjustment=adjustment, digits=places), False, False, 0)
    return box, adjustment.get_value


def _radio(one: Parameter, value: Any) -> Field:
    from gi.repository import Gtk

    box, first, buttons = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=2), None, []
    for label, choice in one.extra or ():
        button = Gtk.RadioButton.new_with_mnemonic_from_widget(first, str(label))
        first = first or button
        button.set_active(choice == value)
        box.pack_start(button, False, False, 0)
        buttons.append((button, choice))
    return box, lambda: next((choice for button, choice in buttons if button.get_active()), value)


def _option(one: Parameter, value: Any) -> Field:
    from gi.repository import Gtk

    widget = Gtk.ComboBoxText()
    for label in one.extra or ():
        widget.append_text(str(label))
    widget.set_active(int(value or 0))
    return widget, widget.get_active


def _color(one: Parameter, value: Any) -> Field:
    from gi.repository import GimpUi

    color = color_object(to_rgb(value) if value is not None else RGB())
    widget = GimpUi.ColorButton.new(labelled(one), 60, 20, color, GimpUi.ColorAreaType.FLAT)

    def read() -> RGB:
        chosen = widget.get_color()  # holds it while C looks at it
        return RGB(*gvalue.channels_of(hash(chosen)))

    return widget, read


def _file(one: Parameter, value: Any) -> Field:
    from gi.repository import Gtk

    folder = one.kind == pf.PF_DIRNAME
    action = Gtk.FileChooserAction.SELECT_FOLDER if folder else Gtk.FileChooserAction.OPEN
    widget = Gtk.FileChooserButton(title=labelled(one), action=action)
    if value:
        widget.set_filename(str(Path(value).absolute()))
    return widget, lambda: widget.get_filename() or str(value or "")


def _object(one: Parameter, value: Any) -> Field:
    """GIMP's drop-down over all open images."""
    from gi.repository import GimpUi, GObject

    kinds = {pf.PF_IMAGE: "Image", pf.PF_LAYER: "Layer", pf.PF_CHANNEL: "Channel", pf.PF_VECTORS: "Path"}
    widget = getattr(GimpUi, f"{kinds.get(one.kind, 'Drawable')}ComboBox").new(None, None)
    if value is not None:
        widget.set_active(value.ID)
    assert isinstance(widget, GObject.Object)

    def read() -> Any:
        found, chosen = widget.get_active()
        return values.wrap(one.kind, chosen) if found else None

    return widget, read


def _display(_one: Parameter, value: Any) -> Field:
    """The window that the script was called from: GIMP 3 lists none."""
    from gi.repository import Gtk

    from .library import Library

    found = value or values.wrap(values.DISPLAY, Library().gimp_default_display())
    return Gtk.Label(label="(current)" if found else "(none)", xalign=0.0), lambda: found


def _resource(one: Parameter, value: Any) -> Field:
    """GIMP's button for a brush, font, gradient, palette or pattern; without a name the active one."""
    from gi.repository import Gimp, GimpUi

    kind = {pf.PF_BRUSH: "Brush", pf.PF_FONT: "Font", pf.PF_GRADIENT: "Gradient", pf.PF_PALETTE: "Palette"}
    name = kind.get(one.kind, "Pattern")
    wanted = gvalue.FONTS.get(value, value) if name == "Font" else value
    chosen = getattr(Gimp, name).get_by_name(wanted) if isinstance(wanted, str) and wanted else None
    chosen = chosen or getattr(Gimp, f"context_get_{name.lower()}")()
    widget = getattr(GimpUi, f"{name}Chooser").new(labelled(one), None, chosen)
    return widget, lambda: widget.get_resource().get_name()


_MAKERS: dict[int, Callable[[Parameter, Any], Field]] = {
    pf.PF_TEXT: _text,
    pf.PF_TOGGLE: _toggle,
    pf.PF_SPINNER: _spinner,
    pf.PF_SLIDER: _slider,
    pf.PF_RADIO: _radio,
    pf.PF_OPTION: _option,
    pf.PF_COLOR: _color,
    pf.PF_FILE: _file,
    pf.PF_DIRNAME: _file,
    pf.PF_DISPLAY: _display,
    **dict.fromkeys((pf.PF_IMAGE, pf.PF_LAYER, pf.PF_CHANNEL, pf.PF_DRAWABLE, pf.PF_ITEM, pf.PF_VECTORS), _object),
    **dict.fromkeys(pf.RESOURCES, _resource),
}
