"""`impasto video`: paint a clip in the style of others so that its frames hang together."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError, Interrupted
from .arguments import add_command, add_painting, check_folder, optional_path, paths, read_options, with_given
from .spans import Span, span

if TYPE_CHECKING:
    from ..jobs.video_files import VideoFiles
    from ..jobs.video_run import VideoProgress, VideoRun
    from ..tracking.progress import Progress


def add_parser(commands: Any) -> None:
    """Add the command's arguments."""
    parser = add_command(commands, "video", run, "paint a clip, a video or an animation, in the style of STYLE")
    parser.add_argument("clip", metavar="IN", help="the clip: all that FFmpeg reads, and GIF, WebP and PNG animations")
    parser.add_argument("styles", metavar="STYLE", nargs="+", help="one or several style pictures")
    parser.add_argument("-o", "--output", metavar="OUT", required=True, help="where to write the painted clip")
    parser.add_argument(
        "--range",
        metavar="A-B",
        type=span,
        default=Span(),
        help="paint a part: from A to before B, in seconds (2.5-8) or frames counted from 0 (60f-192f)",
    )
    parser.add_argument(
        "--preview",
        metavar="SECOND",
        type=float,
        help="paint the frame at this time alone, as the first of a shot, and write it to OUT, a picture",
    )
    parser.add_argument(
        "--every",
        metavar="N",
        type=int,
        default=1,
        help="a draft: paint each N-th frame, and carry those between along the optical flow (default: %(default)s)",
    )
    parser.add_argument(
        "--passes",
        metavar="N",
        type=int,
        default=1,
        help="go through the clip so many times, forwards and backwards in turn: steadier still (default: %(default)s)",
    )
    parser.add_argument(
        "--resume", action="store_true", help="go on with what was interrupted; the result is the same to the byte"
    )
    parser.add_argument(
        "--write-finished", action="store_true", help="with --resume: paint no more, write the frames there are"
    )
    parser.add_argument(
        "--clip-quality",
        metavar="1..100|NAME",
        default="good",
        help="how well the clip is encoded: draft, good, best or a number (default: %(default)s)",
    )
    parser.add_argument(
        "--estimate", action="store_true", help="paint nothing; print the expected seconds and bytes of memory as JSON"
    )
    parser.add_argument("--report", metavar="FILE.json", help="write times, shots and settings there")
    add_painting(parser)


def run(parsed: argparse.Namespace) -> int:
    """Paint a clip, or one frame of it, or estimate what it takes; returns the exit status."""
    from ..media.containers import quality_number
    from ..media.packages import require

    for package in ("av", "cv2"):
        require(package)
    quality_number(parsed.clip_quality)
    files, report = _files(parsed), optional_path(parsed.report)
    check_folder(report)
    if parsed.preview is not None:
        return _preview(files, parsed.preview)
    if parsed.estimate:
        return _estimate(files)
    return _paint(files, parsed, report)


def _files(parsed: argparse.Namespace) -> VideoFiles:
    from ..jobs.video_files import VideoFiles
    from ..losses.style import Style

    if parsed.write_finished and not parsed.resume:
        raise InputError("--write-finished writes what an interrupted run has finished.", "Give --resume with it.")
    return VideoFiles(
        Path(parsed.clip),
        with_given([Style(path) for path in paths(parsed.styles)], parsed),
        read_options(parsed),
        Path(parsed.output),
        frames=parsed.range.frames,
        seconds=parsed.range.seconds,
        every=parsed.every,
        passes=parsed.passes,
        start=optional_path(parsed.start_picture),
    )


def _estimate(files: VideoFiles) -> int:
    from ..jobs.video_job import VideoJob
    from .terminal import as_json

    job = VideoJob(files)
    print(json.dumps({**as_json(job.forecast()), "frames": job.frames.count}))
    return 0


def _preview(files: VideoFiles, second: float) -> int:
    from ..imaging import check_writable, write_image
    from ..jobs.video_job import VideoJob
    from .terminal import INTERRUPTED, bar, interrupts

    check_writable(files.output)
    with interrupts() as interrupted, bar() as show:

        def on_progress(progress: Progress) -> None:
            show(progress, 0)
            if interrupted():
                raise Interrupted

        try:
            picture = VideoJob(files, on_progress=on_progress).preview(second)
        except Interrupted:
            return INTERRUPTED
    write_image(files.output, picture)
    return 0


def _paint(files: VideoFiles, parsed: argparse.Namespace, report: Path | None) -> int:
    """Paint the clip and write it; returns the exit status."""
    from ..jobs.video_run import VideoRun
    from .terminal import INTERRUPTED, interrupts
    from .video_progress import video_bar

    with interrupts() as interrupted, video_bar() as show:

        def on_progress(progress: VideoProgress) -> None:
            show(progress)
            if interrupted():
                raise Interrupted

        painting = VideoRun(files, resume=parsed.resume, on_progress=on_progress)
        complete = False if parsed.write_finished else _painted(painting)
    written = (complete or parsed.write_finished) and _written(painting, parsed.clip_quality)
    if report is not None:
        report.write_text(json.dumps(painting.report(), indent=2) + "\n")
    if not written:
        print(_how_to_go_on(painting), file=sys.stderr)
        return INTERRUPTED
    if complete:
        painting.folder.remove()
    return 0


def _written(painting: VideoRun, quality: str) -> bool:
    """Write the clip; False if Ctrl+C came."""
    try:
        painting.write(quality)
    except KeyboardInterrupt:
        return False
    return True


def _painted(painting: VideoRun) -> bool:
    from .terminal import duration, warn

    warn(painting.job.notices)
    if sys.stderr.isatty():
        expected = painting.forecast()
        words = f"About {duration(expected.seconds)}, up to {expected.memory >> 20} MiB of memory"
        print(f"{words}; {painting.folder.latest} shows the latest frame.", file=sys.stderr)
    return painting.paint()


def _how_to_go_on(painting: VideoRun) -> str:
    done, folder = f"{painting.finished} of {painting.total} frames are finished", painting.folder.path
    return (
        f"impasto: Stopped: {done}, in {folder}. The same command with --resume goes on; with --resume "
        "--write-finished it writes the clip of those there are."
    )
