"""Faces that are to be kept: what the option `keep_faces` makes of a plan."""

from __future__ import annotations

import dataclasses

import numpy as np

from ..arrays import Array
from ..errors import Notice
from ..imaging.faces import face_map
from ..losses.regions import resize_mask
from ..losses.strength_map import StrengthMap
from ..runtime.layers import SMALLEST
from .plan import Plan


def with_faces(planned: Plan, content: Array) -> Plan:
    """The plan of a content (H, W, 3|4) with its faces held, if that is wanted; a notice says where there are none.

    Where there is a strength map too, a place gets the smaller value of both.

    Raises
    ------
    EngineError
        The network that finds faces is missing and cannot be had.
    """
    if not planned.options.keep_faces:
        return planned
    faces = face_map(content)
    if faces is None:
        return dataclasses.replace(planned, notices=(*planned.notices, _none_found()))
    height, width = (max(side, SMALLEST) for side in faces.shape)
    faces = resize_mask(faces, width, height)
    held = faces if planned.strength_map is None else np.minimum(planned.strength_map.values, faces)
    return dataclasses.replace(planned, strength_map=StrengthMap(held))


def _none_found() -> Notice:
    return Notice(
        "No face was found in the picture: all of it is painted.",
        "Paint a strength map by hand to keep one.",
        code="no-faces",
    )
