"""The strength map in the dialog: a drop-down over the channels, the selection and the layer's mask, or none.

A button beside it makes a channel of the faces that are found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gi.repository import Gimp, Gtk

from common import faces
from common.errors import PluginError
from common.settings import STRENGTH_MAP
from gimp3.progress import tell
from gimp3.regions import CHANNELS
from gimp3.widgets import Chooser, add_labelled


class MapRow(Gtk.Box):
    """One drop-down, which shows and sets the argument; what has gone from the image is no longer chosen.

    `add_faces` makes a channel of the faces that it finds, and returns its name.
    """

    def __init__(
        self,
        procedure: Gimp.Procedure,
        config: Gimp.ProcedureConfig,
        targets: Sequence[Gimp.Drawable],
        add_faces: Callable[[], str],
    ) -> None:
        super().__init__(spacing=12)
        self._config, self._targets, name = config, targets, STRENGTH_MAP.name
        self._offered: dict[str, str] = {}
        self._chooser = Chooser(STRENGTH_MAP.help, lambda chosen: config.set_property(name, chosen))
        label = next(one.get_nick() for one in procedure.get_arguments() if one.get_name() == name)
        add_labelled(self, label, self._chooser)
        find = Gtk.Button(label=faces.FIND)
        find.set_tooltip_text(faces.FIND_HELP)
        find.connect("clicked", lambda _button: self._find_faces(add_faces))
        self.pack_start(find, False, False, 0)
        config.connect(f"notify::{name}", lambda _config, _property: self.refresh())
        self.refresh()
        self.show_all()

    def refresh(self) -> None:
        """Offer the channels that there are now, and show what is chosen; filled anew, a drop-down loses the focus."""
        name, chosen = STRENGTH_MAP.name, self._config.get_property(STRENGTH_MAP.name) or ""
        offered = CHANNELS.offered_maps(self._targets[0].get_image(), self._targets)
        if offered == self._offered and self._chooser.get_active_id() == chosen:
            return
        self._offered = offered
        shown = self._chooser.offer(offered, chosen)
        if shown != chosen:
            self._config.set_property(name, shown)

    def _find_faces(self, add_faces: Callable[[], str]) -> None:
        """Take the faces' channel as the map; the window waits meanwhile."""
        window = self.get_toplevel()
        Gtk.Widget.set_sensitive(window, False)  # GIMP's dialog has another method of this name
        try:
            self._config.set_property(STRENGTH_MAP.name, add_faces())
        except PluginError as error:
            tell(str(error))
        finally:
            Gtk.Widget.set_sensitive(window, True)
            self.refresh()
