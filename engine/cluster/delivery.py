"""What goes to a worker, as JSON, and what comes back; without Dask."""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import EngineError, InputError
from ..jobs.file_job import FileJob


@dataclass(frozen=True)
class Assignment:
    """A job for a worker.

    Attributes
    ----------
    files : by the job's names, the name of each file and the path that the user knows it by
    number : of the job, unique among all clients
    queue : where its progress goes, at most every `interval` seconds
    """

    job: FileJob
    files: Mapping[str, tuple[str, str]]
    number: str
    queue: str
    interval: float
    previews: bool

    def to_json(self) -> str:
        """All of it, and which class the job is of."""
        values = {name: getattr(self, name) for name in ("files", "number", "queue", "interval", "previews")}
        kind = f"{type(self.job).__module__}:{type(self.job).__qualname__}"
        return json.dumps({**values, "kind": kind, "job": self.job.to_mapping()})

    @classmethod
    def from_json(cls, text: str) -> Assignment:
        """The assignment that `to_json` wrote.

        Raises
        ------
        EngineError
            There is no such kind of job here.
        """
        values = json.loads(text)
        kind, job = values.pop("kind"), values.pop("job")
        files = {name: (file, path) for name, (file, path) in values.pop("files").items()}
        return cls(job=_class(kind).from_mapping(job), files=files, **values)


@dataclass(frozen=True)
class Delivery:
    """What comes back of a job.

    Attributes
    ----------
    report : as the job itself gives it, and the name of the `worker`
    stopped : it was finished early
    files : contents of all files that it wrote, by their names in its folder
    """

    report: dict[str, Any]
    stopped: bool
    files: dict[str, bytes]

    def file(self, name: str) -> bytes:
        """The contents of a file that the job was to write; raises EngineError where it did not."""
        if name not in self.files:
            raise EngineError("The worker has not written {file}.", "Try again.", code="no-file", file=name)
        return self.files[name]


@dataclass(frozen=True)
class Failure:
    """An error of a job in words; Dask cannot carry exceptions of our own kinds."""

    message: str
    hint: str = ""
    code: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    is_input: bool = False

    def error(self) -> EngineError:
        """The error to raise for it."""
        kind = InputError if self.is_input else EngineError
        error = kind(self.message, self.hint)
        error.code, error.values = self.code, self.values
        return error


def _class(kind: str) -> type[FileJob]:
    """The class of a job from its module and name."""
    module, _, name = kind.partition(":")
    try:
        found: type[FileJob] = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise EngineError(
            "There is no job {kind} here.", "Install the same version of Impasto.", code="job-kind", kind=kind
        ) from error
    return found
