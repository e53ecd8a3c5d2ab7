"""GIMP 3 as a job's host."""

from __future__ import annotations

from gi.repository import Babl, Gegl, Gimp

from common.gimp_host import GimpHost
from common.pixels import Area, Picture, keep_transparency, pixel_format, read_bands, with_channels
from common.progress import Progress
from common.recipes import PERSISTENT, UNDOABLE, Recipe
from gimp3.layers import locked_ancestors
from gimp3.progress import Bar, tell
from gimp3.selection import GimpSelection


class Gimp3Host(GimpHost):
    """See `GimpHost`."""

    def __init__(self, image: Gimp.Image, interactive: bool, work: str, recipe: Recipe | None = None) -> None:
        super().__init__(image, image.get_precision(), interactive, work, recipe)

    def open_progress(self, title: str) -> Progress:
        """See `Host`: a window of our own, or the caller's progress bar where there is no user."""
        if not self._interactive:
            return Bar(title)
        from gimp3.progress_window import Window  # needs a display

        return Window(title)

    def tell(self, text: str) -> None:
        tell(text)

    def _copy_selection(self) -> GimpSelection:
        return GimpSelection(self._image)

    def _is_indexed(self) -> bool:
        return bool(self._image.get_base_type() == Gimp.ImageBaseType.INDEXED)

    def _may_convert_to_rgb(self) -> bool:
        from gimp3.dialog import may_convert_to_rgb

        return may_convert_to_rgb(self._image)

    def _convert_to_rgb(self) -> None:
        self._image.convert_rgb()

    def _flush_displays(self) -> None:
        Gimp.displays_flush()

    def _new_layer(self, image: Gimp.Image, name: str, picture: Picture) -> Gimp.Layer:
        gray = image.get_base_type() == Gimp.ImageBaseType.GRAY
        kind = Gimp.ImageType.GRAYA_IMAGE if gray else Gimp.ImageType.RGBA_IMAGE
        mode = image.get_default_new_layer_mode()
        return Gimp.Layer.new(image, name, picture.width, picture.height, kind, 100.0, mode)

    def _insert_above(self, added: Gimp.Layer, below: Gimp.Layer) -> bool:
        place = [below, *locked_ancestors(below)][-1]  # a group whose content is locked takes no layer
        return bool(self._image.insert_layer(added, place.get_parent(), self._image.get_item_position(place)))

    def _new_image(self, width: int, height: int) -> Gimp.Image:
        image = Gimp.Image.new_with_precision(width, height, Gimp.ImageBaseType.RGB, self._precision)
        image.undo_disable()
        return image

    def _finish_image(self, image: Gimp.Image) -> None:
        image.undo_enable()
        if self._interactive:
            Gimp.Display.new(image)

    def _fill_shadow(self, drawable: Gimp.Drawable, area: Area, picture: Picture, keep_alpha: bool) -> None:
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

    def _merge_shadow(self, drawable: Gimp.Drawable) -> bool:
        return bool(drawable.merge_shadow(True))

    def _attach(self, drawable: Gimp.Drawable, name: str, data: bytes) -> bool:
        return bool(drawable.attach_parasite(Gimp.Parasite.new(name, PERSISTENT | UNDOABLE, data)))

    def _copy_mask(self, source: Gimp.Layer, target: Gimp.Layer, area: Area) -> None:
        mask = source.get_mask()
        if mask is None:
            return
        copy = target.create_mask(Gimp.AddMaskType.WHITE)
        target.add_mask(copy)
        target.set_apply_mask(source.get_apply_mask())
        here = Gegl.Rectangle.new(0, 0, area.width, area.height)
        mask.get_buffer().copy(Gegl.Rectangle.new(*area), Gegl.AbyssPolicy.NONE, copy.get_buffer(), here)
        copy.update(0, 0, area.width, area.height)


def _native(buffer: Gegl.Buffer, area: Gegl.Rectangle) -> bytes:
    """The pixels of `area` as they are stored."""
    return bytes(buffer.get(area, 1.0, None, Gegl.AbyssPolicy.NONE))


def _restore_transparency(shadow: Gegl.Buffer, area: Gegl.Rectangle, form: Babl.Object, original: bytes) -> None:
    """Give `area` its transparency back, as it was stored: conversion to float and back would change its last bits."""
    channels = Babl.format_get_n_components(form)
    value_bytes = Babl.format_get_bytes_per_pixel(form) // channels
    kept = keep_transparency(_native(shadow, area), original, channels, value_bytes)
    shadow.set(area, Babl.get_name(form), kept)
