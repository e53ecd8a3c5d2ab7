"""The last style, remembered within one session of GIMP for the next dialog and for Ctrl+F."""

from __future__ import annotations

import contextlib
import json

from gi.repository import Gimp

_KEY = "impasto-last-style"


def remember(style: Gimp.Drawable) -> None:
    """Note the style; a parasite of GIMP itself lasts as long as its session."""
    data = json.dumps({"drawable": style.get_id()}).encode()
    Gimp.attach_parasite(Gimp.Parasite.new(_KEY, 0, data))


def remembered() -> Gimp.Drawable | None:
    """The last style, if its image is still open."""
    parasite = Gimp.get_parasite(_KEY)
    if parasite is None:
        return None
    with contextlib.suppress(ValueError, KeyError, TypeError):
        number = int(json.loads(bytes(parasite.get_data()))["drawable"])
        if Gimp.Item.id_is_valid(number):
            return Gimp.Item.get_by_id(number)
    return None
