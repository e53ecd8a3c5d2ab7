"""Every option of Impasto, once: name, default, range, unit and help.

The Python API, the command line, the GIMP dialogs and the GIMP procedures are all made from `Options` (style transfer)
and `DreamOptions` (Deep Dream).
Standard library only: this file is also copied beside the plug-in and read by GIMP's own Python.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, TypeVar

OptionsT = TypeVar("OptionsT", bound="CheckedOptions")

ALLOWED = {
    "choice": "it is one of {choices}",
    "range": "it lies in {low} to {high}",
    "bool": "it is true or false",
    "text": "it is a text",
}
"""What an option may be, by its kind."""
ERRORS = {
    **{f"option-{kind}": "Option {name!r} cannot be {value}; " + words + "." for kind, words in ALLOWED.items()},
    **{f"no-{kind}": "Option {name!r} needs a value; " + words + "." for kind, words in ALLOWED.items()},
    "unknown-option": "There is no option {name!r}; the options are {options}.",
    "channels": "Option 'channels' cannot be {value}; it is numbers from 0 to {last} and ranges of them, such as "
    "3,40-47.",
    "look": "The look {file} cannot be used: {reason}",
}
"""The messages of `OptionError` by their codes; {names} in them are filled from its values."""


class OptionError(ValueError):
    """An option's name or value cannot be used; `values` fill the message of this `code` in `ERRORS`."""

    hint: ClassVar[str] = "See `impasto style --help` and `impasto dream --help`."

    def __init__(self, code: str, **values: str | int) -> None:
        self.code, self.values, self.message = code, values, ERRORS[code].format(**values)
        super().__init__(self.message)


def _option(
    default: Any,
    help: str,
    *,
    label: str,
    low: float | None = None,
    high: float | None = None,
    unit: str = "",
    choices: Mapping[str, str] | None = None,
    advanced: bool = False,
) -> Any:
    """A dataclass field that carries what every front end needs to know of it."""
    metadata = {"help": help, "label": label, "low": low, "high": high, "unit": unit, "advanced": advanced}
    return dataclasses.field(default=default, metadata=metadata | {"choices": dict(choices or {})})


@dataclass(frozen=True)
class CheckedOptions:
    """Options that are checked when they are made, whatever front end they come from."""

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            object.__setattr__(self, field.name, _checked(field, getattr(self, field.name)))

    @classmethod
    def from_mapping(cls: type[OptionsT], values: Mapping[str, Any]) -> OptionsT:
        """Options from names and values; kebab-case or snake_case names.

        Raises
        ------
        OptionError
            For an unknown name or a value out of range.
        """
        known = {field.name for field in dataclasses.fields(cls)}
        named = {name.replace("-", "_"): value for name, value in values.items()}
        unknown = sorted(set(named) - known)
        if unknown:
            raise OptionError("unknown-option", name=unknown[0], options=", ".join(sorted(known)))
        return cls(**named)

    def to_mapping(self) -> dict[str, Any]:
        """All options by name, ready for JSON."""
        return dataclasses.asdict(self)


class ComputeOptions(Protocol):
    """The options of every job that say what computes, and with how much of the machine."""

    @property
    def device(self) -> str: ...
    @property
    def threads(self) -> int: ...
    @property
    def memory_limit(self) -> int: ...


def _device() -> Any:
    return _option("auto", "what computes: auto, or a name that `impasto devices` lists", label="Device", advanced=True)


def _threads() -> Any:
    return _option(
        0, "processor threads; 0: one for each physical core", label="Threads", low=0, high=256, advanced=True
    )


def _memory_limit() -> Any:
    return _option(
        0,
        "memory the engine may use; 0: 60 % of what is free",
        label="Memory limit",
        low=0,
        high=1 << 20,
        unit="MiB",
        advanced=True,
    )


