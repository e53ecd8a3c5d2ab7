"""Procedures of GIMP 2.10 that GIMP 3 has under another name, with the same arguments in the same order.

(The lengths of arrays are taken out elsewhere.) Many are names that GIMP 2.10 itself kept from older versions.
"""

from __future__ import annotations

from collections.abc import Iterator

_PATH = (
    "bezier-stroke-conicto bezier-stroke-cubicto bezier-stroke-lineto bezier-stroke-new-ellipse "
    "bezier-stroke-new-moveto copy get-strokes new new-from-text-layer remove-stroke stroke-close stroke-flip "
    "stroke-flip-free stroke-get-length stroke-get-point-at-dist stroke-get-points stroke-interpolate "
    "stroke-new-from-points stroke-rotate stroke-scale stroke-translate"
)
_ITEM_KINDS = "channel drawable layer layer-mask selection text-layer"


def _items() -> Iterator[tuple[str, str]]:
    """What is asked of items, and was asked of layers, channels, drawables and vectors before."""
    for owner in ("drawable", "layer", "channel", "vectors"):
        for name in ("name", "visible", "tattoo"):
            yield f"gimp-{owner}-get-{name}", f"gimp-item-get-{name}"
            yield f"gimp-{owner}-set-{name}", f"gimp-item-set-{name}"
        yield f"gimp-{owner}-delete", "gimp-item-delete"
        yield f"gimp-{owner}-get-image", "gimp-item-get-image"
        yield f"gimp-{owner}-is-valid", "gimp-item-id-is-valid"
    for kind in _ITEM_KINDS.split():
        yield f"gimp-item-is-{kind}", f"gimp-item-id-is-{kind}"
        yield f"gimp-drawable-is-{kind}", f"gimp-item-id-is-{kind}"
    yield "gimp-item-is-vectors", "gimp-item-id-is-path"
    for owner in ("item", "image", "display"):
        yield f"gimp-{owner}-is-valid", f"gimp-{owner}-id-is-valid"


def _parasites() -> Iterator[tuple[str, str]]:
    for old, new in (("drawable-", "item-"), ("vectors-", "item-"), ("image-", "image-"), ("", "")):
        yield f"gimp-{old}parasite-attach", f"gimp-{new}attach-parasite"
        yield f"gimp-{old}parasite-detach", f"gimp-{new}detach-parasite"
        yield f"gimp-{old}parasite-find", f"gimp-{new}get-parasite"
        yield f"gimp-{old}parasite-list", f"gimp-{new}get-parasite-list"


def _order() -> Iterator[tuple[str, str]]:
    for kind in ("layer", "channel", "vectors"):
        for way in ("raise", "lower"):
            yield f"gimp-image-{way}-{kind}", f"gimp-image-{way}-item"
        yield f"gimp-image-raise-{kind}-to-top", "gimp-image-raise-item-to-top"
        yield f"gimp-image-lower-{kind}-to-bottom", "gimp-image-lower-item-to-bottom"
        yield f"gimp-image-get-{kind}-position", "gimp-image-get-item-position"


def _resources() -> Iterator[tuple[str, str]]:
    for kind, many in (
        ("brush", "brushes"),
        ("gradient", "gradients"),
        ("palette", "palettes"),
        ("pattern", "patterns"),
    ):
        for name in ("delete", "rename", "duplicate", "is-editable"):
            yield f"gimp-{kind}-{name}", f"gimp-resource-{name}"
        yield f"gimp-{many}-set-{kind}", f"gimp-context-set-{kind}"
        yield f"gimp-{many}-list", f"gimp-{many}-get-list"
    for name in ("opacity", "paint-mode"):
        yield f"gimp-brushes-get-{name}", f"gimp-context-get-{name}"
        yield f"gimp-brushes-set-{name}", f"gimp-context-set-{name}"
    for name in ("foreground", "background"):
        yield f"gimp-palette-get-{name}", f"gimp-context-get-{name}"
        yield f"gimp-palette-set-{name}", f"gimp-context-set-{name}"
    for part in ("color", "name"):
        yield f"gimp-palette-entry-get-{part}", f"gimp-palette-get-entry-{part}"
        yield f"gimp-palette-entry-set-{part}", f"gimp-palette-set-entry-{part}"
    yield "gimp-gradients-get-gradient", "gimp-context-get-gradient"
    yield "gimp-gradients-get-active", "gimp-context-get-gradient"
    yield "gimp-gradients-set-active", "gimp-context-set-gradient"


