"""The strength map in the real GIMPs: a channel, the selection or the layer's mask, by a script and in the dialog."""

from __future__ import annotations

import os
import shutil
import textwrap
from pathlib import Path

from tests.real_gimp.harness import gimpfu_home
from tests.real_gimp.harness.gimp import run_console
from tests.real_gimp.harness.gimpfu_home import PRELUDE as PRELUDE_2
from tests.real_gimp.harness.installed import Installation
from tests.real_gimp.harness.recorded_protocol import RecordedProtocol, record_protocol
from tests.real_gimp.harness.screen_reader import ScreenReader
from tests.real_gimp.harness.snapshots import PRELUDE, Snapshot, read_report
from tests.real_gimp.harness.studio import DIALOG

SUCCESS = ["success", ""]
IN_GIMP_3 = """
    image, layer, style = open_pair()
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 128, 0, 128, 256)
    Gimp.Selection.save(image).set_name("to paint")
    Gimp.Selection.none(image)
    save("before", layer)
    report(channel=paint([layer], style, evaluations=6, result="new-layer", strength_map="to paint"))
    painted = image.get_layers()[0]
    save("channel", painted)
    report(recipe=json.loads(bytes(painted.get_parasite("impasto-recipe").get_data()))["strength_map"])
    image.remove_layer(painted)
    mask = layer.create_mask(Gimp.AddMaskType.BLACK)
    layer.add_mask(mask)
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 128, 0, 128, 256)
    mask.edit_fill(Gimp.FillType.WHITE)
    Gimp.Selection.none(image)
    report(mask=paint([layer], style, evaluations=6, result="new-layer", strength_map="layer-mask"))
    image.get_layers()[0].remove_mask(Gimp.MaskApplyMode.DISCARD)
    save("mask", image.get_layers()[0])
    image.remove_layer(image.get_layers()[0])
    report(nothing=paint([layer], style, strength_map="selection"), missing=paint([layer], style, strength_map="sea"))
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 64, 64, 128, 128)
    Gimp.Selection.feather(image, 60)
    for name, given in (("without", ""), ("selection", "selection")):
        report(**{name: paint([layer], style, evaluations=6, result="new-layer", strength_map=given)})
        save(name, image.get_layers()[0])
        image.remove_layer(image.get_layers()[0])
"""
IN_GIMP_2 = """
    image, layer, style = open_pair()
    pdb.gimp_image_select_rectangle(image, CHANNEL_OP_REPLACE, 128, 0, 128, 256)
    pdb.gimp_selection_save(image).name = "to paint"
    image.active_layer = layer  # the channel is, since it is saved
    pdb.gimp_selection_none(image)
    save("before", layer)
    report(channel=paint(layer, style, evaluations=6, result="new-layer", strength_map="to paint"))
    save("channel", image.layers[0])
    image.remove_layer(image.layers[0])
    mask = layer.create_mask(ADD_MASK_BLACK)
    layer.add_mask(mask)
    pdb.gimp_image_select_rectangle(image, CHANNEL_OP_REPLACE, 128, 0, 128, 256)
    pdb.gimp_drawable_edit_fill(mask, WHITE_FILL)
    pdb.gimp_selection_none(image)
    report(mask=paint(layer, style, evaluations=6, result="new-layer", strength_map="layer-mask"))
    image.layers[0].remove_mask(MASK_DISCARD)
    save("mask", image.layers[0])
    image.remove_layer(image.layers[0])
    report(nothing=paint(layer, style, strength_map="selection"), missing=paint(layer, style, strength_map="sea"))
    pdb.gimp_image_select_rectangle(image, CHANNEL_OP_REPLACE, 64, 64, 128, 128)
    pdb.gimp_selection_feather(image, 60)
    for name, given in (("without", ""), ("selection", "selection")):
        report(**{name: paint(layer, style, evaluations=6, result="new-layer", strength_map=given)})
        save(name, image.layers[0])
        image.remove_layer(image.layers[0])
"""
ROW = """
    import sys
    sys.path.insert(0, str(next(Path.home().glob(".config/GIMP/3.*/plug-ins/impasto"))))
    gi.require_version("Gtk", "3.0")
    gi.require_version("GimpUi", "3.0")
    from gi.repository import GimpUi, Gtk
    GimpUi.init("test")
    from gimp3.map_row import MapRow
    image, layer, style = open_pair()
    procedure = Gimp.get_pdb().lookup_procedure("plug-in-impasto")
    config = procedure.create_config()
    row = MapRow(procedure, config, [layer], lambda: "")
    def shown():
        return [row._chooser.get_active_text(), config.get_property("strength-map") or ""]
    def offered():
        return [each[0] for each in row._chooser.get_model()]
    begin = [shown(), offered()]
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 8, 8, 40, 40)
    face = Gimp.Selection.save(image)
    face.set_name("no face")
    layer.add_mask(layer.create_mask(Gimp.AddMaskType.WHITE))
    row.refresh()
    more = offered()
    row._chooser.set_active_id("no face")
    chosen = shown()
    config.set_property("strength-map", "selection")
    elsewhere = shown()
    row._chooser.set_active_id("no face")
    image.remove_channel(face)
    row.refresh()
    report(begin=begin, more=more, chosen=chosen, elsewhere=elsewhere, gone=shown())
"""
NONE = "None: the same everywhere"


