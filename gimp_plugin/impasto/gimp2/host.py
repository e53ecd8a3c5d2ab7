"""GIMP 2.10 as a job's host."""

from __future__ import annotations

import gimp
from _gimpfu import pixels as buffers
from gimp import pdb
from gimpenums import ADD_MASK_WHITE, GRAY, GRAYA_IMAGE, INDEXED, RGB, RGBA_IMAGE

from common.gimp_host import GimpHost
from common.pixels import Area, Picture, read_bands, with_channels
from common.progress import Progress
from common.recipes import PERSISTENT, UNDOABLE, Recipe
from common.settings import NEW_IMAGE
from gimp2 import profiles
from gimp2.layers import locked_ancestors
from gimp2.progress import Bar, tell
from gimp2.selection import GimpSelection


class Gimp2Host(GimpHost):
    """See `GimpHost`; `result` is where results go, as the argument has it."""

    def __init__(
        self, image: gimp.Image, interactive: bool, work: str, result: str, recipe: Recipe | None = None
    ) -> None:
        super().__init__(image, image.precision, interactive, work, recipe)
        self._result = result

    def open_progress(self, title: str) -> Progress:
        """See `Host`: a window of our own, or the caller's progress bar where there is no user."""
        if not self._interactive:
            return Bar(title)
        from gimp2.as_seen import AsSeen  # both need a display
        from gimp2.progress_window import Window

        return Window(title, AsSeen(self._image, lambda: self._result == NEW_IMAGE))

    def tell(self, text: str) -> None:
        tell(text)

    def _copy_selection(self) -> GimpSelection:
        return GimpSelection(self._image)

    def _is_indexed(self) -> bool:
        return bool(self._image.base_type == INDEXED)

    def _may_convert_to_rgb(self) -> bool:
        from gimp2.questions import may_convert_to_rgb

        return may_convert_to_rgb(self._image)

    def _convert_to_rgb(self) -> None:
        pdb.gimp_image_convert_rgb(self._image)

    def _flush_displays(self) -> None:
        gimp.displays_flush()

    def _new_layer(self, image: gimp.Image, name: str, picture: Picture) -> gimp.Layer:
        kind = GRAYA_IMAGE if image.base_type == GRAY else RGBA_IMAGE
        mode = pdb.gimp_image_get_default_new_layer_mode(image)
        return gimp.Layer(image, name, picture.width, picture.height, kind, 100.0, mode)

    def _insert_above(self, added: gimp.Layer, below: gimp.Layer) -> bool:
        place = [below, *locked_ancestors(below)][-1]  # a group whose content is locked takes no layer
        self._image.insert_layer(added, place.parent, pdb.gimp_image_get_item_position(self._image, place))
        return True

    def _new_image(self, width: int, height: int) -> gimp.Image:
        image = pdb.gimp_image_new_with_precision(width, height, RGB, self._precision)
        image.disable_undo()
        return image

    def _finish_image(self, image: gimp.Image) -> None:
        image.enable_undo()
        if self._interactive:
            gimp.Display(image)

    def _fill_shadow(self, drawable: gimp.Drawable, area: Area, picture: Picture, keep_alpha: bool) -> None:
        drawable.fill_shadow()
        channels = 4 if drawable.has_alpha else 3
        for top, rows, pixels in read_bands(picture):
            band = Area(area.x, area.y + top, area.width, rows)
            profiles.write_shadow(drawable, band, with_channels(pixels, picture.channels, channels), keep_alpha)

    def _merge_shadow(self, drawable: gimp.Drawable) -> bool:
        try:
            drawable.merge_shadow(True)
        except RuntimeError:
            return False
        return True

    def _attach(self, drawable: gimp.Drawable, name: str, data: bytes) -> bool:
        drawable.attach_new_parasite(name, PERSISTENT | UNDOABLE, data)
        return True

    def _copy_mask(self, source: gimp.Layer, target: gimp.Layer, area: Area) -> None:
        mask = source.mask
        if mask is None:
            return
        copy = target.create_mask(ADD_MASK_WHITE)
        target.add_mask(copy)
        target.apply_mask = source.apply_mask
        # Not through the shadow: that would be merged inside the selection alone.
        values = bytes(mask.read("Y float", *area))
        buffers.buffer(copy.ID).put((0, 0, area.width, area.height), "Y float", values)
        copy.flush()
        copy.update(0, 0, area.width, area.height)
