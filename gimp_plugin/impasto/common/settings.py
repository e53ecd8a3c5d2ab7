"""The procedure's arguments, made from the engine's options, and the way back.

This is the one place where GIMP's kinds of value meet the engine's:

* names are in kebab-case;
* a number that may be None ("decided by the preset, the picture or the machine") is 0 for None;
* a boolean that may be None is a choice of `automatic`, `yes` and `no`;
* `size` 0 is the content's own longest side, at most `AUTOMATIC_SIZE`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import options
from common.errors import InputError
from common.texts import _, translate_error
from options import OptionsT

AUTOMATIC_SIZE = 768
"""Longest side, in pixels, that an automatic working size does not exceed."""

IN_PLACE = "in-place"
NEW_LAYER = "new-layer"
NEW_IMAGE = "new-image"

TAKEN = _("slrcoymahn")
"""Letters that are in use: GIMP's buttons Save, Load, Reset, Cancel, OK and Help; our Style, Add, Compute on and More.

A translation names those that have an underscore in its own language.
"""

LOOKS_TAKEN = _("kw")
"""And those of our buttons Several looks and Paint again with."""

DREAM_TAKEN = _("slrcomhng")
"""The same in the dialog of Deep Dream, whose own fields are Guide, Compute on and More."""

PROTOCOLS = ("tcp://", "tls://")
"""How a device that is the address of a scheduler begins."""

_ADDRESS = re.compile(r"(tcp|tls)://([\w.-]+|\[[\da-fA-F:.]+\])(:\d+)?/?")

_NOT_OFFERED = ("start", "picture")
"""This start needs a picture, which no argument gives."""

_THREE_WAY = {"automatic": None, "yes": True, "no": False}


@dataclass(frozen=True)
class Argument:
    """One argument of the procedure: `kind` is choice, float, int, bool, text or map.

    A map is a text, too: the name of a channel, or of what else of the painted image a dialog offers.
    """

    name: str
    kind: str
    label: str
    help: str
    default: Any
    low: float = 0.0
    high: float = 0.0
    choices: Mapping[str, str] = dataclasses.field(default_factory=dict)
    advanced: bool = False


STRENGTH_MAP = Argument(
    "strength-map",
    "map",
    _("Strength map"),
    _(
        "how much of the strength each place gets: all of it where this channel is white, none where it is black; "
        "also “selection” or “layer-mask”; empty: all of it everywhere"
    ),
    "",
)
"""Which argument it is, for procedures that have one; it is no option, as it belongs to an image."""


def arguments(kind: type[options.CheckedOptions] = options.Options) -> list[Argument]:
    """All arguments for one kind of options, in their order, `result` before the advanced ones."""
    made = [_argument(field) for field in dataclasses.fields(kind)]
    plain = [argument for argument in made if not argument.advanced]
    return [*plain, _result_argument(), *(argument for argument in made if argument.advanced)]


def to_options(values: Mapping[str, Any], kind: type[OptionsT]) -> OptionsT:
    """The engine's options for argument values by kebab-case name; missing ones keep their default.

    Raises InputError if a value is out of range; the message says what is allowed.
    """
    fields = {field.name.replace("_", "-"): field for field in dataclasses.fields(kind)}
    try:
        made = kind(**{fields[name].name: _value(fields[name], value) for name, value in values.items()})
        _check_address(getattr(made, "device", ""))
        return made
    except options.OptionError as error:
        message, _hint = translate_error(error.message, error.hint, error.code, error.values)
        raise InputError(message) from error


def from_options(made: options.CheckedOptions) -> dict[str, Any]:
    """The values of the arguments that stand for these options, by name: what `to_options` makes options of."""
    values = {}
    for field in dataclasses.fields(made):
        value = getattr(made, field.name)
        if str(field.type).endswith("| None"):
            is_bool = options.value_type(field) is bool
            value = {None: "automatic", True: "yes", False: "no"}[value] if is_bool else value or 0
        values[field.name.replace("_", "-")] = value
    return values


def with_protocol(address: str) -> str:
    """What a user has typed as the address of a scheduler; without a protocol it is one without encryption."""
    address = address.strip()
    return address if address.startswith(PROTOCOLS) else PROTOCOLS[0] + address


def to_weights(text: str, count: int) -> list[float]:
    """The weights of `count` styles from a text such as "2,1"; empty: 1 for each.

    Raises InputError if the text holds anything else than `count` numbers greater than 0.
    """
    words = text.replace(",", " ").split()
    if not words:
        return [1.0] * count
    try:
        weights = [float(word) for word in words]
    except ValueError:
        weights = []
    if len(weights) != count or not all(0 < weight < float("inf") for weight in weights):
        raise InputError(
            _("“{text}” are no weights for {count} styles.").format(text=text, count=count),
            _("Give each style a number greater than 0, as in “2,1”."),
        )
    return weights


def to_regions(text: str, count: int) -> list[str]:
    """Where each of `count` styles paints, from names such as "sky,": an empty one stands for what others leave.

    Raises InputError if the text holds another number of names.
    """
    names = [name.strip() for name in text.split(",")] if text.strip() else [""] * count
    if len(names) != count:
        raise InputError(
            _("“{text}” are no regions for {count} styles.").format(text=text, count=count),
            _("Give each style a channel's name, or nothing between the commas."),
        )
    return names


def working_size(size: int | None, width: int, height: int) -> int | None:
    """The `size` option for a content of `width` x `height`: as chosen, or automatic."""
    if size is not None:
        return size
    return AUTOMATIC_SIZE if max(width, height) > AUTOMATIC_SIZE else None


def with_mnemonics(labels: Sequence[str], taken: str = TAKEN) -> list[str]:
    """The labels with an underscore before a letter no other one uses, where there is such a letter."""
    used, marked = set(taken), []
    for label in labels:
        place = next((n for n, letter in enumerate(label) if letter.isalpha() and letter.lower() not in used), None)
        if place is not None:
            used.add(label[place].lower())
            label = f"{label[:place]}_{label[place:]}"
        marked.append(label)
    return marked


def _check_address(device: str) -> None:
    """Raise InputError for a device that begins as the address of a scheduler and is none."""
    if device.startswith(PROTOCOLS) and not _ADDRESS.fullmatch(device):
        raise InputError(
            _("{address} is not the address of a scheduler.").format(address=device),
            _("Give one such as tcp://server:8786 or tls://server:8786."),
        )


def _argument(field: dataclasses.Field[Any]) -> Argument:
    """The argument that stands for one option."""
    kind, may_be_none = options.value_type(field), str(field.type).endswith("| None")
    about, advanced = field.metadata, field.metadata["advanced"]
    name, text, label = field.name.replace("_", "-"), _help(field, kind, may_be_none), _label(field, may_be_none)
    if kind is bool and may_be_none:
        choices = {"automatic": _("Automatic"), "yes": _("Yes"), "no": _("No")}
        return Argument(name, "choice", label, text, "automatic", choices=choices, advanced=advanced)
    if about["choices"]:
        choices = {nick: _(words) for nick, words in about["choices"].items() if (name, nick) != _NOT_OFFERED}
        return Argument(name, "choice", label, text, field.default, choices=choices, advanced=advanced)
    if kind in (int, float):
        default, low = (0, 0) if may_be_none else (field.default, about["low"])
        return Argument(name, kind.__name__, label, text, default, low, about["high"], advanced=advanced)
    return Argument(name, {bool: "bool", str: "text"}[kind], label, text, field.default, advanced=advanced)


def _result_argument() -> Argument:
    choices = {IN_PLACE: _("Paint over the layer"), NEW_LAYER: _("New layer above"), NEW_IMAGE: _("New image")}
    return Argument("result", "choice", _("Result"), _("where the result goes"), IN_PLACE, choices=choices)


def _label(field: dataclasses.Field[Any], may_be_none: bool) -> str:
    """The label, with the unit and what 0 means where that is not obvious."""
    label, unit = field.metadata["label"], field.metadata["unit"]
    label = _(label)
    if may_be_none and options.value_type(field) is int:
        return _("{label} (0: automatic)").format(label=f"{label}, {unit}" if unit else label)
    return f"{label} ({unit})" if unit else label


def _help(field: dataclasses.Field[Any], kind: type, may_be_none: bool) -> str:
    """The option's help in the words of the procedure."""
    if field.name == "size":
        text = _("longest side to work at, in pixels; 0: the layer's own, at most {limit}")
        return text.format(limit=AUTOMATIC_SIZE)
    text = field.metadata["help"]
    text = _(text)
    return text.replace(_("none:"), _("automatic:") if kind is bool else "0:") if may_be_none else text


def _value(field: dataclasses.Field[Any], value: Any) -> Any:
    """An argument's value as the option's."""
    if not str(field.type).endswith("| None"):
        return value
    if options.value_type(field) is bool:
        return _THREE_WAY.get(value, value)
    return value or None