def check(pictures: dict[str, Snapshot]) -> None:
    """What is black is held, whatever has the map; the selection as the map makes strokes smaller at its soft edge."""
    before = pictures["before"].rgba[..., :3]
    for name in ("channel", "mask"):
        moved = abs(pictures[name].rgba[..., :3] - before).mean(-1)
        assert moved[:, 160:].mean() > 0.05, name
        assert moved[:, :96].mean() < 0.25 * moved[:, 160:].mean(), name
    one, other = pictures["without"], pictures["selection"]
    x, y = one.about["offsets"]
    height, width = one.rgba.shape[:2]
    content, moved = before[y : y + height, x : x + width], {}
    for name in ("without", "selection"):
        moved[name] = abs(pictures[name].rgba[..., :3] - content).mean(-1)
    faint = (one.mask > 0) & (one.mask < 0.15)
    assert faint.sum() > 100 and (one.mask == other.mask).all()
    assert moved["selection"][faint].mean() < 0.6 * moved["without"][faint].mean()


def test_gimp_3_paints_less_where_the_map_is_dark(installed: Installation) -> None:
    with installed.gimp.shell() as shell:
        code = PRELUDE + "import json\n" + textwrap.dedent(IN_GIMP_3)
        reported = read_report(run_console(shell, code, timeout=900).stdout)
        names = ("before", "channel", "mask", "without", "selection")
        pictures = {name: Snapshot.read(shell.home, name) for name in names}
    for name in ("channel", "mask", "without", "selection"):
        assert reported[name] == SUCCESS, name
    assert reported["recipe"] == "to paint"
    assert "The image has no selection" in reported["nothing"][1]
    assert "The image has no channel “sea”" in reported["missing"][1]
    check(pictures)


def test_gimp_2_paints_less_where_the_map_is_dark(installed2: Installation) -> None:
    home = installed2.gimp.home
    assert home is not None
    reported = read_report(gimpfu_home.python(installed2.gimp, home, PRELUDE_2 + textwrap.dedent(IN_GIMP_2)))
    pictures = {name: Snapshot.read(home, name) for name in ("before", "channel", "mask", "without", "selection")}
    for name in ("channel", "mask", "without", "selection"):
        assert reported[name] == "", name
    assert "The image has no selection" in reported["nothing"]
    assert "The image has no channel “sea”" in reported["missing"]
    check(pictures)


def test_the_dialogs_row_in_gimp_3(installed: Installation) -> None:
    """It offers what there is now, sets the argument, shows what is set elsewhere, and forgets what has gone."""
    with installed.gimp.window() as window:
        found = read_report(window.python(PRELUDE + "import gi\n" + textwrap.dedent(ROW)))
    assert found["begin"] == [[NONE, ""], [NONE]]
    assert found["more"] == [NONE, "The selection", "no face", "Layer mask"]
    assert found["chosen"] == ["no face", "no face"]
    assert found["elsewhere"] == ["The selection", "selection"]
    assert found["gone"] == [NONE, ""]


