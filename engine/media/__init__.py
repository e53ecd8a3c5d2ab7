"""Moving pictures: videos and animations <-> frames.

In: a path to a video (PyAV) or to a GIF, WebP or PNG animation (Pillow). Out: frames `(H, W, 3|4)` float32, sRGB-coded
0..1, straight alpha, one at a time; and back into a file, with the sound, subtitles, chapters and timing of the first.
"""

from .clip import Clip, Seconds, open_clip
from .containers import DEFAULT_QUALITY, QUALITIES
from .timing import Frame, Timing
from .writing import check_clip_writable, write_clip

__all__ = [
    "DEFAULT_QUALITY",
    "QUALITIES",
    "Clip",
    "Frame",
    "Seconds",
    "Timing",
    "check_clip_writable",
    "open_clip",
    "write_clip",
]
