"""GIMP's C libraries and the prototypes of what is used of them, checked when this is imported.

Everything here must be called from the main thread only: libgimp speaks to GIMP through one pipe.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Mapping
from ctypes import POINTER, c_char_p, c_double, c_int, c_int32, c_size_t, c_ubyte, c_uint, c_void_p
from typing import Any

from .host import IS_GIMP_3
from .structs import EnumClass, Param, ParamDef, PlugInInfo, ProgressVtable, Rectangle, Rgb, RunProc, check_sizes

Prototypes = Mapping[str, tuple]
"""Function name -> (result, arguments...)."""


def prototypes(table: Prototypes) -> Prototypes:
    """The prototypes of a table in which functions with the same prototype share a line."""
    return {name: prototype for names, prototype in table.items() for name in names.split()}


_PARTS = ("major", "minor", "micro")
_DEFINITION = (c_char_p,) * 8 + (c_int, c_int, c_int, POINTER(ParamDef), POINTER(ParamDef))
_INFORMATION = (*(POINTER(c_void_p),) * 5, *(POINTER(c_int),) * 3, *(POINTER(POINTER(ParamDef)),) * 2)

GIMP = prototypes(
    {
        "gimp_main": (c_int, POINTER(PlugInInfo), c_int, POINTER(c_char_p)),
        "gimp_quit gimp_extension_ack gimp_extension_enable gimp_enums_init": (None,),
        "gimp_install_procedure": (None, *_DEFINITION),
        "gimp_install_temp_proc": (None, *_DEFINITION, RunProc),
        "gimp_uninstall_temp_proc": (None, c_char_p),
        "gimp_extension_process": (None, c_uint),
        "gimp_run_procedure2": (c_void_p, c_char_p, POINTER(c_int), c_int, POINTER(Param)),
        "gimp_destroy_params": (None, c_void_p, c_int),
        "gimp_destroy_paramdefs": (None, POINTER(ParamDef), c_int),
        "gimp_get_pdb_error": (c_char_p,),
        "gimp_procedural_db_proc_info": (c_int, c_char_p, *_INFORMATION),
        "gimp_plugin_set_pdb_error_handler": (c_int, c_int),
        "gimp_plugin_menu_register gimp_plugin_domain_register": (c_int, c_char_p, c_char_p),
        "gimp_progress_init gimp_message": (c_int, c_char_p),
        "gimp_progress_update": (c_int, c_double),
        "gimp_progress_install_vtable": (c_char_p, POINTER(ProgressVtable), c_void_p),
        "gimp_progress_uninstall": (c_void_p, c_char_p),
        "gimp_default_display": (c_int32,),
        "gimp_wm_class gimp_display_name gimp_get_progname": (c_char_p,),
        "gimp_tile_width gimp_tile_height": (c_uint,),
        "gimp_show_tool_tips gimp_show_help_button gimp_check_size gimp_check_type gimp_monitor_number": (c_int,),
        "gimp_drawable_get_buffer gimp_drawable_get_shadow_buffer gimp_drawable_get_format": (c_void_p, c_int32),
        "gimp_enums_get_type_names": (POINTER(c_char_p), POINTER(c_int)),
    }
)

GIMPBASE = prototypes(
    {
        "gimp_directory gimp_data_directory gimp_locale_directory gimp_sysconf_directory gimp_plug_in_directory "
        "gimp_gtkrc": (c_char_p,),
        "gimp_personal_rc_file": (c_void_p, c_char_p),
        "gimp_base_compat_enums_init": (None,),
        "gimp_checks_get_shades": (None, c_int, POINTER(c_ubyte), POINTER(c_ubyte)),
        "gimp_check_size_get_type gimp_check_type_get_type gimp_layer_mode_effects_get_type": (c_size_t,),
    }
)

_PARSER = (c_int, POINTER(Rgb), c_char_p, c_int)
GIMPCOLOR = prototypes(
    {
        "gimp_rgb_parse_css gimp_rgba_parse_css gimp_rgb_parse_name gimp_rgb_parse_hex": _PARSER,
        "gimp_rgb_list_names": (c_int, POINTER(POINTER(c_char_p)), POINTER(POINTER(Rgb))),
    }
)

GOBJECT: Prototypes = {
    "g_type_from_name": (c_size_t, c_char_p),
    "g_type_class_ref": (POINTER(EnumClass), c_size_t),
    "g_type_get_qdata": (c_size_t, c_size_t, c_uint),
    "g_quark_from_string": (c_uint, c_char_p),
    "g_type_fundamental": (c_size_t, c_size_t),
    "g_object_unref": (None, c_void_p),
    "g_free": (None, c_void_p),
    "g_get_user_special_dir": (c_char_p, c_int),
}

GEGL: Prototypes = {
    "gegl_init": (None, c_void_p, c_void_p),
    "gegl_buffer_get": (None, c_void_p, POINTER(Rectangle), c_double, c_void_p, c_void_p, c_int, c_int),
    "gegl_buffer_set": (None, c_void_p, POINTER(Rectangle), c_int, c_void_p, c_void_p, c_int),
    "gegl_buffer_copy": (None, c_void_p, POINTER(Rectangle), c_int, c_void_p, POINTER(Rectangle)),
    "gegl_buffer_flush": (None, c_void_p),
}

BABL: Prototypes = {
    "babl_init": (None,),
    "babl_format": (c_void_p, c_char_p),
    "babl_format_exists": (c_int, c_char_p),
    "babl_format_get_bytes_per_pixel": (c_int, c_void_p),
}


def load(name: str, number: int, prototypes: Prototypes) -> Any:
    """Open the library `name`, whose binary interface has this number, and give its functions their prototypes.

    Raises
    ------
    ImportError
        The library or some of the functions are not there; the message names them.
    """
    path = file_name(name, number)
    try:
        library = ctypes.CDLL(path)
    except OSError as error:
        raise ImportError(f"gimpfu needs GIMP, whose library {path} cannot be loaded: {error}.") from error
    declare(library, path, prototypes)
    return library


def file_name(name: str, number: int) -> str:
    """What a library's file is called on this kind of machine."""
    if sys.platform == "win32":
        return f"lib{name}-{number}.dll"
    return f"lib{name}.{number}.dylib" if sys.platform == "darwin" else f"lib{name}.so.{number}"


