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
report(names=[one.get_name() for one in image.get_layers()], recipe=json.loads(bytes(data)),
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
    assert found["names"] == ["astronaut.jpg"] and found["history"] == 1
    said = found["recipe"]["values"]
    assert {name.replace("-", "_"): value for name, value in said.items()}.items() >= chosen(job).items()
    assert [each["title"] for each in found["recipe"]["styles"]] == ["van_gogh_night_cafe.jpg"]
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

    return window.wait(last, f"a preview with {options}", timeout=TIMEOUT)  # type: ignore[return-value]


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
