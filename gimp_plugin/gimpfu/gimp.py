"""The module gimp: images, layers and the other objects, and what concerns GIMP as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Union

from _gimpfu import libraries as _libraries
from _gimpfu import values as _values
from _gimpfu.colors import RGB as _RGB
from _gimpfu.errors import error
from _gimpfu.exporting import export_image
from _gimpfu.handles import found_or_none as _found_or_none
from _gimpfu.image import Display, Image, delete
from _gimpfu.items import Drawable, Item
from _gimpfu.items import any_item as _any_item
from _gimpfu.layers import Channel, GroupLayer, Layer
from _gimpfu.libraries import decoded as _decoded
from _gimpfu.libraries import encoded as _encoded
from _gimpfu.libraries import gimp as _lib
from _gimpfu.libraries import gimpbase as _base
from _gimpfu.parasite import Parasite
from _gimpfu.plugin import install as install_procedure
from _gimpfu.plugin import install_temporary as install_temp_proc
from _gimpfu.plugin import main
from _gimpfu.plugin import uninstall_temporary as uninstall_temp_proc
from _gimpfu.procedures import PDB, PDBFunction, pdb
from _gimpfu.procedures import call as _call
from _gimpfu.procedures import function as _function
from _gimpfu.progress import progress_install, progress_uninstall
from _gimpfu.regions import PixelFetcher, PixelRgn, Tile
from _gimpfu.surroundings import (
    checks_get_shades,
    context_get_gradient,
    context_set_gradient,
    display_name,
    fonts_get_list,
    fonts_refresh,
    get_progname,
    gradient_get_custom_samples,
    gradient_get_uniform_samples,
    gradients_get_gradient,
    gradients_get_list,
    gradients_sample_custom,
    gradients_sample_uniform,
    gradients_set_gradient,
    monitor_number,
    user_directory,
    wm_class,
)
from _gimpfu.vectors import (
    Vectors,
    VectorsBezierStroke,
    VectorsStroke,
    vectors_bezier_stroke_new_ellipse,
    vectors_bezier_stroke_new_moveto,
    vectors_import_from_file,
    vectors_import_from_string,
)

__all__ = [
    "PDB",
    "Channel",
    "Display",
    "Drawable",
    "GroupLayer",
    "Image",
    "Item",
    "Layer",
    "PDBFunction",
    "Parasite",
    "PixelFetcher",
    "PixelRgn",
    "Tile",
    "Vectors",
    "VectorsBezierStroke",
    "VectorsStroke",
    "checks_get_shades",
    "context_get_gradient",
    "context_set_gradient",
    "delete",
    "display_name",
    "error",
    "export_image",
    "fonts_get_list",
    "fonts_refresh",
    "get_progname",
    "gradient_get_custom_samples",
    "gradient_get_uniform_samples",
    "gradients_get_gradient",
    "gradients_get_list",
    "gradients_sample_custom",
    "gradients_sample_uniform",
    "gradients_set_gradient",
    "install_procedure",
    "install_temp_proc",
    "main",
    "monitor_number",
    "pdb",
    "progress_install",
    "progress_uninstall",
    "uninstall_temp_proc",
    "user_directory",
    "vectors_bezier_stroke_new_ellipse",
    "vectors_bezier_stroke_new_moveto",
    "vectors_import_from_file",
    "vectors_import_from_string",
    "wm_class",
]

version = _libraries.version()
directory = _decoded(_base.gimp_directory())
data_directory = _decoded(_base.gimp_data_directory())
locale_directory = _decoded(_base.gimp_locale_directory())
sysconf_directory = _decoded(_base.gimp_sysconf_directory())
plug_in_directory = _decoded(_base.gimp_plug_in_directory())

Color = Union[_RGB, str, Sequence[float]]


def _library(name: str, *arguments: Any) -> Any:
    """Call a function of libgimp that is no procedure."""
    return getattr(_lib, name)(*arguments)


quit = _function("gimp_quit", "End the plug-in at once.", send=_library)
exit = _function("gimp-quit", "End GIMP, even with images that are not saved where `force` is true.", force=False)


def message(text: str) -> None:
    """Show the user a message."""
    _lib.gimp_message(_encoded(str(text)))


# Data that other runs find again until GIMP ends.


def set_data(name: str, data: bytes | str) -> None:
    """Keep data in GIMP until it ends; a string becomes UTF-8."""
    block = _encoded(data) or b""
    _call("gimp-procedural-db-set-data", name, len(block), block)


def get_data(name: str) -> bytes:
    """The data kept under a name; gimp.error where there is none."""
    found = _found_or_none("gimp-procedural-db-get-data", name)
    if found is None:
        raise error("no data for id")
    return bytes(found[1])


# Progress


def progress_init(text: str = "") -> None:
    """Begin a progress bar with a text."""
    _lib.gimp_progress_init(_encoded(text))


def progress_update(fraction: float) -> None:
    """Show how much is done, 0 to 1."""
    _lib.gimp_progress_update(min(1.0, max(0.0, float(fraction))))


progress_pulse = _function("gimp-progress-pulse", "Show that something is being done.")
progress_set_text = _function("gimp-progress-set-text", "Change the progress bar's text.", "text")


# Images, windows and files


def image_list() -> list[Image]:
    """All open images."""
    _count, numbers = _call("gimp-image-list")
    return [Image.from_id(number) for number in numbers]


def default_display() -> Display | None:
    """The window the plug-in was called from."""
    found: Display | None = _values.wrap(_values.DISPLAY, _lib.gimp_default_display())
    return found


displays_flush = _function("gimp-displays-flush", "Bring all windows up to date.")
displays_reconnect = _function("gimp-displays-reconnect", "Show another image in an image's windows.", "old new")
register_load_handler = _function(
    "gimp-register-load-handler",
    "Let GIMP load files with these extensions through a procedure.",
    "name extensions prefixes",
)
register_magic_load_handler = _function(
    "gimp-register-magic-load-handler",
    "Let GIMP load files that begin with certain bytes through a procedure.",
    "name extensions prefixes magics",
)
register_save_handler = _function(
    "gimp-register-save-handler",
    "Let GIMP export files with these extensions through a procedure.",
    "name extensions prefixes",
)


def menu_register(name: str, path: str) -> None:
    """Put a procedure into a menu, "<Image>/Filters"."""
    _lib.gimp_plugin_menu_register(_encoded(name), _encoded(path))


def domain_register(name: str, path: str | None = None) -> None:
    """Name the translation domain of the plug-in's menu entries, and the folder it is in."""
    _lib.gimp_plugin_domain_register(_encoded(name), _encoded(path))