def declare(library: Any, path: str, prototypes: Prototypes) -> None:
    """Give the functions their prototypes; raises ImportError, with all their names, where some are missing."""
    missing = []
    for name, (result, *arguments) in prototypes.items():
        try:
            function = getattr(library, name)
        except AttributeError:
            missing.append(name)
            continue
        function.restype, function.argtypes = result, arguments
    if missing:
        raise ImportError(f"gimpfu does not fit the library {path}, which has no {', '.join(missing)}.")


def version() -> tuple[int, int, int]:
    """The version of GIMP's libraries, (2, 10, 34)."""
    if IS_GIMP_3:
        major, minor, micro = (c_int.in_dll(_gimp_3.base, f"gimp_{part}_version").value for part in _PARTS)
        return major, minor, micro
    major, minor, micro = (c_int.in_dll(gimpbase, f"gimp_{part}_version").value for part in _PARTS)
    return major, minor, micro


def check_version() -> None:
    """Refuse another series than 2.10 with an ImportError: its structures and functions may differ."""
    found = version()
    if found[:2] != (2, 10):
        raise ImportError(f"gimpfu needs GIMP 2.10, but the libraries are of GIMP {'.'.join(map(str, found))}.")


def encoded(text: str | bytes | None) -> bytes | None:
    """A string as C takes it."""
    return text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text


def decoded(text: bytes | None) -> str:
    """A string as C gave it."""
    return (text or b"").decode("utf-8", "surrogateescape")  # file names need not be UTF-8


def taken(pointer: int | None) -> str:
    """A string that C hands over for good: copied, then freed."""
    if not pointer:
        return ""
    text = decoded(ctypes.cast(pointer, c_char_p).value)
    gobject.g_free(pointer)
    return text


check_sizes()
gimp: Any
gimpbase: Any
gimpcolor: Any
gobject = load("gobject-2.0", 0, GOBJECT)
gegl = load("gegl-0.4", 0, GEGL)
babl = load("babl-0.1", 0, BABL)
if IS_GIMP_3:
    from .gimp3 import library as _gimp_3

    gimp, gimpbase, gimpcolor = _gimp_3.Library(), _gimp_3.Base(), _gimp_3.Colors()
else:
    gimp = load("gimp-2.0", 0, GIMP)
    gimpbase = load("gimpbase-2.0", 0, GIMPBASE)
    gimpcolor = load("gimpcolor-2.0", 0, GIMPCOLOR)
    check_version()
