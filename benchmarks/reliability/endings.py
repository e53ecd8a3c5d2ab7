"""How a painting is cut off: signals, kill -9, memory, devices, numbers that are none."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable

from .bench import BEFORE, LAST_LEVEL, PATIENCE, SAMPLES, Bench, Fault, Outcome, mounted

BREAKING = """
from dataclasses import replace
from engine.losses import objective
evaluate, calls = objective.Objective.evaluate, []
def broken(self, picture):
    calls.append(1)
    found = evaluate(self, picture)
    return found if len(calls) < {} else {}
objective.Objective.evaluate = broken
"""
"""From an evaluation on, something else comes back."""
NOT_A_NUMBER = (
    BREAKING.format(12, "replace(found, content=float('nan'), gradient=found.gradient * float('nan'))")
    + "objective.Objective.loss = lambda self, picture: broken(self, picture).loss\n"
)
NO_MEMORY = BREAKING.format(12, "(_ for _ in ()).throw(MemoryError())")
LOST_DEVICE = """
import onnxruntime
opened, calls = onnxruntime.InferenceSession.run, []
def lost(self, *arguments):
    calls.append(1)
    if len(calls) > 14:
        raise RuntimeError("the device was removed")
    return opened(self, *arguments)
onnxruntime.InferenceSession.run = lost
"""
CLOCK = """
import time
real = time.time
begun = real()
time.time = lambda: real() - (86400 if real() - begun > 2 else 0)
"""


def killed(pattern: str, command: str = "style") -> Fault:
    """kill -9 when a file is in the checkpoint; then `--resume`."""

    def fault(bench: Bench, whole: bytes) -> Outcome:
        process = bench.paint()
        bench.wait_for(pattern, process)
        process.kill()
        seen = bench.ended(process)
        said, seconds = bench.resume(command)
        return Outcome(f"{seen}; after `--resume`: {said}", bench.same(whole), seconds)

    return fault


def killed_twice(bench: Bench, whole: bytes) -> Outcome:
    process = bench.paint()
    bench.wait_for("gradient-0-3.npy", process)
    process.kill()
    process.communicate()
    process = bench.start("style", "--resume")
    bench.wait_for(LAST_LEVEL, process)
    process.kill()
    seen = bench.ended(process)
    said, seconds = bench.resume()
    return Outcome(f"{seen}, twice; after `--resume`: {said}", bench.same(whole), seconds)


def killed_over_a_file(bench: Bench, whole: bytes) -> Outcome:
    """The earlier result stays until the new one is whole."""
    bench.out.write_bytes(whole)
    process = bench.paint()
    bench.wait_for(LAST_LEVEL, process)
    process.kill()
    seen = bench.ended(process)
    return Outcome(seen, bench.same(whole), 0.0)


def killed_dream(bench: Bench, _: bytes) -> Outcome:
    words = ("dream", bench.content, "--layer", "conv3_1", "--octaves", "2", "--steps", "8", "--threads", "1")
    expected = bench.folder / "expected.png"
    bench.command(*words, "-o", expected)
    process = bench.start(*words, "-o", bench.out)
    bench.wait_for(LAST_LEVEL, process)
    process.kill()
    seen = bench.ended(process)
    said, seconds = bench.resume("dream")
    return Outcome(f"{seen}; after `--resume`: {said}", bench.same(expected.read_bytes()), seconds)


def signalled(number: signal.Signals, pattern: str = LAST_LEVEL) -> Fault:
    """A signal while a level is painted."""

    def fault(bench: Bench, _: bytes) -> Outcome:
        process = bench.paint()
        bench.wait_for(pattern, process)
        process.send_signal(number)
        began = time.monotonic()
        seen = bench.ended(process)
        return Outcome(seen, bench.kept(), time.monotonic() - began)

    return fault


def signalled_at_once(bench: Bench, _: bytes) -> Outcome:
    command = [sys.executable, "-m", "engine", *map(str, bench.style_words())]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=bench.environment)
    time.sleep(0.25)
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    seen = bench.ended(process)
    lost = "nothing: there was nothing yet" if not bench.left() else "**a file is left**"
    return Outcome(seen, lost, time.monotonic() - began)


def suspended(bench: Bench, whole: bytes) -> Outcome:
    """As of a laptop that sleeps."""
    process = bench.paint()
    bench.wait_for(LAST_LEVEL, process)
    process.send_signal(signal.SIGSTOP)
    time.sleep(10)
    process.send_signal(signal.SIGCONT)
    began = time.monotonic()
    seen = bench.ended(process)
    return Outcome(seen, bench.same(whole), time.monotonic() - began)


def without_memory(bench: Bench, _: bytes) -> Outcome:
    most = 900 << 20
    shutil.copy(SAMPLES / "content/astronaut.jpg", bench.content)
    shutil.copy(SAMPLES / "style/van_gogh_night_cafe.jpg", bench.style)
    more = ["--size", "512", "--evaluations", "6", "--memory-limit", "9000"]
    seen, seconds = bench.run(*more, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (most, most)))
    return Outcome(seen, bench.kept(), seconds)


def little_address_space(bench: Bench, _: bytes) -> Outcome:
    shutil.copy(SAMPLES / "content/astronaut.jpg", bench.content)
    most = 2_000_000 << 10
    more = ["--size", "2048"]
    seen, seconds = bench.run(*more, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (most, most)))
    return Outcome(seen, BEFORE if not bench.out.exists() else "nothing", seconds)


def little_memory_in_the_group(bench: Bench, _: bytes) -> Outcome:
    """The kernel's files are those of a container that may have 600 MiB, for this process alone."""
    groups = bench.folder / "cgroup"
    groups.mkdir()
    (groups / "memory.max").write_text(f"{600 << 20}\n")
    (groups / "memory.current").write_text(f"{100 << 20}\n")
    shutil.copy(SAMPLES / "content/astronaut.jpg", bench.content)
    seen, seconds = bench.run("--size", "2048", wrapper=mounted(f"mount --bind {groups} /sys/fs/cgroup"))
    return Outcome(seen, BEFORE if not bench.out.exists() else "nothing", seconds)


