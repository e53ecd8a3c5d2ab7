"""The dialog in a window of the real GIMP 2.10: preview, knobs, crop, OK that goes on from there; what it remembers."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.real_gimp.harness import gimpfu_home
from tests.real_gimp.harness.dialogs import TIMEOUT, change_a_knob, check_that_the_job_went_on, wait
from tests.real_gimp.harness.gimp import Gimp
from tests.real_gimp.harness.gimpfu_home import PRELUDE
from tests.real_gimp.harness.installed import INSIDE, Installation
from tests.real_gimp.harness.recorded_protocol import RecordedProtocol, record_protocol
from tests.real_gimp.harness.shell import HOME
from tests.real_gimp.harness.snapshots import Snapshot, read_report
from tests.real_gimp.harness.studio import DIALOG, PROGRESS
from tests.real_gimp.harness.window import GimpWindow

PHOTO, PAINTING = f"{INSIDE}/samples/content/astronaut.jpg", f"{INSIDE}/samples/style/van_gogh_night_cafe.jpg"
OPEN_SMALL = """
image, layer, style = open_pair()
pdb.gimp_image_select_rectangle(image, CHANNEL_OP_REPLACE, 64, 64, 64, 64)
show(image)
save("before", layer)
"""
OPEN = """
image, layer, style = open_pair()
image.scale(512, 512)
pdb.gimp_image_select_rectangle(image, CHANNEL_OP_REPLACE, 96, 96, 340, 340)
show(image)
save("before", layer)
"""


@pytest.fixture
def recorded(installed2: Installation, tmp_path: Path) -> Installation:
    """Impasto with a process between plug-in and engine that records the protocol."""
    made = record_protocol(installed2, tmp_path / "home")
    gimpfu_home.install(made.home)
    return made


def test_preview_knob_ok_and_background(recorded: Installation, tmp_path: Path) -> None:
    with recorded.gimp.window() as window:
        window.python(PRELUDE + OPEN_SMALL)
        window.wait_for_title("256x256")
        protocol = RecordedProtocol(window.shell.home)
        window.search_action("Neural Style")
        window.wait_for_title(DIALOG)
        wait(window, lambda: protocol.messages("<", "preview"), "the first preview")
        change_a_knob(window, protocol)
        first, second = protocol.messages(">", "job")[:2]
        assert second["options"]["strength"] != first["options"]["strength"]
        assert second["content"] == first["content"]  # the pixels were sent once
        assert [command["id"] for command in protocol.messages(">", "cancel")] == [first["id"]]
        wait(window, lambda: protocol.messages("<", "paused"), "the end of the preview")
        keep(window.screenshot(tmp_path / "preview.png"))

        window.answer("alt+o", DIALOG)
        window.wait_for_title(PROGRESS)
        window.answer("alt+b", PROGRESS)
        window.wait_for_title("Message", timeout=TIMEOUT)  # the user is told
        window.keys("Escape")
        check_that_the_job_went_on(protocol, second["id"])
        window.python("save('after', layer)")
        before, after = (Snapshot.read(window.shell.home, name) for name in ("before", "after"))
    inside = before.mask == 1
    assert (after.native != before.native).any(-1)[inside].mean() > 0.9
    assert np.array_equal(after.native[~inside], before.native[~inside])


WORDS = {
    "": {"title": "Neural Style", "blurb": "Paint the layer in the style of another layer", "menu": "_Neural Style..."},
    "de": {
        "title": "Neuronaler Stil",
        "blurb": "Die Ebene im Stil einer anderen Ebene malen",
        "menu": "_Neuronaler Stil …",
    },
}
SETTINGS = ".config/GIMP/2.10/plug-in-settings/plug-in-impasto.json"
JOBS = f"{HOME}/jobs.txt"


@pytest.mark.parametrize("language", WORDS)
def test_widgets_speak_the_language_and_have_names_and_keys(faked2: Callable[..., Gimp], language: str) -> None:
    gimp = faked2(steps=1)
    with (gimp.at(environment={"LANGUAGE": language}) if language else gimp).window() as window:
        window.python(
            PRELUDE + "from tests.real_gimp.guest.gimp2_widgets import *\nimage, layer, style = open_pair()\n"
            "image.insert_channel(gimp.Channel(image, 'sky', 256, 256, 50.0, (255, 0, 0)))\n"
            "open_sample('style/van_gogh_night_cafe.jpg', 64, 50)[1].name = 'other'"
        )
        found = read_report(window.python("report(**look(layer), chosen=choose(layer))"))
    assert {name: found[name] for name in WORDS[language]} == WORDS[language]
    assert found["nameless"] == []
    for keys in (found["keys"], found["progress_keys"]):
        assert [key for key, times in Counter(keys).items() if times > 1] == []
    assert len(found["keys"]) >= 20 and len(found["progress_keys"]) == 3
    assert sorted(found["choices"]) == ["van_gogh_night_cafe.jpg", "van_gogh_night_cafe.jpg - other"]
    assert found["regions"] == ["sky"]
    assert found["seen"] == {"rgb": [200, 100, 50], "gray": found["stored"] * 3, "new": [200, 100, 50]}
    two = [["other", 2.5, "sky"], ["van_gogh_night_cafe.jpg", 1.0, ""]]
    assert found["chosen"][:2] == [two, 1] and found["chosen"][2] > 3


def test_a_style_is_opened_from_a_file(faked2: Callable[..., Gimp], tmp_path: Path) -> None:
    with faked2(steps=1).window() as window:
        window.python(PRELUDE + "from tests.real_gimp.guest.gimp2_widgets import *\nimage, layer, style = open_pair()")
        call = window.submit("report(chosen=choose_file(layer), left=len(gimp.image_list()))")
        window.wait_for_title("Choose a style")
        window.keys("slash")  # opens the field for a path, which loses what is typed meanwhile
        keep(window.screenshot(tmp_path / "file.png"))

        def type_path() -> None:
            window.keys("ctrl+a")
            window.type_text(PAINTING)
            window.keys("Return")

        window.press_until(lambda: "Choose a style" not in window.titles(), "the file", type_path)
        assert read_report(window.result(call)) == {
            "chosen": [PAINTING, "van_gogh_night_cafe.jpg - Background"],
            "left": 2,
        }


def test_settings_outlive_gimp_and_can_be_saved(faked2: Callable[..., Gimp], tmp_path: Path) -> None:
    gimp = faked2(steps=4, record=JOBS)
    with gimp.window(PAINTING, PHOTO) as window:
        open_dialog(window)
        assert wait_for_job(window, 1)["options"]["strength"] == 75
        window.press_until(lambda: strength(window) < 75, "another preview", lambda: window.keys("alt+t", "Down"))
        changed = strength(window)
        window.press_until(lambda: "saved" in remembered(window), "the settings", lambda: window.keys("alt+s"))
        window.press_until(lambda: strength(window) == 75, "the defaults", lambda: window.keys("alt+r"))
        window.press_until(lambda: strength(window) == changed, "the saved ones", lambda: window.keys("alt+l"))
        keep(window.screenshot(tmp_path / "saved.png"))
        window.answer("alt+o", DIALOG)
        window.wait(lambda: any(title.startswith("*") for title in window.titles()), "the result")
    (gimp.home / "jobs.txt").unlink()
    with gimp.window(PAINTING, PHOTO) as window:
        open_dialog(window)
        assert wait_for_job(window, 1)["options"]["strength"] == changed
        window.answer("Escape", DIALOG)


def test_styles_in_regions_are_restored_and_a_part_is_shown(faked2: Callable[..., Gimp], tmp_path: Path) -> None:
    with faked2(steps=4, record=JOBS).window() as window:
        window.python(PRELUDE + OPEN)
        window.python(
            "image.insert_channel(gimp.Channel(image, 'sky', 512, 512, 50.0, (255, 0, 0)))\n"
            "image.active_layer = layer  # the new channel is what would be painted on\n"
            "image.clean_all()\n"
            "other = open_sample('style/van_gogh_night_cafe.jpg', 64, 50)[1]\n"
            "chosen = [dict(drawable=style.ID, file='', weight=2.0, region='sky'),\n"
            "          dict(drawable=other.ID, file='', weight=1.0, region='')]\n"
            "gimp.set_data('plug-in-impasto-last-values', json.dumps(chosen))"
        )
        window.wait_for_title("512x512")
        window.search_action("Neural Style")
        window.wait_for_title(DIALOG)
        styles = wait_for_job(window, 1)["styles"]
        assert [(one["width"], one["weight"], "region" in one) for one in styles] == [
            (128, 2.0, True),
            (64, 1.0, False),
        ]
        assert styles[0]["region"]["channels"] == 1
        window.press_until(lambda: recorded_of(window, "crop"), "the part", lambda: window.keys("alt+1"))
        place = window.place_of(DIALOG)
        window.press_until(
            lambda: len(recorded_of(window, "crop")) > 1,
            "another part",
            lambda: window.click(place[0] + 60, place[1] + 80),  # on the preview, towards its top left corner
        )
        first, *_others, last = recorded_of(window, "crop")
        assert last["x"] < first["x"] and last["y"] < first["y"] and first["width"] == 320
        keep(window.screenshot(tmp_path / "styles-and-crop.png"))
        window.answer("alt+c", DIALOG)
        window.wait_for_title("512x512")
        assert window.python("print(image.dirty)") == "False\n"


def test_the_dialog_goes_on_with_what_was_cut_off(faked2: Callable[..., Gimp], tmp_path: Path) -> None:
    gimp = faked2(steps=1)
    job = gimp.home / ".local/state/impasto/checkpoints/one"
    job.mkdir(parents=True)
    job.joinpath("job.json").write_text(json.dumps({"kind": "pixels", "title": "Boat"}))
    with gimp.window() as window:
        window.python(PRELUDE + "image, layer, style = open_pair(); show(image)")
        call = window.submit("from gimpenums import *; report(said=paint(layer, style, RUN_INTERACTIVE))")
        window.wait_for_title("Unfinished painting")
        keep(window.screenshot(tmp_path / "unfinished.png"))
        window.answer("alt+g", "Unfinished painting")
        window.wait(lambda: any("2x2" in title for title in window.titles()), "the result")
        window.answer("Escape", DIALOG)  # which opens afterwards, as it was asked for
        assert read_report(window.result(call)) == {"said": "cancelled"}
        names = "print(sorted([one.width, one.layers[0].name] for one in gimp.image_list()))"
        assert window.python(names).startswith("[[2, 'Boat, painted'],")


def open_dialog(window: GimpWindow) -> None:
    window.wait_for_title("[astronaut]")
    window.search_action("Neural Style")
    window.wait_for_title(DIALOG)


def recorded_of(window: GimpWindow, kind: str) -> list[dict[str, Any]]:
    """The commands of a kind that the engine has got so far."""
    path = window.shell.home / "jobs.txt"
    commands = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    return [command for command in commands if command["type"] == kind]


def wait_for_job(window: GimpWindow, count: int) -> dict[str, Any]:
    """The last of so many jobs."""
    window.wait(lambda: len(recorded_of(window, "job")) >= count, f"job {count}")
    return recorded_of(window, "job")[count - 1]


def strength(window: GimpWindow) -> float:
    """That of the last preview."""
    return float(recorded_of(window, "job")[-1]["options"]["strength"])


def remembered(window: GimpWindow) -> dict[str, Any]:
    """What the dialog has written down."""
    path = window.shell.home / SETTINGS
    return dict(json.loads(path.read_text())) if path.exists() else {}


def keep(*shots: Path) -> None:
    """Copy screenshots to where IMPASTO_SHOTS says, for someone to look at."""
    for shot in shots if os.environ.get("IMPASTO_SHOTS") else ():
        shutil.copy(shot, Path(os.environ["IMPASTO_SHOTS"]) / f"gimp2-{shot.name}")
