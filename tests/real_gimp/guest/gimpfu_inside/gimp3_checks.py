"""Runs inside GIMP 3: procedures of GIMP 2.10 that GIMP 3 renamed, changed or made filters, each called once."""

import json
import traceback

from gimpfu import *

FILTERS = {
    "gauss": (5, 5, 0),
    "gauss-rle2": (5, 5),
    "gauss-iir2": (5, 5),
    "gauss-rle": (5, True, False),
    "gauss-iir": (5, True, True),
    "blur": (),
    "sel-gauss": (5, 50),
    "median-blur": (3, 50),
    "mblur": (0, 10, 45, 0, 0),
    "unsharp-mask": (3, 0.5, 0),
    "sharpen": (50,),
    "pixelize": (8,),
    "pixelize2": (8, 4),
    "cubism": (6, 2.5, 0),
    "oilify": (3, 0),
    "photocopy": (8, 0.8, 0.2, 0.2),
    "softglow": (10, 0.75, 0.85),
    "cartoon": (7, 0.2),
    "emboss": (30, 45, 20, 1),
    "whirl-pinch": (90, 0, 1),
    "spread": (5, 5),
    "hsv-noise": (2, 3, 40, 40),
    "rgb-noise": (True, False, 0.2, 0.2, 0.2, 0),
    "plasma": (7, 1.0),
    "solid-noise": (False, False, 3, 1, 4, 4),
    "edge": (2, 1, 0),
    "sobel": (True, True, True),
    "laplace": (),
    "neon": (5, 0),
    "dog": (3, 1, True, False),
    "vinvert": (),
    "c-astretch": (),
    "normalize": (),
    "autostretch-hsv": (),
    "color-enhance": (),
    "antialias": (),
    "make-seamless": (),
    "colortoalpha": ((0, 0, 100),),
}
UNCHANGED = {"antialias", "color-enhance", "median-blur"}
"""Filters that a picture of smooth colours may leave as it is."""

