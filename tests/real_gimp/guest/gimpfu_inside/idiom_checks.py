"""Runs the scripts of gimpfu_idioms/ inside GIMP, and says for each whether it did what it is there for.

Each check gets a new image with one layer: 64 x 48 pixels, red grows to the right, green downwards, blue is 100.
"""

import os
import traceback

from gimpfu import *

OUT = os.path.join(os.path.expanduser("~"), "idioms")
CHECKS = {}


def check(function):
    CHECKS[function.__name__] = function
    return function


def picture(width=64, height=48):
    image = gimp.Image(width, height, RGB)
    layer = gimp.Layer(image, "Background", width, height, RGB_IMAGE, 100, NORMAL_MODE)
    image.add_layer(layer, 0)
    pixels = bytes(value for y in range(height) for x in range(width) for value in (4 * x % 256, 5 * y % 256, 100))
    region = layer.get_pixel_rgn(0, 0, width, height)
    region[0:width, 0:height] = pixels
    layer.flush()
    return image, layer


def equal(found, expected):
    if found != expected:
        raise AssertionError("%r is not %r" % (found, expected))


@check
def drop_shadow(image, layer):
    layer.resize(80, 60, 8, 6)
    layer.add_alpha()
    shadow = pdb.python_fu_drop_shadow(image, layer, 8, 0, (10, 20, 30), 80)
    equal([one.name for one in image.layers], ["Background", "Shadow"])
    equal((shadow.opacity, shadow.get_pixel(40, 40)), (80.0, (10, 20, 30, 255)))


@check
def thirds(image, layer):
    image.add_hguide(7)
    equal(pdb.python_fu_thirds(image, layer, 4), "x16 x32 x48 y12 y24 y36")


@check
def watermark(image, layer):
    right, bottom, width, text = pdb.python_fu_watermark(image, layer, "Hi", 12, "Sans", 50)
    equal((right, bottom, text), (60, 44, "Hi"))
    equal((width > 4, image.layers[0].name, image.layers[0].opacity), (True, "Watermark", 50.0))


@check
def batch_resize(image, layer):
    source, target = os.path.join(OUT, "source"), os.path.join(OUT, "target")
    for folder in (source, target):
        os.makedirs(folder)
    for name in ("one.png", "two.png"):
        path = os.path.join(source, name)
        pdb.file_png_save_defaults(image, layer, path, path)
    equal(pdb.python_fu_batch_resize(source, target, 32, "jpg"), 2)
    path = os.path.join(target, "two.jpg")
    small = pdb.gimp_file_load(path, path)
    equal((small.width, small.height), (32, 24))
    gimp.delete(small)


@check
def threshold_rows(image, layer):
    pdb.gimp_image_select_rectangle(image, CHANNEL_OP_REPLACE, 0, 0, 60, 48)
    pdb.python_fu_threshold_rows(image, layer, 128)
    equal(
        (layer.get_pixel(0, 0), layer.get_pixel(59, 47), layer.get_pixel(62, 0)), ((0,) * 3, (255,) * 3, (248, 0, 100))
    )


@check
def swap_channels(image, layer):
    equal(pdb.python_fu_swap_channels(image, layer), 64 * 48)
    equal(layer.get_pixel(10, 2), (100, 10, 40))


@check
def emboss(image, layer):
    pdb.python_fu_emboss(image, layer)
    equal((layer.get_pixel(0, 0), layer.get_pixel(5, 5)), ((128,) * 3, (132, 133, 128)))


@check
def palette_from_layer(image, layer):
    pdb.gimp_context_set_foreground((255, 0, 0))
    layer.fill(FOREGROUND_FILL)
    layer.set_pixel(0, 0, (0, 0, 255))
    entries, first, label = pdb.python_fu_palette_from_layer(image, layer, "Idiom")
    equal((entries, tuple(first)[:3], label), (2, (255, 0, 0), "Color 1"))


@check
def gradient_map(image, layer):
    layer.fill(WHITE_FILL)
    layer.set_pixel(0, 0, (0, 0, 0))
    equal(pdb.python_fu_gradient_map(image, layer, (0, 0, 255), (255, 255, 0)), 256)
    equal((layer.get_pixel(0, 0), layer.get_pixel(9, 9)), ((0, 0, 255), (255, 255, 0)))


@check
def star_path(image, layer):
    equal(pdb.python_fu_star_path(image, layer, 5, 20.0), (3, 2, 1))
    equal((layer.get_pixel(32, 24), layer.get_pixel(1, 1), image.vectors[0].name), ((255, 0, 0), (4, 5, 100), "Star"))


@check
def watched_progress(image, layer):
    starts, values = pdb.python_fu_watched_progress(image, layer)
    equal((starts, values >= 1), (1, True))


