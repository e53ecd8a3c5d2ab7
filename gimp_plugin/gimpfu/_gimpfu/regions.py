"""gimp.PixelRgn and gimp.Tile: 8-bit windows on a drawable's pixels."""

from __future__ import annotations

from typing import Any, Union

from . import pixels
from .colors import to_rgb
from .errors import error
from .libraries import gimp

Place = Union[int, slice]
_EDGE_NONE, _EDGE_WRAP, _EDGE_SMEAR, _EDGE_BLACK, _EDGE_BACKGROUND = range(5)


class PixelRgn:
    """A rectangle of a drawable or its shadow; places count from the drawable's top left corner.

    region[x, y] is one pixel, region[x1:x2, y1:y2] a block, row by row; both are bytes and can be assigned to.
    """

    drawable: Any
    x: int
    y: int
    w: int
    h: int
    bpp: int
    rowstride: int
    dirty: bool
    shadow: bool

    def __init__(
        self, drawable: Any, x: int, y: int, width: int, height: int, dirty: bool = True, shadow: bool = False
    ) -> None:
        self.drawable = drawable
        self.bpp = drawable.bpp
        self.dirty, self.shadow = bool(dirty), bool(shadow)
        self._format = drawable.format_8bit()
        self.resize(x, y, width, height)

    def resize(self, x: int, y: int, width: int, height: int) -> None:
        """Look at another rectangle."""
        self.x, self.y, self.w, self.h = int(x), int(y), int(width), int(height)
        self.rowstride = self.w * self.bpp

    def __len__(self) -> int:
        return self.w * self.h * self.bpp

    def __getitem__(self, place: tuple[Place, Place]) -> bytes:
        return pixels.buffer(self.drawable.ID, self.shadow).get(self._area(place), self._format)

    def __setitem__(self, place: tuple[Place, Place], data: pixels.Pixels) -> None:
        area = self._area(place)
        block = data.encode("latin-1") if isinstance(data, str) else bytes(data)
        if len(block) != area[2] * area[3] * self.bpp:
            raise TypeError(f"{area[2]} x {area[3]} pixels take {area[2] * area[3] * self.bpp} bytes, not {len(block)}")
        pixels.buffer(self.drawable.ID, self.shadow).put(area, self._format, block)

    def __repr__(self) -> str:
        return f"<gimp.PixelRgn for drawable {self.drawable.ID}>"

    def _area(self, place: tuple[Place, Place]) -> tuple[int, int, int, int]:
        if not isinstance(place, tuple) or len(place) != 2:
            raise TypeError("a pixel region needs two places: region[x, y] or region[x1:x2, y1:y2]")
        x, width = _span(place[0], self.x, self.w)
        y, height = _span(place[1], self.y, self.h)
        return x, y, width, height


