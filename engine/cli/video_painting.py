"""Painting for `impasto video`: a clip or one frame of it, here or on a cluster."""

from __future__ import annotations

import argparse
import functools
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import Interrupted
from .streams import say

if TYPE_CHECKING:
    from ..arrays import Array
    from ..cluster import ClusterSettings
    from ..jobs.video_files import VideoFiles
    from ..jobs.video_work import VideoProgress, VideoWork
    from ..tracking.progress import Progress


def preview(files: VideoFiles, second: float, settings: ClusterSettings | None) -> int:
    """Paint one frame here or on a cluster, and write it; returns the exit status."""
    from ..imaging import check_writable, write_image
    from .terminal import INTERRUPTED, bar, interrupts

    check_writable(files.output)
    with interrupts() as interrupted, bar() as show:
        paint_it = functools.partial(_preview_on_cluster, settings) if settings else _preview_here
        picture = paint_it(files, second, lambda progress: show(progress, 0), interrupted)
    if picture is None:
        return INTERRUPTED
    write_image(files.output, picture)
    return 0


def _preview_here(
    files: VideoFiles, second: float, show: Callable[[Progress], None], interrupted: Callable[[], bool]
) -> Array | None:
    from ..jobs.video_job import VideoJob

    def on_progress(progress: Progress) -> None:
        show(progress)
        if interrupted():
            raise Interrupted

    try:
        return VideoJob(files, on_progress=on_progress).preview(second)
    except Interrupted:
        return None


def _preview_on_cluster(
    settings: ClusterSettings,
    files: VideoFiles,
    second: float,
    show: Callable[[Progress], None],
    interrupted: Callable[[], bool],
) -> Array | None:
    from ..cluster import open_cluster
    from ..cluster.video import paint_preview

    with open_cluster(settings, files.options.threads) as cluster:
        return paint_preview(cluster, files, second, show, interrupted)


def paint(files: VideoFiles, parsed: argparse.Namespace, report: Path | None, settings: ClusterSettings | None) -> int:
    """Paint a clip here or on a cluster, and write it; returns the exit status."""
    from .terminal import INTERRUPTED, interrupts
    from .video_progress import video_bar

    with interrupts() as interrupted, video_bar() as show:

        def on_progress(progress: VideoProgress) -> None:
            show(progress)
            if interrupted():
                raise Interrupted

        if settings and not parsed.write_finished:
            painting, complete = _painted_on_cluster(settings, files, parsed.resume, on_progress)
        else:
            painting, complete = _painted_here(files, parsed, on_progress)
    written = (complete or parsed.write_finished) and _written(painting, parsed.clip_quality)
    if report is not None:
        report.write_text(json.dumps(painting.report(), indent=2) + "\n")
    if not written:
        print(_how_to_go_on(painting), file=sys.stderr)
        return INTERRUPTED
    if complete:
        painting.folder.remove()
    return 0


def _written(painting: VideoWork, quality: str) -> bool:
    """Write the clip; False if Ctrl+C came."""
    try:
        painting.write(quality)
    except KeyboardInterrupt:
        return False
    return True


def _painted_here(
    files: VideoFiles, parsed: argparse.Namespace, on_progress: Callable[[VideoProgress], None]
) -> tuple[VideoWork, bool]:
    """What is painted in this process, and whether that is all of it."""
    from ..jobs.video_run import VideoRun
    from .terminal import duration, warn

    painting = VideoRun(files, resume=parsed.resume, on_progress=on_progress)
    if parsed.write_finished:
        return painting, False
    warn(painting.job.notices)
    if sys.stderr.isatty():
        expected = painting.forecast()
        words = f"About {duration(expected.seconds)}, up to {expected.memory >> 20} MiB of memory"
        print(f"{words}; {painting.folder.latest} shows the latest frame.", file=sys.stderr)
    return painting, painting.paint()


def _painted_on_cluster(
    settings: ClusterSettings, files: VideoFiles, resume: bool, on_progress: Callable[[VideoProgress], None]
) -> tuple[VideoWork, bool]:
    """What workers paint, and whether that is all of it."""
    from ..cluster import open_cluster
    from ..cluster.video import ClusterVideo
    from ..runtime.limits import available_cores

    threads = files.options.threads or (max(1, available_cores() // settings.workers) if settings.workers else 0)
    with open_cluster(settings, threads) as cluster:
        painting = ClusterVideo(cluster, files, resume=resume, threads=threads, on_progress=on_progress)
        if sys.stderr.isatty():
            print(f"{painting.folder.latest} shows the latest frame.", file=sys.stderr)
        complete = painting.paint()
    for notice in painting.notices:
        say(notice)
    return painting, complete


def _how_to_go_on(painting: VideoWork) -> str:
    done, folder = f"{painting.finished} of {painting.total} frames are finished", painting.folder.path
    return (
        f"impasto: Stopped: {done}, in {folder}. The same command with --resume goes on; with --resume "
        "--write-finished it writes the clip of those there are."
    )
