"""A job that names its files without their paths, so that it can be done on another machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from ..losses.style import Style
from ..options import ComputeOptions, Options
from ..runtime.network import Network
from .job import OnProgress
from .painting import Painted, read_painting
from .style_files import StyleFiles


class FileJob(Protocol):
    """A job that can travel: it knows its files by names of its own, and writes into a folder that it is given.

    Its class is one that can be imported where it arrives.
    """

    @property
    def options(self) -> ComputeOptions: ...

    def to_mapping(self) -> dict[str, Any]:
        """All of it as JSON has it."""

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> FileJob:
        """The job that `to_mapping` described."""

    def adapted(self, threads: int, memory_limit: int) -> FileJob:
        """The same job with so many threads, and so many MiB of memory; 0 as in the options."""

    def run(self, files: Mapping[str, Path], folder: Path, network: Network, on_progress: OnProgress) -> Painted:
        """Do it; what it leaves in the folder is its result.

        Parameters
        ----------
        files : where each of its files is
        folder : empty

        Raises
        ------
        InputError
            A file cannot be used, or the job cannot be done.
        """


@dataclass(frozen=True)
class PaintJob:
    """A picture to paint; see `StyleFiles`, whose paths are names here.

    Attributes
    ----------
    output : name of the file to write, whose suffix says the format
    """

    content: str
    styles: tuple[Style[str], ...]
    options: Options
    output: str
    start: str | None = None
    look: str | None = None
    stop_after: int | None = None
    strength_map: str | None = None

    def to_mapping(self) -> dict[str, Any]:
        """See `FileJob`."""
        return asdict(self)

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> PaintJob:
        """See `FileJob`."""
        return cls(**{**values, **painted_with(values)})

    def adapted(self, threads: int, memory_limit: int) -> PaintJob:
        """See `FileJob`."""
        return replace(self, options=replace(self.options, threads=threads, memory_limit=memory_limit))

    def run(self, files: Mapping[str, Path], folder: Path, network: Network, on_progress: OnProgress) -> Painted:
        """See `FileJob`."""
        described = StyleFiles(
            files[self.content],
            [style.converted(files.__getitem__) for style in self.styles],
            self.options,
            files[self.start] if self.start else None,
            self.look,
            self.stop_after,
            files[self.strength_map] if self.strength_map else None,
        )
        painting = read_painting(described, remembered=False)
        return painting.paint(folder / self.output, network, on_progress=on_progress)


class FileNames:
    """Gives the files of a job their names; a file that is used twice has one name."""

    def __init__(self) -> None:
        self._names: dict[Path, str] = {}

    def __call__(self, path: Path) -> str:
        """The name of a file."""
        return self._names.setdefault(path, f"{len(self._names)}")

    @property
    def files(self) -> dict[str, Path]:
        """The files that have been named."""
        return {name: path for path, name in self._names.items()}


def painted_with(values: Mapping[str, Any]) -> dict[str, Any]:
    """The styles and options of a job from what JSON has of them."""
    return {
        "styles": tuple(Style(**style) for style in values["styles"]),
        "options": Options.from_mapping(values["options"]),
    }


def paint_job(files: StyleFiles, output: str) -> tuple[PaintJob, dict[str, Path]]:
    """A picture as a job, and the paths of the files that it names."""
    name = FileNames()
    job = PaintJob(
        name(files.content),
        tuple(style.converted(name) for style in files.styles),
        files.options,
        output,
        name(files.start) if files.start else None,
        files.look,
        files.stop_after,
        name(files.strength_map) if files.strength_map else None,
    )
    return job, name.files
