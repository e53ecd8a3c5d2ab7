"""What an installation is, and what is said of one that differs."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import cloudpickle
import pytest

from engine import __version__
from engine.cluster.installation import difference, installation, one_process, reporter, resource, runner
from engine.runtime.models import models_directory, weights_checksum

OWN = {"version": "1.2.3", "weights": "ab" * 32, "python": "3.11"}


def test_it_is_version_and_weights() -> None:
    own = installation()
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert own == {"version": __version__, "weights": weights_checksum(models_directory()), "python": python}
    assert resource(own) == f"impasto {__version__} {own['weights'][:16]} Python {python}"
    assert asyncio.run(reporter()()) == own


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (dict(OWN), None),
        ({**OWN, "python": "3.9"}, "has Python 3.9, and this is 3.11"),
        ({**OWN, "version": "1.2.4"}, "has version 1.2.4 of Impasto, and this is 1.2.3"),
        ({**OWN, "weights": "cd" * 32}, "has other weights (cdcdcdcdcdcd) than this machine (abababababab)"),
        ("cannot paint: no graphs.", "cannot paint: no graphs."),
        (OSError("closed"), "does not answer (OSError: closed)"),
    ],
)
def test_differences_in_words(found: object, said: str | None) -> None:
    assert difference(found, OWN) == said  # type: ignore[arg-type]


@pytest.mark.parametrize("made", [reporter, runner])
def test_what_is_sent_needs_no_engine_where_it_arrives(made: object, tmp_path: Path) -> None:
    (tmp_path / "function").write_bytes(cloudpickle.dumps(made()))  # type: ignore[operator]
    program = f"""
import pickle, sys
sys.modules["engine"] = None
pickle.load(open({str(tmp_path / "function")!r}, "rb"))
print([name for name in sys.modules if name.startswith("engine.")])
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path)
    assert (ended.stdout, ended.stderr) == ("[]\n", "")


def test_one_process_at_a_time(tmp_path: Path) -> None:
    """The second waits until the first is killed."""
    program = f"""
from pathlib import Path
from engine.cluster.installation import one_process
with one_process(Path({str(tmp_path / "locks/a.lock")!r})):
    print("in", flush=True)
    input()
"""
    first, second = (
        subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    )
    outs = {first.stdout: first, second.stdout: second}
    import select

    (inside,), _, _ = select.select(list(outs), [], [], 60)
    assert inside.readline() == "in\n"
    (waiting,) = set(outs) - {inside}
    assert select.select([waiting], [], [], 0.5)[0] == []
    outs[inside].kill()
    assert waiting.readline() == "in\n"  # type: ignore[union-attr]
    outs[waiting].kill()
    for process in outs.values():
        process.communicate()
    with one_process(tmp_path / "locks/a.lock"):
        pass
