"""GIMP 3's C functions under the names and with the arguments that GIMP 2.10 has."""

from __future__ import annotations

import ctypes
from typing import Any

from ..libraries import decoded, encoded, load, prototypes
from .native import TABLES

gimp = load("gimp-3.0", 0, prototypes(TABLES["gimp-3.0"]))
base = load("gimpbase-3.0", 0, prototypes(TABLES["gimpbase-3.0"]))
gobject = load("gobject-2.0", 0, prototypes(TABLES["gobject-2.0"]))
gegl = load("gegl-0.4", 0, prototypes(TABLES["gegl-0.4"]))
gio = load("gio-2.0", 0, prototypes(TABLES["gio-2.0"]))


class Library:
    """libgimp as the other modules call it."""

    def __getattr__(self, name: str) -> Any:
        return getattr(gimp, name)

    def gimp_drawable_get_buffer(self, number: int) -> int:
        return gimp.gimp_drawable_get_buffer(gimp.gimp_item_get_by_id(number)) or 0

    def gimp_drawable_get_shadow_buffer(self, number: int) -> int:
        return gimp.gimp_drawable_get_shadow_buffer(gimp.gimp_item_get_by_id(number)) or 0

    def gimp_drawable_get_format(self, number: int) -> int:
        return gimp.gimp_drawable_get_format(gimp.gimp_item_get_by_id(number)) or 0

    def gimp_default_display(self) -> int:
        found = gimp.gimp_default_display()
        return gimp.gimp_display_get_id(found) if found else -1

    def gimp_message(self, text: bytes) -> None:
        from ..procedures import call

        call("gimp-message", decoded(text))

    def gimp_progress_install_vtable(self, table: Any, data: int) -> bytes | None:
        name: bytes | None = gimp.gimp_progress_install_vtable(table, data, None)
        return name

    def gimp_progress_uninstall(self, name: bytes) -> int:
        gimp.gimp_progress_uninstall(name)
        return 1

    def gimp_show_tool_tips(self) -> int:
        return 1

    def gimp_plugin_menu_register(self, name: bytes, path: bytes) -> None:
        from . import plugin

        plugin.add_menu(decoded(name), decoded(path))

    def gimp_plugin_domain_register(self, name: bytes, path: bytes | None) -> None:
        """Nothing: GIMP 3 asks the plug-in for its domain."""


class Base:
    """libgimpbase as the other modules call it."""

    def __getattr__(self, name: str) -> Any:
        return getattr(base, name)

    def gimp_gtkrc(self) -> bytes:
        return b""

    def gimp_personal_rc_file(self, name: bytes) -> int:
        """A path that the caller frees, as in C."""
        path = base.gimp_directory() + b"/" + name
        block = ctypes.CDLL(None).g_strdup
        block.restype, block.argtypes = ctypes.c_void_p, (ctypes.c_char_p,)
        return int(block(path))

    def gimp_checks_get_shades(self, kind: int, light: Any, dark: Any) -> None:
        light.value, dark.value = ((204, 255), (102, 153), (0, 51), (255, 255), (127, 127), (0, 0))[kind][::-1]


class Colors:
    """libgimpcolor, which GIMP 3 no longer has: the colours of texts come from Gimp's introspection."""

    def gimp_rgb_parse_css(self, color: Any, text: bytes, _length: int) -> int:
        return self._parse("css", color, text)

    def gimp_rgba_parse_css(self, color: Any, text: bytes, _length: int) -> int:
        return self._parse("css", color, text, alpha=True)

    def gimp_rgb_parse_name(self, color: Any, text: bytes, _length: int) -> int:
        return self._parse("name", color, text)

    def gimp_rgb_parse_hex(self, color: Any, text: bytes, _length: int) -> int:
        return self._parse("hex", color, text)

    def names(self) -> list[str]:
        """The names of all colours that have one."""
        from gi.repository import Gimp

        listed = Gimp.color_list_names()
        return list(listed[0] if isinstance(listed, tuple) else listed)

    def _parse(self, kind: str, color: Any, text: bytes, alpha: bool = False) -> int:
        from gi.repository import Gimp

        found = getattr(Gimp, f"color_parse_{kind}")(decoded(text))
        if found is None:
            return 0
        from .gvalue import channels_of

        color._obj.r, color._obj.g, color._obj.b, opacity = channels_of(hash(found))
        if alpha:
            color._obj.a = opacity
        return 1


def file_of(path: str) -> int:
    """A GFile for a path."""
    return int(gio.g_file_new_for_path(encoded(path)))
