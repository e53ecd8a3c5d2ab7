"""gimpui: GIMP's own widgets for scripts that make their dialogs themselves, as far as that goes without PyGTK.

    dialog = gimpui.Dialog("Title", "my-script", buttons=("gtk-cancel", RESPONSE_CANCEL, "gtk-ok", RESPONSE_OK))
    layer = gimpui.LayerSelector()
    dialog.vbox.pack_start(layer)
    dialog.show_all()
    if dialog.run() == RESPONSE_OK:
        print(layer.get_value())

Each widget has the methods of `Widget`. Other widgets of GTK are not here: PyGTK, which had them, needs Python 2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from _gimpfu import gtk as _g
from _gimpfu import parameters as _pf
from _gimpfu.fields import make as _make
from _gimpfu.gtk import gtk as _gtk
from _gimpfu.gtk import ui as _ui
from _gimpfu.gtk import widgets as _widgets
from _gimpfu.libraries import encoded as _encoded

__all__ = [
    "BrushSelectButton",
    "BrushSelector",
    "ChannelComboBox",
    "ChannelSelector",
    "ColorButton",
    "ColorSelector",
    "Dialog",
    "DrawableComboBox",
    "DrawableSelector",
    "FileSelector",
    "FontSelectButton",
    "FontSelector",
    "GradientSelectButton",
    "GradientSelector",
    "HintBox",
    "ImageComboBox",
    "ImageSelector",
    "LayerComboBox",
    "LayerSelector",
    "PaletteSelectButton",
    "PaletteSelector",
    "PatternSelectButton",
    "PatternSelector",
    "ProgressBar",
    "VectorsComboBox",
    "VectorsSelector",
    "Widget",
    "gimp_ui_init",
]


def gimp_ui_init() -> None:
    """Open the display, with GIMP's theme; RuntimeError where there is none."""
    _g.start()


class Widget:
    """What all widgets have."""

    def __init__(self, widget: int) -> None:
        self._widget = widget

    def show(self) -> None:
        """Show the widget."""
        _gtk.gtk_widget_show(self._widget)

    def show_all(self) -> None:
        """Show the widget and all in it."""
        _gtk.gtk_widget_show_all(self._widget)

    def hide(self) -> None:
        """Hide the widget."""
        _gtk.gtk_widget_hide(self._widget)

    def destroy(self) -> None:
        """Take the widget away."""
        _gtk.gtk_widget_destroy(self._widget)
        _g.breathe()

    def set_sensitive(self, sensitive: bool) -> None:
        """Let the widget be used, or not."""
        _gtk.gtk_widget_set_sensitive(self._widget, bool(sensitive))

    def set_tooltip_text(self, text: str) -> None:
        """Explain the widget to those who point at it."""
        _gtk.gtk_widget_set_tooltip_text(self._widget, _encoded(text))

    def connect(self, signal: str, function: Callable[..., Any], *data: Any) -> None:
        """Call a function with this widget, and the data, at a signal that brings nothing else, such as "changed"."""
        _g.connect(self._widget, signal, _g.CHANGED(lambda _one, _none: function(self, *data)))


class _Box(Widget):
    """A column that other widgets are packed into."""

    def pack_start(self, child: Widget, expand: bool = True, fill: bool = True, padding: int = 0) -> None:
        """Put a widget below the others."""
        _gtk.gtk_box_pack_start(self._widget, child._widget, bool(expand), bool(fill), padding)


class Dialog(Widget):
    """A dialog above GIMP's window; `buttons` are texts and answers in turn, `vbox` is where its widgets go."""

    def __init__(
        self,
        title: str = "",
        role: str = "",
        parent: Widget | None = None,  # noqa: ARG002 - it is above GIMP's window in any case
        flags: int = 0,  # noqa: ARG002
        help_func: Any = None,  # noqa: ARG002 - without a help button
        help_id: str | None = None,  # noqa: ARG002
        buttons: Sequence[Any] = (),
    ) -> None:
        super().__init__(_g.new_dialog(title, role))
        self.vbox = _Box(_gtk.gtk_dialog_get_content_area(self._widget))
        self.add_buttons(*buttons)

    def add_button(self, text: str, response: int) -> None:
        """Add a button, whose text may be the name of one of GTK's own: "gtk-ok"."""
        _gtk.gtk_dialog_add_button(self._widget, _encoded(text), int(response))

    def add_buttons(self, *buttons: Any) -> None:
        """Add several buttons: texts and answers in turn."""
        for text, response in zip(buttons[::2], buttons[1::2]):
            self.add_button(text, response)

    def set_default_response(self, response: int) -> None:
        """What the Enter key answers."""
        _gtk.gtk_dialog_set_default_response(self._widget, int(response))

    def set_title(self, title: str) -> None:
        """Change the title."""
        _gtk.gtk_window_set_title(self._widget, _encoded(title))

    def set_transient(self) -> None:
        """Stay above GIMP's window, which is so from the beginning."""
        _ui.gimp_window_set_transient(self._widget)

    def run(self) -> int:
        """Wait for an answer; a closed window is -4."""
        return int(_gtk.gtk_dialog_run(self._widget))


