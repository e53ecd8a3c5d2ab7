"""Which pictures of a batch are there already: painted from the same files, with the same options and losses."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from ..errors import InputError
from ..imaging.metadata import read_note
from .batch import Item
from .recipe import Recipe, Source, checksum_of, parse_note

State = Literal["open", "done", "foreign"]
MACHINE = ("device", "threads", "memory_limit")
"""Options that say what computes, not what is painted."""


class Existing:
    """Looks at the results that there are; checksums of inputs are computed once.

    Parameters
    ----------
    model_sha256 : of the weights that would paint now
    """

    def __init__(self, model_sha256: str) -> None:
        self._model_sha256 = model_sha256
        self._known: dict[Path, str] = {}

    def state(self, item: Item) -> State:
        """Done, or open: missing, stopped early or made otherwise; foreign: a file without a recipe."""
        if not item.output.exists():
            return "open"
        try:
            note = read_note(item.output)
        except InputError:
            return "foreign"
        if note is None:
            return "foreign"
        try:
            found = _essence(parse_note(note), item)
            return "done" if found == _essence(parse_note(self._expected(item)), item) else "open"
        except (
            AttributeError,
            InputError,
            LookupError,
            TypeError,
            ValueError,
        ):  # another version's recipe; an input that is missing
            return "open"

    def _expected(self, item: Item) -> str:
        """The recipe that the result will have; sizes of pictures follow from their files."""
        files, options = item.files, item.files.options
        styles = [style.converted(self._source) for style in files.styles]
        start, strength_map = (self._source(each) if each else None for each in (files.start, files.strength_map))
        return Recipe(
            self._source(files.content),
            styles,
            options.to_mapping(),
            start,
            model_sha256=self._model_sha256,
            strength_map=strength_map,
        ).to_json()

    def _source(self, path: Path) -> Source:
        if path not in self._known:
            try:
                self._known[path] = checksum_of(path)
            except OSError as error:
                raise InputError(f"{path} cannot be read: {error.strerror}.", "Check its permissions.") from error
        return Source(path.name, self._known[path], (0, 0))


def _essence(recipe: Mapping[str, Any], item: Item) -> dict[str, Any]:
    """What decides how a picture looks: checksums instead of files, no machine's settings unless they are asked for."""
    ignored = {name for name in MACHINE if name != "device" or item.files.options.device == "auto"}
    files = [recipe[name] for name in ("content", "styles", "start", "regions", "style_masks")]
    return {
        "files": _checksums([*files, recipe.get("strength_map")]),
        "options": {name: value for name, value in recipe["options"].items() if name not in ignored},
        **{name: recipe[name] for name in ("weights", "scales", "model_sha256", "version", "stopped_after")},
    }


def _checksums(found: Any) -> Any:
    """Sources, and lists of them, by their checksums alone."""
    if isinstance(found, list):
        return [_checksums(each) for each in found]
    return found["sha256"] if found else None
