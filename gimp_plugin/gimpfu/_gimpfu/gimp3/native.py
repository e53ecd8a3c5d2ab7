"""GIMP 3's C libraries and the prototypes of what is used of them."""

from __future__ import annotations

import ctypes
from ctypes import POINTER, c_char_p, c_double, c_int, c_size_t, c_uint, c_uint32, c_void_p

from ..structs import ProgressVtable

_P = c_void_p


class GValue(ctypes.Structure):
    """GValue: a value and its type."""

    _fields_ = (("type", c_size_t), ("data", ctypes.c_uint64 * 2))


class ParamSpec(ctypes.Structure):
    """GParamSpec, as far as it is looked at."""

    _fields_ = (
        ("instance", _P),
        ("name", c_char_p),
        ("flags", c_int),
        ("value_type", c_size_t),
        ("owner_type", c_size_t),
        ("nick", c_char_p),
        ("blurb", c_char_p),
    )


_V = POINTER(GValue)
_SPECS = POINTER(POINTER(ParamSpec))
TABLES = {
    "gimp-3.0": {
        "gimp_get_pdb gimp_default_display": (_P,),
        "gimp_pdb_lookup_procedure": (_P, _P, c_char_p),
        "gimp_pdb_procedure_exists": (c_int, _P, c_char_p),
        "gimp_pdb_get_last_error": (c_char_p, _P),
        "gimp_pdb_query_procedures": (POINTER(c_char_p), _P, *(c_char_p,) * 8),
        "gimp_procedure_create_config": (_P, _P),
        "gimp_procedure_run_config": (_P, _P, _P),
        "gimp_procedure_get_arguments gimp_procedure_get_return_values": (_SPECS, _P, POINTER(c_int)),
        "gimp_procedure_get_blurb gimp_procedure_get_help gimp_procedure_get_authors gimp_procedure_get_copyright "
        "gimp_procedure_get_date gimp_resource_get_name": (c_char_p, _P),
        "gimp_procedure_get_proc_type gimp_image_get_id gimp_item_get_id gimp_display_get_id gimp_resource_get_id": (
            c_int,
            _P,
        ),
        "gimp_image_get_by_id gimp_item_get_by_id gimp_display_get_by_id gimp_resource_get_by_id": (_P, c_int),
        "gimp_resource_get_by_name": (_P, c_size_t, c_char_p),
        "gimp_drawable_get_buffer gimp_drawable_get_shadow_buffer gimp_drawable_get_format": (_P, _P),
        "gimp_tile_width gimp_tile_height": (c_uint,),
        "gimp_check_size gimp_check_type gimp_show_help_button gimp_monitor_number": (c_int,),
        "gimp_progress_update": (c_int, c_double),
        "gimp_progress_init": (c_int, c_char_p),
        "gimp_wm_class gimp_display_name gimp_get_progname": (c_char_p,),
        "gimp_progress_install_vtable": (c_char_p, POINTER(ProgressVtable), _P, _P),
        "gimp_progress_uninstall": (None, c_char_p),
        "gimp_enums_init gimp_quit": (None,),
        "gimp_enums_get_type_names": (POINTER(c_char_p), POINTER(c_int)),
    },
    "gimpbase-3.0": {
        "gimp_value_array_length": (c_int, _P),
        "gimp_value_array_index": (_V, _P, c_int),
        "gimp_value_array_unref gimp_parasite_free": (None, _P),
        "gimp_value_set_double_array": (None, _V, POINTER(c_double), c_size_t),
        "gimp_value_get_double_array": (POINTER(c_double), _V, POINTER(c_size_t)),
        "gimp_value_set_int32_array": (None, _V, POINTER(ctypes.c_int32), c_size_t),
        "gimp_value_get_int32_array": (POINTER(ctypes.c_int32), _V, POINTER(c_size_t)),
        "gimp_unit_get_by_id": (_P, c_int),
        "gimp_unit_get_id": (c_int, _P),
        "gimp_parasite_new": (_P, c_char_p, c_uint32, c_uint32, c_char_p),
        "gimp_parasite_get_name": (c_char_p, _P),
        "gimp_parasite_get_flags": (ctypes.c_ulong, _P),
        "gimp_parasite_get_data": (_P, _P, POINTER(c_uint32)),
        "gimp_directory gimp_data_directory gimp_locale_directory gimp_sysconf_directory gimp_plug_in_directory": (
            c_char_p,
        ),
    },
    "gobject-2.0": {
        "g_value_init": (_V, _V, c_size_t),
        "g_value_unset": (None, _V),
        "g_value_set_int g_value_set_uint g_value_set_enum g_value_set_boolean": (None, _V, c_int),
        "g_value_get_int g_value_get_enum g_value_get_boolean": (c_int, _V),
        "g_value_get_uint": (c_uint, _V),
        "g_value_set_double": (None, _V, c_double),
        "g_value_get_double": (c_double, _V),
        "g_value_set_string": (None, _V, c_char_p),
        "g_value_get_string": (c_char_p, _V),
        "g_value_set_object g_value_set_boxed": (None, _V, _P),
        "g_value_get_object g_value_get_boxed": (_P, _V),
        "g_object_set_property g_object_get_property": (None, _P, c_char_p, _V),
        "g_param_value_validate": (c_int, POINTER(ParamSpec), _V),
        "g_type_name": (c_char_p, c_size_t),
        "g_type_fundamental": (c_size_t, c_size_t),
        "g_type_is_a": (c_int, c_size_t, c_size_t),
        "g_bytes_new": (_P, c_char_p, c_size_t),
        "g_bytes_get_data": (_P, _P, POINTER(c_size_t)),
        "g_bytes_unref g_strfreev g_object_unref": (None, _P),
    },
    "gegl-0.4": {"gegl_color_new": (_P, c_char_p), "gegl_color_set_pixel gegl_color_get_pixel": (None, _P, _P, _P)},
    "gio-2.0": {"g_file_new_for_path": (_P, c_char_p), "g_file_get_path": (_P, _P)},
}
