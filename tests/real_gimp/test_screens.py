"""Impasto's windows in the real GIMP 3 on small screens, on fine ones, in the themes and languages that there are.

No text is cut off, no window is larger than the screen, everything has a name and can be reached with the keyboard.
Set IMPASTO_SHOTS to a folder to look at the pictures.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.real_gimp.harness.installed import Installation, copy_of
from tests.real_gimp.harness.shell import HOME
from tests.real_gimp.harness.snapshots import PRELUDE, read_report

SMALL, FINE = (1024, 768), (2048, 1536)
STUDY = """
from tests.real_gimp.guest.widgets import study_all
image, layer, style = open_pair()
layer.set_name("photograph")
report(**study_all(layer, {folder!r}))
"""


@dataclass(frozen=True)
class Surroundings:
    """A screen, a theme and a language, with the titles that windows must have there."""

    name: str
    screen: tuple[int, int]
    theme: str
    titles: Mapping[str, str]
    locale: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)


ALL = (
    Surroundings("english", SMALL, "light", {"dialog-0": "Neural Style", "error-0": "Impasto Message"}),
    Surroundings("german", SMALL, "dark", {"dialog-0": "Neuronaler Stil", "error-0": "Impasto-Meldung"}, "de_DE"),
    Surroundings("arabic", FINE, "light", {}, "ar_EG", {"GDK_SCALE": "2"}),
)


@pytest.mark.parametrize("surroundings", ALL, ids=lambda each: each.name)
def test_nothing_is_cut_off_nameless_or_out_of_reach(
    installed: Installation, surroundings: Surroundings, tmp_path: Path
) -> None:
    found = study(installed, surroundings, tmp_path)
    problems = {
        (name, kind): about[kind]
        for name, about in found.items()
        for kind in ("cut", "outside", "nameless", "unreachable")
        if about[kind]
    }
    assert problems == {}
    for name, about in found.items():
        assert [key for key, times in Counter(about["keys"]).items() if times > 1] == [], name
    assert {name: found[name]["title"] for name in surroundings.titles} == dict(surroundings.titles)


def study(installed: Installation, surroundings: Surroundings, folder: Path) -> dict[str, Any]:
    """What `guest.widgets` finds out about every window."""
    home = copy_of(installed.home, folder / "home")
    shots = home / "shots"
    shots.mkdir()
    gimp = installed.gimp.at(home=home, environment=surroundings.environment)
    with gimp.window(screen=surroundings.screen, theme=surroundings.theme, locale=surroundings.locale) as window:
        found = read_report(window.python(PRELUDE + STUDY.format(folder=f"{HOME}/shots"), timeout=240))
    assert len(list(shots.iterdir())) == len(found)
    if os.environ.get("IMPASTO_SHOTS"):  # for someone to look at
        target = Path(os.environ["IMPASTO_SHOTS"]) / f"{installed.gimp.suite}-{surroundings.name}"
        shutil.copytree(shots, target, dirs_exist_ok=True)
    return found
