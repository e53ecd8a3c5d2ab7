"""Faults injected for real into the engine: what the user sees, what is lost, how long recovery takes.

    python -m benchmarks.reliability > docs/RELIABILITY.md

Each fault is tried on a process of its own, with the real network, on a small picture, in folders of its own.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from engine.imaging import read_image, write_image
from engine.runtime.models import ensure_models

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
PATIENCE = 240
COMMAND = [
    sys.executable,
    "-c",
    "from engine.jobs import unfinished; unfinished.LEAST_SECONDS = 0; from engine.__main__ import run; run()",
]
"""The command line, which keeps the state of the shortest jobs, too."""
OPTIONS = ["--size", "200", "--evaluations", "16", "--threads", "1"]

HEAD = """# Reliability

Written by `python -m benchmarks.reliability`, which injects each fault for real: nothing is edited by hand.
*Seen* is the last line on standard error and the exit status. *Lost* compares what is on the disk afterwards with a
run without the fault. *Seconds* are those from the fault to the end, of a run that takes {whole:.0f} s in all.

| fault | seen | lost | seconds |
| --- | --- | --- | --- |"""


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What became of a fault: what the user saw, what was lost, and seconds from the fault to the end."""

    seen: str
    lost: str
    seconds: float


class Bench:
    """A folder with two pictures, and state and temporary folders of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.out = folder, folder / "out.png"
        self.content, self.style = folder / "content.png", folder / "style.png"
        self.state = folder / "state" / "impasto"
        self.state.mkdir(parents=True)
        (folder / "tmp").mkdir()
        places = {"XDG_STATE_HOME": str(folder / "state"), "TMPDIR": str(folder / "tmp")}
        self.environment = {**os.environ, "IMPASTO_MODELS": str(ensure_models()), **places}
        for file, sample in ((self.content, "content/cat.jpg"), (self.style, "style/van_gogh_night_cafe.jpg")):
            shutil.copy(SAMPLES / sample, file.with_suffix(".jpg"))
            write_image(file, read_image(file.with_suffix(".jpg")).pixels[:320, :320])

    def start(self, *more: str, **settings: object) -> subprocess.Popen[str]:
        """Begin to paint."""
        pictures = [str(self.content), str(self.style), "-o", str(self.out)]
        command = [*COMMAND, "style", *pictures, *OPTIONS, *more]
        return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=self.environment, **settings)  # type: ignore[call-overload,no-any-return]

    def run(self, *more: str, **settings: object) -> tuple[str, float]:
        """Paint; what was seen, and the seconds."""
        began = time.monotonic()
        return ended(self.start(*more, **settings)), time.monotonic() - began

    def resume(self) -> tuple[str, float]:
        """Go on with the last painting."""
        began = time.monotonic()
        command = [*COMMAND, "style", "--resume"]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=self.environment)
        return ended(process), time.monotonic() - began

    def wait_until_at_work(self) -> None:
        """Until the last level is begun."""
        until = time.monotonic() + PATIENCE
        while not any((self.state / "checkpoints").glob("*/gradient-1-3.npy")):
            if time.monotonic() > until:
                raise TimeoutError
            time.sleep(0.005)


def ended(process: subprocess.Popen[str]) -> str:
    """Wait for a command; its last line and its exit status."""
    _, said = process.communicate(timeout=PATIENCE)
    line = re.sub(r"checkpoints/\S+", "checkpoints/…", said.strip().splitlines()[-1]) if said.strip() else "nothing"
    return f"{line.replace('|', '/')} (status {process.returncode})"


def same(bench: Bench, whole: bytes) -> str:
    """What is lost where the picture should be that of a run without the fault."""
    return "nothing" if bench.out.is_file() and bench.out.read_bytes() == whole else "**the picture**"


def kept(bench: Bench) -> str:
    """What is lost where the best picture so far should be there."""
    if not bench.out.is_file():
        return "**the picture**"
    changed = np.abs(read_image(bench.out).pixels - read_image(bench.content).pixels).mean() > 0.01
    return "nothing: the best picture so far is written" if changed else "**the work**"


def killed(bench: Bench, whole: bytes) -> Outcome:
    process = bench.start()
    bench.wait_until_at_work()
    process.kill()
    seen = ended(process)
    said, seconds = bench.resume()
    return Outcome(f"{seen}; after `--resume`: {said}", same(bench, whole), seconds)


def signalled(number: signal.Signals) -> Callable[[Bench, bytes], Outcome]:
    """A signal while the last level is painted."""

    def fault(bench: Bench, _: bytes) -> Outcome:
        process = bench.start()
        bench.wait_until_at_work()
        process.send_signal(number)
        began = time.monotonic()
        seen = ended(process)
        return Outcome(seen.replace(str(bench.folder), "…"), kept(bench), time.monotonic() - began)

    return fault


def without_memory(bench: Bench, _: bytes) -> Outcome:
    most = 900 << 20
    shutil.copy(SAMPLES / "content/astronaut.jpg", bench.content)
    shutil.copy(SAMPLES / "style/van_gogh_night_cafe.jpg", bench.style)
    more = ["--size", "512", "--evaluations", "6", "--memory-limit", "9000"]
    seen, seconds = bench.run(*more, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (most, most)))
    return Outcome(seen.replace(str(bench.folder), "…"), kept(bench), seconds)


def damaged(name: str, damage: Callable[[Path], object]) -> Callable[[Bench, bytes], Outcome]:
    """A file in the state folder that is not what it should be."""

    def fault(bench: Bench, whole: bytes) -> Outcome:
        damage(bench.state / name)
        seen, seconds = bench.run()
        return Outcome(seen, same(bench, whole), seconds)

    return fault


def refused(*more: str) -> Callable[[Bench, bytes], Outcome]:
    """What can be known before the work; {} is the bench's folder."""

    def fault(bench: Bench, _: bytes) -> Outcome:
        before = bench.content.read_bytes()
        seen, seconds = bench.run(*(each.format(bench.folder) for each in more))
        lost = "nothing: it is said before the work" if bench.content.read_bytes() == before else "**the input**"
        return Outcome(seen.replace(str(bench.folder), "…"), lost, seconds)

    return fault


