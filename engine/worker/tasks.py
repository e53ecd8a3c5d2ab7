"""What a job of the worker does with its pixels: paint or dream. One class for each kind of job."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from ..arrays import Array
from ..deepdream import plan as dream_plan
from ..deepdream.dream import dream
from ..losses.objective import graphs_of
from ..losses.regions import count
from ..options import ComputeOptions, DreamOptions, Options
from ..runtime.network import Network
from ..tracking.forecast import Forecast
from ..tracking.progress import Progress
from ..tracking.report import Result
from ..transfer.forecast import forecast, learn, peak_memory
from ..transfer.stylize import stylize
from .scratch import Scratch

OnProgress = Callable[[Progress], None]
OnLevel = Callable[[int], None]
Masks = list[Array | None] | None


class Task(Protocol):
    """What a job does, whatever its kind."""

    @property
    def options(self) -> ComputeOptions: ...

    def memory(self, network: Network) -> int:
        """Bytes that it needs at most; raises InputError where it does not fit."""

    def forecast(self, network: Network) -> Forecast:
        """What it will take."""

    def run(self, network: Network, on_progress: OnProgress, on_level: OnLevel | None = None) -> Result:
        """Do it; the callbacks are those of `stylize`."""

    def learn(self, network: Network, report: dict[str, Any]) -> None:
        """Keep what its report says of the machine's speed."""


@dataclass(frozen=True)
class Painting:
    """Style transfer; see `stylize`."""

    content: Array
    styles: list[Array]
    weights: Sequence[float] | None
    scales: Sequence[float] | None
    start: Array | None
    regions: Masks
    style_masks: Masks
    options: Options

    @classmethod
    def read(cls, command: Mapping[str, Any], scratch: Scratch) -> Painting:
        """From a `job` command; KeyError, TypeError, ValueError or AttributeError where it is not complete."""
        content = read_pixels(command["content"], scratch)
        styles = [read_pixels(style, scratch) for style in command["styles"]]
        weights = [float(style.get("weight", 1)) for style in command["styles"]]
        regions, masks = (_masks(command["styles"], key, scratch) for key in ("region", "mask"))
        start = read_pixels(command["start"], scratch) if "start" in command else None
        options = Options.from_mapping(dict(command.get("options", {})))
        return cls(content, styles, weights, _scales(command["styles"]), start, regions, masks, options)

    def memory(self, network: Network) -> int:
        """See `Task`."""
        return peak_memory(self.content, self.options, network, count(self.regions))

    def forecast(self, network: Network) -> Forecast:
        """See `Task`."""
        return forecast(self.content, self.styles, self.options, network, self.scales, count(self.regions))

    def run(self, network: Network, on_progress: OnProgress, on_level: OnLevel | None = None) -> Result:
        """See `Task`."""
        return stylize(
            self.content,
            self.styles,
            self.options,
            on_progress,
            on_level=on_level,
            weights=self.weights,
            scales=self.scales,
            start=self.start,
            regions=self.regions,
            style_masks=self.style_masks,
            network=network,
        )

    def learn(self, network: Network, report: dict[str, Any]) -> None:
        """See `Task`."""
        learn(self.styles, self.options, network, report, self.scales)


@dataclass(frozen=True)
class Dream:
    """Deep Dream; see `dream`."""

    content: Array
    guide: Array | None
    options: DreamOptions

    @classmethod
    def read(cls, command: Mapping[str, Any], scratch: Scratch) -> Dream:
        """From a `job` command; KeyError, TypeError, ValueError or AttributeError where it is not complete."""
        content = read_pixels(command["content"], scratch)
        guide = read_pixels(command["guide"], scratch) if command.get("guide") else None
        return cls(content, guide, DreamOptions.from_mapping(dict(command.get("options", {}))))

    def memory(self, network: Network) -> int:  # noqa: ARG002
        """See `Task`."""
        return dream_plan.plan(self.content.shape[1], self.content.shape[0], self.options).memory

    def forecast(self, network: Network) -> Forecast:
        """See `Task`."""
        return dream_plan.forecast(self.content.shape[1], self.content.shape[0], self.options, network)

    def run(self, network: Network, on_progress: OnProgress, on_level: OnLevel | None = None) -> Result:
        """See `Task`."""
        return dream(self.content, self.options, self.guide, on_progress, on_level=on_level, network=network)

    def learn(self, network: Network, report: dict[str, Any]) -> None:
        """The speed that is kept is style transfer's."""


KINDS: dict[str, type[Painting] | type[Dream]] = {"style": Painting, "dream": Dream}


def kind_of(command: Mapping[str, Any]) -> type[Painting] | type[Dream]:
    """The class for the command's `kind`, style transfer where it has none; ValueError for an unknown one."""
    kind = command.get("kind", "style")
    if kind not in KINDS:
        raise ValueError(f"there is no kind {kind!r}, only {' and '.join(KINDS)}")
    return KINDS[kind]


def read_task(command: Mapping[str, Any], scratch: Scratch) -> Task:
    """The task of a `job` command, with its pixels.

    Raises
    ------
    OptionError
        An option cannot be used.
    KeyError, TypeError, ValueError, AttributeError
        Something else in the command cannot.
    """
    return kind_of(command).read(command, scratch)


def needs(command: Mapping[str, Any]) -> tuple[ComputeOptions, tuple[str, ...]]:
    """The options of a `prepare` command, and the graphs that such a task runs.

    Raises
    ------
    OptionError
        An option cannot be used.
    """
    values = dict(command.get("options") or {})
    if kind_of(command) is Dream:
        dreams = DreamOptions.from_mapping(values)
        return dreams, (f"dream_{dreams.layer}",)
    options = Options.from_mapping(values)
    return options, graphs_of(options)


def read_pixels(picture: Mapping[str, Any], scratch: Scratch, channels: tuple[int, ...] = (3, 4)) -> Array:
    """A raw pixel file as an array (height, width, channels) float32, finite."""
    shape = int(picture["height"]), int(picture["width"]), int(picture["channels"])
    path = scratch.file(picture["file"])
    if min(shape) < 1 or shape[2] not in channels:
        raise ValueError(f"{path.name} cannot have the size {shape[1]} x {shape[0]} x {shape[2]}")
    if not path.is_file() or path.stat().st_size != 4 * shape[0] * shape[1] * shape[2]:
        raise ValueError(f"{path.name} is not a file of {shape[1]} x {shape[0]} x {shape[2]} float32 values")
    pixels = np.fromfile(path, np.float32).reshape(shape)
    if np.isfinite(pixels.sum()):  # a tenth of the time of looking at each number
        return pixels
    return np.nan_to_num(pixels, nan=0.0, posinf=1.0, neginf=0.0)


def _scales(styles: Sequence[Mapping[str, Any]]) -> list[float] | None:
    """The styles' own brush sizes in %: all or none."""
    given = [float(style["scale"]) for style in styles if "scale" in style]
    if given and len(given) < len(styles):
        raise ValueError("some styles have a scale and some have none")
    return given or None


def _masks(styles: Sequence[Mapping[str, Any]], key: str, scratch: Scratch) -> Masks:
    """Each style's mask (height, width) of one kind, or None where none has any."""
    if not any(style.get(key) for style in styles):
        return None
    return [
        read_pixels({**style[key], "channels": 1}, scratch, (1,))[:, :, 0] if style.get(key) else None
        for style in styles
    ]
