"""How much a clip flickers: what the frames of a painted clip differ by where their contents show the same.

python -m benchmarks.flicker IN PAINTED...
    Measure clips that are there against the clip they were painted from.
python -m benchmarks.flicker --paint FOLDER [--size 256] [--frames 12] [--style STYLE] [--threads N]
    Make two clips from the samples, paint each frame by itself and as `impasto video` does, print the table of
    docs/VIDEO.md, and write the frames into a folder.

flicker
    Mean of |frame − the frame before it, carried along the flow between the contents| over all frames and channels, in
    grey levels of 255, where the flow can be believed (`engine.video.consistency`): outside of what comes into view.
style, content, hf
    Of the last frame, see `benchmarks.look`.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine import Options
from engine.imaging import read_image, write_image
from engine.jobs.frame_painter import FramePainter
from engine.losses.style import Style
from engine.media import open_clip
from engine.runtime.network import Network
from engine.runtime.selection import network_for
from engine.video import ListedFrames, MemoryStore, steady
from engine.video.consistency import match
from engine.video.flow import enlarged, grey
from engine.video.warp import warp

from . import measure
from .clips import CLIPS, Array
from .look import Yardstick

STYLE = Path("samples/style/van_gogh_night_cafe.jpg")
ALONE = 3


def flicker(contents: Iterable[Array], frames: Iterable[Array]) -> list[float]:
    """Of each frame but the first, in grey levels; frames (H, W, 3|4) float32, sRGB 0..1."""
    found: list[float] = []
    last: tuple[Array, Array] | None = None
    for content, frame in zip(contents, frames, strict=True):
        shades, painted = grey(content), frame[..., :3]
        if last is not None:
            matched = match(shades, last[0])
            size = painted.shape[1], painted.shape[0]
            apart = np.abs(painted - warp(last[1], enlarged(matched.back, *size))).mean(2)
            believed = enlarged_mask(matched.believed, size)
            found.append(255 * float((apart * believed).sum() / max(believed.sum(), 1e-6)))
        last = shades, painted
    return found


def enlarged_mask(mask: Array, size: tuple[int, int]) -> Array:
    """A mask (h, w) at a width and height, without values in between."""
    rows = np.arange(size[1]) * mask.shape[0] // size[1]
    columns = np.arange(size[0]) * mask.shape[1] // size[0]
    return mask[rows[:, None], columns]


@dataclass(frozen=True)
class Row:
    """One way of painting: evaluations and seconds of the frames after the first, and the last frames."""

    name: str
    evaluations: float
    seconds: float
    frames: list[Array]


class _Alone:
    """Paints each frame as if it were the first of a shot."""

    def __init__(self, painter: FramePainter) -> None:
        self._painter = painter

    def paint(self, index: int, content: Array, *_: object) -> Array:
        """See `engine.video.frames.Painter`."""
        return self._painter.paint(index, content, None, None)


def painted(contents: list[Array], style: Array, network: Network, options: Options, *, alone: bool = False) -> Row:
    """A clip painted as `impasto video` does, or each frame by itself."""
    painter, store = FramePainter([Style(style)], options, network), MemoryStore()
    evaluations: list[int] = []
    times = [time.perf_counter()]

    def note(*_: object) -> None:
        evaluations.append(painter.report["evaluations"])
        times.append(time.perf_counter())

    steady(ListedFrames(contents), _Alone(painter) if alone else painter, [store], on_frame=note)
    frames = [store.read(index) for index in range(len(contents))]
    name = "each frame alone" if alone else "impasto video"
    return Row(name, float(np.mean(evaluations[1:])), float(np.mean(np.diff(times)[1:])), frames)


def compare(folder: Path, size: int, count: int, style_file: Path, options: Options) -> None:
    """Paint both clips and print the table; of single frames the last ALONE, which take longest, are enough."""
    network, style, rows = network_for(options), read_image(style_file).pixels[..., :3], []
    for clip, make in CLIPS.items():
        contents = make(count, size, size * 3 // 4)
        yard = Yardstick(contents[-1], style, contents[-1].shape[:2], network)
        ways = [
            Row("the photograph", 0, 0, contents),
            painted(contents[-ALONE:], style, network, options, alone=True),
            painted(contents, style, network, options),
        ]
        for row in ways:
            look = yard.measure(row.frames[-1])
            numbers = (
                row.seconds,
                np.mean(flicker(contents[-len(row.frames) :], row.frames)),
                look.style,
                look.content,
                look.hf,
            )
            rows.append([clip, row.name, f"{row.evaluations:g}", *(f"{number:.3g}" for number in numbers)])
            for index, frame in enumerate(row.frames):
                write_image(folder / f"{clip}-{row.name}-{index:03}.png".replace(" ", "_"), frame)
    head = ["clip", "painted", "evaluations", "seconds a frame", "flicker", "style", "content", "hf"]
    print(measure.table(head, rows))
    print(f"\n{size} px, {count} frames, {network.threads} threads. {measure.machine()}")


def measured(content: Path, clips: list[Path]) -> None:
    """Print the flicker of clips that are there, that of the content first."""
    for path in (content, *clips):
        contents, frames = open_clip(content), open_clip(path)
        found = flicker((frame.pixels for frame in contents), (frame.pixels for frame in frames))
        print(f"{path}: {np.mean(found):.2f} grey levels, at most {max(found):.2f}")


def main() -> None:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", metavar="IN PAINTED", nargs="*", type=Path)
    parser.add_argument("--paint", metavar="FOLDER", type=Path)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--frames", type=int, default=12)
    parser.add_argument("--style", type=Path, default=STYLE)
    parser.add_argument("--threads", type=int, default=0)
    chosen = parser.parse_args()
    if chosen.paint:
        chosen.paint.mkdir(parents=True, exist_ok=True)
        compare(chosen.paint, chosen.size, chosen.frames, chosen.style, Options(threads=chosen.threads))
    else:
        measured(chosen.clips[0], chosen.clips[1:])


if __name__ == "__main__":
    main()
