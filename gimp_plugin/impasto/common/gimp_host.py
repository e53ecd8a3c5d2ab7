"""GIMP as a job's host: writes results into layers, new layers or new images, with one undo step.

What GIMP 2.10 and 3 do in the same way is here; `gimp2.host` and `gimp3.host` have the calls that differ.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from common.delivery import tried
from common.errors import Cancelled, InputError
from common.host import PlacedPicture
from common.layers import Layer
from common.pixels import Area, Picture
from common.recipes import PARASITE, Recipe
from common.selection import Selection
from common.texts import _


class Hooks(Protocol):
    """What each GIMP does in its own way.

    `_new_layer` makes an empty layer with an alpha channel, `_new_image` an image without undo, `_finish_image` enables
    the undo and shows the image where there is a user. `_fill_shadow` copies the drawable into its shadow buffer, then
    the picture into `area` of it: without the copy a merge under a changed selection would blank what was not written.
    `_merge_shadow` and `_insert_above` are False where GIMP refuses. `_attach` gives a layer a parasite that is saved
    with it and undone with what is painted.
    """

    def _copy_selection(self) -> Selection: ...
    def _is_indexed(self) -> bool: ...
    def _may_convert_to_rgb(self) -> bool: ...
    def _convert_to_rgb(self) -> None: ...
    def _flush_displays(self) -> None: ...
    def _new_layer(self, image: Any, name: str, picture: Picture) -> Any: ...
    def _insert_above(self, added: Any, below: Any) -> bool: ...
    def _new_image(self, width: int, height: int) -> Any: ...
    def _finish_image(self, image: Any) -> None: ...
    def _fill_shadow(self, drawable: Any, area: Area, picture: Picture, keep_alpha: bool) -> None: ...
    def _merge_shadow(self, drawable: Any) -> bool: ...
    def _attach(self, drawable: Any, name: str, data: bytes) -> bool: ...


class GimpHost(Hooks):
    """The image whose layers are painted; see `common.host.Host` for the public methods.

    `precision` is the image's, for new images: the user may close it before the end. `interactive` says whether there
    is a user to show windows to. New layers are named after the `work`. Layers that got painted are in `painted`;
    each carries the `recipe`, if there is one.
    """

    def __init__(self, image: Any, precision: Any, interactive: bool, work: str, recipe: Recipe | None = None) -> None:
        self._image, self._precision, self._interactive, self._work = image, precision, interactive, work
        self._selection: Selection | None = None
        self.recipe = recipe
        self.painted: list[Any] = []

    def store_selection(self) -> None:
        self._selection = self._copy_selection()

    def allow_rgb(self) -> None:
        if self._is_indexed() and not self._interactive:
            raise InputError(
                _("The image is indexed and has too few colours for a painting."),
                _("Convert it to RGB first (Image > Mode > RGB)."),
            )
        if self._is_indexed() and not self._may_convert_to_rgb():
            raise Cancelled

    @contextlib.contextmanager
    def undo_step(self) -> Iterator[None]:
        self._image.undo_group_start()
        try:
            if self._is_indexed():
                self._convert_to_rgb()
            yield
        finally:
            self._image.undo_group_end()
            self._flush_displays()

    def paint_over(self, layer: Layer, area: Area, picture: Picture) -> bool:
        if picture.area[2:] != area[2:]:
            return False
        self._fill_shadow(layer.drawable, area, picture, keep_alpha=layer.channels() == 4)
        return self._noted(self._merge_selected(layer.drawable, area, layer), layer.drawable)

    def add_above(self, layer: Layer, area: Area, picture: Picture) -> bool:
        added, (x, y) = self._new_layer(self._image, f"{layer.name} ({self._work})", picture), layer.current_offsets()
        # First of all: GIMP merges shadow buffers only of layers that are in an image.
        if not self._insert_above(added, layer.drawable):
            return False
        added.set_offsets(x + area.x, y + area.y)
        self._fill_shadow(added, picture.area, picture, keep_alpha=False)
        if picture.area[2:] == area[2:]:
            merged = self._merge_selected(added, picture.area, layer)
            self._copy_mask(layer.drawable, added, area)
        else:
            merged = self._merge_shadow(added)
        if not merged:
            self._image.remove_layer(added)
        return self._noted(merged, added)

    def open_image(self, title: str, picture: Picture, unseen: bool = False) -> bool:
        """See `Host`: in sRGB and the precision of the painted image."""
        return self.open_layers((picture.width, picture.height), [(title, (0, 0), picture)], unseen)

    def open_layers(self, size: tuple[int, int], layers: Sequence[PlacedPicture], unseen: bool = False) -> bool:
        """See `Host`: as `open_image`."""
        if not (self._interactive or unseen):
            return False
        image = self._new_image(*size)
        for name, place, picture in layers:
            layer = self._new_layer(image, name, picture)
            image.insert_layer(layer, None, 0)
            layer.set_offsets(*place)
            self._fill_shadow(layer, picture.area, picture, keep_alpha=False)
            layer.merge_shadow(True)
            self._noted(True, layer)
        self._finish_image(image)
        return True

    def _noted(self, done: bool, drawable: Any) -> bool:
        """Whether a drawable was painted; if so, it says how."""
        if done:
            self.painted.append(drawable)
            if self.recipe:
                tried(self._attach, drawable, PARASITE, self.recipe.to_json())
        return done

    def _merge_selected(self, drawable: Any, area: Area, layer: Layer) -> bool:
        """Merge a shadow buffer inside the stored selection, which moves with the layer that is painted."""
        assert self._selection is not None
        then, now = layer.offsets, layer.current_offsets()
        with self._selection.applied((now[0] - then[0], now[1] - then[1])) as fits:
            merged = fits and self._merge_shadow(drawable)
        drawable.update(*area)
        return merged

    def _copy_mask(self, source: Any, target: Any, area: Area) -> None:
        """Give a new layer the part of another one's mask that lies in `area`, if there is one."""
