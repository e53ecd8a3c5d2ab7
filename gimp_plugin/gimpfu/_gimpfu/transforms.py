"""The transform_... methods of drawables: old scripts have them; GIMP 2.10's own are pdb.gimp_item_transform_..."""

from __future__ import annotations

from typing import Any

from .procedures import call


class Transforms:
    """Each returns the transformed drawable; the arguments are those of the procedure of the same name in the PDB."""

    def transform_flip(self, *arguments: Any) -> Any:
        """gimp-drawable-transform-flip."""
        return call("gimp-drawable-transform-flip", self, *arguments)

    def transform_flip_default(self, *arguments: Any) -> Any:
        """gimp-drawable-transform-flip-default."""
        return call("gimp-drawable-transform-flip-default", self, *arguments)

    def transform_flip_simple(self, flip_type: int, auto_center: bool, axis: float, clip_result: bool = False) -> Any:
        """gimp-drawable-transform-flip-simple."""
        return call("gimp-drawable-transform-flip-simple", self, flip_type, auto_center, axis, clip_result)

    def transform_perspective(self, *arguments: Any) -> Any:
        """gimp-drawable-transform-perspective."""
        return call("gimp-drawable-transform-perspective", self, *arguments)

    def transform_perspective_default(self, *arguments: Any) -> Any:
        """gimp-drawable-transform-perspective-default."""
        return call("gimp-drawable-transform-perspective-default", self, *arguments)

    def transform_rotate(self, *arguments: Any) -> Any:
        """gimp-drawable-transform-rotate."""
        return call("gimp-drawable-transform-rotate", self, *arguments)

    def transform_rotate_default(self, *arguments: Any) -> Any:
        """gimp-drawable-transform-rotate-default."""
        return call("gimp-drawable-transform-rotate-default", self, *arguments)

    def transform_rotate_simple(
        self, rotate_type: int, auto_center: bool, center_x: int, center_y: int, clip_result: bool = False
    ) -> Any:
        """gimp-drawable-transform-rotate-simple."""
        procedure = "gimp-drawable-transform-rotate-simple"
        return call(procedure, self, rotate_type, auto_center, center_x, center_y, clip_result)

    def transform_scale(self, *arguments: Any) -> Any:
        """gimp-drawable-transform-scale."""
        return call("gimp-drawable-transform-scale", self, *arguments)

    def transform_scale_default(self, *arguments: Any) -> Any:
        """gimp-drawable-transform-scale-default."""
        return call("gimp-drawable-transform-scale-default", self, *arguments)

    def transform_shear(self, *arguments: Any) -> Any:
        """gimp-drawable-transform-shear."""
        return call("gimp-drawable-transform-shear", self, *arguments)

    def transform_shear_default(self, *arguments: Any) -> Any:
        """gimp-drawable-transform-shear-default."""
        return call("gimp-drawable-transform-shear-default", self, *arguments)

    def transform_2d(self, *arguments: Any) -> Any:
        """gimp-drawable-transform-2d."""
        return call("gimp-drawable-transform-2d", self, *arguments)

    def transform_2d_default(self, *arguments: Any) -> Any:
        """gimp-drawable-transform-2d-default."""
        return call("gimp-drawable-transform-2d-default", self, *arguments)

    def transform_matrix(self, *arguments: Any) -> Any:
        """gimp-drawable-transform-matrix."""
        return call("gimp-drawable-transform-matrix", self, *arguments)

    def transform_matrix_default(self, *arguments: Any) -> Any:
        """gimp-drawable-transform-matrix-default."""
        return call("gimp-drawable-transform-matrix-default", self, *arguments)
