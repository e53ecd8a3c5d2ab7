"""An engine that speaks the worker's protocol and paints negatives. Standard library only: GIMP's Python runs it too.

The variable FAKE_ENGINE holds a JSON object: `steps` and `pause` (seconds each) make it slow, `mode` makes it
misbehave: crash, mute, protocol, killed, error, deaf (ignores everything, the end of its input too), short, opaque; or
slow, but alive; "killed in frame 3", "killed in job 3", "refuse job 3" (from 0) and "refuse strength 7" concern just
those; "no finish" says that there is none.
"""

from __future__ import annotations

import atexit
import json
import os
import queue
import shutil
import signal
import sys
import tempfile
import threading
import time
from array import array
from pathlib import Path

PLAN = {"mode": "", "steps": 4, "pause": 0.0, **json.loads(os.environ.get("FAKE_ENGINE", "{}"))}
OUT_OF_MEMORY = {
    "message": "There is not enough memory.",
    "hint": "Choose a smaller size.",
    "code": "fake-memory",
    "values": {},
}
NO_FINISH = {"message": "There is no finish.", "hint": "", "code": "fake-notice", "values": {}}
commands: queue.Queue[dict] = queue.Queue()


def say(kind: str, **more: object) -> None:
    sys.stdout.write(json.dumps({"type": kind, **more}) + "\n")
    sys.stdout.flush()


def listen(folder: Path) -> None:
    """Commands into the queue; when the input closes, be gone at once."""
    for line in sys.stdin:
        commands.put(json.loads(line))
    if PLAN["mode"] != "deaf":
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)


def interruption() -> str:
    """The stop or cancel that came meanwhile."""
    if PLAN["mode"] != "deaf":
        while not commands.empty():
            kind = commands.get()["type"]
            if kind in ("continue", "stop", "cancel"):
                return kind
    return ""


def pause(folder: Path, number: int) -> str:
    """Wait for what comes next; meanwhile show crops."""
    say("paused", id=number, level_index=0)
    while True:
        command = commands.get()
        kind = command["type"]
        record(command)
        if kind == "crop":
            crop(folder, command)
        if kind in ("continue", "stop", "cancel"):
            return kind


def do(folder: Path, job: dict) -> None:
    if job.get("kind") == "resume":
        (folder / "content.f32").write_bytes(array("f", [0.25] * 12).tobytes())
        job = {
            "id": job["id"],
            "content": {"file": "content.f32", "width": 2, "height": 2, "channels": 3},
            "options": {"strength": 50},
        }
    number, contents = job["id"], job.get("frames") or [job["content"]]
    for file in (*contents, *job.get("styles", []), *([job["guide"]] if "guide" in job else [])):
        size = (folder / file["file"]).stat().st_size
        assert size == 4 * file["width"] * file["height"] * file["channels"], file
    if PLAN["mode"] == f"refuse job {number}":
        return complain(number)
    if PLAN["mode"] == f"killed in job {number}":
        os.kill(os.getpid(), signal.SIGKILL)
    if PLAN["mode"] == f"refuse strength {job['options']['strength']:g}":
        return complain(number)
    notices = [NO_FINISH] if PLAN["mode"] == "no finish" else []
    about = {"device": "Xeon", "seconds": 90.0, "memory_bytes": 700 << 20, "crops": not notices, "notices": notices}
    say("forecast", id=number, **about, **of_frames(job))
    if job.get("kind") == "sheet":
        return do_sheet(folder, job)
    if job.get("kind") == "faces":
        return do_faces(folder, job)
    finished = 0
    for index, content in enumerate(contents):
        ended = work(folder, job, content, index, len(contents))
        if ended == "cancel":
            return say("cancelled", id=number)
        if ended == "stop" and "frames" in job:
            break
        name = f"result-{number}-{index}.f32" if "frames" in job else f"result-{number}.f32"
        described = {"id": number, **paint(folder, content, name)}
        finished += 1
        if "frames" in job:
            say("frame", index=index, **described)
    last = {"id": number, "frames": finished} if "frames" in job else described
    report = {"options": job["options"]}
    return say("done", stopped=ended == "stop", seconds=0.1, report=report, **last)


def of_frames(job: dict) -> dict:
    return {"frames": len(job["frames"])} if "frames" in job else {}


def do_faces(folder: Path, job: dict) -> None:
    """A face where the content is darker than half, in red."""
    number, content = job["id"], job["content"]
    values = array("f", (folder / content["file"]).read_bytes())[:: content["channels"]]
    (folder / "faces.f32").write_bytes(array("f", [float(value > 0.5) for value in values]).tobytes())
    size = {side: content[side] for side in ("width", "height")}
    say("done", id=number, file="faces.f32", **size, channels=1, stopped=False, seconds=0.1, report={})


