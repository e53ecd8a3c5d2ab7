"""Several looks at once in the real GIMP 3: cells, a click, an XCF file, and painting again with what a layer says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.real_gimp.harness.installed import Installation
from tests.real_gimp.harness.recorded_protocol import RecordedProtocol, record_protocol
from tests.real_gimp.harness.snapshots import PRELUDE, read_report
from tests.real_gimp.harness.studio import DIALOG, PROGRESS
from tests.real_gimp.harness.window import GimpWindow
from tests.real_gimp.test_dialog_gimp3 import WIDGETS

TIMEOUT = 600.0
"""Seconds for what takes some ten of them on a machine of its own."""
SHEET = "Several Looks"
OPEN = """
image, layer, style = open_pair()
image.select_rectangle(Gimp.ChannelOps.REPLACE, 96, 32, 64, 64)
show(image)
"""
REOPEN = """
file = Gio.File.new_for_path(str(Path.home() / "painted.xcf"))
Gimp.file_save(QUIET, image, file, None)
close_all_but(style.get_image())
image = Gimp.file_load(QUIET, file)
layer = image.get_layers()[0]
data = layer.get_parasite("impasto-recipe").get_data()
report(recipe=json.loads(bytes(data)),
       history=len(json.loads(bytes(image.get_parasite("impasto-history").get_data()))))
show(image)
"""


@pytest.fixture
def window(installed: Installation, tmp_path: Path) -> Iterator[GimpWindow]:
    """A photograph with a small selection, and a painting beside it."""
    with record_protocol(installed, tmp_path / "home").gimp.window() as window:
        window.python(PRELUDE + OPEN)
        window.wait_for_title("256x256")
        yield window


def test_click_a_cell_paint_save_and_paint_again(window: GimpWindow, tmp_path: Path) -> None:
    protocol = RecordedProtocol(window.shell.home)
    open_dialog(window)
    open_sheet(window, "alt+k")
    window.wait(lambda: finished_cells(protocol, {0, 1}), "two cells", timeout=TIMEOUT)
    assert is_coloured(window.screenshot(tmp_path / "sheet.png"))
    click_the_second_cell(window)
    job = wait_for_preview(window, protocol, {"strength": 75.0, "style_scale": 50.0})
    window.answer("alt+o", DIALOG)
    window.wait_for_title(PROGRESS)
    window.wait_until_gone(PROGRESS, timeout=TIMEOUT)

    found = read_report(window.python(REOPEN))
    assert found["history"] == 1
    said = found["recipe"]["values"]
    assert {name.replace("-", "_"): value for name, value in said.items()}.items() >= chosen(job).items()
    assert [each["layer"] for each in found["recipe"]["styles"]] == ["Background"]
    assert "/" not in json.dumps(found["recipe"])

    window.wait_for_title("256x256")
    open_dialog(window)
    change_the_strength(window, protocol, len(protocol.messages(">", "job")))
    open_sheet(window, "alt+w")
    window.screenshot(tmp_path / "again.png")
    window.press_until(lambda: SHEET not in window.titles(), "the choice", lambda: window.keys("Return"))
    again = wait_for_preview(window, protocol, chosen(job))
    assert len(again["styles"]) == 1
    window.answer("alt+c", DIALOG)


def test_escape_leaves_the_settings_and_the_preview_comes_back(window: GimpWindow) -> None:
    protocol = RecordedProtocol(window.shell.home)
    open_dialog(window)
    window.wait(lambda: protocol.messages("<", "preview"), "the preview", timeout=TIMEOUT)
    open_sheet(window, "alt+k")
    window.wait(lambda: protocol.messages("<", "cell"), "a cell", timeout=TIMEOUT)
    window.answer("Escape", SHEET)
    window.wait(lambda: of_kind(protocol, "style")[1:], "the preview once more", timeout=TIMEOUT)
    first, second = of_kind(protocol, "style")
    assert (first["options"], first["content"]) == (second["options"], second["content"])
    window.answer("alt+c", DIALOG)


def open_dialog(window: GimpWindow) -> None:
    window.search_action("Neural Style")
    window.wait_for_title(DIALOG)


def open_sheet(window: GimpWindow, key: str) -> None:
    """By the keyboard."""

    def press() -> None:
        if window.focused() == DIALOG:
            window.keys(key)

    window.press_until(lambda: SHEET in window.titles(), SHEET, press)
    window.wait_for_title(SHEET)


def click_the_second_cell(window: GimpWindow) -> None:
    x, y = window.place_of(SHEET)
    window.press_until(lambda: SHEET not in window.titles(), "the choice", lambda: window.click(x + 300, y + 130))


def finished_cells(protocol: RecordedProtocol, wanted: set[int]) -> bool:
    return wanted <= {each["index"] for each in protocol.messages("<", "cell") if each["finished"]}


def of_kind(protocol: RecordedProtocol, kind: str) -> list[dict[str, Any]]:
    return [each for each in protocol.messages(">", "job") if each.get("kind", "style") == kind]


def chosen(job: dict[str, Any]) -> dict[str, Any]:
    """What the test looks at of a job's options."""
    return {name: job["options"][name] for name in ("strength", "style_scale", "colours", "quality", "seed")}


