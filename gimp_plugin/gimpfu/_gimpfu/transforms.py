"""The transform_... methods of drawables: old scripts have them; GIMP 2.10's own are pdb.gimp_item_transform_..."""

from __future__ import annotations

from typing import Any

from .handles import method

_CORNERS = "x0 y0 x1 y1"
_QUADRANGLE = f"{_CORNERS} x2 y2 x3 y3"
_ROTATION = "angle auto_center center_x center_y"
_SHEAR = "shear_type magnitude"
_PLANE = "source_x source_y scale_x scale_y angle dest_x dest_y"
_MATRIX = " ".join(f"coeff_{row}_{column}" for row in range(3) for column in range(3))


def _full(name: str, parameters: str) -> Any:
    """A method that is told how to interpolate and what to do with what goes beyond the drawable."""
    procedure = f"gimp-drawable-transform-{name}"
    parameters = f"{parameters} transform_direction interpolation"
    return method(procedure, f"{procedure}.", parameters, supersample=False, recursion_level=3, clip_result=False)


def _default(name: str, parameters: str) -> Any:
    """A method that takes the user's settings."""
    procedure = f"gimp-drawable-transform-{name}-default"
    return method(procedure, f"{procedure}.", parameters, interpolate=False, clip_result=False)


def _simple(name: str, parameters: str) -> Any:
    """A method without interpolation: by right angles only."""
    procedure = f"gimp-drawable-transform-{name}-simple"
    return method(procedure, f"{procedure}.", parameters, clip_result=False)


class Transforms:
    """Each returns the transformed drawable; the arguments are those of the procedure of the same name in the PDB."""

    transform_flip = _full("flip", _CORNERS)
    transform_flip_default = _default("flip", _CORNERS)
    transform_flip_simple = _simple("flip", "flip_type auto_center axis")
    transform_perspective = _full("perspective", _QUADRANGLE)
    transform_perspective_default = _default("perspective", _QUADRANGLE)
    transform_rotate = _full("rotate", _ROTATION)
    transform_rotate_default = _default("rotate", _ROTATION)
    transform_rotate_simple = _simple("rotate", "rotate_type auto_center center_x center_y")
    transform_scale = _full("scale", _CORNERS)
    transform_scale_default = _default("scale", _CORNERS)
    transform_shear = _full("shear", _SHEAR)
    transform_shear_default = _default("shear", _SHEAR)
    transform_2d = _full("2d", _PLANE)
    transform_2d_default = _default("2d", _PLANE)
    transform_matrix = _full("matrix", _MATRIX)
    transform_matrix_default = _default("matrix", _MATRIX)
