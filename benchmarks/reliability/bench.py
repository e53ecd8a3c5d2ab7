"""Where a fault is tried: two pictures, folders of their own, and the commands that a user would give."""

from __future__ import annotations

import dataclasses
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from engine.imaging import read_image, write_image
from engine.runtime.models import ensure_models

CHECKOUT = Path(__file__).resolve().parents[2]
SAMPLES = CHECKOUT / "samples"
PATIENCE = 240
PROGRAM = "from engine.jobs import unfinished; unfinished.LEAST_SECONDS = 0\n{}\nfrom engine.__main__ import run; run()"
"""The command line, which keeps the state of the shortest jobs, too; {} is a fault inside the process."""
OPTIONS = ("--evaluations", "16", "--threads", "1")
LAST_LEVEL = "gradient-1-3.npy"
"""A file of a checkpoint: when it is there, the last level is at work."""
BEFORE = "nothing: it is said before the work"


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What became of a fault: what the user saw, what was lost, and seconds from the fault to the end."""

    seen: str
    lost: str
    seconds: float


Fault = Callable[["Bench", bytes], Outcome]
"""Gets the picture's bytes of a run without a fault."""


class Bench:
    """A folder with two pictures, and state and temporary folders of its own.

    Attributes
    ----------
    content : 320 x 32 pixels, which are painted in two levels
    out : where the result goes
    state, temporary : the engine's folders
    environment : of all commands
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.out = folder, folder / "out.png"
        self.content, self.style = folder / "content.png", folder / "style.png"
        self.state, self.temporary = folder / "state" / "impasto", folder / "tmp"
        self.state.mkdir(parents=True)
        self.temporary.mkdir()
        places = {"XDG_STATE_HOME": str(folder / "state"), "TMPDIR": str(self.temporary)}
        self.environment = {**os.environ, "IMPASTO_MODELS": str(ensure_models()), **places}
        write_image(self.content, read_image(SAMPLES / "content/cat.jpg").pixels[100:132, :320])
        write_image(self.style, read_image(SAMPLES / "style/van_gogh_night_cafe.jpg").pixels[:40, :48])

    def start(
        self, *words: object, inside: str = "", wrapper: Sequence[str] = (), **settings: Any
    ) -> subprocess.Popen[str]:
        """Begin a command of `impasto`.

        Parameters
        ----------
        inside : statements that the process executes first
        wrapper : a program that starts it
        settings : of the process
        """
        command = [*wrapper, sys.executable, "-c", PROGRAM.format(inside), *map(str, words)]
        return subprocess.Popen(command, text=True, env=self.environment, **{"stderr": subprocess.PIPE, **settings})

    def style_words(self, *more: object) -> list[object]:
        """The command that paints the content; later words replace earlier ones."""
        return ["style", self.content, self.style, "-o", self.out, *OPTIONS, *more]

    def paint(self, *more: object, **settings: Any) -> subprocess.Popen[str]:
        """Begin to paint."""
        return self.start(*self.style_words(*more), **settings)

    def run(self, *more: object, **settings: Any) -> tuple[str, float]:
        """Paint; what was seen, and the seconds."""
        began = time.monotonic()
        return self.ended(self.paint(*more, **settings)), time.monotonic() - began

    def command(self, *words: object, **settings: Any) -> tuple[str, float]:
        """Run any command; what was seen, and the seconds."""
        began = time.monotonic()
        return self.ended(self.start(*words, **settings)), time.monotonic() - began

    def resume(self, command: str = "style") -> tuple[str, float]:
        """Go on with the last painting."""
        return self.command(command, "--resume")

    def ended(self, process: subprocess.Popen[str]) -> str:
        """Wait for a command; its last line on standard error and its exit status."""
        _, said = process.communicate(timeout=PATIENCE)
        return self.shown((said or "").strip().splitlines()[-1:], process.returncode)

    def shown(self, lines: Sequence[str], status: int) -> str:
        """A line as the page has it, without names that differ from run to run."""
        line = re.sub(r"checkpoints/[\w-]+", "checkpoints/…", lines[-1] if lines else "nothing")
        line = re.sub(r"impasto-\d+-\w+", "impasto-…", line)
        return f"{line.replace(str(self.folder), '…').replace('|', '/')} (status {status})"

    def wait_for(self, pattern: str, process: subprocess.Popen[str] | None = None) -> Path:
        """Until a file is in a checkpoint; the folder of the checkpoint."""
        until = time.monotonic() + PATIENCE
        while not (found := list((self.state / "checkpoints").glob(f"*/{pattern}"))):
            if time.monotonic() > until or (process is not None and process.poll() is not None):
                raise TimeoutError(pattern)
            time.sleep(0.002)
        return found[0].parent

    def same(self, whole: bytes, file: Path | None = None) -> str:
        """What is lost where the picture should be that of a run without the fault."""
        file = file or self.out
        return "nothing" if file.is_file() and file.read_bytes() == whole else "**the picture**"

    def kept(self) -> str:
        """What is lost where the best picture so far should be there."""
        if not self.out.is_file():
            return "**the picture**"
        changed = np.abs(read_image(self.out).pixels - read_image(self.content).pixels).mean() > 0.01
        return "nothing: the best picture so far is written" if changed else "**the work**"

    def elsewhere(self, whole: bytes) -> str:
        """What is lost where the same pixels should be in a file of another name or folder."""
        (self.folder / "whole.png").write_bytes(whole)
        expected = read_image(self.folder / "whole.png").pixels
        found = [*self.folder.rglob("*-kept*"), *(self.state / "results").glob("*")]
        same = any(np.array_equal(read_image(each).pixels, expected) for each in found)
        return "nothing: the picture is elsewhere, as is said" if same else "**the picture**"

    def left(self) -> list[str]:
        """Files and folders in the temporary folder."""
        return sorted(each.name for each in self.temporary.iterdir())


def mounted(script: str) -> tuple[str, ...]:
    """Starts a program in a namespace of its own, in which a script has changed what is mounted."""
    return "unshare", "--mount", "sh", "-c", f'{script} && exec "$@"', "sh"


@contextmanager
def bench() -> Iterator[Bench]:
    """A new bench, which is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="reliability-", ignore_cleanup_errors=True) as folder:
        yield Bench(Path(folder))