def wait_for_preview(window: GimpWindow, protocol: RecordedProtocol, options: dict[str, Any]) -> dict[str, Any]:
    """Wait until the dialog previews settings with these options; its job."""

    def last() -> dict[str, Any] | None:
        job = protocol.messages(">", "job")[-1]
        is_like = job.get("kind", "style") == "style" and job["options"].items() >= options.items()
        return job if is_like else None

    job = window.wait(last, f"a preview with {options}", timeout=TIMEOUT)
    assert job is not None
    return job


def change_the_strength(window: GimpWindow, protocol: RecordedProtocol, before: int) -> None:
    """By the keyboard, so that the dialog has other settings than the layer says."""
    window.wait(lambda: len(protocol.messages(">", "job")) > before, "the preview", timeout=TIMEOUT)
    strength = protocol.messages(">", "job")[-1]["options"]["strength"]

    def press() -> None:
        window.wait_for_title(DIALOG)
        window.keys("alt+t", "Up", "Up")

    def is_changed() -> bool:
        return bool(protocol.messages(">", "job")[-1]["options"]["strength"] != strength)

    window.press_until(is_changed, "another strength", press, timeout=TIMEOUT)


def is_coloured(path: Path) -> bool:
    """Whether there is more on the screen than shades of grey."""
    pixels = np.asarray(Image.open(path).convert("RGB")).astype(int)
    return bool((np.ptp(pixels, axis=2) > 60).sum() > 5000)


NAMES = """
from common.looks import Page
from gimp3.contact_sheet import ContactSheet
from gimp3.looks_row import LooksRow
sheet = ContactSheet(dialog.window, NoSession(), print, lambda kind: None,
                     layer.get_thumbnail(64, 64, Gimp.PixbufTransparency.SMALL_CHECKS))
sheet._fill(Page([f"Strength {n} %" for n in range(9)], [lambda: None] * 9))
class Lender:
    window = dialog.window
row = LooksRow(Lender, procedure.create_config(), rows, [layer], lambda choices: None)
dialog.add_on_top(row)
sheet.window.show_all()
while Gtk.events_pending():
    Gtk.main_iteration()
report(nameless=nameless(sheet.window), names=[cell.get_accessible().get_name() for cell in sheet._cells],
       focused=sheet.window.get_focus() is sheet._cells[0],
       focusable=all(cell.get_can_focus() for cell in sheet._cells),
       keys=mnemonics(dialog.window), sheet_keys=mnemonics(sheet.window))
sheet.window.destroy()
"""