# The context


get_foreground = _function("gimp-context-get-foreground", "The foreground colour.")


def set_foreground(*color: Any) -> None:
    """Change the foreground colour: a colour, or red, green and blue."""
    _call("gimp-context-set-foreground", color[0] if len(color) == 1 else color)


get_background = _function("gimp-context-get-background", "The background colour.")


def set_background(*color: Any) -> None:
    """Change the background colour: a colour, or red, green and blue."""
    _call("gimp-context-set-background", color[0] if len(color) == 1 else color)


context_push = _function(
    "gimp-context-push", "Begin a context of one's own, with the colours and settings of the last one."
)
context_pop = _function("gimp-context-pop", "Go back to the context before.")


# Parasites of GIMP itself


def parasite_find(name: str) -> Parasite | None:
    """GIMP's own parasite of this name, or None."""
    found: Parasite | None = _found_or_none("gimp-get-parasite", name)
    return found


parasite_attach = _function("gimp-attach-parasite", "Attach a parasite to GIMP.", "parasite")


def attach_new_parasite(name: str, flags: int, data: bytes | str) -> None:
    """Make a parasite and attach it to GIMP."""
    parasite_attach(Parasite(name, flags, data))


parasite_detach = _function("gimp-detach-parasite", "Take a parasite of GIMP away.", "name")


def parasite_list() -> list[str]:
    """The names of GIMP's own parasites."""
    return list(_call("gimp-get-parasite-list")[1])


# GIMP's settings


def gtkrc() -> str:
    """GIMP's own theme file."""
    return _decoded(_base.gimp_gtkrc())


def personal_rc_file(basename: str) -> str:
    """Where a file of the user's GIMP folder is."""
    return _libraries.taken(_base.gimp_personal_rc_file(_encoded(basename)))


tile_width = _function("gimp_tile_width", "The width of GIMP's tiles.", send=_library)
tile_height = _function("gimp_tile_height", "The height of GIMP's tiles.", send=_library)


def tile_cache_size(_kilobytes: int) -> None:
    """No effect: GEGL has a cache of its own."""


tile_cache_ntiles = tile_cache_size


show_tool_tips = _function("gimp_show_tool_tips", "Whether the user wants tooltips.", result=bool, send=_library)
show_help_button = _function(
    "gimp_show_help_button", "Whether the user wants help buttons.", result=bool, send=_library
)
check_size = _function("gimp_check_size", "The size of the checks: CHECK_SIZE_MEDIUM_CHECKS, ...", send=_library)
check_type = _function("gimp_check_type", "The colours of the checks: CHECK_TYPE_GRAY_CHECKS, ...", send=_library)


def gamma() -> float:
    """The screen's gamma; always 2.2, as in every GIMP 2.10."""
    return 2.2


# Extensions: plug-ins that stay and offer temporary procedures


extension_ack = _function("gimp_extension_ack", "Tell GIMP that the extension is ready.", send=_library)
extension_enable = _function("gimp_extension_enable", "Let temporary procedures be called at any time.", send=_library)
extension_process = _function(
    "gimp_extension_process", "Wait for a call of a temporary procedure.", "milliseconds", send=_library
)


# Objects by ID


def _id2image(number: int) -> Image | None:
    image = Image.from_id(number)
    return image if number >= 0 and image.is_valid() else None


def _id2display(number: int) -> Display | None:
    display = Display.from_id(number)
    return display if number >= 0 and display.is_valid() else None


_id2drawable = _id2vectors = _any_item
