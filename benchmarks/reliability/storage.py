"""Disks, folders and files that are not what they should be: full, read-only, removed, damaged, named pipes."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from engine.imaging import write_image
from engine.runtime.models import ensure_models

from .bench import BEFORE, LAST_LEVEL, Bench, Fault, Outcome, mounted

HUGE = 1 << 33


def full_disk(bench: Bench, whole: bytes) -> Outcome:
    """The folder of the output has room for a probe, but not for the picture."""
    folder = bench.folder / "small"
    folder.mkdir()
    wrapper = mounted(f"mount -t tmpfs -o size=16k none {folder}")
    seen, seconds = bench.run("-o", folder / "out.png", wrapper=wrapper)
    return Outcome(seen, bench.elsewhere(whole), seconds)


def full_everywhere(bench: Bench, whole: bytes) -> Outcome:
    """State and temporary folder are full, too, from the beginning: all but the output."""
    folders = (bench.folder / "state", bench.temporary)
    script = " && ".join(f"mount -t tmpfs -o size=4k none {folder}" for folder in folders)
    seen, seconds = bench.run(wrapper=mounted(script))
    return Outcome(seen, bench.same(whole), seconds)


def limited_files(bench: Bench, _: bytes) -> Outcome:
    """No file may be larger than 4 KiB (`ulimit -f`), so that the picture can be written nowhere."""
    limit = resource.RLIMIT_FSIZE, (4096, 4096)
    seen, seconds = bench.run(preexec_fn=lambda: resource.setrlimit(*limit))
    rest = bench.out.exists() or [*bench.folder.glob(".*.part")]
    return Outcome(seen, "**half a file is left**" if rest else BEFORE, seconds)


def read_only(bench: Bench, _: bytes) -> Outcome:
    folder = bench.folder / "fixed"
    folder.mkdir()
    wrapper = mounted(f"mount -t tmpfs none {folder} && mount -o remount,ro {folder}")
    seen, seconds = bench.run("-o", folder / "out.png", wrapper=wrapper)
    return Outcome(seen, BEFORE, seconds)


def read_only_home(bench: Bench, whole: bytes) -> Outcome:
    wrapper = mounted(f"mount -t tmpfs none {bench.folder}/state && mount -o remount,ro {bench.folder}/state")
    seen, seconds = bench.run(wrapper=wrapper)
    return Outcome(seen, bench.same(whole), seconds)


def meanwhile(change: Callable[[Bench], object], folder: str = "results") -> Fault:
    """Something is done to the output's folder while the last level is painted."""

    def fault(bench: Bench, whole: bytes) -> Outcome:
        place = bench.folder / folder
        place.mkdir()
        process = bench.paint("-o", place / "out.png")
        bench.wait_for(LAST_LEVEL, process)
        process.send_signal(signal.SIGSTOP)
        change(bench)
        process.send_signal(signal.SIGCONT)
        began = time.monotonic()
        seen = bench.ended(process)
        found = place / "out.png"
        lost = "nothing" if found.is_file() and found.read_bytes() == whole else bench.elsewhere(whole)
        return Outcome(seen, lost, time.monotonic() - began)

    return fault


def _remove_folder(bench: Bench) -> None:
    shutil.rmtree(bench.folder / "results")


def _folder_in_its_place(bench: Bench) -> None:
    (bench.folder / "results" / "out.png").mkdir()


def _remove_state(bench: Bench) -> None:
    shutil.rmtree(bench.state)


def _remove_inputs(bench: Bench) -> None:
    bench.content.unlink()
    bench.style.unlink()


def damaged(name: str, damage: Callable[[Path], object]) -> Fault:
    """A file in the state folder that is not what it should be."""

    def fault(bench: Bench, whole: bytes) -> Outcome:
        damage(bench.state / name)
        seen, seconds = bench.run()
        return Outcome(seen, bench.same(whole), seconds)

    return fault


def _huge(file: Path) -> None:
    """A file of 8 GiB that takes no room."""
    with file.open("wb") as stream:
        stream.truncate(HUGE)


def checkpoint(damage: Callable[[Path], object]) -> Fault:
    """A killed painting, whose checkpoint is damaged before it is gone on with."""

    def fault(bench: Bench, whole: bytes) -> Outcome:
        process = bench.paint()
        folder = bench.wait_for(LAST_LEVEL, process)
        process.kill()
        process.communicate()
        damage(folder)
        seen, seconds = bench.resume()
        refused = "status 2" in seen and not bench.out.exists()
        return Outcome(
            seen, "only what was kept: it is said, and begun anew" if refused else bench.same(whole), seconds
        )

    return fault


def _cut(pattern: str) -> Callable[[Path], object]:
    def cut(folder: Path) -> None:
        for file in folder.glob(pattern):
            file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])

    return cut