@dataclass(frozen=True)
class Options(CheckedOptions):
    """What the user can choose. Every field has a help text, a range or its choices in its metadata.

    `None` means "decided by the preset, the picture or the machine"; the help says which.
    """

    preset: str = _option(
        "impasto",
        "the losses and their weights",
        label="Preset",
        choices={
            "impasto": "Impasto: broad strokes in little time",
            "gatys": "Gatys et al. 2015: the paper's losses",
            "classic": "Classic: the original script's losses",
        },
    )
    strength: float = _option(
        75.0, "how far the style goes: 0 barely, 100 all style", label="Strength", low=0.0, high=100.0, unit="%"
    )
    keep_faces: bool = _option(False, "leave faces that are found as they are", label="Keep faces")
    style_scale: float = _option(
        100.0, "size of the style's strokes in the result", label="Brush size", low=25.0, high=400.0, unit="%"
    )
    colours: str = _option(
        "style",
        "whose colours the result has: the style's, the picture's own, or the style's after its palette was matched to "
        "the picture's",
        label="Colours",
        choices={"style": "Of the style", "content": "Of the picture", "match": "Of the style, matched to the picture"},
    )
    colour_mix: float = _option(
        100.0,
        "how far the colours go from the style's (0) to the chosen ones (100)",
        label="Colour mix",
        low=0.0,
        high=100.0,
        unit="%",
    )
    smoothness: float = _option(
        100.0, "total variation, relative to the preset's own", label="Smoothness", low=0.0, high=1000.0, unit="%"
    )
    quality: str = _option(
        "normal",
        "how many evaluations each level gets",
        label="Quality",
        choices={"draft": "Draft", "normal": "Normal", "best": "Best"},
    )
    size: int | None = _option(
        None,
        "longest side of the content to work at; none: the content's own",
        label="Working size",
        low=16,
        high=32768,
        unit="px",
    )
    finish: str = _option(
        "normal",
        "fine strokes at the picture's own size where the working size is smaller; none: the painting is only enlarged",
        label="Finish",
        choices={"none": "None", "draft": "Draft", "normal": "Normal", "best": "Best"},
    )
    evaluations: int | None = _option(
        None,
        "evaluations of loss and gradient over all levels; none: by preset and quality",
        label="Evaluations",
        low=1,
        high=100000,
        advanced=True,
    )
    single_scale: bool | None = _option(
        None, "work at the final size only, no pyramid; none: by preset and start", label="Single scale", advanced=True
    )
    start: str = _option(
        "content",
        "what the optimisation starts from; picture: one that is given, such as an earlier result",
        label="Start from",
        choices={"content": "The picture", "noise": "Noise", "style": "The style", "picture": "An earlier result"},
        advanced=True,
    )
    seed: int = _option(0, "seed of the noise start", label="Seed", low=0, high=2**31 - 1, advanced=True)
    maintain_aspect_ratio: bool = _option(
        True,
        "keep the content's proportions while working; no: work on a square",
        label="Keep aspect ratio",
        advanced=True,
    )
    rescale_image: bool = _option(
        True, "give the result the content's own size again", label="Rescale result", advanced=True
    )
    pooling: str = _option(
        "preset",
        "how the network reduces: average, as the papers do; maximum, as it was trained: crisper strokes, and no fine "
        "net of lines on flat areas, to which average pools are blind; preset: maximum for impasto, else average",
        label="Pooling",
        choices={"preset": "By preset", "average": "Average", "maximum": "Maximum"},
        advanced=True,
    )
    optimiser: str = _option(
        "auto",
        "what lowers the loss; automatic: SciPy's, or single precision where memory is short or the device fast",
        label="Optimiser",
        choices={"auto": "Automatic", "scipy": "SciPy's L-BFGS-B", "float32": "L-BFGS in single precision"},
        advanced=True,
    )
    device: str = _device()
    threads: int = _threads()
    memory_limit: int = _memory_limit()


