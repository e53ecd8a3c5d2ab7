"""GIMP 3 as the job's host: writes results into layers, new layers or new images, with one undo step."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from common.host import Area, Picture, Progress
from common.pixels import keep_transparency, read_bands, with_channels
from gi.repository import Babl, Gegl, Gimp

from gimp3 import message
from gimp3.layers import Gimp3Layer, locked_ancestors, offsets, pixel_format
from gimp3.progress import Bar
from gimp3.selection import Selection


class Gimp3Host:
    """The image whose layers are painted.

    Parameters
    ----------
    image : Gimp.Image
    interactive : bool
        Whether there is a user to show windows to.
    work : str
        What is done to the layers; new ones are named after it.
    """

    def __init__(self, image: Gimp.Image, interactive: bool, work: str) -> None:
        self._image = image
        self._interactive = interactive
        self._work = work
        self._precision = image.get_precision()
        self._selection: Selection | None = None

    def remember(self) -> None:
        """Note the selection, so that the result lands in it whatever the user does meanwhile."""
        self._selection = Selection(self._image)

    def open_progress(self, title: str) -> Progress:
        """A window of our own, or the caller's progress bar where there is no user."""
        if not self._interactive:
            return Bar(title)
        from gimp3.progress_window import Window  # needs a display

        return Window(title)

    @contextlib.contextmanager
    def undo_step(self) -> Iterator[None]:
        """One step of the undo history; an indexed image becomes RGB in it."""
        self._image.undo_group_start()
        try:
            if self._image.get_base_type() == Gimp.ImageBaseType.INDEXED:
                self._image.convert_rgb()
            yield
        finally:
            self._image.undo_group_end()
            Gimp.displays_flush()

    def paint_over(self, layer: Gimp3Layer, area: Area, picture: Picture) -> bool:
        """Replace the layer's pixels inside the remembered selection; its alpha stays."""
        if (picture.width, picture.height) != area[2:]:
            return False
        then, now = layer.offsets, offsets(layer.drawable)
        _fill_shadow(layer.drawable, area, picture, keep_alpha=layer.channels() == 4)
        return self._merge(layer.drawable, area, (now[0] - then[0], now[1] - then[1]))

    def add_above(self, layer: Gimp3Layer, area: Area, picture: Picture) -> bool:
        """Add the picture as a layer above, shaped by the remembered selection and by a copy of the layer's mask."""
        image, below = self._image, layer.drawable
        added = _new_layer(image, f"{layer.name} ({self._work})", picture)
        x, y = offsets(below)
        place = [below, *locked_ancestors(below)][-1]  # a group whose content is locked takes no layer
        # First of all: GIMP merges shadow buffers only of layers that are in an image.
        if not image.insert_layer(added, place.get_parent(), image.get_item_position(place)):
            return False
        added.set_offsets(x + area.x, y + area.y)
        whole = Area(0, 0, picture.width, picture.height)
        _fill_shadow(added, whole, picture, keep_alpha=False)
        if whole[2:] == area[2:]:
            merged = self._merge(added, whole, (x - layer.offsets[0], y - layer.offsets[1]))
            _copy_mask(below, added, area)
        else:
            merged = bool(added.merge_shadow(True))
        if not merged:
            image.remove_layer(added)
        return merged

    def open_image(self, title: str, picture: Picture, unseen: bool = False) -> bool:
        """Open the picture as an image of its own, in sRGB and the precision of the painted image."""
        if not (self._interactive or unseen):
            return False
        image = Gimp.Image.new_with_precision(picture.width, picture.height, Gimp.ImageBaseType.RGB, self._precision)
        image.undo_disable()
        layer = _new_layer(image, title, picture)
        image.insert_layer(layer, None, 0)
        _fill_shadow(layer, Area(0, 0, picture.width, picture.height), picture, keep_alpha=False)
        layer.merge_shadow(True)
        image.undo_enable()
        if self._interactive:
            Gimp.Display.new(image)
        return True

    def tell(self, text: str) -> None:
        """Show the user a message."""
        message.tell(text)

    def _merge(self, drawable: Gimp.Drawable, area: Area, move: tuple[int, int]) -> bool:
        """Let GIMP take the shadow buffer over inside the remembered selection."""
        assert self._selection is not None
        with self._selection.applied(move) as fits:
            merged = bool(fits and drawable.merge_shadow(True))
        drawable.update(*area)
        return merged


def _new_layer(image: Gimp.Image, name: str, picture: Picture) -> Gimp.Layer:
    """An empty layer with an alpha channel."""
    gray = image.get_base_type() == Gimp.ImageBaseType.GRAY
    kind = Gimp.ImageType.GRAYA_IMAGE if gray else Gimp.ImageType.RGBA_IMAGE
    mode = image.get_default_new_layer_mode()
    return Gimp.Layer.new(image, name, picture.width, picture.height, kind, 100.0, mode)


def _fill_shadow(drawable: Gimp.Drawable, area: Area, picture: Picture, keep_alpha: bool) -> None:
    """Copy the drawable into its shadow buffer, then the picture into `area` of it.

    Without the copy a merge under a changed selection would blank what was not written.
    """
    shadow = drawable.get_shadow_buffer()
    whole = Gegl.Rectangle.new(0, 0, drawable.get_width(), drawable.get_height())
    drawable.get_buffer().copy(whole, Gegl.AbyssPolicy.NONE, shadow, whole)
    channels = 4 if drawable.has_alpha() else 3
    for top, rows, pixels in read_bands(picture):
        band = Gegl.Rectangle.new(area.x, area.y + top, area.width, rows)
        original = _native(shadow, band) if keep_alpha else b""
        shadow.set(band, pixel_format(channels), with_channels(pixels, picture.channels, channels))
        if keep_alpha:
            _restore_transparency(shadow, band, drawable.get_format(), original)
    shadow.flush()


def _native(buffer: Gegl.Buffer, area: Gegl.Rectangle) -> bytes:
    """The pixels of `area` as they are stored."""
    return bytes(buffer.get(area, 1.0, None, Gegl.AbyssPolicy.NONE))


def _restore_transparency(shadow: Gegl.Buffer, area: Gegl.Rectangle, form: Babl.Object, original: bytes) -> None:
    """Give `area` its transparency back, as it was stored: a way over float would change its last bits."""
    channels = Babl.format_get_n_components(form)
    value_bytes = Babl.format_get_bytes_per_pixel(form) // channels
    kept = keep_transparency(_native(shadow, area), original, channels, value_bytes)
    shadow.set(area, Babl.get_name(form), kept)


def _copy_mask(source: Gimp.Layer, target: Gimp.Layer, area: Area) -> None:
    """Give a new layer the part of another one's mask that lies in `area`, if there is one."""
    mask = source.get_mask()
    if mask is None:
        return
    copy = target.create_mask(Gimp.AddMaskType.WHITE)
    target.add_mask(copy)
    target.set_apply_mask(source.get_apply_mask())
    here = Gegl.Rectangle.new(0, 0, area.width, area.height)
    mask.get_buffer().copy(Gegl.Rectangle.new(*area), Gegl.AbyssPolicy.NONE, copy.get_buffer(), here)
    copy.update(0, 0, area.width, area.height)