CALLS = [
    ("pdb.gimp_rect_select(image, 1, 2, 10, 12, CHANNEL_OP_REPLACE, False, 0)", None),
    ("pdb.gimp_selection_bounds(image)", (1, 1, 2, 11, 14)),
    ("pdb.gimp_ellipse_select(image, 20, 10, 10, 10, CHANNEL_OP_REPLACE, True, True, 2.0)", None),
    ("pdb.gimp_selection_value(image, 25, 15) > 200", True),
    ("pdb.gimp_free_select(image, 6, [0, 0, 9, 0, 0, 9], CHANNEL_OP_REPLACE, False, False, 0)", None),
    ("pdb.gimp_selection_value(image, 1, 1)", 255),
    ("pdb.gimp_fuzzy_select(layer, 5, 5, 20, CHANNEL_OP_REPLACE, False, False, 0, False)", None),
    ("pdb.gimp_selection_value(image, 5, 5)", 255),
    ("pdb.gimp_by_color_select(layer, (0, 0, 100), 10, CHANNEL_OP_REPLACE, False, False, 0, False)", None),
    ("pdb.gimp_selection_value(image, 0, 0)", 255),
    ("pdb.gimp_selection_clear(image), pdb.gimp_selection_is_empty(image)", (None, 1)),
    ("pdb.gimp_drawable_set_name(layer, 'Old'), pdb.gimp_layer_get_name(layer)", (None, "Old")),
    ("pdb.gimp_drawable_is_layer(layer), pdb.gimp_drawable_is_channel(layer)", (1, 0)),
    ("pdb.gimp_drawable_get_pixel(layer, 1, 2)", (3, (4, 10, 100))),
    ("pdb.gimp_drawable_set_pixel(layer, 1, 2, 3, [1, 2, 3]), layer.get_pixel(1, 2)", (None, (1, 2, 3))),
    ("pdb.gimp_image_add_layer(image, layer.copy(), 0), len(image.layers)", (None, 2)),
    ("pdb.gimp_image_lower_layer(image, image.layers[0]), image.layers[0].name", (None, "Old")),
    ("pdb.gimp_image_get_layer_position(image, image.layers[1])", 1),
    ("pdb.gimp_image_active_drawable(image) == image.active_layer", True),
    ("pdb.gimp_image_parasite_attach(image, gimp.Parasite('p', 1, 'x'))", None),
    ("pdb.gimp_image_parasite_find(image, 'p').data, pdb.gimp_image_parasite_list(image)[1]", (b"x", ("p",))),
    ("pdb.gimp_palette_set_foreground((9, 8, 7)), tuple(pdb.gimp_palette_get_foreground())", (None, (9, 8, 7, 255))),
    ("pdb.gimp_brushes_set_opacity(40.0), pdb.gimp_context_get_opacity()", (None, 40.0)),
    ("pdb.gimp_hue_saturation(layer, 0, 180, 0, 0), layer.get_pixel(10, 0) != (40, 0, 100)", (None, True)),
    ("pdb.gimp_desaturate(layer), len(set(layer.get_pixel(20, 20)))", (None, 1)),
    ("pdb.gimp_image_scale_full(image, 32, 24, INTERPOLATION_NONE), image.width", (None, 32)),
    ("pdb.gimp_image_add_layer_mask(image, layer, layer.create_mask(ADD_WHITE_MASK))", None),
    ("layer.mask is not None, layer.preserve_trans", (True, False)),
    ("pdb.gimp_image_remove_layer_mask(image, layer, MASK_DISCARD), layer.mask", (None, None)),
    ("pdb.gimp_rect_select(image, 0, 0, 8, 8, CHANNEL_OP_REPLACE, False, 0)", None),
    ("pdb.gimp_selection_float(layer, 3, 2).offsets, pdb.gimp_floating_sel_anchor(image.active_layer)", ((3, 2), None)),
    ("len(pdb.query('gimp-image-.*')) > 50, hasattr(pdb, 'gimp_no_such')", (True, False)),
    (
        "FILL_WHITE != FILL_TRANSPARENT, WHITE_FILL == FILL_WHITE, NORMAL_MODE, PIXELS == UNIT_PIXEL",
        (True, True, 0, True),
    ),
    ("gimpcolor.rgb_names()['orange'][:3]", (255, 165, 0)),
    ("gimp.export_image(image, layer, 'X', EXPORT_CAN_HANDLE_RGB)[0] == EXPORT_EXPORT", True),
    ("len(gimp.export_image(image, layer, 'X', EXPORT_CAN_HANDLE_RGB)[1].layers), len(image.layers)", (1, 2)),
    ("gimp.export_image(image, layer, 'X', 0xff) == (EXPORT_IGNORE, image, layer)", True),
    ("gimpcolor.rgb_parse_css('rgba(255, 0, 0, 0.5)', True).a", 0.5),
    ("gimpcolor.rgb_parse_name('orange')[:3], gimpcolor.rgb_parse_hex('#0080ff')[:3]", ((255, 165, 0), (0, 128, 255))),
]


def picture():
    image = gimp.Image(64, 48, RGB)
    layer = gimp.Layer(image, "Background", 64, 48, RGB_IMAGE, 100, NORMAL_MODE)
    image.add_layer(layer, 0)
    pixels = bytes(value for y in range(48) for x in range(64) for value in (4 * x % 256, 5 * y % 256, 100))
    layer.get_pixel_rgn(0, 0, 64, 48)[0:64, 0:48] = pixels
    layer.flush()
    return image, layer


def run_filters():
    results = {}
    for name, arguments in FILTERS.items():
        image, layer = picture()
        before = layer.read("R'G'B'A u8")
        try:
            pdb["plug-in-" + name](image, layer, *arguments)
            changed = layer.read("R'G'B'A u8") != before
            results[name] = "ok" if changed or name in UNCHANGED else "nothing changed"
        except Exception:
            results[name] = traceback.format_exc()
        gimp.delete(image)
    return results


def run_calls():
    image, layer = picture()
    results = {}
    for text, expected in CALLS:
        try:
            found = eval(text, globals(), {"image": image, "layer": layer})
            results[text] = "ok" if found == expected else repr(found)
        except Exception:
            results[text] = traceback.format_exc()
    return results


def missing_targets():
    from _gimpfu.gimp3.renames import RENAMED

    return sorted(new for new in set(RENAMED.values()) if not pdb.query("^" + new + "$"))


def covered():
    """The procedures of GIMP 2.10 that there are."""
    with open("/home/painter/procedures") as names:
        return [name for name in names.read().split() if hasattr(pdb, name)]


found = {"filters": run_filters(), "calls": run_calls(), "missing": missing_targets(), "covered": covered()}
print(json.dumps(found))