class HintBox(Widget):
    """A text beside a picture of a light bulb."""

    def __init__(self, hint: str) -> None:
        gimp_ui_init()
        super().__init__(_widgets.gimp_hint_box_new(_encoded(hint)))


class ProgressBar(Widget):
    """A bar that shows the progress of all that the script does and calls."""

    def __init__(self) -> None:
        gimp_ui_init()
        super().__init__(_ui.gimp_progress_bar_new())


class _Selector(Widget):
    """A widget that something is chosen with; get_value() returns it."""

    KIND = _pf.PF_FILE

    def __init__(self, default: Any = None) -> None:
        gimp_ui_init()
        field = _make(_pf.Parameter(self.KIND, "value", "Choose"), default)
        super().__init__(field.widget)
        self._read = field.value

    def get_value(self) -> Any:
        """What is chosen."""
        return self._read()


class FileSelector(_Selector):
    """A button that opens GTK's file chooser."""


class ColorButton(_Selector):
    """GIMP's colour button."""

    KIND = _pf.PF_COLOR

    def get_color(self) -> Any:
        """The chosen colour."""
        return self._read()


class ColorSelector(ColorButton):
    """GIMP's colour button; red where nothing else is wanted."""

    def __init__(self, default: Any = (1.0, 0.0, 0.0)) -> None:
        super().__init__(default)


def _chooser(name: str, kind: int, thing: str, stem: str) -> tuple[type, type]:
    """The two classes for things of a kind: libgimpui's own, and the selector made of it."""

    def set_active(self: Any, value: Any) -> None:
        setter = getattr(_ui, f"gimp_{thing}_select_button_set_{thing}", None) if kind in _pf.RESOURCES else None
        if setter:
            setter(self._widget, _encoded(value), *(-1.0, -1, -1) if thing == "brush" else ())
        else:
            _widgets.gimp_int_combo_box_set_active(self._widget, value.ID)

    methods = {f"get_{stem}": _Selector.get_value, f"set_{stem}": set_active}
    doc = f"GIMP's own way to choose: {thing}."
    base = type(name, (_Selector,), {"KIND": kind, "__doc__": doc, "__module__": __name__, **methods})
    selector = name.replace("ComboBox", "Selector").replace("SelectButton", "Selector")
    return base, type(selector, (base,), {"__doc__": doc, "__module__": __name__})


ImageComboBox, ImageSelector = _chooser("ImageComboBox", _pf.PF_IMAGE, "image", "active_image")
LayerComboBox, LayerSelector = _chooser("LayerComboBox", _pf.PF_LAYER, "layer", "active_layer")
ChannelComboBox, ChannelSelector = _chooser("ChannelComboBox", _pf.PF_CHANNEL, "channel", "active_channel")
DrawableComboBox, DrawableSelector = _chooser("DrawableComboBox", _pf.PF_DRAWABLE, "drawable", "active_drawable")
VectorsComboBox, VectorsSelector = _chooser("VectorsComboBox", _pf.PF_VECTORS, "vectors", "active_vectors")
BrushSelectButton, BrushSelector = _chooser("BrushSelectButton", _pf.PF_BRUSH, "brush", "brush")
FontSelectButton, FontSelector = _chooser("FontSelectButton", _pf.PF_FONT, "font", "font")
GradientSelectButton, GradientSelector = _chooser("GradientSelectButton", _pf.PF_GRADIENT, "gradient", "gradient")
PaletteSelectButton, PaletteSelector = _chooser("PaletteSelectButton", _pf.PF_PALETTE, "palette", "palette")
PatternSelectButton, PatternSelector = _chooser("PatternSelectButton", _pf.PF_PATTERN, "pattern", "pattern")
