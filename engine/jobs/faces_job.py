"""Looking for faces as a job: a picture in, a strength map that holds its faces out."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from ..arrays import Array
from ..errors import InputError, Notice
from ..imaging.faces import LONGEST, face_map
from ..options import Options
from ..runtime.network import Network
from ..tracking.forecast import Forecast
from ..tracking.report import Result
from .job import OnLevel, OnProgress

SECONDS = 1.0
"""About what it takes, whatever the picture: it is looked at small."""
BYTES = 300
"""Of memory for each pixel that is looked at."""


@dataclass(frozen=True)
class FacesPlan:
    """How it will go."""

    memory: int = BYTES * LONGEST**2
    notices: tuple[Notice, ...] = ()
    crops: bool = False

    def forecast(self, network: Network) -> Forecast:  # noqa: ARG002 - the faces' network runs on the processor
        """See `JobPlan`."""
        return Forecast(SECONDS, self.memory, self.notices)


@dataclass(frozen=True)
class FacesJob:
    """One picture that is looked at; see `engine.jobs.job` for the methods."""

    content: Array
    options: Options

    def plan(self, network: Network) -> FacesPlan:  # noqa: ARG002 - all pictures take the same
        """See `Job`."""
        return FacesPlan()

    def crops(self, network: Network, planned: FacesPlan) -> None:
        """See `Work`; there are none."""

    def run(
        self,
        network: Network,  # noqa: ARG002 - the faces' network runs on the processor
        planned: FacesPlan,  # noqa: ARG002 - nor has it a plan,
        on_progress: OnProgress | None = None,  # noqa: ARG002 - evaluations
        on_level: OnLevel | None = None,  # noqa: ARG002 - or levels
    ) -> Result:
        """The map (H, W, 1): 0 on faces, 1 elsewhere.

        Raises
        ------
        InputError
            There are none.
        """
        begun = time.perf_counter()
        found = face_map(self.content)
        if found is None:
            raise InputError("No face was found.", "Paint a strength map by hand to keep one.", code="no-face")
        return Result(found[..., None], stopped=False, report={"seconds": round(time.perf_counter() - begun, 3)})

    def learn(self, network: Network, planned: FacesPlan, report: dict[str, Any]) -> None:
        """See `Work`; there is nothing to learn."""
