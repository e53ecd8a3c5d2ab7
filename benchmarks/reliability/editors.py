"""What goes wrong between an editor and the worker: killed, suspended, deserted, without room, told nonsense."""

from __future__ import annotations

import importlib
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from engine.arrays import Array
from engine.imaging import read_image

from .bench import CHECKOUT, PATIENCE, PROGRAM, Bench, Fault, Outcome

NONSENSE = [
    b"[" * 100_000,
    b'{"type": "job", "id": NaN}',
    b'{"type": "job", "id": 1' + b"0" * 400 + b"}",
    b'{"type": "job", "id": 1, "content": {"file": "c", "width": 1e999, "height": 1e999}}',
    b'{"type": "job", "id": 2, "content": {"file": "' + b"c" * 5000 + b'", "width": 8, "height": 8, "channels": 3}}',
    b'{"type": "job", "id": 3, "kind": "resume", "checkpoint": "../../etc"}',
    b'{"type": "crop", "id": 4, "x": -1, "y": NaN, "width": 0, "height": "\\ud800"}',
    b'{"type": "prepare", "options": {"threads": 1e308}}',
    b"null",
    b"\xff\0",
]
ALL = {"done", "error", "cancelled"}


class Editor:
    """Starts a worker, sends it the bench's pictures as pixels, and collects what it says.

    Parameters
    ----------
    wrapper : a program that starts the worker
    """

    def __init__(self, bench: Bench, wrapper: Sequence[str] = ()) -> None:
        code = PROGRAM.format("import sys; sys.argv[1:] = ['worker']")
        self.process = subprocess.Popen(
            [*wrapper, sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=bench.environment,
        )
        self.messages: queue.Queue[dict[str, Any] | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.folder = Path(self.expect("ready")["folder"])
        self._pictures = (bench.content, bench.style)

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.messages.put(json.loads(line))
        self.messages.put(None)

    def send(self, command: dict[str, Any]) -> None:
        """Send a command."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps(command).encode() + b"\n")
        self.process.stdin.flush()

    def expect(self, *kinds: str) -> dict[str, Any]:
        """The next message of these kinds; raises EOFError where the worker ends before."""
        while (message := self.messages.get(timeout=PATIENCE)) is not None:
            if message["type"] in kinds:
                return message
        raise EOFError(kinds)

    def job(self, number: int = 1, **more: Any) -> None:
        """Begin to paint the bench's content."""
        pictures = [self._send_pixels(f"{number}-{index}.f32", file) for index, file in enumerate(self._pictures)]
        job = {"type": "job", "id": number, "content": pictures[0], "styles": pictures[1:], "title": "fault"}
        self.send({**job, "options": {"evaluations": 16, "threads": 1}, **more})

    def _send_pixels(self, name: str, file: Path) -> dict[str, Any]:
        pixels = read_image(file).pixels
        pixels.astype(np.float32).tofile(self.folder / name)
        return {"file": name, "width": pixels.shape[1], "height": pixels.shape[0], "channels": 3}

    def result(self) -> Array:
        """The pixels of the running job, when it is done."""
        done = self.expect("done", "error")
        if done["type"] == "error":
            raise RuntimeError(done["message"])
        pixels: Array = np.fromfile(self.folder / done["file"], np.float32)
        return pixels.reshape(done["height"], done["width"], done["channels"])

    def close(self) -> int:
        """Close the worker's standard input; its exit status."""
        assert self.process.stdin
        self.process.stdin.close()
        return self.process.wait(PATIENCE)

    def __enter__(self) -> Editor:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()


def _whole(bench: Bench) -> Array:
    """The result of a worker without a fault."""
    with Editor(bench) as editor:
        editor.job()
        result = editor.result()
        editor.close()
        return result


def _same(found: Array, expected: Array) -> str:
    return "nothing" if np.array_equal(found, expected) else "**the picture**"


def nonsense(bench: Bench, _: bytes) -> Outcome:
    """Lines that nobody should send, and then a job that the worker must still do."""
    expected, began = _whole(bench), time.monotonic()
    with Editor(bench) as editor:
        assert editor.process.stdin
        editor.process.stdin.write(b"\n".join([*NONSENSE, b""]))
        errors = [editor.expect("error")["message"] for _ in NONSENSE]
        editor.job(5)
        found = editor.result()
    return Outcome(
        f"{len(errors)} error messages, the last: {errors[-1]}", _same(found, expected), time.monotonic() - began
    )


def killed_worker(bench: Bench, _: bytes) -> Outcome:
    expected = _whole(bench)
    with Editor(bench) as editor:
        editor.job()
        folder = bench.wait_for("gradient-1-3.npy")
        editor.process.kill()
    began = time.monotonic()
    with Editor(bench) as other:
        rest = editor.folder.exists()
        other.send({"type": "job", "id": 5, "kind": "resume", "checkpoint": folder.name})
        found = other.result()
        seconds = time.monotonic() - began
    lost = "**its folder is left**" if rest else _same(found, expected)
    return Outcome("the next dialog offers to go on with it", lost, seconds)


def suspended_worker(bench: Bench, _: bytes) -> Outcome:
    """Longer than the time after which the window says that it does not answer."""
    expected = _whole(bench)
    with Editor(bench) as editor:
        editor.job()
        bench.wait_for("gradient-1-3.npy")
        editor.process.send_signal(signal.SIGSTOP)
        time.sleep(40)
        editor.process.send_signal(signal.SIGCONT)
        began = time.monotonic()
        found = editor.result()
        return Outcome("the window says that it does not answer", _same(found, expected), time.monotonic() - began)


def deserted(close: Callable[[Editor], object]) -> Fault:
    """The editor dies in the middle of a job: the worker ends, and leaves a checkpoint alone."""

    def fault(bench: Bench, _: bytes) -> Outcome:
        with Editor(bench) as editor:
            editor.job()
            bench.wait_for("gradient-1-3.npy")
            began = time.monotonic()
            close(editor)
            status = editor.process.wait(PATIENCE)
            seconds = time.monotonic() - began
        rest = bench.left()
        kept = any((bench.state / "checkpoints").glob("*/level-1.npy"))
        lost = f"**{rest} is left**" if rest else "nothing: it can be gone on with" if kept else "**the work**"
        return Outcome(f"the worker ends by itself (status {status})", lost, seconds)

    return fault


def _close_input(editor: Editor) -> None:
    assert editor.process.stdin
    editor.process.stdin.close()


def _close_both(editor: Editor) -> None:
    """The thread that reads goes on with an empty file: closed under it, the descriptor might become another file's."""
    assert editor.process.stdin and editor.process.stdout
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), editor.process.stdout.fileno())
    editor.process.stdin.close()


