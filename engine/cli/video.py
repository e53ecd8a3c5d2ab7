"""`impasto video`: paint a clip in the style of others so that its frames hang together."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from .arguments import (
    add_cluster,
    add_command,
    add_painting,
    check_folder,
    cluster_settings,
    optional_path,
    paths,
    read_options,
    with_given,
)
from .spans import Span, span

if TYPE_CHECKING:
    from ..jobs.video_files import VideoFiles


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
    add_cluster(parser, local=True)
    add_painting(parser)


def run(parsed: argparse.Namespace) -> int:
    """Paint a clip, or one frame of it, or estimate what it takes; returns the exit status."""
    from ..media.containers import quality_number
    from ..media.packages import require
    from .video_painting import paint, preview

    for package in ("av", "cv2"):
        require(package)
    quality_number(parsed.clip_quality)
    files, report, settings = _files(parsed), optional_path(parsed.report), cluster_settings(parsed)
    check_folder(report)
    if parsed.preview is not None:
        return preview(files, parsed.preview, settings)
    if parsed.estimate:
        return _estimate(files)
    return paint(files, parsed, report, settings)


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
        strength_map=optional_path(parsed.strength_map),
    )


def _estimate(files: VideoFiles) -> int:
    from ..jobs.video_job import VideoJob
    from .terminal import as_json

    job = VideoJob(files)
    print(json.dumps({**as_json(job.forecast()), "frames": job.frames.count}))
    return 0