def _other_picture(folder: Path) -> None:
    """The level's picture is replaced by one of another size."""
    np.save(folder / "level-1.npy", np.zeros((7, 5, 3), np.float32))


def changed_input(bench: Bench, _: bytes) -> Outcome:
    process = bench.paint()
    bench.wait_for(LAST_LEVEL, process)
    process.kill()
    process.communicate()
    write_image(bench.style, np.zeros((40, 48, 3), np.float32))
    seen, seconds = bench.resume()
    return Outcome(
        seen, "nothing: another picture is not painted" if not bench.out.exists() else "**the truth**", seconds
    )


def refused(*more: str, before: Callable[[Bench], object] = lambda _: None) -> Fault:
    """What can be known before the work; {} is the bench's folder."""

    def fault(bench: Bench, _: bytes) -> Outcome:
        before(bench)
        content = bench.content.read_bytes()
        seen, seconds = bench.run(*(each.format(bench.folder) for each in more))
        return Outcome(seen, BEFORE if bench.content.read_bytes() == content else "**the input**", seconds)

    return fault


def _wide(bench: Bench) -> None:
    write_image(bench.content, np.full((8, 16_400, 3), 0.5, np.float32))


def graphs(name: str, damage: Callable[[bytearray], object]) -> Fault:
    """One of the files of the network is not what the manifest says."""

    def fault(bench: Bench, _: bytes) -> Outcome:
        folder = bench.folder / "models"
        folder.mkdir()
        for file in ensure_models().iterdir():
            (folder / file.name).symlink_to(file)
        blob = folder / name
        data = bytearray(blob.read_bytes())
        damage(data)
        blob.unlink()
        blob.write_bytes(data)
        bench.environment["IMPASTO_MODELS"] = str(folder)
        seen, seconds = bench.run()
        return Outcome(seen, "**another picture is painted**" if bench.out.exists() else BEFORE, seconds)

    return fault


def _flip(data: bytearray) -> None:
    data[len(data) // 2] ^= 1


def _zero(data: bytearray) -> None:
    data[: len(data)] = bytes(len(data))


def _zero_sectors(data: bytearray) -> None:
    for sector in range(20):
        begin = len(data) // 25 * sector // 512 * 512
        data[begin : begin + 512] = bytes(512)


def _halve(data: bytearray) -> None:
    del data[len(data) // 2 :]


FAULTS: dict[str, Fault] = {
    "the disk of the output is full": full_disk,
    "the disks of state and temporary folder are full": full_everywhere,
    "no file may be larger than 4 KiB (`ulimit -f`)": limited_files,
    "the folder of `-o` is read-only": read_only,
    "the state folder is read-only": read_only_home,
    "the folder of `-o` is removed meanwhile": meanwhile(_remove_folder),
    "a folder takes the output's name meanwhile": meanwhile(_folder_in_its_place),
    "the state folder is removed meanwhile": meanwhile(_remove_state),
    "the pictures that were read are removed meanwhile": meanwhile(_remove_inputs),
    "the folder of `-o` does not exist": refused("-o", "{}/none/out.png"),
    "the folder of `-o` takes no files": refused("-o", "/proc/self/out.png"),
    "`--report` in a folder that does not exist": refused("--report", "{}/none/report.json"),
    "`-o` names the content": refused("-o", "{}/content.png"),
    "`--report` names the content": refused("--report", "{}/content.png"),
    "16,400 pixels wide, for WebP": refused("-o", "{}/out.webp", before=_wide),
    "`speed.json` with a number of 400 digits": damaged(
        "speed.json", lambda file: file.write_text('{"cpu 1": 1' + "0" * 400 + "}")
    ),
    "`speed.json` with 100,000 brackets": damaged("speed.json", lambda file: file.write_text("[" * 100_000)),
    "`graphs.json` of 8 GiB": damaged("graphs.json", _huge),
    "`pictures.json` is a named pipe": damaged("pictures.json", os.mkfifo),
    "`checkpoints` is a file": damaged("checkpoints", lambda file: file.write_text("")),
    "a checkpoint's gradients are cut short": checkpoint(_cut("gradient-*.npy")),
    "a checkpoint's level is cut short": checkpoint(_cut("level-1.npy")),
    "a checkpoint's level has another size": checkpoint(_other_picture),
    "a checkpoint's `level.json` is cut short": checkpoint(_cut("level.json")),
    "a checkpoint's `job.json` is cut short": checkpoint(_cut("job.json")),
    "a style is changed between kill -9 and `--resume`": changed_input,
    "one bit of a graph is flipped": graphs("whole_conv4_2_max_winograd.onnx", _flip),
    "a graph is zeroed": graphs("whole_conv4_2_max_winograd.onnx", _zero),
    "20 sectors of the constants are zeroed": graphs("vgg16.bin", _zero_sectors),
    "the manifest of the graphs is cut short": graphs("manifest.json", _halve),
}
