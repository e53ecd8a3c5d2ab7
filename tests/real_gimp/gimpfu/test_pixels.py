"""Pixels at full depth, and how long 12 megapixels take."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.real_gimp.harness import gimpfu_home
from tests.real_gimp.harness.gimp import Gimp

PIXELS = """
import array, random
def made(precision):
    image = pdb.gimp_image_new_with_precision(300, 200, RGB, precision)
    layer = gimp.Layer(image, "x", 300, 200, RGBA_IMAGE)
    image.add_layer(layer, 0)
    return image, layer
values = array.array("H", (random.Random(1).randrange(65536) for _ in range(300 * 200 * 4)))
image, layer = made(PRECISION_U16_GAMMA)
layer.write("R'G'B'A u16", 0, 0, 300, 200, values)
print(layer.read("R'G'B'A u16") == values.tobytes())

image, layer = made(PRECISION_FLOAT_LINEAR)
numbers = array.array("f", (value / 65536 * 3 - 1 for value in values))
layer.write("RGBA float", 0, 0, 300, 200, numbers)
print(layer.read("RGBA float", 10, 20, 30, 40) == b"".join(
    numbers[4 * (300 * y + 10):4 * (300 * y + 40)].tobytes() for y in range(20, 60)))

image, layer = made(PRECISION_U8_GAMMA)
layer.fill(FILL_WHITE)
pdb.gimp_image_select_rectangle(image, CHANNEL_OP_REPLACE, 100, 50, 100, 100)
layer.write("R'G'B'A u8", 150, 100, 100, 60, bytes(4 * 100 * 60))
print(layer.get_pixel(149, 99), layer.get_pixel(150, 100), layer.get_pixel(199, 149), layer.get_pixel(200, 149))

region = layer.get_pixel_rgn(0, 0, 300, 200, True, False)
region[0:2, 0:1] = b"abcdefgh"
print(layer.get_pixel(1, 0), region[1, 0], pdb.gimp_drawable_get_pixel(layer, 1, 0))
pdb.gimp_drawable_fill(layer, FILL_WHITE)
print(region[1, 0], layer.get_tile2(False, 1, 0)[1])
for wrong in (lambda: layer.read("no such format"), lambda: layer.write("Y u8", 0, 0, 2, 2, b"123"),
              lambda: region[300, 0], lambda: layer.get_pixel(0, 200)):
    try:
        wrong()
    except (ValueError, IndexError) as error:
        print(type(error).__name__)
"""


def test_pixels_go_in_and_out_at_full_depth_under_the_selection(gimp: Gimp, home: Path) -> None:
    lines = gimpfu_home.python(gimp, home, PIXELS).splitlines()
    assert lines[:2] == ["True", "True"]
    white, clear = "(255, 255, 255, 255)", "(0, 0, 0, 0)"
    assert lines[2] == f"{white} {clear} {clear} {white}"
    assert lines[3].startswith("(101, 102, 103, 104) b'efgh' (4, (101, 102, 103, 104))")
    assert lines[4] == r"b'\xff\xff\xff\xff' b'\xff\xff\xff\xff'"
    assert lines[5:] == ["ValueError", "ValueError", "IndexError", "IndexError"]


SPEED = """
import time
image = gimp.Image(4000, 3000, RGB)
layer = gimp.Layer(image, "x", 4000, 3000, RGB_IMAGE)
image.add_layer(layer, 0)
layer.fill(FILL_WHITE)
def best(work, times=4):
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return min(seconds)
def read(fmt):
    pdb.gimp_displays_flush()  # so that nothing that was read before is kept
    return layer.read(fmt)
data = layer.read("R'G'B' u8")
print("read 8-bit", best(lambda: read("R'G'B' u8")))
print("read float", best(lambda: read("R'G'B' float")))
print("write 8-bit", best(lambda: layer.write("R'G'B' u8", 0, 0, 4000, 3000, data)))
floats = layer.read("R'G'B' float")
print("write float", best(lambda: layer.write("R'G'B' float", 0, 0, 4000, 3000, floats)))
print("import", import_seconds)
print("procedure call", best(lambda: [pdb.gimp_image_width(image) for _ in range(1000)]) / 1000)
"""


def test_twelve_megapixels_are_fast(gimp: Gimp, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed = gimpfu_home.python(gimp, home, SPEED)
    with capsys.disabled():
        print(f"\ngimpfu, 4000 x 3000 pixels, seconds:\n{printed}")
    seconds = {name: float(value) for name, value in re.findall(r"(.+) (\S+)", printed)}
    assert len(seconds) == 6
    assert max(seconds.values()) < 1.5  # the goal is 0.3 s; a busy machine gets some leeway
