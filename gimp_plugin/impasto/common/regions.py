"""Where a style paints, and how much of the strength a place gets, in any GIMP: a channel, or the layer's mask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from common.errors import InputError
from common.host import Mask
from common.layers import Content
from common.texts import _

LAYER_MASK, SELECTION = "layer-mask", "selection"


class Hooks(Protocol):
    """What each GIMP does in its own way; channels and masks have ids.

    `_channel` is None where the image has none of this name, `_selection` where nothing is selected, `_mask` where the
    layer has none. `_lying` is a channel as it lies on a layer at these offsets.
    """

    def _names(self, image: Any) -> Sequence[str]: ...
    def _channel(self, image: Any, name: str) -> int | None: ...
    def _selection(self, image: Any) -> int | None: ...
    def _mask(self, drawable: Any) -> int | None: ...
    def _lying(self, number: int, offsets: tuple[int, int]) -> Mask: ...


class Channels(Hooks):
    """The channels of images, by their names."""

    def find(self, image: Any, name: str) -> Region | None:
        """The region that a name stands for; None for an empty one; raises InputError if there is no such channel."""
        if not name:
            return None
        number = self._channel(image, name)
        if number is not None or name == LAYER_MASK:
            return Region(self, number)
        raise InputError(
            _("The image has no channel “{name}”.").format(name=name),
            _("Select > Save to Channel makes one of a selection."),
        )

    def find_map(self, image: Any, name: str) -> Region | None:
        """The same for a strength map, which may also be the selection."""
        if name != SELECTION or self._channel(image, name) is not None:
            return self.find(image, name)
        number = self._selection(image)
        if number is None:
            raise InputError(_("The image has no selection."), _("Select something, or choose another strength map."))
        return Region(self, number)

    def offered(self, image: Any, targets: Sequence[Any]) -> dict[str, str]:
        """Titles of what can be chosen, by name."""
        names = {name: name for name in self._names(image)}
        if all(self._mask(target) is not None for target in targets):
            names[LAYER_MASK] = _("Layer mask")
        return names

    def offered_maps(self, image: Any, targets: Sequence[Any]) -> dict[str, str]:
        """Titles of what can be a strength map, by name."""
        selection = {} if self._selection(image) is None else {SELECTION: _("The selection")}
        return {"": _("None: the same everywhere"), **selection, **self.offered(image, targets)}

    def over(self, number: int | None, content: Content) -> Mask:
        """See `Region.over`."""
        if number is not None:
            return self._lying(number, content.offsets)
        mask = content.drawable and self._mask(content.drawable)
        if mask is None:
            raise InputError(
                _("The layer “{name}” has no layer mask.").format(name=content.name),
                _("Add one (Layer > Mask > Add Layer Masks), or choose a channel."),
            )
        return self._lying(mask, (0, 0))


@dataclass(frozen=True)
class Region:
    """A channel of the painted image or its selection, by its id; None: the mask of whatever layer is painted."""

    channels: Channels
    number: int | None

    def over(self, content: Content) -> Mask:
        """The channel as it lies on a content, or the layer's own mask."""
        return self.channels.over(self.number, content)
