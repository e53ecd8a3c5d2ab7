"""Measures how fast GIMP answers while Impasto paints, what the plug-in takes of the processor, and the first preview.

    python3 -m tests.real_gimp.harness.responsiveness [trixie|sid]

Drives a real GIMP in a window: each key press changes the selection, and the time until it has is taken, first in an
idle GIMP and then while the engine paints. The preview is that of a layer of twelve megapixels, from the moment the
dialog is on the screen. Needs what the tests with the real GIMP need (roots.py); takes some minutes.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.conftest import CHECKOUT
from tests.real_gimp.harness.gimp import Gimp
from tests.real_gimp.harness.installed import Installation, install
from tests.real_gimp.harness.recorded_protocol import RecordedProtocol, record_protocol
from tests.real_gimp.harness.roots import prepare
from tests.real_gimp.harness.snapshots import PRELUDE, read_report
from tests.real_gimp.harness.studio import DIALOG, Studio

SIDE, KEYS = 192, 100
MEASURE = f"""
import subprocess, time

def answer_time():
    '''Seconds from a key press to its effect, xdotool's own start included.'''
    was_empty = Gimp.Selection.is_empty(image)
    began = time.perf_counter()
    subprocess.run(["xdotool", "key", "--clearmodifiers", "ctrl+a" if was_empty else "ctrl+shift+a"])
    while Gimp.Selection.is_empty(image) == was_empty:
        time.sleep(0.001)
    return time.perf_counter() - began

report(times=[answer_time() for _ in range({KEYS})])
"""
TWELVE_MEGAPIXELS = """
image, layer, style = open_pair()
image.scale(4000, 3000)
show(image)
"""
PREVIEWS = 3


def main(suite: str) -> None:
    """Install, measure, and print a table."""
    with tempfile.TemporaryDirectory() as name:
        installation = install(Gimp(prepare(suite)), CHECKOUT, Path(name))
        with Studio(installation) as studio:
            studio.open_photograph(SIDE)
            print(f"GIMP {installation.gimp.series}, {KEYS} key presses     median      90 %       max")
            print_row("idle", answer_times(studio))
            studio.start_painting()
            began, before = time.monotonic(), studio.cpu_shares()
            print_row("while the engine paints", answer_times(studio))
            plug_in, engine = (now - then for now, then in zip(studio.cpu_shares(), before, strict=True))
            print(
                f"processor time in {time.monotonic() - began:.0f} s: engine {engine:.1f} s, "
                f"plug-in {plug_in:.2f} s, which is {plug_in / engine:.1%} of the engine's"
            )
            assert studio.remains(), "the job ended too early"
        for number in range(PREVIEWS):
            seconds = first_preview(record_protocol(installation, Path(name) / f"recorded-{number}"))
            print(f"first preview of a layer of 12 megapixels: {seconds:.1f} s")


def answer_times(studio: Studio) -> list[float]:
    """Seconds until GIMP's window did what a key says, many times."""
    studio.window.wait_for_title("256x256")
    times: list[float] = read_report(studio.window.python(MEASURE, timeout=300))["times"]
    return sorted(times)


def first_preview(recorded: Installation) -> float:
    """Seconds from the dialog's appearance to its first preview, in a GIMP that was just started."""
    with recorded.gimp.window() as window:
        window.python(PRELUDE + TWELVE_MEGAPIXELS)
        window.wait_for_title("4000x3000")
        window.search_action("Neural Style")
        window.wait_for_title(DIALOG)
        began = time.monotonic()
        window.wait(lambda: RecordedProtocol(window.shell.home).messages("<", "preview"), "the first preview")
        return time.monotonic() - began


def print_row(name: str, times: list[float]) -> None:
    """One line of the table."""
    values = (statistics.median(times), times[len(times) * 9 // 10], times[-1])
    print(f"{name:30}" + "".join(f"{1000 * value:7.0f} ms" for value in values))


if __name__ == "__main__":
    main(sys.argv[1] if sys.argv[1:] else "trixie")
