"""A run opens no socket, starts no program and writes nowhere but where it was told to, and into its own folders."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.imaging import write_image
from tests.namespaces import alone

PATIENCE = 300
QUICK = ("--size", "48", "--evaluations", "2", "--threads", "1")
ANYWHERE = ("/dev/null", "/dev/tty", "/dev/shm/sem.", "/proc/self/", "/sys/")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A new home with two pictures and a clip; nothing else of the user's is known."""
    rng = np.random.default_rng(3)
    for name in ("content", "style"):
        write_image(tmp_path / f"{name}.png", rng.random((32, 48, 3), np.float32))
    frames = [Image.fromarray(rng.integers(0, 256, (32, 48, 3), np.uint8)) for _ in range(2)]
    frames[0].save(tmp_path / "clip.gif", save_all=True, append_images=frames[1:])
    for name in ("home", "tmp", "out"):
        (tmp_path / name).mkdir()
    return tmp_path


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "COVERAGE", "COV_"))}
    return {**kept, "HOME": str(home / "home"), "TMPDIR": str(home / "tmp"), "PYTHONDONTWRITEBYTECODE": "1"}


def run(home: Path, *command: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    ended = subprocess.run(command, input=given, capture_output=True, timeout=PATIENCE, env=environment(home))
    assert ended.returncode == 0, ended.stderr.decode()
    return ended


COMMANDS = {
    "style": ("style", "content.png", "style.png", "-o", "out/a.png", "--report", "out/a.json", *QUICK),
    "dream": ("dream", "content.png", "-o", "out/a.jpg", "--size", "48", "--octaves", "1", "--steps", "1"),
    "from": ("style", "--from", "out/made.png", "-o", "out/again.webp"),
    "sheet": ("sheet", "content.png", "style.png", "-o", "out/a.png", *QUICK),
    "batch": ("batch", "content.png", "--style", "style.png", "-o", "out/many", *QUICK),
    "video": ("video", "clip.gif", "style.png", "-o", "out/a.gif", *QUICK),
    "looks": ("looks",),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_python_reports_no_socket_no_program_and_no_strange_file(name: str, home: Path) -> None:
    arguments = [str(home / word) if (home / word).suffix or "/" in word else word for word in COMMANDS[name]]
    if name == "from":
        paths = (home / "content.png", home / "style.png", home / "out" / "made.png")
        run(home, sys.executable, "-m", "engine", "style", *map(str, paths[:2]), "-o", str(paths[2]), *QUICK)
    log = home / "log"
    run(home, sys.executable, "-m", "tests.isolation.watched", str(log), *arguments)
    events = [line.partition(" ")[::2] for line in log.read_text().splitlines()]
    assert name == "looks" or ("write" in {kind for kind, _ in events})
    assert [
        kind for kind, _ in events if kind.startswith("socket.") or kind.startswith(("subprocess", "os.spawn"))
    ] == []
    check_places([str(ast.literal_eval(what)[0]) for kind, what in events if kind.startswith(("write", "os."))], home)


def check_places(paths: Sequence[str], home: Path) -> None:
    """All paths lie in the home, the temporary folder or the folder of the output; or they are devices."""
    allowed = (str(home / "home"), str(home / "tmp"), str(home / "out"), *ANYWHERE)
    absolute = [str(Path.cwd() / path) for path in paths if not path.isdecimal()]
    assert [path for path in absolute if not path.startswith(allowed)] == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")
def test_everything_works_without_a_network(home: Path) -> None:
    """In a namespace whose only interface, the loopback, is down."""
    without_network = alone("--net")
    probe = "import socket; socket.create_connection(('127.0.0.1', 9), 1)"
    reached = subprocess.run([*without_network, sys.executable, "-c", probe], capture_output=True, text=True)
    assert "Network is unreachable" in reached.stderr
    for name in ("style", "dream", "video"):
        arguments = [str(home / word) if (home / word).suffix or "/" in word else word for word in COMMANDS[name]]
        run(home, *without_network, sys.executable, "-m", "engine", *arguments)
    assert {path.name for path in (home / "out").iterdir()} == {"a.png", "a.json", "a.jpg", "a.gif"}


@pytest.mark.slow
def test_a_run_has_no_open_socket(home: Path) -> None:
    """The system's own list of what a process has open, while a worker has painted and waits for more."""
    command = [sys.executable, "-m", "engine", "worker"]
    worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(home))
    assert worker.stdin and worker.stdout
    folder = Path(json.loads(worker.stdout.readline())["folder"])
    done = paint(worker, folder)
    opened = [path.readlink() for path in Path(f"/proc/{worker.pid}/fd").iterdir()]
    worker.stdin.close()
    assert worker.wait(PATIENCE) == 0
    assert done == "done" and len(opened) >= 3
    assert [path for path in opened if str(path).startswith("socket:")] == []


@pytest.mark.slow
def test_the_system_sees_no_connection_either(home: Path) -> None:
    """Native libraries raise no audit events; strace sees them, where there is one."""
    log, command = home / "log", [sys.executable, "-m", "engine", "style"]
    paths = [str(home / name) for name in ("content.png", "style.png")]
    traced = ["strace", "-f", "-qq", "-o", str(log), "-e", "trace=network,openat,open,creat,rename,mkdir"]
    run(home, *(traced if shutil.which("strace") else []), *command, *paths, "-o", str(home / "out/a.png"), *QUICK)
    calls = log.read_text() if shutil.which("strace") else ""
    assert not re.findall(r"(?:socket|connect|bind)\((?!AF_UNIX|-1).*", calls)
    written = re.findall(r'(?:openat\(AT_FDCWD, |open\(|creat\()"([^"]+)", [^)]*O_(?:WRONLY|RDWR|CREAT)', calls)
    check_places(written, home)
    assert not shutil.which("strace") or any(path.startswith(str(home / "out")) for path in written)


@pytest.mark.slow
def test_a_worker_keeps_to_its_folder(home: Path) -> None:
    """A job from its start to its end, by an editor that closes the input after it."""
    log = home / "log"
    command = [sys.executable, "-m", "tests.isolation.watched", str(log), "worker"]
    worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(home))
    assert worker.stdin and worker.stdout
    folder = Path(json.loads(worker.stdout.readline())["folder"])
    assert paint(worker, folder) == "done"
    worker.stdin.close()
    assert worker.wait(PATIENCE) == 0
    events = [line.partition(" ")[::2] for line in log.read_text().splitlines()]
    assert [kind for kind, _ in events if kind.startswith(("socket.", "subprocess"))] == []
    check_places([str(ast.literal_eval(what)[0]) for kind, what in events if kind.startswith(("write", "os."))], home)
    assert list((home / "tmp").iterdir()) == []


def paint(worker: subprocess.Popen[bytes], folder: Path) -> str:
    """Let a worker paint a small picture; the kind of its last message."""
    assert worker.stdin and worker.stdout
    picture = {"width": 48, "height": 32, "channels": 3}
    for name in ("c", "s"):
        (folder / name).write_bytes(bytes(48 * 32 * 3 * 4))
    job = {"type": "job", "id": 1, "content": {"file": "c", **picture}, "styles": [{"file": "s", **picture}]}
    worker.stdin.write(json.dumps({**job, "options": {"evaluations": 2, "threads": 1}}).encode() + b"\n")
    worker.stdin.flush()
    kinds = (str(json.loads(line)["type"]) for line in worker.stdout)
    return next(kind for kind in kinds if kind in ("done", "error"))
