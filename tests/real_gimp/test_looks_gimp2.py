"""Several looks in the real GIMP 2.10: cells, a click, an XCF file, and painting again with what a layer says."""

from __future__ import annotations

from pathlib import Path

from tests.real_gimp.harness import gimpfu_home
from tests.real_gimp.harness.installed import Installation
from tests.real_gimp.harness.recorded_protocol import RecordedProtocol, record_protocol
from tests.real_gimp.harness.snapshots import read_report
from tests.real_gimp.harness.studio import DIALOG, PROGRESS
from tests.real_gimp.test_dialog_gimp2 import PRELUDE
from tests.real_gimp.test_looks_gimp3 import (
    SHEET,
    TIMEOUT,
    change_the_strength,
    chosen,
    finished_cells,
    is_coloured,
    open_dialog,
    open_sheet,
    wait_for_preview,
)

OPEN = """
image, layer, style = open_pair()
pdb.gimp_image_select_rectangle(image, CHANNEL_OP_REPLACE, 96, 32, 64, 64)
display = show(image)
"""
REOPEN = """
file = str(Path.home() / "painted.xcf")
pdb.gimp_file_save(image, layer, file, file)
gimp.delete(display)
image = pdb.gimp_file_load(file, file)
layer = image.layers[0]
report(recipe=json.loads(layer.parasite_find("impasto-recipe").data),
       history=json.loads(image.parasite_find("impasto-history").data))
display = show(image)
"""


def test_click_a_cell_paint_save_and_paint_again(installed2: Installation, tmp_path: Path) -> None:
    recorded = record_protocol(installed2, tmp_path / "home")
    gimpfu_home.install(recorded.home)
    with recorded.gimp.window() as window:
        window.python(PRELUDE + OPEN)
        window.wait_for_title("256x256")
        protocol = RecordedProtocol(window.shell.home)
        open_dialog(window)
        open_sheet(window, "alt+k")
        window.wait(lambda: finished_cells(protocol, {0, 1}), "two cells", timeout=TIMEOUT)
        assert is_coloured(window.screenshot(tmp_path / "sheet.png"))
        x, y = window.place_of(SHEET)
        window.press_until(lambda: SHEET not in window.titles(), "the choice", lambda: window.click(x + 300, y + 130))
        job = wait_for_preview(window, protocol, {"strength": 75.0, "style_scale": 50.0})
        window.answer("alt+o", DIALOG)
        window.wait_for_title(PROGRESS)
        window.wait_until_gone(PROGRESS, timeout=TIMEOUT)

        found = read_report(window.python(REOPEN))
        said = found["recipe"]["values"]
        assert {name.replace("-", "_"): value for name, value in said.items()}.items() >= chosen(job).items()
        assert [each["layer"] for each in found["recipe"]["styles"]] == ["van_gogh_night_cafe.jpg"]
        (remembered,) = found["history"]
        assert remembered["values"] == said and max(remembered["thumbnail"]["width"], 0) == 96

        window.wait_for_title("256x256")
        open_dialog(window)
        change_the_strength(window, protocol, len(protocol.messages(">", "job")))
        open_sheet(window, "alt+w")
        window.screenshot(tmp_path / "again.png")
        window.press_until(lambda: SHEET not in window.titles(), "the choice", lambda: window.keys("Return"))
        assert len(wait_for_preview(window, protocol, chosen(job))["styles"]) == 1
        window.answer("alt+c", DIALOG)