class Tile:
    """One of the squares in which a drawable's pixels are kept; tile[n] is the pixel n, row by row."""

    drawable: Any
    ewidth: int
    eheight: int
    bpp: int
    tile_num: int
    dirty: bool
    shadow: bool

    def __init__(self, drawable: Any, shadow: bool, row: int, column: int) -> None:
        side_x, side_y = gimp.gimp_tile_width(), gimp.gimp_tile_height()
        x, y = column * side_x, row * side_y
        if row < 0 or column < 0 or x >= drawable.width or y >= drawable.height:
            raise IndexError("there is no such tile")
        self.drawable, self.shadow, self.dirty = drawable, bool(shadow), False
        self.ewidth, self.eheight = min(side_x, drawable.width - x), min(side_y, drawable.height - y)
        self.bpp = drawable.bpp
        self.tile_num = row * -(-drawable.width // side_x) + column
        self._region = PixelRgn(drawable, x, y, self.ewidth, self.eheight, True, shadow)

    @classmethod
    def around(cls, drawable: Any, shadow: bool, x: int, y: int) -> Tile:
        """The tile that has this pixel."""
        return cls(drawable, shadow, y // gimp.gimp_tile_height(), x // gimp.gimp_tile_width())

    def flush(self) -> None:
        """Send what was written to GIMP."""
        self.drawable.flush()

    def __len__(self) -> int:
        return self.ewidth * self.eheight

    def __getitem__(self, place: int | tuple[int, int]) -> bytes:
        return self._region[self._pixel(place)]

    def __setitem__(self, place: int | tuple[int, int], data: bytes) -> None:
        self.dirty = True
        self._region[self._pixel(place)] = data

    def _pixel(self, place: int | tuple[int, int]) -> tuple[int, int]:
        column, row = place if isinstance(place, tuple) else (place % self.ewidth, place // self.ewidth)
        if not (0 <= column < self.ewidth and 0 <= row < self.eheight):
            raise IndexError("there is no such pixel in the tile")
        return self._region.x + column, self._region.y + row


class PixelFetcher:
    """Single pixels of a drawable or its shadow, also beyond its edges: fetcher[x, y] are bytes.

    Parameters
    ----------
    drawable, shadow : whose pixels
    bg_color : what lies around the drawable with the last of the edge modes
    edge_mode : PIXEL_FETCHER_EDGE_NONE (zeros outside the selection's bounds), _WRAP, _SMEAR, _BLACK, _BACKGROUND
    """

    bg_color: Any
    edge_mode: int

    def __init__(
        self, drawable: Any, shadow: bool = False, bg_color: Any = (0, 0, 0), edge_mode: int = _EDGE_NONE
    ) -> None:
        self.drawable, self.shadow = drawable, bool(shadow)
        self.bg_color, self.edge_mode = to_rgb(bg_color), int(edge_mode)
        self.bpp: int = drawable.bpp
        self._format = drawable.format_8bit()
        self._size = drawable.width, drawable.height
        self._bounds = drawable.mask_bounds

    def get_pixel(self, x: int, y: int) -> bytes:
        """The pixel at a place; what is beyond the edges, the edge mode says."""
        left, top, right, bottom = self._bounds
        width, height = self._size
        if self.edge_mode == _EDGE_NONE and not (left <= x < right and top <= y < bottom):
            return bytes(self.bpp)
        if not (0 <= x < width and 0 <= y < height):
            if self.edge_mode == _EDGE_WRAP:
                x, y = x % width, y % height
            elif self.edge_mode == _EDGE_SMEAR:
                x, y = min(max(x, 0), width - 1), min(max(y, 0), height - 1)
            else:
                return self._background() if self.edge_mode == _EDGE_BACKGROUND else bytes(self.bpp)
        return bytes(pixels.buffer(self.drawable.ID, self.shadow).get((x, y, 1, 1), self._format))

    def put_pixel(self, x: int, y: int, pixel: pixels.Pixels) -> None:
        """Write a pixel inside the selection's bounds; elsewhere nothing happens."""
        block = pixel.encode("latin-1") if isinstance(pixel, str) else bytes(pixel)
        if len(block) != self.bpp:
            raise TypeError(f"pixel must be {self.bpp} bpp")
        left, top, right, bottom = self._bounds
        if left <= x < right and top <= y < bottom:
            pixels.buffer(self.drawable.ID, self.shadow).put((x, y, 1, 1), self._format, block)

    def _background(self) -> bytes:
        """The background as a pixel of the drawable."""
        color = [min(255, max(0, number)) for number in self.bg_color]
        if self.bpp < 3:
            color = [round(255 * min(1.0, max(0.0, self.bg_color.luminance()))), color[3]]
        return bytes(color[: self.bpp])

    def __len__(self) -> int:
        raise error("Can't get size of pixel fetcher")

    def __getitem__(self, place: tuple[int, int]) -> bytes:
        return self.get_pixel(*place)

    def __setitem__(self, place: tuple[int, int], pixel: pixels.Pixels) -> None:
        self.put_pixel(*place, pixel)

    def __repr__(self) -> str:
        shadow = " (shadow)" if self.shadow else ""
        return f"<gimp.PixelFetcher for drawable '{self.drawable.name}'{shadow}>"


def _span(place: Place, start: int, length: int) -> tuple[int, int]:
    """First pixel and number of pixels of one part of a subscript, inside start..start+length."""
    end = start + length
    if not isinstance(place, slice):
        first, last = int(place), int(place) + 1
    elif place.step not in (None, 1):
        raise TypeError("pixel regions have no steps")
    else:
        first = start if place.start is None else int(place.start)
        last = end if place.stop is None else min(end, int(place.stop))
    if not start <= first < last <= end:
        raise IndexError("index out of range")
    return first, last - first
