"""gimp.Vectors and the strokes they are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import values
from .handles import method
from .items import Item
from .libraries import encoded
from .procedures import call, function

BEZIER = 0
CHANNEL_OP_REPLACE = 2


class Vectors(Item):
    """A path; gimp.Vectors(image, name) makes an empty one, which image.insert_vectors puts into the image."""

    def __init__(self, image: Any, name: str) -> None:
        self.ID = call("gimp-vectors-new", image, name).ID

    @property
    def strokes(self) -> list[VectorsBezierStroke]:
        """The strokes it is made of."""
        _count, numbers = call("gimp-vectors-get-strokes", self)
        return [VectorsBezierStroke.of(self, number) for number in numbers]

    copy = method("gimp-vectors-copy", "A copy that is not in an image yet.")

    def remove_stroke(self, stroke: VectorsStroke) -> None:
        """Take a stroke out."""
        call("gimp-vectors-remove-stroke", self, stroke.ID)

    to_selection = method(
        "gimp-vectors-to-selection",
        "Select what the path encloses.",
        operation=CHANNEL_OP_REPLACE,
        antialias=True,
        feather=False,
        feather_radius_x=0.0,
        feather_radius_y=0.0,
    )


def _stroke_method(procedure: str, doc: str, parameters: str = "") -> Any:
    """A method that calls a procedure with a path and the number of one of its strokes."""
    return function(procedure, doc, f"self {parameters}", send=lambda name, self, *rest: self._call(name, *rest))


class VectorsStroke:
    """One stroke of a path."""

    ID: int
    vectors_ID: int  # noqa: N815 - its name in gimpfu
    type = BEZIER

    @classmethod
    def of(cls, vectors: Vectors, number: int) -> Any:
        """The stroke with this number of a path."""
        made = cls.__new__(cls)
        made.ID, made.vectors_ID = number, vectors.ID
        return made

    @property
    def vectors(self) -> Any:
        """The path it belongs to."""
        return Vectors.bare(self.vectors_ID)

    @property
    def points(self) -> tuple[list[float], bool]:
        """Its control points, x and y in turn, and whether it is closed."""
        _type, _count, points, closed = self._call("gimp-vectors-stroke-get-points")
        return list(points), bool(closed)

    get_length = _stroke_method("gimp-vectors-stroke-get-length", "Its length in pixels.", "precision")

    def get_point_at_dist(self, dist: float, precision: float) -> tuple[float, float, float, bool]:
        """The point at a distance from its start: x, y, slope, and whether there is one."""
        x, y, slope, valid = self._call("gimp-vectors-stroke-get-point-at-dist", dist, precision)
        return x, y, slope, bool(valid)

    def interpolate(self, precision: float) -> tuple[tuple[float, ...], bool]:
        """Many points on it (x, y, x, y, ...), and whether it is closed."""
        _count, points, closed = self._call("gimp-vectors-stroke-interpolate", precision)
        return points, bool(closed)

    close = _stroke_method("gimp-vectors-stroke-close", "Join its ends.")
    translate = _stroke_method("gimp-vectors-stroke-translate", "Move it.", "off_x off_y")
    scale = _stroke_method("gimp-vectors-stroke-scale", "Scale it.", "scale_x scale_y")
    rotate = _stroke_method("gimp-vectors-stroke-rotate", "Turn it by an angle in degrees.", "center_x center_y angle")
    flip = _stroke_method("gimp-vectors-stroke-flip", "Mirror it at a horizontal or vertical line.", "flip_type axis")
    flip_free = _stroke_method("gimp-vectors-stroke-flip-free", "Mirror it at any line.", "x1 y1 x2 y2")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, VectorsStroke) and (self.ID, self.vectors_ID) == (other.ID, other.vectors_ID)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<gimp.{type(self).__name__} {self.ID} of {self.vectors!r}>"

    def _call(self, procedure: str, *arguments: Any) -> Any:
        return call(procedure, self.vectors, self.ID, *arguments)


class VectorsBezierStroke(VectorsStroke):
    """A stroke of Bezier curves; points are control point, anchor, control point, each x and y, in turn."""

    def __init__(self, vectors: Vectors, controlpoints: Sequence[float], closed: bool = False) -> None:
        count = len(controlpoints)
        self.ID = call("gimp-vectors-stroke-new-from-points", vectors, BEZIER, count, controlpoints, closed)
        self.vectors_ID = vectors.ID

    @classmethod
    def new_moveto(cls, vectors: Vectors, x0: float, y0: float) -> Any:
        """Begin a stroke of a path at a point."""
        return cls.of(vectors, call("gimp-vectors-bezier-stroke-new-moveto", vectors, x0, y0))

    @classmethod
    def new_ellipse(cls, vectors: Vectors, x0: float, y0: float, radius_x: float, radius_y: float, angle: float) -> Any:
        """Add an ellipse around a point to a path; the angle is in radians."""
        number = call("gimp-vectors-bezier-stroke-new-ellipse", vectors, x0, y0, radius_x, radius_y, angle)
        return cls.of(vectors, number)

    lineto = _stroke_method("gimp-vectors-bezier-stroke-lineto", "Go on in a straight line.", "x0 y0")
    conicto = _stroke_method(
        "gimp-vectors-bezier-stroke-conicto", "Go on in a curve with one control point.", "x0 y0 x1 y1"
    )
    cubicto = _stroke_method(
        "gimp-vectors-bezier-stroke-cubicto", "Go on in a curve with two control points.", "x0 y0 x1 y1 x2 y2"
    )


vectors_bezier_stroke_new_moveto = VectorsBezierStroke.new_moveto
vectors_bezier_stroke_new_ellipse = VectorsBezierStroke.new_ellipse


def vectors_import_from_file(image: Any, svg_file: Any, merge: bool = False, scale: bool = False) -> list[Vectors]:
    """Read the paths of an SVG file, given by its name or open for reading, into an image."""
    if hasattr(svg_file, "read"):
        return vectors_import_from_string(image, svg_file.read(), merge, scale)
    _count, numbers = call("gimp-vectors-import-from-file", image, svg_file, merge, scale)
    return [Vectors.bare(number) for number in numbers]


def vectors_import_from_string(
    image: Any, svg_string: str | bytes, merge: bool = False, scale: bool = False
) -> list[Vectors]:
    """Read the paths of an SVG text into an image."""
    text = encoded(svg_string) or b""
    _count, numbers = call("gimp-vectors-import-from-string", image, text, len(text), merge, scale)
    return [Vectors.bare(number) for number in numbers]


values.OBJECTS[values.VECTORS] = values.ObjectType(Vectors, Vectors.bare)
