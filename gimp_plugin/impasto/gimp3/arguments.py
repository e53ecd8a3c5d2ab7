"""Options as arguments of a GIMP 3 procedure, and the way back."""

from __future__ import annotations

from collections.abc import Sequence

from gi.repository import Gimp, GObject

from common import settings
from options import OptionsT

_READWRITE = GObject.ParamFlags.READWRITE


def declare(procedure: Gimp.Procedure, arguments: Sequence[settings.Argument], taken: str) -> None:
    """Declare arguments that are options; their mnemonics avoid the letters `taken`."""
    labels = settings.with_mnemonics([argument.label for argument in arguments], taken)
    for argument, label in zip(arguments, labels):
        _declare(procedure, argument, label)


def options(config: Gimp.ProcedureConfig, kind: type[OptionsT]) -> OptionsT:
    """The engine's options as the configuration has them."""
    made = [argument for argument in settings.arguments(kind) if argument.name != "result"]
    values = {argument.name: config.get_property(argument.name) for argument in made}
    empty = {argument.name: "" for argument in made if argument.kind == "text" and values[argument.name] is None}
    return settings.to_options({**values, **empty}, kind)  # GIMP may make None of an empty text


def _declare(procedure: Gimp.Procedure, argument: settings.Argument, label: str) -> None:
    name, text, default = argument.name, argument.help, argument.default
    if argument.kind == "choice":
        choice = Gimp.Choice.new()
        for number, (nick, words) in enumerate(argument.choices.items()):
            choice.add(nick, number, words, "")
        procedure.add_choice_argument(name, label, text, choice, default, _READWRITE)
    elif argument.kind == "float":
        procedure.add_double_argument(name, label, text, argument.low, argument.high, default, _READWRITE)
    elif argument.kind == "int":
        procedure.add_int_argument(name, label, text, int(argument.low), int(argument.high), default, _READWRITE)
    elif argument.kind == "bool":
        procedure.add_boolean_argument(name, label, text, default, _READWRITE)
    else:
        procedure.add_string_argument(name, label, text, default, _READWRITE)
