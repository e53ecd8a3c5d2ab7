"""Reading and writing picture files, and operations on pixels.

In: a path to a file, or an array `(H, W, 3|4)` float32, sRGB-coded 0..1, straight alpha. Out: the other one.
`Picture` takes a file's metadata (profile, depth, EXIF) from `read_image` to `write_image`.
"""

from .pixels import fill_transparent, fit_size, resize
from .reading import MAX_PIXELS, Picture, read_image, read_mask
from .writing import SUFFIXES, check_holds, check_writable, write_image

__all__ = [
    "MAX_PIXELS",
    "SUFFIXES",
    "Picture",
    "check_holds",
    "check_writable",
    "fill_transparent",
    "fit_size",
    "read_image",
    "read_mask",
    "resize",
    "write_image",
]