def _terminate(editor: Editor) -> None:
    editor.process.send_signal(signal.SIGTERM)


def without_folder(bench: Bench, _: bytes) -> Outcome:
    expected = _whole(bench)
    with Editor(bench) as editor:
        editor.job()
        bench.wait_for("gradient-0-3.npy")
        began = time.monotonic()
        shutil.rmtree(editor.folder)
        found = editor.result()
        seconds = time.monotonic() - began
        editor.close()
    return Outcome("nothing: the folder is made anew", _same(found, expected), seconds)


def without_room(bench: Bench, _: bytes) -> Outcome:
    """The temporary folder has room for the pictures that are sent, but for no result."""
    expected, began = _whole(bench), time.monotonic()
    size = bench.folder / "size"
    size.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "none", str(bench.temporary)], check=True)
    try:
        with Editor(bench) as editor:
            editor.job()
            found = editor.result()
            editor.close()
    finally:
        subprocess.run(["umount", "--lazy", str(bench.temporary)], check=True)
    return Outcome("nothing: the result goes to the state folder", _same(found, expected), time.monotonic() - began)


def in_another_container(bench: Bench, _: bytes) -> Outcome:
    """A worker that shares the temporary folder, and sees no process of the first one."""
    expected = _whole(bench)
    with Editor(bench) as editor:
        editor.job()
        bench.wait_for("gradient-0-3.npy")
        began = time.monotonic()
        with Editor(bench, ("unshare", "--fork", "--pid", "--mount-proc")) as other:
            other.close()
        found = editor.result()
    return Outcome("nothing", _same(found, expected), time.monotonic() - began)


def pipe_as_owner(bench: Bench, _: bytes) -> Outcome:
    """Folders in the temporary folder that look like a killed worker's, and are none."""
    for index, name in enumerate(("owner.json", "lock")):
        folder = bench.temporary / f"impasto-1-pipe{index}"
        folder.mkdir()
        os.mkfifo(folder / name)
    began = time.monotonic()
    with Editor(bench) as editor:
        seconds = time.monotonic() - began
        editor.close()
    return Outcome("nothing", "nothing: they are left alone" if len(bench.left()) == 2 else "**a folder**", seconds)


