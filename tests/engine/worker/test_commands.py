"""Jobs as commands describe them: what is read, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Options, stylize
from engine.runtime.network import Network

from .conftest import Client, Message, Pictures, assert_works, job


def test_a_start_and_brush_sizes_of_a_job(client: Client, pictures: Pictures, painting_network: Network) -> None:
    """The same picture as painted by Python with them."""
    command = job(client, 8, pictures, start="picture", evaluations=2)
    begin = pictures("coffee", 30, 30)
    command["styles"][0]["scale"] = 60
    client.send(command | {"start": client.picture("start.f32", begin)})
    done = client.expect("done")
    pixels = np.fromfile(client.folder / done["file"], np.float32).reshape(48, 48, 3)
    content, style = pictures("cat", 48, 48), pictures("van_gogh_night_cafe", 40, 32)
    options = Options(start="picture", evaluations=2)
    expected = stylize(content, [style], options, scales=[60.0], start=begin, network=painting_network).pixels
    assert np.array_equal(pixels, expected)
    command["styles"].append(client.picture("other.f32", style))
    client.send(command | {"id": 9})
    error = client.expect("error")
    assert "some styles have a scale and some have none" in error["message"]


def test_a_region_and_a_mask_of_a_job(client: Client, pictures: Pictures, painting_network: Network) -> None:
    """The same picture as painted by Python with them."""
    command, half = job(client, 8, pictures, evaluations=2), np.zeros((24, 36, 1), np.float32)
    half[:, :18] = 1
    mask = {key: value for key, value in client.picture("half.f32", half).items() if key != "channels"}
    command["styles"][0] |= {"region": mask, "mask": mask}
    client.send(command)
    done = client.expect("done")
    pixels = np.fromfile(client.folder / done["file"], np.float32).reshape(48, 48, 3)
    content, style = pictures("cat", 48, 48), pictures("van_gogh_night_cafe", 40, 32)
    expected = stylize(
        content,
        [style],
        Options(evaluations=2),
        regions=[half[:, :, 0]],
        style_masks=[half[:, :, 0]],
        network=painting_network,
    ).pixels
    assert np.array_equal(pixels, expected)
    assert np.array_equal(pixels[:, 28:], content[:, 28:])
    assert done["report"]["regions"] == [{"styles": [1], "share": 0.5}]


def test_a_strength_map_of_a_job(client: Client, pictures: Pictures, painting_network: Network) -> None:
    """The same picture as painted by Python with it."""
    ramp = np.broadcast_to(np.linspace(0, 1, 36, dtype=np.float32)[:, None], (24, 36, 1)).copy()
    mask = {key: value for key, value in client.picture("ramp.f32", ramp).items() if key != "channels"}
    client.send(job(client, 8, pictures, evaluations=2) | {"strength_map": mask})
    done = client.expect("done")
    pixels = np.fromfile(client.folder / done["file"], np.float32).reshape(48, 48, 3)
    content, style = pictures("cat", 48, 48), pictures("van_gogh_night_cafe", 40, 32)
    made = {"options": Options(evaluations=2), "network": painting_network}
    expected = stylize(content, [style], **made, strength_map=ramp[:, :, 0]).pixels
    assert np.array_equal(pixels, expected)
    assert not np.array_equal(pixels, stylize(content, [style], **made).pixels)


PICTURE = {"file": "style.f32", "width": 40, "height": 32, "channels": 3}


BAD_JOBS: dict[str, tuple[Message, str]] = {
    "no content": ({"content": None}, "not complete"),
    "no styles": ({"styles": None}, "not complete"),
    "an empty list of styles": ({"styles": []}, "There is no style."),
    "a style that is no object": ({"styles": ["style.f32"]}, "not complete"),
    "a file that is not there": ({"content": PICTURE | {"file": "none.f32"}}, "none.f32 is not a file of 40 x 32 x 3"),
    "a file of another size": ({"content": PICTURE | {"width": 41}}, "style.f32 is not a file of 41 x 32 x 3"),
    "a file elsewhere": ({"content": PICTURE | {"file": "../secret"}}, "not a file name in the worker's folder"),
    "an absolute file": ({"content": PICTURE | {"file": "/etc/passwd"}}, "not a file name in the worker's folder"),
    "no width": ({"content": {"file": "style.f32", "height": 32, "channels": 3}}, "not complete: 'width'"),
    "no pixels": ({"content": PICTURE | {"width": 0}}, "cannot have the size 0 x 32"),
    "a negative size": ({"content": PICTURE | {"width": -40, "height": -32}}, "cannot have the size -40 x -32"),
    "two channels": ({"content": PICTURE | {"channels": 2}}, "cannot have the size 40 x 32 x 2"),
    "a weight of zero": ({"styles": [PICTURE | {"weight": 0}]}, "style weight"),
    "a weight that is no number": ({"styles": [PICTURE | {"weight": "much"}]}, "not complete"),
    "a weight that is not finite": ({"styles": [PICTURE | {"weight": float("nan")}]}, "style weight"),
    "a region of another size": ({"styles": [PICTURE | {"region": PICTURE}]}, "style.f32 is not a file of 40 x 32 x 1"),
    "a mask without a file": ({"styles": [PICTURE | {"mask": {"width": 40, "height": 32}}]}, "not complete: 'file'"),
    "a strength map of another size": ({"strength_map": PICTURE}, "style.f32 is not a file of 40 x 32 x 1"),
    "an unknown option": ({"options": {"brush": 3}}, "no option 'brush'"),
    "an option out of range": ({"options": {"strength": 300}}, "'strength' cannot be 300; it lies in 0 to 100 %"),
    "an option of a wrong type": ({"options": {"size": "large"}}, "'size' cannot be 'large'"),
    "options that are none": ({"options": 7}, "not complete"),
    "an unknown device": ({"options": {"device": "abacus"}}, "no device 'abacus'"),
    "too little memory": ({"options": {"memory_limit": 1}}, "1 MiB may be used"),
    "a pause that is no level": ({"pause_after_level": "coarse"}, "'coarse' is not an integer"),
    "an id that is no number": ({"id": "../../x"}, "'../../x' is not an integer"),
    "no id": ({"id": None}, "not complete: 'id'"),
}


@pytest.mark.parametrize("fault", BAD_JOBS)
def test_bad_jobs(fault: str, client: Client, pictures: Pictures) -> None:
    changes, message = BAD_JOBS[fault]
    command = job(client, 70, pictures, evaluations=1) | changes
    client.send({key: value for key, value in command.items() if value is not None})
    error = client.expect("error")
    assert set(error) == {"type", "id", "message", "hint", "code", "values", "log"}
    assert error["id"] == command["id"]
    assert message in error["message"]
    assert error["hint"]
    assert error["log"] == client.ready["log"]


def test_values_beyond_the_range_and_no_numbers(client: Client, pictures: Pictures) -> None:
    """Scene-referred layers hold such values; they must not spread."""
    content = pictures("cat", 48, 48).copy()
    content[0, 0], content[1, 1], content[2, 2] = np.nan, np.inf, -3
    command = job(client, 91, pictures, evaluations=3)
    client.send(command | {"content": client.picture("odd.f32", content)})
    done = client.expect("done")
    assert np.isfinite(np.fromfile(client.folder / done["file"], np.float32)).all()


def test_after_all_that_it_still_works(client: Client, pictures: Pictures) -> None:
    assert_works(client, 90, pictures)
