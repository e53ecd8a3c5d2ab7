"""What must be the same for frames to belong together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.errors import InputError
from engine.jobs.video_recipe import check_same, recipe, used
from engine.options import Options
from engine.runtime.models import weights_checksum
from engine.runtime.network import Network

from .conftest import Pictures
from .video import files_of

USED = {"device": "cpu", "threads": 2, "memory_limit": 4000}


@pytest.fixture
def made(tmp_path: Path, pictures: Pictures, network: Network) -> dict[str, Any]:
    """The recipe of the small clip."""
    files = files_of(tmp_path, pictures, frames=range(1, 4))
    return recipe(files, range(1, 4), 8, USED, weights_checksum(network.folder))


def test_it_names_all_that_frames_depend_on(made: dict[str, Any]) -> None:
    assert made["clip"]["file"] == "clip.gif"
    assert len(made["clip"]["sha256"]) == len(made["styles"][0]["picture"]["sha256"]) == 64
    assert made["frames"] == [1, 4]
    assert made["options"]["evaluations"] == 8
    assert made["used"] == USED
    assert len(made["model_sha256"]) == 64
    assert all(version[0].isdigit() for version in made["versions"].values())
    assert json.loads(json.dumps(made)) == made


def test_folders_are_not_in_it(made: dict[str, Any], tmp_path: Path) -> None:
    assert str(tmp_path) not in json.dumps(made)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("options", {"strength": 60}, r"strength 75\.0, not 60\. Repeat the command"),
        ("clip", {"file": "clip.gif", "sha256": "0" * 64}, "with other clip"),
        ("styles", [], "with other styles"),
        ("versions", {"numpy": "0.1"}, r"numpy .*, not 0\.1"),
        ("every", 3, "every 1, not 3"),
        ("model_sha256", "0" * 64, "with other model_sha256"),
    ],
)
def test_the_first_difference_is_named(name: str, value: Any, message: str, made: dict[str, Any]) -> None:
    wanted = {**made, name: {**made[name], **value} if isinstance(value, dict) else value}
    with pytest.raises(InputError, match=message):
        check_same(made, wanted, Path("out.frames"))
    check_same(made, dict(made), Path("out.frames"))


def test_frames_may_be_resumed_on_another_machine(made: dict[str, Any]) -> None:
    check_same(made, {**made, "used": {"device": "auto", "threads": 0, "memory_limit": 0}}, Path("out.frames"))


def test_what_was_used_is_used_again(made: dict[str, Any]) -> None:
    assert used(made, Options()) == made["used"]
    assert used(None, Options(threads=3)) == {"device": "auto", "threads": 3, "memory_limit": 0}
