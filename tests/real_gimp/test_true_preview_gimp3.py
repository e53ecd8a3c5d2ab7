"""The windows of GIMP 3 show pictures as GIMP will show the result: in its mode, on its screen, with its proof."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.real_gimp.harness.gimp import Gimp
from tests.real_gimp.harness.installed import Installation, copy_of
from tests.real_gimp.harness.snapshots import PRELUDE, read_report
from tests.real_gimp.harness.window import GimpWindow

PROOF = "/usr/share/color/icc/ghostscript/default_cmyk.icc"
SCREEN = "/usr/share/color/icc/ghostscript/a98.icc"
"""A screen with the primaries of Adobe RGB: what is sRGB has other numbers there."""
PREFERENCES = f"""(color-management
    (mode softproof) (display-profile-from-gdk no) (display-profile "{SCREEN}"))
"""
BLUE = (0, 0, 255)
CANVAS = 256 * 256
PLACE = (900, 500)
"""Where the test's own window is on the screen, clear of GIMP's."""
HELPERS = f"""
import sys
from pathlib import Path
sys.path.insert(0, str(next(Path.home().glob(".config/GIMP/3.*/plug-ins/impasto"))))
import gi
gi.require_version("Gtk", "3.0")
gi.require_version("GimpUi", "3.0")
from gi.repository import GimpUi, Gtk
GimpUi.init("test")
from gimp3.as_seen import AsSeen
from gimp3.widgets import PictureBox

def settle():
    for _ in range(50):
        while Gtk.events_pending():
            Gtk.main_iteration()
        GLib.usleep(10000)

def show_box(image, is_new, colour):
    window, box = Gtk.Window(decorated=False), PictureBox(64, "test")
    window.add(box)
    window.move{PLACE}
    window.show_all()
    settle()
    box.as_seen = AsSeen(image, lambda: is_new)
    box.show_rgb(64, 64, bytes(colour) * 64 * 64)
    settle()
    return window

def make_image(mode, colour):
    image = Gimp.Image.new(256, 256, mode)
    kind = Gimp.ImageType.GRAY_IMAGE if mode == Gimp.ImageBaseType.GRAY else Gimp.ImageType.RGB_IMAGE
    layer = Gimp.Layer.new(image, "flat", 256, 256, kind, 100.0, Gimp.LayerMode.NORMAL)
    image.insert_layer(layer, None, 0)
    layer.get_buffer().set(Gegl.Rectangle.new(0, 0, 256, 256), "R'G'B' u8", bytes(colour) * 256 * 256)
    layer.update(0, 0, 256, 256)
    return image
"""


@pytest.fixture(scope="module")
def window(gimp3: Gimp, installed: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GimpWindow]:
    """GIMP for a screen that is not sRGB, with a soft proof where an image has a profile for one."""
    home = copy_of(installed.home, tmp_path_factory.mktemp("proof") / "home")
    profile = home / ".config/GIMP" / gimp3.series
    profile.mkdir(parents=True, exist_ok=True)
    original = gimp3.root.profile.joinpath("gimprc").read_text()
    settings = profile / "gimprc"
    settings.unlink(missing_ok=True)
    settings.write_text(original + PREFERENCES)
    with installed.gimp.at(home=home).window() as window:
        window.python(PRELUDE + HELPERS)
        yield window


@pytest.mark.parametrize("colour", [BLUE, (200, 100, 50), (90, 160, 90)])
@pytest.mark.parametrize(
    ("mode", "proof"), [("RGB", ""), ("RGB", PROOF), ("GRAY", "")], ids=["wide screen", "soft proof", "gray"]
)
def test_preview_and_canvas_are_the_same(
    window: GimpWindow, tmp_path: Path, colour: tuple[int, int, int], mode: str, proof: str
) -> None:
    window.python(f"""
image = make_image(Gimp.ImageBaseType.{mode}, {colour})
if {proof!r}:
    image.set_simulation_profile_from_file(Gio.File.new_for_path({proof!r}))
display = show(image)
box = show_box(image, False, {colour})
""")
    window.wait_for_title("256x256")
    window.python("settle()")
    shot = np.asarray(Image.open(window.screenshot(tmp_path / "screen.png")).convert("RGB")).astype(int)
    window.python("box.destroy(); settle(); display.delete()")
    shown = shot[PLACE[1] + 32, PLACE[0] + 32]
    assert shown.tolist() != list(colour)
    assert not proof or colour != BLUE or shown[2] < 230  # no ink prints it
    canvas = np.abs(shot[:, : PLACE[0] - 100] - shown).max(-1) <= 1
    assert canvas.sum() >= 0.9 * CANVAS, f"{shown} is not what the canvas shows"


def test_gray_is_what_a_gray_layer_takes_and_a_new_image_stays_as_painted(window: GimpWindow) -> None:
    found = read_report(
        window.python("""
colour = (200, 100, 50)
image = make_image(Gimp.ImageBaseType.GRAY, colour)
stored = image.get_layers()[0].get_buffer().get(Gegl.Rectangle.new(0, 0, 1, 1), 1.0, "R'G'B' u8", Gegl.AbyssPolicy.NONE)
seen = []
for is_new in (False, True):
    as_seen = AsSeen(image, lambda: is_new)
    as_seen._transform = lambda widget: None
    seen.append(list(as_seen(Gtk.Label(), 1, 1, bytes(colour))))
report(stored=list(stored), seen=seen)
image.delete()
""")
    )
    assert found["seen"] == [found["stored"], [200, 100, 50]]
    assert len(set(found["stored"])) == 1