@check
def undo_steps(image, layer):
    equal(pdb.python_fu_undo_steps(image, layer), (2, 1, 0, 1))
    equal(image.layers[0].get_pixel(0, 0), (255, 255, 155))


@check
def settings_in_parasites(image, layer):
    equal(pdb.python_fu_settings_in_parasites(image, layer, "hello"), (1, 1, "hello"))
    equal(pdb.python_fu_settings_in_parasites(image, layer, "w\u00f6rld"), (2, 1, "w\u00f6rld"))


@check
def scratch_layer(image, layer):
    equal(pdb.python_fu_scratch_layer(image, layer), (1, 1, 0))
    equal(image.layers, [layer])


@check
def selection_tour(image, layer):
    bounds, soft, corner, everything, empty = pdb.python_fu_selection_tour(image, layer)
    equal((bounds, soft, corner), ("(8, 8, 32, 22, 12, 12, 28, 18)", 1, 255))
    equal((everything, empty), ("(0, 0, 64, 48)", 1))


@check
def channel_work(image, layer):
    bounds, names, count, hidden, blue = pdb.python_fu_channel_work(image, layer)
    equal((bounds, count, hidden, blue), ("(10, 10, 20, 20)", 2, 0, 100))
    equal((names.split(",")[0], "Saved" in names), ("Blue", True))


@check
def paste_and_anchor(image, layer):
    equal(pdb.python_fu_paste_and_anchor(image, layer), (1, 1, "Pasted", 8))


@check
def add_border(image, layer):
    flat, width, height = pdb.python_fu_add_border(image, layer, 5, (255, 255, 255))
    equal((width, height), (74, 58))
    equal((flat.get_pixel(0, 0), flat.get_pixel(6, 6)), ((255,) * 3, (4, 5, 100)))


@check
def export_layers(image, layer):
    top = layer.copy()
    top.name = "Top / one"
    image.add_layer(top, 0)
    os.makedirs(os.path.join(OUT, "layers"))
    listed = pdb.python_fu_export_layers(image, layer, os.path.join(OUT, "layers"), "x-")
    equal(listed, "x-00-top-one.png,x-01-background.png")
    equal(sorted(os.listdir(os.path.join(OUT, "layers"))), listed.split(","))
    equal([one.visible for one in image.layers], [True, True])


@check
def contact_sheet(image, layer):
    sheet, count = pdb.python_fu_contact_sheet(3, 32)
    equal((sheet.width, sheet.height), (96, 32 * -(-count // 3)))
    equal(len(sheet.layers), 1)
    gimp.delete(sheet)


@check
def sixteen_colors(image, layer):
    equal(pdb.python_fu_sixteen_colors(image, layer), (1, 1, "(1, 2, 3)", 1))


@check
def tone_tools(image, layer):
    equal(pdb.python_fu_tone_tools(image, layer), ("(255, 255, 255)", 1, 64.0 * 48, 1))


@check
def fade_out(image, layer):
    equal(pdb.python_fu_fade_out(image, layer), (1, 1, 1, 1))


@check
def rename_layers(image, layer):
    equal(pdb.python_fu_rename_layers(image, layer, "L%d"), ("L2", "L1", 1, 1, "L0"))
    equal(layer.name, "L3")


@check
def brush_line(image, layer):
    equal(pdb.python_fu_brush_line(image, layer, (250, 0, 0)), ("strong", "(250, 0, 0)", 1))


@check
def turn_and_mirror(image, layer):
    equal(pdb.python_fu_turn_and_mirror(image, layer), (1, "48x64", "48x64", "20x10"))


@check
def animation_frames(image, layer):
    equal(pdb.python_fu_animation_frames(image, layer, 4, 100), (300, 3, 1))


@check
def color_scheme(image, layer):
    text, mixed, over, named = pdb.python_fu_color_scheme((255, 0, 0), 120.0)
    equal(text, "#ff0000 #00ff00 #0000ff #ff0000 #00ff00")
    equal((tuple(mixed)[:3], round(over, 3), named), ((128, 0, 128), 0.5, 1))


@check
def run_counter(image, layer):
    equal(pdb.python_fu_run_counter(image, layer), (1, 0))
    equal(pdb.python_fu_run_counter(image, layer), (2, 1))


@check
def translated(image, layer):
    equal(pdb.python_fu_translated(), ("_Console", 1, 1, 1, 1))


@check
def classic_plugin(image, layer):
    equal(pdb.plug_in_idiom_double(21), 42)
    equal(pdb.plug_in_idiom_menu.nparams, 2)


def run_checks():
    results = {}
    for name, function in CHECKS.items():
        image, layer = picture()
        try:
            function(image, layer)
            results[name] = "ok"
        except BaseException:
            results[name] = traceback.format_exc()
        finally:
            gimp.delete(image)
    return results
