"""Why a name of the original Python-Fu is missing or works in another way, for the table that gimpfu_table makes.

A class's or module's own name stands for everything in it.
"""

from __future__ import annotations

_PYGTK = "a PyGTK widget; PyGTK exists for Python 2 only"

MISSING = {"gimp.export_dialog": "returned a PyGTK dialog; `gimp.export_image` asks by itself", "gimpui": _PYGTK}

DIFFERENT = {
    "gimpfu._": "Python 3's `gettext` returns `str`, so `t.ugettext` is `t.gettext`",
    "gimpfu.error": "the same class as `gimp.error`",
    "gimpfu.PF_DISPLAY": "can be chosen among GIMP's windows; the original had no field for it",
    "gimpfu.PF_ITEM": "a drop-down over drawables; the original asked for a number",
    "gimpfu.PF_TOGGLE": "a check box with the label beside it, not a button that says Yes or No",
    "gimpfu.PF_BOOL": "a check box with the label beside it, not a button that says Yes or No",
    "gimpfu.register": "parameters without `menu` and a label that is no path keep their label as it is",
    "gimp.get_data": "returns `bytes`",
    "gimp.Parasite.data": "`bytes`",
    "gimp.Image.colormap": "`bytes`",
    "gimp.tile_cache_size": "without effect, as in every GIMP 2.10: GEGL has a cache of its own",
    "gimp.tile_cache_ntiles": "without effect, as in every GIMP 2.10: GEGL has a cache of its own",
    "gimp.gamma": "always 2.2, as in every GIMP 2.10",
    "gimp.PixelFetcher.get_pixel": "`bytes`; where the edge mode is NONE, zeros and not whatever was in memory",
    "gimpenums.TRUE": "plain `True`; the original warned of it",
    "gimpenums.FALSE": "plain `False`; the original warned of it",
    "gimpui.Dialog": "has its own methods and those of `gimpui.Widget`, not all of PyGTK's",
    "gimpui.BrushSelectButton.get_brush": "the name alone, without opacity, spacing and mode",
    "gimpshelf.shelf": "values are pickled by Python 3, and only Python 3 reads them",
}
