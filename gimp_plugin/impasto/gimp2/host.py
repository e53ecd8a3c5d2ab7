"""GIMP 2.10 as the job's host: writes results into layers, new layers or new images, with one undo step."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import gimp
from common.host import Area, Picture, Progress
from common.pixels import keep_transparency, read_bands, with_channels
from gimp import pdb
from gimpenums import GRAY, GRAYA_IMAGE, INDEXED, RGB, RGBA_IMAGE

from gimp2.layers import Gimp2Layer, pixel_format
from gimp2.progress import Bar
from gimp2.selection import Selection


class Gimp2Host:
    """The image whose layers are painted.

    Parameters
    ----------
    image : gimp.Image
    interactive : bool
        Whether there is a user to show windows to.
    work : str
        What is done to the layers; new ones are named after it.
    """

    def __init__(self, image: gimp.Image, interactive: bool, work: str) -> None:
        self._image = image
        self._interactive = interactive
        self._work = work
        self._precision = image.precision
        self._selection: Selection | None = None

    def remember(self) -> None:
        """Note the selection, so that the result lands in it whatever the user does meanwhile."""
        self._selection = Selection(self._image)

    def open_progress(self, title: str) -> Progress:
        """A window of our own, or the caller's progress bar where there is no user."""
        if not self._interactive:
            return Bar(title)
        from gimp2.progress_window import Window  # needs a display

        return Window(title)

    @contextlib.contextmanager
    def undo_step(self) -> Iterator[None]:
        """One step of the undo history; an indexed image becomes RGB in it."""
        self._image.undo_group_start()
        try:
            if self._image.base_type == INDEXED:
                pdb.gimp_image_convert_rgb(self._image)
            yield
        finally:
            self._image.undo_group_end()
            gimp.displays_flush()

    def paint_over(self, layer: Gimp2Layer, area: Area, picture: Picture) -> bool:
        """Replace the layer's pixels inside the remembered selection; its alpha stays."""
        if (picture.width, picture.height) != area[2:]:
            return False
        then, now = layer.offsets, layer.drawable.offsets
        _fill_shadow(layer.drawable, area, picture, keep_alpha=layer.channels() == 4)
        return self._merge(layer.drawable, area, (now[0] - then[0], now[1] - then[1]))

    def add_above(self, layer: Gimp2Layer, area: Area, picture: Picture) -> bool:
        """Add the picture as a layer above, shaped by the remembered selection."""
        image, below = self._image, layer.drawable
        added = _new_layer(image, f"{layer.name} ({self._work})", picture)
        x, y = below.offsets
        image.insert_layer(added, below.parent, pdb.gimp_image_get_item_position(image, below))
        added.set_offsets(x + area.x, y + area.y)
        whole = Area(0, 0, picture.width, picture.height)
        _fill_shadow(added, whole, picture, keep_alpha=False)
        if whole[2:] != area[2:]:
            added.merge_shadow(True)
            return True
        merged = self._merge(added, whole, (x - layer.offsets[0], y - layer.offsets[1]))
        if not merged:
            image.remove_layer(added)
        return merged

    def open_image(self, title: str, picture: Picture, unseen: bool = False) -> bool:
        """Open the picture as an image of its own, in the precision of the painted image."""
        if not (self._interactive or unseen):
            return False
        image = pdb.gimp_image_new_with_precision(picture.width, picture.height, RGB, self._precision)
        image.disable_undo()
        layer = _new_layer(image, title, picture)
        image.insert_layer(layer, None, 0)
        _fill_shadow(layer, Area(0, 0, picture.width, picture.height), picture, keep_alpha=False)
        layer.merge_shadow(True)
        image.enable_undo()
        if self._interactive:
            gimp.Display(image)
        return True

    def tell(self, text: str) -> None:
        """Show the user a message."""
        gimp.message(text)

    def _merge(self, drawable: gimp.Drawable, area: Area, move: tuple[int, int]) -> bool:
        """Let GIMP take the shadow buffer over inside the remembered selection."""
        assert self._selection is not None
        with self._selection.applied(move) as fits:
            merged = fits and _merged(drawable)
        drawable.update(*area)
        return merged


def _merged(drawable: gimp.Drawable) -> bool:
    try:
        drawable.merge_shadow(True)
    except RuntimeError:
        return False
    return True


def _new_layer(image: gimp.Image, name: str, picture: Picture) -> gimp.Layer:
    """An empty layer with an alpha channel."""
    kind = GRAYA_IMAGE if image.base_type == GRAY else RGBA_IMAGE
    mode = pdb.gimp_image_get_default_new_layer_mode(image)
    return gimp.Layer(image, name, picture.width, picture.height, kind, 100.0, mode)


def _fill_shadow(drawable: gimp.Drawable, area: Area, picture: Picture, keep_alpha: bool) -> None:
    """Copy the drawable into its shadow buffer, then the picture into `area` of it.

    Without the copy a merge under a changed selection would blank what was not written.
    """
    drawable.fill_shadow()
    channels = 4 if drawable.has_alpha else 3
    for top, rows, pixels in read_bands(picture):
        band = Area(area.x, area.y + top, area.width, rows)
        painted = with_channels(pixels, picture.channels, channels)
        if keep_alpha:
            painted = keep_transparency(painted, drawable.read(pixel_format(4), *band))
        drawable.write(pixel_format(channels), *band, painted, merge=False)