def do_sheet(folder: Path, job: dict) -> None:
    """Cell after cell, each as light as its strength says."""
    number, cells = job["id"], job["cells"]
    for index, cell in enumerate(cells):
        strength = {**job["options"], **cell["options"]}["strength"]
        shade = bytes([int(strength), 128, 100 + cell.get("styles", [0])[0]])
        progress = {"fraction": (index + 0.5) / len(cells), "level": [64, 48], "level_index": 0, "levels": 1}
        counts = {"evaluation": 1, "evaluations": 1, "loss": 1.0, "seconds_left": 2.0}
        say("progress", id=number, **progress, **counts, frame=index, frames=len(cells))
        time.sleep(PLAN["pause"])
        if interruption() == "cancel":
            return say("cancelled", id=number)
        name = f"cell-{number}-{index}.rgb"
        (folder / name).write_bytes(shade * (64 * 48))
        say("cell", id=number, index=index, file=name, width=64, height=48, finished=True)
    report = {"options": job["options"]}
    return say("done", id=number, frames=len(cells), stopped=False, seconds=0.1, report=report)


def work(folder: Path, job: dict, content: dict, index: int, count: int) -> str:
    """Step by step through one picture; the stop or cancel that ended it."""
    number, will_pause = job["id"], "pause_after_level" in job and index == 0
    for step in range(1, PLAN["steps"] + 1):
        say(
            "progress",
            id=number,
            fraction=(index + step / PLAN["steps"]) / count,
            level=[content["width"], content["height"]],
            level_index=0,
            levels=1,
            evaluation=step,
            evaluations=PLAN["steps"],
            loss=1 / step,
            seconds_left=PLAN["pause"] * PLAN["steps"],
            **({"frame": index, "frames": count} if "frames" in job else {}),
        )
        preview(folder, number, index, step)
        misbehave(number, index)
        time.sleep(PLAN["pause"])
        command = interruption()
        will_pause = will_pause and command != "continue"
        if will_pause and step >= PLAN["steps"] / 2:
            will_pause, command = False, pause(folder, number)
        if command in ("cancel", "stop"):
            return command
    return ""


def paint(folder: Path, content: dict, name: str) -> dict:
    """Write the negative of a content; its description."""
    channels, size = content["channels"], (content["width"], content["height"])
    values = array("f", (folder / content["file"]).read_bytes())
    painted = array("f", (1 - value for value in values))
    if channels == 4:
        painted[3::4] = values[3::4]
    if PLAN["mode"] == "opaque" and channels == 4:
        opaque = array("f", bytes(4 * 3 * size[0] * size[1]))
        for channel in range(3):
            opaque[channel::3] = painted[channel::4]
        painted, channels = opaque, 3
    data = painted.tobytes()
    (folder / name).write_bytes(data[:-4] if PLAN["mode"] == "short" else data)
    return {"file": name, "width": size[0], "height": size[1], "channels": channels}


def preview(folder: Path, number: int, index: int, step: int) -> None:
    """A picture that turns from dark to light, in a new file each time: the host may be several behind."""
    shade, file = 255 * step // PLAN["steps"], f"preview-{number}-{index}-{step}.rgb"
    (folder / file).write_bytes(bytes([shade, 128, 255 - shade]) * (64 * 48))
    say("preview", id=number, file=file, width=64, height=48)


def crop(folder: Path, command: dict) -> None:
    """A part that is as red as it lies far to the right."""
    place = {name: command[name] for name in ("x", "y", "width", "height")}
    name = f"crop-{command['x']}-{command['y']}.rgb"
    (folder / name).write_bytes(bytes([min(255, place["x"]), 0, 0]) * (place["width"] * place["height"]))
    say("crop", id=command["id"], file=name, **place)


def complain(number: int) -> None:
    say("error", id=number, **OUT_OF_MEMORY, log="/tmp/x.log")


def misbehave(number: int, index: int) -> None:
    mode = PLAN["mode"]
    if mode in ("killed", f"killed in frame {index}"):
        os.kill(os.getpid(), signal.SIGKILL)
    if mode == "error":
        complain(number)
    if mode == "deaf":
        time.sleep(600)
    if mode == "slow":
        for _ in range(10):
            time.sleep(0.05)
            say("alive")


def record(command: dict) -> None:
    """Keep jobs and crops for the tests to look at."""
    if "record" in PLAN and command["type"] in ("job", "crop"):
        with Path(PLAN["record"]).open("a") as file:
            file.write(json.dumps(command) + "\n")


def main() -> None:
    if PLAN["mode"] == "crash":
        raise ImportError("numpy is not installed")
    if PLAN["mode"] == "mute":
        time.sleep(600)
    folder = Path(tempfile.mkdtemp(prefix=f"impasto-{os.getpid()}-", dir=PLAN.get("folder")))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    protocol = 99 if PLAN["mode"] == "protocol" else 1
    say("ready", protocol=protocol, version="0", pid=os.getpid(), folder=str(folder), log="/tmp/fake.log")
    threading.Thread(target=listen, args=(folder,), daemon=True).start()
    while True:
        command = commands.get()
        record(command)
        if command["type"] == "quit":
            return
        if command["type"] == "prepare":
            devices = [
                {"name": "cpu", "description": "Xeon, float32", "label": "Xeon"},
                {"name": "abacus", "description": "beads", "label": "beads"},
            ]
            say("devices", devices=devices, used="cpu")
        if command["type"] == "job":
            do(folder, command)


if __name__ == "__main__":
    main()
