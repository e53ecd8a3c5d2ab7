"""Workers that do not fit are refused in words, and the others paint."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from engine import InputError, __version__
from engine.cluster import ClusterSettings, open_cluster, run_one
from engine.jobs.file_job import paint_job
from engine.runtime.models import models_directory

from .conftest import Describe
from .processes import DaskProcesses, wait_for_workers


def test_a_scheduler_without_workers(tmp_path: Path) -> None:
    with (
        DaskProcesses(tmp_path) as dask,
        pytest.raises(InputError, match=f"scheduler at {dask.address} has no workers. Start one with `dask worker"),
        open_cluster(ClusterSettings(dask.address)),
    ):
        pass


@pytest.mark.slow
def test_workers_that_do_not_fit_get_no_jobs(
    tmp_path: Path, checkout: Path, describe: Describe, caplog: pytest.LogCaptureFixture
) -> None:
    """One of another version, one with other weights, one without an engine, one whose Python says it is another; then
    one that fits comes."""
    with DaskProcesses(tmp_path) as dask:
        dask.add_worker("--name", "old", PYTHONPATH=f"{another_version(tmp_path)}:{checkout}")
        dask.add_worker("--name", "weights", IMPASTO_MODELS=str(other_weights(tmp_path)))
        dask.add_worker("--name", "none", PYTHONPATH=str(no_engine(tmp_path)))
        dask.add_worker("--name", "python", PYTHONPATH=f"{another_python(tmp_path)}:{checkout}")
        wait_for_workers(dask.address, 4)
        refused(dask.address, f"No worker of {dask.address} can be used: .*Install the same version")
        python = f"{sys.version_info.major}.{sys.version_info.minor}"
        said = sorted(record.getMessage().partition("is not used: ")[2] for record in caplog.records)
        assert [sentence for sentence in said if sentence] == [
            f"it has Python 3.7, and this is {python}.",
            "it has no Impasto that works in clusters (no engine here).",
            f"it has other weights (000000000000) than this machine ({own_weights()[:12]}).",
            f"it has version 9.9.9 of Impasto, and this is {__version__}.",
        ]
        dask.add_worker("--name", "good")
        wait_for_workers(dask.address, 5)
        with open_cluster(ClusterSettings(dask.address)) as cluster:
            assert cluster.places() == 1
            for _ in range(2):
                made = run_one(cluster, *paint_job(describe(), "out.png"), lambda _: None, lambda: False)
                assert made is not None
                assert made.report["worker"] == "good"


def refused(address: str, message: str) -> None:
    with pytest.raises(InputError, match=message), open_cluster(ClusterSettings(address)):
        pass


def another_version(folder: Path) -> Path:
    """A folder that, in PYTHONPATH, makes a Python's engine another version."""
    place = folder / "another"
    place.mkdir()
    (place / "sitecustomize.py").write_text('import engine.version\nengine.version.__version__ = "9.9.9"\n')
    return place


def another_python(folder: Path) -> Path:
    """A folder that, in PYTHONPATH, makes a worker tell Dask of another Python."""
    place = folder / "python"
    place.mkdir()
    text = """
import sys
sys.version = "3.7" + sys.version[sys.version.index(".", 2):]
import distributed.versions as versions
known = versions.get_package_info
versions.get_package_info = lambda *packages: {**known(*packages), "python": "3.7.9.final.0"}
"""
    (place / "sitecustomize.py").write_text(text)
    return place


def other_weights(folder: Path) -> Path:
    """Graphs of other weights, as far as their manifest says."""
    place = folder / "models"
    place.mkdir()
    for file in models_directory().iterdir():
        (place / file.name).symlink_to(file)
    (place / "manifest.json").unlink()
    manifest = json.loads((models_directory() / "manifest.json").read_text())
    manifest["weights"]["sha256"] = "0" * 64
    (place / "manifest.json").write_text(json.dumps(manifest))
    return place


def no_engine(folder: Path) -> Path:
    """A folder that, in PYTHONPATH, hides every engine."""
    place = folder / "without" / "engine"
    place.mkdir(parents=True)
    (place / "__init__.py").write_text('raise ImportError("no engine here")\n')
    return place.parent


def own_weights() -> str:
    return str(json.loads((models_directory() / "manifest.json").read_text())["weights"]["sha256"])
