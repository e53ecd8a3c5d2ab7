"""The styles that a user or a script has chosen, in any editor, and what is saved of them."""

from __future__ import annotations

import contextlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import mul
from typing import Any

from common.errors import InputError
from common.layers import Layer
from common.pixels import Area
from common.texts import _


@dataclass(frozen=True)
class Choice:
    """A style the user or a script has chosen: a layer, or a picture file that is opened for it alone.

    `drawable` is the editor's own object, `region` names where it paints, see regions.py.
    """

    drawable: Any
    file: str = ""
    weight: float = 1.0
    region: str = ""

    @property
    def is_there(self) -> bool:
        """Whether its image has not been closed, nor its layer removed."""
        return bool(self.drawable.is_valid())


class SelectedPart(Layer):
    """A drawable as a style: where its image has a selection, only that part counts. Comes before an editor's layer.

    The selection of the painted image itself says where to paint, and not what the style is: `_selection` is None then.
    """

    _selection: Any = None

    def style_area(self) -> Area:
        """See `Layer`: the bounds of the selected part."""
        whole = super().style_area()
        return (self._selection and self.selected_bounds()) or whole

    def channels(self) -> int:
        """4 with transparency, and for a part: what is not selected counts as transparent."""
        return 4 if self._selection else super().channels()


def masked(pixels: bytes, mask: bytes) -> bytes:
    """Pixels of four float32 values whose alpha is multiplied with a mask of one."""
    values = array("f", pixels)
    values[3::4] = array("f", map(mul, values[3::4], array("f", mask)))
    return values.tobytes()


def no_layers(text: str) -> InputError:
    """That a text does not list layers."""
    return InputError(
        _("“{text}” are no numbers of layers.").format(text=text),
        _("Give the IDs of layers of open images, as in “12,15”."),
    )


def cannot_open(path: str, reason: object) -> InputError:
    """That a picture file cannot be opened."""
    return InputError(
        _("{path} cannot be opened as a picture ({reason}).").format(path=path, reason=reason),
        _("Choose another file as the style."),
    )


def saved(choices: Sequence[Choice], number_of: Callable[[Any], int]) -> list[dict[str, Any]]:
    """Choices for JSON; `number_of` gives a drawable's id."""
    return [
        {"drawable": number_of(one.drawable), "file": one.file, "weight": one.weight, "region": one.region}
        for one in choices
    ]


def restored(
    load: Callable[[], Iterable[Mapping[str, Any]]], open_file: Callable[[str], Choice], find: Callable[[int], Any]
) -> list[Choice]:
    """The saved choices that are still available: layers of open images, which `find` has by their ids, and files."""
    choices: list[Choice] = []
    with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):
        for known in load():
            choices += _restored(known, open_file, find)
    return choices


def _restored(
    known: Mapping[str, Any], open_file: Callable[[str], Choice], find: Callable[[int], Any]
) -> Iterator[Choice]:
    """One saved style, if it is still available."""
    number, file, weight = int(known["drawable"]), str(known["file"]), float(known["weight"])
    region = str(known.get("region", ""))
    if file:
        with contextlib.suppress(InputError):
            yield Choice(open_file(file).drawable, file, weight, region)
        return
    drawable = find(number)
    if drawable is not None:
        yield Choice(drawable, "", weight, region)
