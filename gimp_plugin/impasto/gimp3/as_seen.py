"""What the engine paints, drawn as GIMP will show it: gray in a gray image, for the screen's profile and soft proof."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gi.repository import Babl, Gegl, Gimp, GimpUi, Gtk

RGB, GRAY = "R'G'B' u8", "Y' u8"


class AsSeen:
    """Turns 8-bit sRGB rows into those to draw on a widget's screen.

    Parameters
    ----------
    image : that is painted; it may be closed later
    is_new_image : whether the result will be a new image: those are RGB, and have no soft proof
    """

    def __init__(self, image: Gimp.Image, is_new_image: Callable[[], bool]) -> None:
        self._is_new_image = is_new_image
        self._is_gray = image.get_base_type() == Gimp.ImageBaseType.GRAY
        self._proof = image.get_simulation_profile()
        self._how = image.get_simulation_intent(), image.get_simulation_bpc()
        self._transforms: dict[bool, Any] = {}

    def __call__(self, widget: Gtk.Widget, width: int, height: int, rows: bytes) -> bytes:
        """The rows as they are to be drawn."""
        if self._is_gray and not self._is_new_image():
            rows = _in_gray(width, height, rows)
        transform = self._transform(widget)
        if transform is None:
            return rows
        place = Gegl.Rectangle.new(0, 0, width, height)
        source, drawn = (Gegl.Buffer.new(RGB, 0, 0, width, height) for _ in range(2))
        source.set(place, RGB, rows)
        transform.process_buffer(source, place, drawn, place)
        return bytes(drawn.get(place, 1.0, RGB, Gegl.AbyssPolicy.NONE))

    def _transform(self, widget: Gtk.Widget) -> Gimp.ColorTransform | None:
        """From sRGB to the widget's screen, by GIMP's own preferences; None where they are the same."""
        proof = None if self._is_new_image() else self._proof
        if (proof is None) not in self._transforms:
            wanted = Gimp.get_color_configuration()
            if proof is None and wanted.get_mode() == Gimp.ColorManagementMode.SOFTPROOF:
                wanted.set_property("mode", Gimp.ColorManagementMode.DISPLAY)
            srgb, coded = Gimp.ColorProfile.new_rgb_srgb(), Babl.format(RGB)
            # With the mode DISPLAY the profile of the proof has no effect; it cannot be left out.
            self._transforms[proof is None] = GimpUi.widget_get_color_transform(
                widget, wanted, srgb, coded, coded, proof or srgb, *self._how
            )
        return self._transforms[proof is None]


def _in_gray(width: int, height: int, rows: bytes) -> bytes:
    """The rows in gray, as GIMP's library makes it of what is written into a gray layer."""
    place, buffer = Gegl.Rectangle.new(0, 0, width, height), Gegl.Buffer.new(GRAY, 0, 0, width, height)
    buffer.set(place, RGB, rows)
    return bytes(buffer.get(place, 1.0, RGB, Gegl.AbyssPolicy.NONE))
