"""The folder beside a clip that is being painted: finished frames, how they are made, and how far it is."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..arrays import Array
from ..errors import InputError
from ..files import write_atomically
from ..imaging import Picture, read_image, write_image
from .video_recipe import check_same

STATE, LOG, LATEST = "state.json", "painted.jsonl", "latest.jpg"


class FolderStore:
    """Finished frames of one pass as PNG files; see `engine.video.frames.Store`."""

    def __init__(self, folder: Path, depth: int) -> None:
        self._folder, self._depth = folder, depth
        folder.mkdir(exist_ok=True)
        self._finished = {int(file.stem) for file in folder.glob("[0-9]*.png")}

    def __contains__(self, index: int) -> bool:
        """See `Store`."""
        return index in self._finished

    def __len__(self) -> int:
        """How many frames are finished."""
        return len(self._finished)

    def read(self, index: int) -> Array:
        """See `Store`."""
        return read_image(self.file(index)).pixels

    def write(self, index: int, picture: Array) -> None:
        """See `Store`; a file is there whole or not at all, whenever the program ends."""
        write_image(self.file(index), picture, like=Picture(picture, depth=self._depth))
        self._finished.add(index)

    def put(self, index: int, file: bytes) -> None:
        """Keep a frame that is finished, as another store of this depth has it: the contents of its file."""
        write_atomically(self.file(index), file)
        self._finished.add(index)

    def file(self, index: int) -> Path:
        """Where a frame is, or will be."""
        return self._folder / frame_file(index)


def stores_of(folder: Path, passes: int, depth: int) -> list[FolderStore]:
    """Where the frames of each pass are, in folders of their own."""
    return [FolderStore(folder / pass_folder(number), depth) for number in range(passes)]


def pass_folder(number: int) -> str:
    """What the folder of a pass, counted from 0, is called."""
    return f"pass-{number + 1}"


def frame_file(index: int) -> str:
    """What the file of a frame is called."""
    return f"{index:08}.png"


class WorkFolder:
    """`OUT.frames`, beside the output.

    Attributes
    ----------
    path : the folder
    """

    def __init__(self, output: Path) -> None:
        self.path = output.with_name(f"{output.name}.frames")

    @property
    def latest(self) -> Path:
        """A picture of the frame that was finished last, to look at meanwhile."""
        return self.path / LATEST

    def begun(self, *, resume: bool) -> dict[str, Any] | None:
        """What `begin` wrote in an earlier run, to go on with; None where nothing was begun.

        Raises
        ------
        InputError
            Something was begun and is not to be resumed, or the folder is not one of this kind.
        """
        if not self.path.exists():
            return None
        try:
            state = dict(json.loads((self.path / STATE).read_text()))
        except (OSError, ValueError):
            if self.path.is_dir() and all(file.suffix == ".part" for file in self.path.iterdir()):
                return None  # a run was killed before it had begun
            raise InputError(f"{self.path} is not a folder of an earlier run.", "Move it away.") from None
        if not resume:
            raise InputError(
                f"{self.path} holds the frames of an earlier run.",
                "Give --resume to go on with it, or remove the folder.",
            )
        return state

    def begin(self, state: Mapping[str, Any]) -> None:
        """Write down how the frames are made, or check that those that are there are made like this.

        Raises
        ------
        InputError
            They are made in another way, or the folder cannot be written.
        """
        file, wanted = self.path / STATE, json.loads(json.dumps(state))
        if file.exists():
            check_same(json.loads(file.read_text()), wanted, self.path)
            return
        try:
            self.path.mkdir(exist_ok=True)
            write_atomically(file, (json.dumps(state, indent=2) + "\n").encode())
        except OSError as error:
            raise InputError(
                f"{self.path} cannot be written: {error.strerror or error}.", "Choose another output."
            ) from error

    def stores(self, passes: int, depth: int) -> list[FolderStore]:
        """Where the frames of each pass are."""
        return stores_of(self.path, passes, depth)

    def note(self, entry: Mapping[str, Any]) -> None:
        """Add a line about a frame that is finished."""
        with (self.path / LOG).open("a") as stream:
            stream.write(json.dumps(entry) + "\n")

    def notes(self) -> list[dict[str, Any]]:
        """All lines, in the order of painting."""
        return list(self._lines())

    def show(self, picture: Array) -> None:
        """Replace the latest picture."""
        write_image(self.latest, picture)

    def remove(self) -> None:
        """Remove the folder and all in it; half of it is never taken for an earlier run's."""
        leaving = self.path.with_name(f".{self.path.name}-done")
        shutil.rmtree(leaving, ignore_errors=True)
        self.path.rename(leaving)
        shutil.rmtree(leaving)

    def _lines(self) -> Iterator[dict[str, Any]]:
        try:
            lines = (self.path / LOG).read_text().splitlines()
        except OSError:
            return
        for line in lines:
            try:
                yield dict(json.loads(line))
            except ValueError:  # the last one, of a run that was killed
                continue