def flipped_bit(bench: Bench, _: bytes) -> Outcome:
    folder = bench.folder / "models"
    folder.mkdir()
    for file in ensure_models().iterdir():
        (folder / file.name).symlink_to(file)
    blob = folder / "whole_conv4_2_max_winograd.onnx"
    data = bytearray(blob.read_bytes())
    data[len(data) // 2] ^= 1
    blob.unlink()
    blob.write_bytes(data)
    bench.environment["IMPASTO_MODELS"] = str(folder)
    seen, seconds = bench.run()
    lost = "**another picture is painted**" if bench.out.exists() else "nothing: it is said before the work"
    return Outcome(seen.replace(str(bench.folder), "…"), lost, seconds)


def without_streams(bench: Bench, whole: bytes) -> Outcome:
    began = time.monotonic()
    process = bench.start(preexec_fn=lambda: [os.close(number) for number in (0, 1, 2)])
    process.communicate(timeout=PATIENCE)
    return Outcome(f"nothing (status {process.returncode})", same(bench, whole), time.monotonic() - began)


def bad_lines(bench: Bench, _: bytes) -> Outcome:
    """Lines that nobody should send, and then a command that the worker must still answer."""
    command = [sys.executable, "-m", "engine", "worker"]
    lines = [b"[" * 100_000, b'{"type": "job", "id": NaN}', b'{"type": "job", "id": 1' + b"0" * 400 + b"}", b"\xff\0"]
    began = time.monotonic()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=bench.environment) as worker:
        out, _ = worker.communicate(b"\n".join([*lines, b'{"type": "dance"}', b'{"type": "quit"}', b""]), PATIENCE)
    messages = [json.loads(line) for line in out.splitlines()]
    errors = [each["message"] for each in messages if each["type"] == "error"]
    lost = "nothing" if len(errors) == len(lines) + 1 and worker.returncode == 0 else "**the worker**"
    return Outcome(f"{len(errors)} error messages, the last: {errors[-1]}", lost, time.monotonic() - began)


FAULTS: dict[str, Callable[[Bench, bytes], Outcome]] = {
    "kill -9 in the last level": killed,
    "SIGTERM, as before a shutdown": signalled(signal.SIGTERM),
    "SIGHUP, as of a terminal that is closed": signalled(signal.SIGHUP),
    "Ctrl+C": signalled(signal.SIGINT),
    "memory runs out at the last level (RLIMIT_DATA)": without_memory,
    "no standard input, output and error": without_streams,
    "`speed.json` with a number of 400 digits": damaged(
        "speed.json", lambda file: file.write_text('{"cpu 1": 1' + "0" * 400 + "}")
    ),
    "`speed.json` with 100,000 brackets": damaged("speed.json", lambda file: file.write_text("[" * 100_000)),
    "`pictures.json` is a named pipe": damaged("pictures.json", os.mkfifo),
    "`checkpoints` is a file": damaged("checkpoints", lambda file: file.write_text("")),
    "the folder of `-o` does not exist": refused("-o", "{}/none/out.png"),
    "the folder of `-o` takes no files": refused("-o", "/proc/self/out.png"),
    "`--report` in a folder that does not exist": refused("--report", "{}/none/report.json"),
    "`-o` names the content": refused("-o", "{}/content.png"),
    "`--report` names the content": refused("--report", "{}/content.png"),
    "one bit of a graph is flipped": flipped_bit,
    "four lines to the worker that are no commands": bad_lines,
}


def results() -> Iterator[tuple[str, Outcome]]:
    """Each fault with its outcome; the first is a run without one."""
    with bench() as one:
        _, seconds = one.run()
        whole = one.out.read_bytes()
        yield "", Outcome("", "", seconds)
    for name, fault in FAULTS.items():
        with bench() as one:
            yield name, fault(one, whole)


@contextmanager
def bench() -> Iterator[Bench]:
    """A new bench, which is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="reliability-") as folder:
        yield Bench(Path(folder))


def main() -> None:
    """Print the page."""
    for name, outcome in results():
        if name:
            print(f"| {name} | {outcome.seen} | {outcome.lost} | {outcome.seconds:.1f} |", flush=True)
        else:
            print(HEAD.format(whole=outcome.seconds))


if __name__ == "__main__":
    main()
