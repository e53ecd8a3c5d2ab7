"""The dialog: GIMP's own procedure dialog, with a drop-down of all open layers for the style."""

from __future__ import annotations

from collections.abc import Sequence

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("GimpUi", "3.0")
import styles3  # noqa: E402
from gi.repository import Gimp, GimpUi, GObject, Gtk  # noqa: E402
from settings import Argument, arguments  # noqa: E402
from texts import _  # noqa: E402


def choose(procedure: Gimp.Procedure, config: Gimp.ProcedureConfig,
           layers: Sequence[Gimp.Drawable]) -> Gimp.Drawable | None:  # fmt: skip
    """Let the user choose; fills `config` and returns the style, or None for Cancel."""
    GimpUi.init("impasto")
    dialog = GimpUi.ProcedureDialog.new(procedure, config, _("Neural Style"))
    style = StyleChooser(dialog, layers)
    _fill(dialog)
    try:
        return style.chosen() if dialog.run() else None
    finally:
        dialog.destroy()


def may_convert_to_rgb(image: Gimp.Image) -> bool:
    """Ask whether an indexed image may become RGB."""
    dialog = Gtk.MessageDialog(message_type=Gtk.MessageType.QUESTION, title=_("Neural Style"),
                               text=_("The image has a palette of few colours."))  # fmt: skip
    dialog.format_secondary_text(_("A painted picture needs more. Convert “{name}” to RGB? One undo takes it back.")
                                 .format(name=image.get_name()))  # fmt: skip
    GimpUi.window_set_transient(dialog)
    dialog.add_button(_("_Cancel"), Gtk.ResponseType.CANCEL)
    dialog.add_button(_("Convert to _RGB"), Gtk.ResponseType.OK)
    try:
        return dialog.run() == Gtk.ResponseType.OK
    finally:
        dialog.destroy()


class StyleChooser:
    """One drop-down over the layers of all open images, without the layers to be painted."""

    def __init__(self, dialog: GimpUi.ProcedureDialog, layers: Sequence[Gimp.Drawable]) -> None:
        self._dialog = dialog
        self._targets = {layer.get_id() for layer in layers}
        self._combo = GimpUi.LayerComboBox.new(lambda _image, item: item.get_id() not in self._targets)
        self._pack()
        GObject.Object.connect(self._combo, "changed", lambda _combo: self._update())
        self._preset(layers[0].get_image())
        self._update()

    def chosen(self) -> Gimp.Drawable | None:
        """The style, or None when no layer can be one."""
        success, number = self._combo.get_active()
        return Gimp.Item.get_by_id(number) if success and Gimp.Item.id_is_valid(number) else None

    def _pack(self) -> None:
        label = Gtk.Label.new_with_mnemonic(_("St_yle"))
        label.set_mnemonic_widget(self._combo)
        self._combo.set_tooltip_text(_("the layer whose brush strokes and colours the result takes"))
        self._hint = Gtk.Label(label=_("Open a painting first: it becomes the style (File > Open as Layers or Open)."))
        self._hint.set_line_wrap(True)
        self._hint.set_no_show_all(True)
        row = Gtk.Box(spacing=12)
        row.pack_start(label, False, False, 0)
        row.pack_start(self._combo, True, True, 0)
        box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=6, margin_bottom=6)
        box.pack_start(row, False, False, 0)
        box.pack_start(self._hint, False, False, 0)
        box.show_all()
        self._dialog.get_content_area().pack_start(box, False, False, 0)

    def _preset(self, image: Gimp.Image) -> None:
        """Start with the last style, else with a layer of another image."""
        others = [layer for other in Gimp.get_images() if other.get_id() != image.get_id()
                  for layer in other.get_layers()]  # fmt: skip
        last = styles3.remembered()
        for layer in ([last] if last else []) + others:
            if layer.get_id() not in self._targets:
                self._combo.set_active(layer.get_id())
                return

    def _update(self) -> None:
        """No style, no OK."""
        there = self.chosen() is not None
        self._dialog.set_response_sensitive(Gtk.ResponseType.OK, there)
        self._hint.set_visible(not there)


def _fill(dialog: GimpUi.ProcedureDialog) -> None:
    """The arguments, the advanced ones folded away."""
    made = arguments()
    for argument in made:
        _choose_widget(dialog, argument)
    dialog.get_label("more-label", _("_More"), False, True)
    dialog.fill_box("more-box", [argument.name for argument in made if argument.advanced])
    dialog.fill_expander("more", "more-label", False, "more-box")
    dialog.fill([*(argument.name for argument in made if not argument.advanced), "more"])


def _choose_widget(dialog: GimpUi.ProcedureDialog, argument: Argument) -> None:
    """A slider for a number with a range one can slide over, a drop-down for a choice, GIMP's default for all else."""
    if argument.kind == "float":
        dialog.get_spin_scale(argument.name, 1.0)
    elif argument.kind == "choice":
        dialog.get_widget(argument.name, Gtk.ComboBox)
