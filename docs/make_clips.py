"""Make the clips of docs/VIDEO.md anew: `python -m docs.make_clips WORK [--size 256] [--threads N]`.

Each is an animated WebP of three panes: the clip, its frames painted one by one, and what `impasto video` makes of it.
WORK keeps all that is painted, so an interrupted call goes on; the whole takes half an hour on one core.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.clips import moving_crop, one_over_another
from engine import Options, stylize
from engine.imaging import read_image, write_image
from engine.jobs.video_files import VideoFiles
from engine.jobs.video_run import VideoRun
from engine.losses.style import Style

ROOT = Path(__file__).resolve().parent.parent
Array = NDArray[np.float32]
MILLISECONDS = 90
"""For which a frame is shown."""
QUALITY = 55
GAP = 4
"""White pixels between two panes."""


@dataclass(frozen=True)
class Entry:
    """One clip: its file's name, what makes its frames, the style's name, and how many frames."""

    name: str
    make: Callable[[int, int, int], list[Array]]
    style: str
    frames: int


ENTRIES = (
    Entry("window", moving_crop, "van_gogh_night_cafe", 16),
    Entry("disc", one_over_another, "van_gogh_cafe_terrace", 12),
)


def main() -> None:
    """Paint what is missing, and write the clips."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", metavar="WORK", type=Path)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--threads", type=int, default=0)
    chosen = parser.parse_args()
    for entry in ENTRIES:
        folder = chosen.work / entry.name
        folder.mkdir(parents=True, exist_ok=True)
        contents = entry.make(entry.frames, chosen.size, chosen.size * 3 // 4)
        style, options = ROOT / "samples/style" / f"{entry.style}.jpg", Options(threads=chosen.threads)
        steady = painted_as_a_clip(contents, style, options, folder)
        alone = painted_one_by_one(contents, style, options, folder)
        file = ROOT / "docs/pictures" / f"clip-{entry.name}.webp"
        write(file, [beside(*panes) for panes in zip(contents, alone, steady, strict=True)])
        print(f"{file}: {file.stat().st_size} bytes")


def painted_as_a_clip(contents: list[Array], style: Path, options: Options, folder: Path) -> list[Array]:
    """The frames that `impasto video` paints."""
    clip, output = folder / "clip.png", folder / "steady.png"
    if not clip.exists():
        first, *others = (Image.fromarray(in_bytes(content)) for content in contents)
        first.save(clip, save_all=True, append_images=others, duration=MILLISECONDS)
    run = VideoRun(VideoFiles(clip, [Style(style)], options, output), resume=True)
    if not run.paint():
        raise SystemExit("interrupted")
    return [read_image(run.folder.path / "pass-1" / f"{index:08}.png").pixels for index in range(len(contents))]


def painted_one_by_one(contents: list[Array], style: Path, options: Options, folder: Path) -> list[Array]:
    """Each frame as `impasto style` paints it."""
    picture, frames = read_image(style).pixels, []
    for index, content in enumerate(contents):
        file = folder / f"alone-{index:03}.png"
        if not file.exists():
            write_image(file, stylize(content, [picture], options).pixels)
        frames.append(read_image(file).pixels)
    return frames


def beside(*panes: Array) -> Array:
    """Pictures of one height side by side."""
    height = len(panes[0])
    gap = np.ones((height, GAP, 3), np.float32)
    parts = [part for pane in panes for part in (gap, pane[..., :3])]
    return np.concatenate(parts[1:], axis=1)


def write(file: Path, frames: list[Array]) -> None:
    """An animated WebP that is played for ever."""
    first, *others = (Image.fromarray(in_bytes(frame)) for frame in frames)
    about = {"duration": MILLISECONDS, "loop": 0, "quality": QUALITY, "method": 6}
    first.save(file, save_all=True, append_images=others, **about)


def in_bytes(frame: Array) -> NDArray[np.uint8]:
    """(H, W, 3) uint8 of 0..1."""
    return np.asarray(np.clip(frame, 0, 1) * 255 + 0.5, np.uint8)


if __name__ == "__main__":
    main()
