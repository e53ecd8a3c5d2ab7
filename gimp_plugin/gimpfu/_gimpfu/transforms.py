"""The transform_... methods of drawables: old scripts have them; GIMP 2.10's own are pdb.gimp_item_transform_..."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .handles import method
from .procedures import call


def _transform(name: str) -> Callable[..., Any]:
    """A method that passes its arguments on to a procedure."""

    def transform(self: Any, *arguments: Any) -> Any:
        return call(f"gimp-drawable-transform-{name}", self, *arguments)

    transform.__doc__ = f"gimp-drawable-transform-{name}."
    return transform


class Transforms:
    """Each returns the transformed drawable; the arguments are those of the procedure of the same name in the PDB."""

    transform_flip = _transform("flip")
    transform_flip_default = _transform("flip-default")
    transform_flip_simple = method(
        "gimp-drawable-transform-flip-simple",
        "gimp-drawable-transform-flip-simple.",
        "flip_type auto_center axis",
        clip_result=False,
    )
    transform_perspective = _transform("perspective")
    transform_perspective_default = _transform("perspective-default")
    transform_rotate = _transform("rotate")
    transform_rotate_default = _transform("rotate-default")
    transform_rotate_simple = method(
        "gimp-drawable-transform-rotate-simple",
        "gimp-drawable-transform-rotate-simple.",
        "rotate_type auto_center center_x center_y",
        clip_result=False,
    )
    transform_scale = _transform("scale")
    transform_scale_default = _transform("scale-default")
    transform_shear = _transform("shear")
    transform_shear_default = _transform("shear-default")
    transform_2d = _transform("2d")
    transform_2d_default = _transform("2d-default")
    transform_matrix = _transform("matrix")
    transform_matrix_default = _transform("matrix-default")
