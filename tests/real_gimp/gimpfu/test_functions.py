"""The functions and classes that scripts use now and then: each does in GIMP 2.10 what the original's did."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.real_gimp.harness import gimpfu_home
from tests.real_gimp.harness.gimp import Gimp

CODE = r"""
import array, io, os, pickle
image = gimp.Image(16, 12, RGB)
layer = gimp.Layer(image, "x", 16, 12, RGBA_IMAGE)
image.add_layer(layer)
layer.fill(FILL_WHITE)
def say(*values):
    print(repr(values[0] if len(values) == 1 else values))

result, copy, drawable = gimp.export_image(image, layer, "X", EXPORT_CAN_HANDLE_RGB)
say(result == EXPORT_EXPORT, copy != image, drawable.has_alpha)
both = EXPORT_CAN_HANDLE_RGB | EXPORT_CAN_HANDLE_ALPHA
say(gimp.export_image(image, layer, "X", both) == (EXPORT_IGNORE, image, layer))
say(gimpcolor.rgb_names()["orange"][:3], str(gimpcolor.RGB(255, 0, 51)), gimpcolor.RGB(1, 2, 3)["Green"] * 255)
color = gimpcolor.HSV(180, 50, 100)
say(tuple(color), color.value, tuple(color.to_rgb())[:3], hash(color) == hash(color.copy()))
say(pickle.loads(pickle.dumps(gimpcolor.RGB(0.25, 0.5, 0.75))) == gimpcolor.RGB(0.25, 0.5, 0.75))
say(gimpcolor.bilinear(0.5, 0.5, [0.0, 1.0, 2.0, 3.0]), gimpcolor.bilinear(0.5, 0.5, b"\x00\x01\x02\x04"))
half = gimpcolor.bilinear_rgba(0.5, 0.0, [(255, 0, 0, 255), (0, 0, 255, 0), (0, 0, 0), (0, 0, 0)])
say(half.r, half.b, half.a)
data = layer.get_data("R'G'B'A u8")
say(isinstance(data, array.array), len(data), data[0])
fetcher = gimp.PixelFetcher(layer, False, (255, 0, 0), PIXEL_FETCHER_EDGE_BACKGROUND)
say(fetcher[-1, 0], fetcher[3, 3], repr(fetcher))
fetcher.edge_mode = PIXEL_FETCHER_EDGE_WRAP
fetcher.put_pixel(15, 11, b"abcd")
say(fetcher.get_pixel(-1, -1), layer.get_tile(False, 0, 0).tile_num)
turned = layer.transform_rotate_simple(rotate_type=ROTATE_90, auto_center=True, center_x=0, center_y=0)
say(turned.width, turned.height)
svg = '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="12"><path d="M 1 1 L 9 9"/></svg>'
say(len(gimp.vectors_import_from_file(image, io.StringIO(svg))[0].strokes))
fonts = gimp.fonts_get_list("Sans")
say(gimp.checks_get_shades(CHECK_TYPE_GRAY_CHECKS), gimp.gradients_sample_uniform(2) != [], len(fonts) > 0)
say(gimp.get_progname() != "", gimp.wm_class() is not None, gimp.display_name() is not None, gimp.monitor_number() >= 0)
say(gettext.__name__, math.pi > 3, N_("x"), t.gettext("x"))
try:
    fail("stop")
except error as failure:
    say(str(failure), isinstance(failure, gimp.error))
"""
EXPECTED = [
    (True, True, False),
    True,
    ((255, 165, 0), "RGB (1.0, 0.0, 0.2, 1.0)", 2.0),
    ((180, 50, 100, 255), 1.0, (128, 255, 255), True),
    True,
    (1.5, b"\x01"),
    (1.0, 0.0, 0.5),
    (True, 16 * 12 * 4, 255),
    (b"\xff\x00\x00\xff", b"\xff\xff\xff\xff", "<gimp.PixelFetcher for drawable 'x'>"),
    (b"abcd", 0),
    (12, 16),
    1,
    ((153, 102), True, True),
    (True, True, True, True),
    ("gettext", True, "x", "x"),
    ("stop", True),
]


def test_rare_functions_do_what_the_originals_did(gimp: Gimp, home: Path) -> None:
    printed = gimpfu_home.python(gimp, home, CODE).splitlines()
    found = [ast.literal_eval(line) for line in printed]
    assert [one for one in zip(found, EXPECTED, strict=True) if one[0] != one[1]] == []