RENAMED = {
    **{f"gimp-drawable-{name}": f"gimp-drawable-get-{name}" for name in ("width", "height", "offsets", "bpp")},
    **{f"gimp-vectors-{name}": f"gimp-path-{name}" for name in _PATH.split()},
    **{f"gimp-image-{name}": f"gimp-image-get-{name}" for name in ("width", "height", "base-type")},
    **dict(_items()),
    **dict(_parasites()),
    **dict(_order()),
    **dict(_resources()),
    "gimp-drawable-bytes": "gimp-drawable-get-bpp",
    "gimp-image-list": "gimp-get-images",
    "gimp-image-floating-selection": "gimp-image-get-floating-sel",
    "gimp-image-get-vectors": "gimp-image-get-paths",
    "gimp-image-get-vectors-by-name": "gimp-image-get-path-by-name",
    "gimp-image-get-vectors-by-tattoo": "gimp-image-get-path-by-tattoo",
    "gimp-image-insert-vectors": "gimp-image-insert-path",
    "gimp-image-remove-vectors": "gimp-image-remove-path",
    "gimp-image-freeze-vectors": "gimp-image-freeze-paths",
    "gimp-image-thaw-vectors": "gimp-image-thaw-paths",
    "gimp-palette-get-info": "gimp-palette-get-color-count",
    "gimp-palette-swap-colors": "gimp-context-swap-colors",
    "gimp-palette-set-default-colors": "gimp-context-set-default-colors",
    "gimp-buffers-get-list": "gimp-buffers-get-name-list",
    "gimp-dynamics-get-list": "gimp-dynamics-get-name-list",
    "gimp-context-get-dynamics": "gimp-context-get-dynamics-name",
    "gimp-context-set-dynamics": "gimp-context-set-dynamics-name",
    "gimp-edit-fill": "gimp-drawable-edit-fill",
    "gimp-edit-clear": "gimp-drawable-edit-clear",
    "gimp-edit-stroke": "gimp-drawable-edit-stroke-selection",
    "gimp-edit-stroke-vectors": "gimp-drawable-edit-stroke-item",
    "gimp-edit-paste-as-new": "gimp-edit-paste-as-new-image",
    "gimp-edit-named-paste-as-new": "gimp-edit-named-paste-as-new-image",
    "gimp-posterize": "gimp-drawable-posterize",
    "gimp-equalize": "gimp-drawable-equalize",
    "gimp-desaturate-full": "gimp-drawable-desaturate",
    "gimp-colorize": "gimp-drawable-colorize-hsl",
    "gimp-color-balance": "gimp-drawable-color-balance",
    "gimp-levels-stretch": "gimp-drawable-levels-stretch",
    "gimp-levels-auto": "gimp-drawable-levels-stretch",
    "gimp-layer-translate": "gimp-item-transform-translate",
    "gimp-layer-mask": "gimp-layer-get-mask",
    "gimp-layer-get-preserve-trans": "gimp-layer-get-lock-alpha",
    "gimp-layer-set-preserve-trans": "gimp-layer-set-lock-alpha",
    "gimp-convert-rgb": "gimp-image-convert-rgb",
    "gimp-convert-grayscale": "gimp-image-convert-grayscale",
    "gimp-convert-indexed": "gimp-image-convert-indexed",
    "gimp-crop": "gimp-image-crop",
    "gimp-selection-clear": "gimp-selection-none",
    "gimp-channel-ops-duplicate": "gimp-image-duplicate",
    "gimp-channel-ops-offset": "gimp-drawable-offset",
    "gimp-undo-push-group-start": "gimp-image-undo-group-start",
    "gimp-undo-push-group-end": "gimp-image-undo-group-end",
    "plug-in-autocrop": "gimp-image-autocrop",
}
