"""A job without paths does in another folder what it does here."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from engine import Options
from engine.jobs.file_job import PaintJob, paint_job
from engine.jobs.painting import read_painting
from engine.jobs.style_files import StyleFiles
from engine.losses.style import Style
from engine.runtime.selection import network_for


def test_the_same_picture_in_another_folder(folder: Path) -> None:
    content, style, other = (folder / "in" / f"{name}.png" for name in ("content", "style", "other"))
    styles = [Style(style, 2.0, mask=other), Style(other, region=style)]
    options = Options(evaluations=2, threads=1, start="picture")
    files = StyleFiles(content, styles, options, start=other, look="broad", strength_map=style)
    job, named = paint_job(files, "made.png")
    assert sorted(named.values()) == sorted([content, style, other])  # each once

    places = {}
    for number, (name, path) in enumerate(named.items()):
        places[name] = folder / str(number) / path.name
        places[name].parent.mkdir()
        shutil.copy(path, places[name])
    network = network_for(options)
    again = PaintJob.from_mapping(json.loads(json.dumps(job.to_mapping())))
    assert again == job
    painted = again.run(places, folder / "out", network, lambda _: None)
    read_painting(files).paint(folder / "here.png", network)
    assert (folder / "out" / "made.png").read_bytes() == (folder / "here.png").read_bytes()
    assert painted.report["evaluations"] == 2


def test_adapted_to_a_machine() -> None:
    job, _ = paint_job(StyleFiles(Path("a.png"), [Style(Path("b.png"))], Options(strength=30)), "made.png")
    assert job.adapted(3, 500).options == Options(strength=30, threads=3, memory_limit=500)
