"""What can happen to an installation, done for real: install.py is run, killed, damaged and run again.

Each trial takes an installed home, checks what is right, and returns what happened in words; an AssertionError says
what was wrong. `python -m tests.install.matrix` prints them all as a page.
"""

from __future__ import annotations

import array
import json
import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.install.real import Home

SIDE = 32
"""Of the picture that a worker paints, in pixels."""
Damage = Callable[[Home], None]


def version_of(home: Home) -> str:
    """The version that the plug-in and the engine it starts agree on; the worker is really started."""
    configuration = json.loads(home.configuration.read_text())
    with worker_of(home) as worker:
        assert worker.stdout and worker.stdin
        hello = json.loads(worker.stdout.readline())
        worker.stdin.close()
        assert worker.wait(30) == 0
    assert hello["version"] == configuration["version"], (hello, configuration)
    plug_in = home.configuration.parent
    for name in ("options.py", "protocol.py", "common/core.py"):
        assert (plug_in / name).stat().st_size > 0
    return str(hello["version"])


def worker_of(home: Home) -> subprocess.Popen[str]:
    """The worker that the plug-in starts."""
    configuration = json.loads(home.configuration.read_text())
    environment = {**home.environment, **configuration["environment"]}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    return subprocess.Popen(configuration["argv"], env=environment, cwd=home.path, text=True, **pipes)


def set_version(home: Home, version: str) -> None:
    """Make the checkout another version."""
    (home.checkout / "engine/version.py").write_text(f'"""The version."""\n\n__version__ = "{version}"\n')