def test_a_channel_chosen_in_the_dialog_reaches_the_engine(installed: Installation, tmp_path: Path) -> None:
    code = """
        image, layer, style = open_pair()
        image.select_rectangle(Gimp.ChannelOps.REPLACE, 64, 64, 64, 64)
        Gimp.Selection.save(image).set_name("no face")
        image.set_selected_layers([layer])
        Gimp.Display.new(image)
        image.clean_all()
        procedure = Gimp.get_pdb().lookup_procedure("plug-in-impasto")
        nick = next(one.get_nick() for one in procedure.get_arguments() if one.get_name() == "strength-map")
        report(key=nick[nick.index("_") + 1].lower())
    """
    recorded = record_protocol(installed, tmp_path / "home")
    with recorded.gimp.window() as window:
        key = read_report(window.python(PRELUDE + textwrap.dedent(code)))["key"]
        window.wait_for_title("256x256")
        window.search_action("Neural Style")
        window.wait_for_title(DIALOG)
        protocol = RecordedProtocol(window.shell.home)
        window.wait(lambda: protocol.messages("<", "preview"), "the first preview", timeout=600)
        window.keys(f"alt+{key}", "Down", "Down")
        window.wait(lambda: "strength_map" in protocol.messages(">", "job")[-1], "a job with the map", timeout=600)
        window.screenshot(shot := tmp_path / f"{installed.gimp.suite}.png")
        window.answer("alt+c", DIALOG)
    if os.environ.get("IMPASTO_SHOTS"):
        shutil.copy(shot, Path(os.environ["IMPASTO_SHOTS"]) / f"strength-map-{shot.name}")
    first, *_, last = protocol.messages(">", "job")
    assert "strength_map" not in first and last["content"] == first["content"]
    assert all(last["strength_map"][side] == last["content"][side] for side in ("width", "height"))


def test_faces_become_a_channel_that_is_the_map(installed: Installation, tmp_path: Path) -> None:
    """By the button in the dialog: the channel lies on the layer, is and the map of the next job."""
    code = """
        image, layer, style = open_pair()
        image.set_selected_layers([layer])
        display = Gimp.Display.new(image)
        image.clean_all()
    """
    after = """
        (channel,) = image.get_channels()
        values = memoryview(channel.get_buffer().get(Gegl.Rectangle.new(0, 0, 256, 256), 1.0, "Y' float",
                            Gegl.AbyssPolicy.NONE)).cast("f")
        report(name=channel.get_name(), least=min(values), corner=values[0],
               held=sum(value < 0.5 for value in values) / len(values),
               selected=[one.get_name() for one in image.get_selected_layers()])
    """
    recorded = record_protocol(installed, tmp_path / "home")
    with recorded.gimp.window(accessible=True) as window:
        window.python(PRELUDE + textwrap.dedent(code))
        window.wait_for_title("256x256")
        window.search_action("Neural Style")
        window.wait_for_title(DIALOG)
        protocol = RecordedProtocol(window.shell.home)
        window.wait(lambda: protocol.messages("<", "preview"), "the first preview", timeout=600)
        ScreenReader(window).click(DIALOG, name="Find faces")
        window.wait(lambda: "strength_map" in protocol.messages(">", "job")[-1], "a job with the map", timeout=600)
        window.screenshot(shot := tmp_path / f"{installed.gimp.suite}.png")
        window.answer("alt+c", DIALOG)
        found = read_report(window.python(PRELUDE + textwrap.dedent(after)))
    if os.environ.get("IMPASTO_SHOTS"):
        shutil.copy(shot, Path(os.environ["IMPASTO_SHOTS"]) / f"faces-{shot.name}")
    assert (found["name"], len(found["selected"])) == ("Impasto faces", 1)
    assert (found["least"], found["corner"]) == (0, 1) and 0.005 < found["held"] < 0.2