@dataclass(frozen=True)
class DreamOptions(CheckedOptions):
    """What the user can choose for a dream; see `Options`."""

    strength: float = _option(
        50.0,
        "how far the dream goes: 0 not at all, 100 as far as it can",
        label="Strength",
        low=0.0,
        high=100.0,
        unit="%",
    )
    layer: str = _option(
        "conv5_3",
        "the layer whose features are raised: shallow ones draw strokes and grain, deep ones forms and creatures",
        label="Layer",
        choices={
            f"conv{block}_{index}": f"{kind} ({block}.{index})"
            for block, kind in enumerate(("Grain", "Strokes", "Ornaments", "Forms", "Creatures"), start=1)
            for index in range(1, 3 if block <= 2 else 4)
        },
    )
    octaves: int = _option(
        4,
        "sizes that are dreamt at, from small to full: more of them make larger forms",
        label="Octaves",
        low=1,
        high=12,
    )
    octave_scale: float = _option(
        1.4,
        "how much larger each octave is than the one before",
        label="Octave scale",
        low=1.1,
        high=2.0,
        unit="x",
        advanced=True,
    )
    steps: int = _option(10, "steps at each octave", label="Steps", low=1, high=1000)
    size: int | None = _option(
        None, "longest side to dream at; none: the picture's own", label="Working size", low=16, high=32768, unit="px"
    )
    channels: str = _option(
        "", "channels of the layer to raise, such as 3,40-47; empty: all", label="Channels", advanced=True
    )
    jitter: int = _option(
        32,
        "how far the picture is moved at random before each step, so that no grid shows",
        label="Jitter",
        low=0,
        high=256,
        unit="px",
        advanced=True,
    )
    seed: int = _option(0, "seed of the random moves", label="Seed", low=0, high=2**31 - 1, advanced=True)
    device: str = _device()
    threads: int = _threads()
    memory_limit: int = _memory_limit()


def value_type(field: dataclasses.Field[Any]) -> type:
    """The plain type of an option's values: bool, int, float or str."""
    return {"bool": bool, "int": int, "float": float, "str": str}[str(field.type).removesuffix(" | None")]


def describe(field: dataclasses.Field[Any]) -> str:
    """An option's help with its range or choices and its default, in one line; % is doubled for argparse."""
    words = "" if value_type(field) is bool else f"; {allowed(field)}"
    return f"{field.metadata['help']}{words} (default: {default_text(field)})".replace("%", "%%")


def default_text(field: dataclasses.Field[Any]) -> str:
    """An option's default in words."""
    if field.default is None:
        return "automatic"
    if value_type(field) is bool:
        return "yes" if field.default else "no"
    return f"{field.default:g}" if value_type(field) is float else str(field.default) or "empty"


def _checked(field: dataclasses.Field[Any], value: Any) -> Any:
    """`value` as the option's type, or an OptionError that says what is allowed."""
    if value is None and str(field.type).endswith("| None"):
        return None
    if not _is_allowed(field, value):
        kind, limits = _limits(field)
        code = f"no-{kind}" if value is None else f"option-{kind}"
        raise OptionError(code, name=field.name, value=repr(value), **limits)
    return value_type(field)(value)


def _is_allowed(field: dataclasses.Field[Any], value: Any) -> bool:
    kind = value_type(field)
    accepted = (int, float) if kind in (int, float) else kind
    if isinstance(value, bool) != (kind is bool) or not isinstance(value, accepted):
        return False
    if kind is int and isinstance(value, float) and not value.is_integer():
        return False
    low, high, choices = (field.metadata[key] for key in ("low", "high", "choices"))
    return (low is None or low <= value <= high) and (not choices or value in choices)


def allowed(field: dataclasses.Field[Any]) -> str:
    """What an option may be, in words."""
    kind, values = _limits(field)
    return ALLOWED[kind].format(**values)


def _limits(field: dataclasses.Field[Any]) -> tuple[str, dict[str, str]]:
    """The key in `ALLOWED` for what an option may be, and the values for its words."""
    if field.metadata["choices"]:
        return "choice", {"choices": ", ".join(field.metadata["choices"])}
    if field.metadata["low"] is not None:
        low, high = (f"{field.metadata[key]:.10g}" for key in ("low", "high"))
        return "range", {"low": low, "high": f"{high} {field.metadata['unit']}".rstrip()}
    return "bool" if value_type(field) is bool else "text", {}