def inside(statements: str, check: Callable[[Bench, bytes], str]) -> Fault:
    """Something that goes wrong within the process."""

    def fault(bench: Bench, whole: bytes) -> Outcome:
        seen, seconds = bench.run(inside=statements)
        return Outcome(seen, check(bench, whole), seconds)

    return fault


def without_streams(bench: Bench, whole: bytes) -> Outcome:
    began = time.monotonic()
    process = bench.paint(preexec_fn=lambda: [os.close(number) for number in (0, 1, 2)])
    process.communicate(timeout=PATIENCE)
    return Outcome(f"nothing (status {process.returncode})", bench.same(whole), time.monotonic() - began)


def closed_terminal(bench: Bench, whole: bytes) -> Outcome:
    """Both streams lead nowhere once the painting is begun."""
    process = bench.paint(stdout=-1, stderr=-1)
    bench.wait_for("gradient-0-1.npy", process)
    for stream in (process.stdout, process.stderr):
        if stream is not None:
            stream.close()
    began = time.monotonic()
    status = process.wait(PATIENCE)
    return Outcome(f"nothing (status {status})", bench.same(whole), time.monotonic() - began)


def two_at_once(bench: Bench, whole: bytes) -> Outcome:
    began = time.monotonic()
    seen = [bench.ended(each) for each in (bench.paint(), bench.paint())]
    rest = [each for each in bench.folder.glob(".*") if each.is_file()]
    lost = bench.same(whole) if not rest else "**a file is left**"
    return Outcome("; ".join(seen), lost, time.monotonic() - began)


def _kept(bench: Bench, _: bytes) -> str:
    return bench.kept()


def _same(bench: Bench, whole: bytes) -> str:
    return bench.same(whole)


FAULTS: dict[str, Fault] = {
    "kill -9 in the first level": killed("gradient-0-3.npy"),
    "kill -9 between two levels": killed("level-1.npy"),
    "kill -9 in the last level": killed(LAST_LEVEL),
    "kill -9 twice, the second time after `--resume`": killed_twice,
    "kill -9 while an older result is there": killed_over_a_file,
    "kill -9 in the last octave of a dream": killed_dream,
    "SIGTERM, as before a shutdown": signalled(signal.SIGTERM),
    "SIGTERM in the first level": signalled(signal.SIGTERM, "gradient-0-3.npy"),
    "SIGHUP, as of a terminal that is closed": signalled(signal.SIGHUP),
    "Ctrl+C": signalled(signal.SIGINT),
    "Ctrl+C in the first quarter of a second": signalled_at_once,
    "suspended for 10 s (SIGSTOP, SIGCONT)": suspended,
    "memory runs out at the last level (RLIMIT_DATA)": without_memory,
    "memory runs out in evaluation 12 (MemoryError)": inside(NO_MEMORY, _kept),
    "`ulimit -v` of 2 GB, and a picture that takes more": little_address_space,
    "a container of 600 MB, and a picture that takes more": little_memory_in_the_group,
    "gradient and loss are no numbers from evaluation 12 on": inside(NOT_A_NUMBER, _kept),
    "the device is lost in the middle": inside(LOST_DEVICE, _kept),
    "the clock is set back by a day in the middle": inside(CLOCK, _same),
    "no standard input, output and error": without_streams,
    "standard output and error are closed in the middle": closed_terminal,
    "two paintings at once into one file": two_at_once,
}