def kill_in_the_middle(home: Home, seconds: float, *, all_of_it: bool) -> float:
    """Kill install.py (and the programs it runs) after this time; when it was really killed, in seconds."""
    began = time.monotonic()
    running = subprocess.Popen(
        home.command("--upgrade"),
        env=home.environment,
        cwd=home.path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        running.wait(seconds)
    except subprocess.TimeoutExpired:
        if all_of_it:
            os.killpg(running.pid, signal.SIGKILL)
        else:
            running.kill()
        running.wait()
    return time.monotonic() - began


def killed(home: Home, kills: int, reruns: int, seed: int) -> str:
    """Upgrades killed at random moments: the plug-in works after each, with the old or the new engine."""
    chance = random.Random(seed)
    began = time.monotonic()
    upgrade(home, "0.1.1000")
    longest = time.monotonic() - began
    old, finished, works_with_old = "0.1.1000", 0, 0
    for number in range(kills):
        new = f"0.1.{number + 1}"
        set_version(home, new)
        took = kill_in_the_middle(home, chance.uniform(0, longest), all_of_it=chance.random() < 0.7)
        found = version_of(home)
        assert found in (old, new), f"after {took:.1f} s the plug-in starts {found}, neither {old} nor {new}"
        works_with_old += found == old
        if number % max(1, kills // reruns) == 0 or number == kills - 1:
            done = home.install()
            assert done.returncode == 0, done.stderr
            found = version_of(home)
            assert found == new
            finished += 1
        old = found
    assert leftovers(home) == []
    return (
        f"after {works_with_old} kills the old version worked, after {kills - works_with_old} the new one; "
        f"run again, it was complete ({finished} runs)"
    )


def leftovers(home: Home) -> list[str]:
    """What an interrupted run could have left, and a finished one must not."""
    engines = [path.name for path in (home.data / "engines").iterdir()]
    found = [name for name in engines if name != current(home).name]
    staging = home.configuration.parents[1] / ".impasto-new"
    return found + [str(path) for path in (home.data / "work", staging) if path.exists()]


def current(home: Home) -> Path:
    """The folder of the engine that the plug-in starts."""
    return Path(json.loads(home.configuration.read_text())["argv"][0]).parents[2]


def upgrade(home: Home, version: str) -> subprocess.CompletedProcess[str]:
    """Upgrade to a version, which works then."""
    set_version(home, version)
    done = home.install("--upgrade")
    assert done.returncode == 0, done.stderr + done.stdout
    assert version_of(home) == version
    return done


def under_a_worker(home: Home) -> str:
    """An upgrade while a worker runs: it goes on with the old engine, which a later run removes."""
    old = current(home)
    with worker_of(home) as worker:
        assert worker.stdout and worker.stdin
        hello = json.loads(worker.stdout.readline())
        done = upgrade(home, "0.2.0")
        assert f"{old} still paints" in done.stdout and (old / "venv/bin/python").exists()
        refused = home.install("--uninstall")
        assert refused.returncode == 1 and "is painting now" in refused.stderr
        answer = _paint(worker, Path(hello["folder"]))
        worker.stdin.close()
        assert worker.wait(30) == 0
    assert home.install().returncode == 0
    assert not old.exists() and leftovers(home) == []
    return f"the old worker painted on ({answer}), --uninstall was refused, and a later run removed the old engine"


def _paint(worker: subprocess.Popen[str], folder: Path) -> str:
    """Let a worker paint a few pixels; the last message."""
    assert worker.stdout and worker.stdin
    for name in ("content.f32", "style.f32"):
        (folder / name).write_bytes(array.array("f", [0.5, 0.4, 0.3] * SIDE * SIDE).tobytes())
    picture = {"width": SIDE, "height": SIDE, "channels": 3}
    job = {
        "type": "job",
        "id": 1,
        "content": {"file": "content.f32", **picture},
        "styles": [{"file": "style.f32", **picture}],
        "options": {"evaluations": 1, "device": "cpu", "threads": 1},
    }
    worker.stdin.write(json.dumps(job) + "\n")
    worker.stdin.flush()
    for line in worker.stdout:
        message = json.loads(line)
        if message["type"] in ("done", "error"):
            assert message["type"] == "done", message
            return str(message["type"])
    raise AssertionError("the worker ended")


def two_at_once(home: Home) -> str:
    """Two installations at the same time: the second waits, and finds all done."""
    set_version(home, "0.3.0")
    running = [
        subprocess.Popen(home.command(), env=home.environment, cwd=home.path, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate()[0] for process in running]
    assert [process.returncode for process in running] == [0, 0], said
    assert sum("Another installation" in text for text in said) == 1
    assert sum("creating a virtual environment" in text for text in said) == 1
    assert version_of(home) == "0.3.0" and leftovers(home) == []
    return "one installed; the other waited, said so, and found all up to date"


def with_hostile_settings(home: Home, version: str) -> str:
    """Settings of the user's that send packages elsewhere, in files and in variables: none of them counts."""
    elsewhere, config = str(home.path / "elsewhere"), home.path / ".config"
    files = {
        "pip/pip.conf": f"[install]\ntarget = {elsewhere}\nuser = true\nprefix = {elsewhere}\n",
        "uv/uv.toml": f'[pip]\ntarget = "{elsewhere}"\n',
    }
    for name, text in files.items():
        (config / name).parent.mkdir(parents=True)
        (config / name).write_text(text)
    variables = {f"PIP_{name}": elsewhere for name in ("TARGET", "PREFIX", "ROOT", "CONSTRAINT")}
    variables |= {"PIP_USER": "1", "PIP_REQUIRE_VIRTUALENV": "1", "UV_TARGET": elsewhere, "UV_SYSTEM_PYTHON": "1"}
    set_version(home, version)
    done = home.install("--upgrade", **variables)
    for name in files:
        shutil.rmtree((config / name).parent)
    assert done.returncode == 0, done.stderr + done.stdout
    assert version_of(home) == version and not Path(elsewhere).exists()
    by_uv = "uv = " in (current(home) / "venv/pyvenv.cfg").read_text()
    assert by_uv == home.has_uv
    return f"installed by {'uv' if by_uv else 'venv and pip'}, and nothing lies where they point"


IN_ENGINE = ("a module of the engine is emptied", "Python's link points nowhere", "the receipt is damaged")
IN_PLUG_IN = ("the plug-in's entry cannot be run", "a folder of the plug-in is gone", "the plug-in names no engine")
"""Damages that need no download to be mended, to be tried together."""


def damages() -> Mapping[str, Damage]:
    """Ways to damage an installation, by what they are called in the page."""
    site = "venv/lib/python*/site-packages"

    def in_engine(pattern: str, act: Callable[[Path], object]) -> Damage:
        return lambda home: act(sorted(current(home).glob(pattern))[0])

    def in_plug_in(name: str, act: Callable[[Path], object]) -> Damage:
        return lambda home: act(home.configuration.parent / name)

    def replaced(text: bytes) -> Callable[[Path], object]:
        def act(path: Path) -> None:
            path.unlink()
            path.write_bytes(text)

        return act

    def emptied(home: Home) -> None:
        for path in current(home).glob("*.json"):
            path.unlink()

    return {
        "a module of the engine is deleted": in_engine(f"{site}/engine/worker/__init__.py", Path.unlink),
        "a module of the engine is emptied": in_engine(f"{site}/engine/jobs/job.py", replaced(b"")),
        "a package is gone": in_engine(f"{site}/tqdm", shutil.rmtree),
        "a package is damaged": in_engine(f"{site}/platformdirs/unix.py", replaced(b"damaged")),
        "Python's link points nowhere": in_engine("venv/bin/python", relinked),
        "the marks of a complete engine are gone": emptied,
        "a graph is cut short": in_engine("models/whole_conv4_2.onnx", replaced(b"ONNX")),
        "the graphs are gone": in_engine("models", shutil.rmtree),
        "the plug-in's entry is emptied": in_plug_in("impasto.py", replaced(b"")),
        "the plug-in's entry cannot be run": in_plug_in("impasto.py", lambda path: path.chmod(0o644)),
        "a folder of the plug-in is gone": in_plug_in("common", shutil.rmtree),
        "the plug-in names no engine": in_plug_in("engine.json", replaced(b"{")),
        "the receipt is damaged": lambda home: replaced(b"{")(home.data / "installed.json"),
    }


def relinked(path: Path) -> None:
    """Let a link point nowhere."""
    path.unlink()
    path.symlink_to("/nowhere/python")


def damaged(home: Home, *names: str) -> str:
    """A damaged installation is mended when install.py is run again; names of `damages`."""
    for name in names:
        damages()[name](home)
    done = home.install()
    assert done.returncode == 0, done.stderr + done.stdout
    version_of(home)
    assert os.access(home.configuration.parent / "impasto.py", os.X_OK)
    assert leftovers(home) == []
    checked = home.install("--list")
    assert "to install" not in checked.stdout.partition("Engine:")[2] and "to build" not in checked.stdout, (
        checked.stdout
    )
    return "mended"


def again(home: Home) -> str:
    """A second run changes nothing."""
    before = listing(home.path)
    done = home.install()
    assert done.returncode == 0, done.stderr
    assert listing(home.path) == before
    return "nothing changed"


def removed(home: Home) -> str:
    """What is there after an installation and its removal is what was there before, and the user's pictures."""
    assert home.install("--uninstall").returncode == 0
    empty = names(home.path)
    picture = home.path / ".local/state/impasto/results/portrait.png"
    home.seed()
    assert home.install().returncode == 0
    version_of(home)
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.write_bytes(b"PNG")
    done = home.install("--uninstall")
    assert done.returncode == 0 and f"Kept {picture.parent}" in done.stdout, done.stdout
    kept = {".local/state", ".local/state/impasto", ".local/state/impasto/results", str(picture.relative_to(home.path))}
    assert names(home.path) == empty | kept
    return "the listing is that of before, and a picture that was saved for the user"


def names(folder: Path) -> set[str]:
    """Everything below a folder."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def listing(folder: Path) -> dict[str, tuple[int, int]]:
    """Everything below a folder, with size and time; what the engine remembers of this machine left out."""
    found = {path: path.lstat() for path in folder.rglob("*") if "state" not in path.parts}
    return {str(path): (status.st_size, status.st_mtime_ns) for path, status in found.items()}
