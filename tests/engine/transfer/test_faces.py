"""The option `keep_faces`, in whole jobs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine import Options, stylize
from engine.imaging.faces import face_map
from engine.jobs.style_job import StyleJob
from engine.losses.style import Style
from engine.runtime.network import Network

from ..conftest import Array

Pictures = Callable[[str, int, int], Array]


def test_a_face_is_held_as_by_its_map(pictures: Pictures, network: Network) -> None:
    content, style = pictures("astronaut", 128, 128), pictures("van_gogh_night_cafe", 64, 50)
    options = Options(evaluations=4, single_scale=True)
    expected = stylize(content, [style], options, strength_map=face_map(content), network=network).pixels
    wanted = Options(evaluations=4, single_scale=True, keep_faces=True)
    assert np.array_equal(stylize(content, [style], wanted, network=network).pixels, expected)
    job = StyleJob(content, [Style(style)], wanted)
    planned = job.plan(network)
    assert planned.notices == ()
    assert np.array_equal(job.run(network, planned, None).pixels, expected)


def test_of_a_map_and_a_face_the_smaller_value_counts(pictures: Pictures, network: Network) -> None:
    content = pictures("astronaut", 128, 128)
    half = np.ones((128, 128), np.float32)
    half[:, 64:] = 0.3
    job = StyleJob(content, [Style(content)], Options(keep_faces=True), strength_map=half)
    planned, faces = job.plan(network), face_map(content)
    assert planned.strength_map is not None and faces is not None
    assert np.array_equal(planned.strength_map.values, np.minimum(half, faces))


def test_where_there_is_no_face_that_is_said(pictures: Pictures, network: Network) -> None:
    content = pictures("cat", 96, 64)
    planned = StyleJob(content, [Style(content)], Options(keep_faces=True)).plan(network)
    assert [notice.code for notice in planned.notices] == ["no-faces"]
    assert planned.strength_map is None
