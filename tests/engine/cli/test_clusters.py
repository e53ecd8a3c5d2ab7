"""`impasto batch --workers`, and `impasto batch|style --cluster`, on real processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from engine.imaging import read_image, write_image
from engine.jobs.recipe import read_recipe

from .conftest import COMMAND, Done, Impasto, Pictures, Refused, run_process

QUICK = ("--evaluations", 2, "--threads", 1)


@pytest.fixture
def photos(tmp_path: Path, pictures: Pictures) -> Path:
    """A folder of three small photographs."""
    (tmp_path / "photos").mkdir()
    for name in ("cat", "coffee", "astronaut"):
        write_image(tmp_path / "photos" / f"{name}.png", pictures(name, 64, 48))
    return tmp_path / "photos"


@pytest.mark.slow
def test_workers_paint_the_same_bytes(impasto: Impasto, photos: Path, style: Path, tmp_path: Path) -> None:
    """In a process of its own, as users start it; and a batch that is done starts none."""
    here, there, report = tmp_path / "here", tmp_path / "there", tmp_path / "report.json"
    assert impasto("batch", photos, "-o", here, "--style", style, *QUICK).status == 0
    command = ("batch", photos, "-o", there, "--style", style, *QUICK, "--workers", 2, "--report", report)
    assert run_process(*command) == Done(0, "3 pictures: 3 painted.\n", "")
    assert {path.name: path.read_bytes() for path in there.iterdir()} == {
        path.name: path.read_bytes() for path in here.iterdir()
    }
    workers = [each["report"]["worker"] for each in json.loads(report.read_text())["pictures"]]
    assert set(workers) <= {"0", "1"}
    assert run_process(*command) == Done(0, "3 pictures: 3 there already.\n", "")


@pytest.mark.slow
def test_ctrl_c_reaches_local_workers_as_an_order_alone(photos: Path, style: Path, tmp_path: Path) -> None:
    """The terminal sends it to all processes; the client writes the best so far of those at work."""
    out = tmp_path / "out"
    arguments = ("batch", photos, "-o", out, "--style", style, "--evaluations", 100000, "--workers", 1)
    command = [*COMMAND, "--verbose", *map(str, arguments), "--preset", "gatys"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stderr
    assert process.stdout
    while "First progress" not in (line := process.stderr.readline()):
        assert line
    os.killpg(process.pid, signal.SIGINT)
    said, _ = process.communicate(timeout=120)
    assert (process.returncode, said) == (130, "3 pictures: 1 finished early, 2 not begun.\n")
    (painted,) = out.iterdir()
    assert 0 < (read_recipe(painted).stopped_after or 0) < 100_000


def test_style_on_a_cluster(impasto: Impasto, content: Path, style: Path, tmp_path: Path, address: str) -> None:
    here, there, report = tmp_path / "here.png", tmp_path / "there.png", tmp_path / "report.json"
    files = (content, style, "--evaluations", 8, "--threads", 1)
    assert impasto("style", *files, "-o", here).status == 0
    more = ("--report", report, "--preview", tmp_path / "preview.jpg")
    assert impasto("style", *files, "-o", there, "--cluster", address, *more) == Done(0, "", "")
    assert there.read_bytes() == here.read_bytes()
    assert len(json.loads(report.read_text())["losses"]) == 8
    assert read_image(tmp_path / "preview.jpg").pixels.std() > 0.05
    assert impasto("style", "--from", there, "-o", tmp_path / "again.png").status == 0
    assert (tmp_path / "again.png").read_bytes() == here.read_bytes()


def test_a_batch_on_a_cluster_says_what_failed(
    impasto: Impasto, photos: Path, style: Path, tmp_path: Path, address: str
) -> None:
    (photos / "bad.png").write_text("no picture")
    ended = impasto("batch", photos, "-o", tmp_path / "out", "--style", style, *QUICK, "--cluster", address)
    assert ended.status == 1
    assert ended.out.startswith("4 pictures: 3 painted, 1 failed.\nfailed: ")
    assert f"{photos / 'bad.png'} is not a picture of a known format." in ended.err


WRONG = [
    ("batch {content} -o {tmp}/new --style {style} --workers 0", r"cannot be 0 workers\. Give a number"),
    ("batch {content} -o {tmp}/new --style {style} --workers 2 --cluster a", r"--cluster or --workers, not both"),
    ("style {content} {style} -o {out} --cluster http://a", r"http://a is not the address of a scheduler\. Give one"),
    ("style {content} {style} -o {out} --cluster {tmp}/none.json", r"none\.json does not exist"),
    ("style {content} {style} -o {out} --cluster a --tls-ca {content}", r"needs an address and three files"),
    ("style {content} {style} -o {out} --tls-ca {content}", r"A cluster has an address or a number of workers"),
    ("style {content} {style} -o {out} --workers 2", r"unrecognized arguments: --workers 2"),
]


@pytest.mark.parametrize(("line", "message"), WRONG, ids=[line for line, _ in WRONG])
def test_wrong_usage(line: str, message: str, refused: Refused) -> None:
    refused(line, message)