def test_cells_have_names_and_keys(installed: Installation) -> None:
    code = WIDGETS[: WIDGETS.index("report(")]
    with installed.gimp.window() as window:
        found = read_report(window.python(PRELUDE + code + NAMES + WIDGETS[WIDGETS.index("progress.close()") :]))
    assert found["nameless"] == []
    assert found["names"] == [f"Strength {number} %" for number in range(9)]
    assert found["focused"] and found["focusable"]
    for keys in (found["keys"], found["sheet_keys"]):
        assert len(keys) == len(set(keys))
    assert {"k", "w"} <= set(found["keys"])


RECIPES = """
from tests.real_gimp.guest.matrix import undo
image, layer = open_photograph()
display = show(image)

def says(thing, name="impasto-recipe"):
    parasite = thing.get_parasite(name)
    return json.loads(bytes(parasite.get_data())) if parasite else None

results = [paint([layer], style, strength=30.0, style_scale=50.0)]
painted, counts = says(layer), [len(says(image, "impasto-history"))]
undone, clean = undo(image), not image.is_dirty()
after, still = says(layer), len(says(image, "impasto-history"))
results.append(paint([layer], style, strength=60.0, result="new-layer"))
above = says(image.get_layers()[0])
counts.append(len(says(image, "impasto-history")))
results.append(paint([layer], style, strength=30.0, style_scale=50.0))
history = says(image, "impasto-history")
report(results=results, painted=painted, undone=undone, clean=clean, after=after, still=still, above=above,
       counts=[*counts, len(history)], newest=history[0]["values"]["strength"],
       thumbnail=[history[0]["thumbnail"][side] for side in ("width", "height")])
display.delete()
"""


def test_a_layer_says_how_it_was_painted_until_that_is_undone(negatives: GimpWindow) -> None:
    found = read_report(negatives.python(RECIPES))
    assert found["results"] == 3 * [["success", ""]]
    values = found["painted"]["values"]
    assert (values["strength"], values["style-scale"], values["result"]) == (30, 50, "in-place")
    assert found["undone"] and found["clean"] and found["after"] is None and found["still"] == 1
    assert (found["above"]["values"]["strength"], found["above"]["values"]["result"]) == (60, "new-layer")
    assert found["counts"] == [1, 2, 2] and found["newest"] == 30  # the same settings are remembered once
    assert found["thumbnail"] == [96, 96]


SMALL = """
import io, sys
from array import array
folder = next(Path.home().glob(".config/GIMP/3.*/plug-ins/impasto"))
sys.path.insert(0, str(folder))
from gimp3.styles import SmallStyle, StyleLayer
image, layer = open_photograph()
other, large = open_sample("style/van_gogh_night_cafe.jpg", 2100, 1657)

def means(style):
    area, kept = style.style_area(), io.BytesIO()
    style.read(area, kept)
    values, channels = array("f", kept.getvalue()), style.channels()
    assert len(values) == area.width * area.height * channels
    return [area.width, area.height, *(sum(values[n::channels]) / (area.width * area.height) for n in range(channels))]

whole = means(StyleLayer(large, image)), means(SmallStyle(large, image))
other.select_ellipse(Gimp.ChannelOps.REPLACE, 50, 50, 2000, 1200)
part = means(StyleLayer(large, image)), means(SmallStyle(large, image))
report(whole=whole, part=part, own=means(SmallStyle(layer, image)) == means(StyleLayer(layer, image)))
for one in (image, other):
    one.delete()
"""


def test_large_layers_are_reduced_for_cells(negatives: GimpWindow) -> None:
    found = read_report(negatives.python(SMALL))
    (whole, small), (part, small_part) = found["whole"], found["part"]
    assert (whole[:2], small[:2]) == ([2100, 1657], [1024, 807])
    assert (part[:2], small_part[:2], len(small_part)) == ([2000, 1200], [1024, 614], 6)
    assert small[2:] == pytest.approx(whole[2:], abs=0.01)
    assert small_part[2:] == pytest.approx(part[2:], abs=0.01)
    assert found["own"]