def killed_in_layer_4(bench: Bench, _: bytes) -> Outcome:
    """By the plug-in's own code, which paints five layers of the tests' editor with the real worker."""
    code = "from benchmarks.reliability.editors import paint_five; paint_five()"
    began = time.monotonic()
    command = [sys.executable, "-c", code]
    ended = subprocess.run(command, env=bench.environment, capture_output=True, text=True, timeout=PATIENCE)
    seen, painted = json.loads(ended.stdout) if ended.stdout else (ended.stderr.splitlines()[-1], 0)
    lost = "nothing: the three finished layers are painted" if painted == 3 else "**finished layers**"
    return Outcome(bench.shown([seen], 0).removesuffix(" (status 0)"), lost, time.monotonic() - began)


def paint_five() -> None:
    """Paint five layers, and kill the worker in the fourth; print what the user is told, and how many are painted."""
    importlib.import_module("tests.gimp_plugin.conftest")  # installs the plug-in into a temporary folder
    core, fakes, options = map(importlib.import_module, ("common.core", "fake_host", "options"))

    folder = Path(os.environ["TMPDIR"])
    code = f"import sys; sys.path.insert(0, {str(CHECKOUT)!r}); sys.argv[1:] = ['worker']\n"
    start = f"{code}from engine.__main__ import run; run()"
    engine = {"argv": [sys.executable, "-c", start], "version": "0", "environment": {}}
    (folder / "engine.json").write_text(json.dumps(engine))

    def kill(progress: Any) -> None:
        if progress.shown and progress.shown[-1][0] > 0.62:
            for child in psutil.Process().children():
                child.kill()

    layers = [fakes.FakeLayer(f"layer {number}", 48, 32) for number in range(5)]
    before = [bytes(layer.pixels) for layer in layers]
    host = fakes.FakeHost(kill)
    chosen = options.Options(evaluations=4, threads=1)
    request = core.StyleRequest(layers, [core.Style(fakes.FakeLayer("style", 32, 32, 3))], chosen)
    core.paint(host, request, folder)
    painted = sum(bytes(layer.pixels) != old for layer, old in zip(layers, before, strict=True))
    print(json.dumps([host.told[-1], painted]))


def killed_on_a_cluster(bench: Bench, _: bytes) -> Outcome:
    """`impasto batch --workers 2`, one of whose two worker processes is killed."""
    photos, here, there = (bench.folder / name for name in ("photos", "here", "there"))
    photos.mkdir()
    for number in range(6):
        shutil.copy(bench.content, photos / f"{number}.png")
    words = ("batch", photos, "--style", bench.style, "--evaluations", "8", "--threads", "1")
    bench.command(*words, "-o", here)
    process = bench.start(*words, "-o", there, "--workers", "2")
    until = time.monotonic() + PATIENCE
    while len(list(there.glob("*.png"))) < 2 and time.monotonic() < until and process.poll() is None:
        time.sleep(0.05)
    began = time.monotonic()
    children = psutil.Process(process.pid).children(recursive=True)
    victim = max(children, key=lambda child: child.cpu_times().user)
    victim.kill()
    seen = bench.ended(process)
    pairs = [((here / f"{number}.png"), (there / f"{number}.png")) for number in range(6)]
    same = all(two.is_file() and one.read_bytes() == two.read_bytes() for one, two in pairs)
    return Outcome(seen, "nothing" if same else "**a picture**", time.monotonic() - began)


FAULTS: dict[str, Fault] = {
    "ten lines to the worker that are no commands": nonsense,
    "kill -9 of the worker": killed_worker,
    "the worker is suspended for 40 s": suspended_worker,
    "the editor closes the worker's input in a job": deserted(_close_input),
    "the editor dies in a job": deserted(_close_both),
    "SIGTERM to the worker in a job": deserted(_terminate),
    "the worker's temporary folder is removed in a job": without_folder,
    "the worker's temporary folder is full": without_room,
    "a second worker in another container with the same temporary folder": in_another_container,
    "named pipes as owner and lock in the temporary folder": pipe_as_owner,
    "the engine is killed in layer 4 of 5": killed_in_layer_4,
    "a worker of a cluster is killed": killed_on_a_cluster,
}
