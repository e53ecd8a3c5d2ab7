"""What the module gimp knows of the user's system: folders, fonts, gradients, windows."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence

from .errors import error
from .libraries import decoded, gimp, gimpbase, gobject
from .procedures import call, function

Samples = list[tuple[float, ...]]


def user_directory(type: int) -> str | None:
    """One of the user's folders, USER_DIRECTORY_DOCUMENTS, USER_DIRECTORY_PICTURES, ...; None where it is not set."""
    found = gobject.g_get_user_special_dir(int(type))
    return decoded(found) if found else None


def fonts_get_list(filter: str = "") -> list[str]:
    """The names of the fonts that match a regular expression."""
    names = list(call("gimp-fonts-get-list", filter)[1])
    if not names:
        raise error("could not get font list")
    return names


fonts_refresh = function("gimp-fonts-refresh", "Look for new fonts.")


def checks_get_shades(type: int) -> tuple[int, int]:
    """The two shades of gray, 0 to 255, of a kind of checks: CHECK_TYPE_GRAY_CHECKS, ..."""
    if not 0 <= type <= 5:
        raise ValueError("Invalid check type")
    light, dark = ctypes.c_ubyte(), ctypes.c_ubyte()
    gimpbase.gimp_checks_get_shades(type, light, dark)
    return light.value, dark.value


def gradients_get_list(filter: str = "") -> list[str]:
    """The names of the gradients that match a regular expression."""
    return list(call("gimp-gradients-get-list", filter)[1])


context_get_gradient = function("gimp-context-get-gradient", "The name of the active gradient.")
context_set_gradient = function("gimp-context-set-gradient", "Choose the active gradient.", "name")
gradients_get_gradient, gradients_set_gradient = context_get_gradient, context_set_gradient


def gradient_get_uniform_samples(name: str, count: int, reverse: bool = False) -> Samples:
    """Colours at `count` places of a gradient, each four floats."""
    return _four_by_four(call("gimp-gradient-get-uniform-samples", name, count, reverse)[1])


def gradient_get_custom_samples(name: str, places: Sequence[float], reverse: bool = False) -> Samples:
    """Colours at certain places (0..1) of a gradient, each four floats."""
    return _four_by_four(call("gimp-gradient-get-custom-samples", name, len(places), places, reverse)[1])


def gradients_sample_uniform(count: int, reverse: bool = False) -> Samples:
    """Colours at `count` places of the active gradient, each four floats."""
    return gradient_get_uniform_samples(context_get_gradient(), count, reverse)


def gradients_sample_custom(places: Sequence[float], reverse: bool = False) -> Samples:
    """Colours at certain places (0..1) of the active gradient, each four floats."""
    return gradient_get_custom_samples(context_get_gradient(), places, reverse)


def _four_by_four(samples: Sequence[float]) -> Samples:
    return [tuple(samples[n : n + 4]) for n in range(0, len(samples), 4)]


def wm_class() -> str:
    """The class of GIMP's windows, for the window manager."""
    return decoded(gimp.gimp_wm_class())


def display_name() -> str:
    """The screen on which the plug-in shall open its windows."""
    return decoded(gimp.gimp_display_name())


def monitor_number() -> int:
    """The monitor on which the plug-in shall open its windows."""
    return int(gimp.gimp_monitor_number())


def get_progname() -> str:
    """What the plug-in is called, for its windows."""
    return decoded(gimp.gimp_get_progname())
