"""`impasto faces`, and the option that does the same by itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.imaging import read_image, read_mask, write_image
from engine.imaging.faces import face_map

from .conftest import Impasto, Pictures, Refused


def test_the_map_of_a_face_is_what_the_option_uses(
    impasto: Impasto, style: Path, pictures: Pictures, tmp_path: Path
) -> None:
    photo, held = tmp_path / "photo.png", tmp_path / "held.png"
    write_image(photo, pictures("astronaut", 96, 96))
    ended = impasto("faces", photo, "-o", held)
    assert (ended.status, ended.err) == (0, "1 face\n")
    expected = face_map(read_image(photo).pixels)
    assert expected is not None
    assert np.abs(read_mask(held) - expected).max() < 0.01
    few = ("--evaluations", 2, "--single-scale")
    for name, given in {"by-map": ("--strength-map", held), "by-option": ("--keep-faces",), "free": ()}.items():
        assert impasto("style", photo, style, "-o", tmp_path / f"{name}.png", *few, *given).status == 0
    painted = [read_image(tmp_path / f"{name}.png").pixels for name in ("by-map", "by-option", "free")]
    assert np.abs(painted[0] - painted[1]).mean() < 0.01 < np.abs(painted[1] - painted[2]).mean()


def test_a_picture_without_a_face(impasto: Impasto, content: Path, style: Path, refused: Refused) -> None:
    refused("faces {content} -o {out}", r"No face was found in .*content\.png")
    ended = impasto("style", content, style, "-o", content.with_name("out.png"), "--evaluations", 1, "--keep-faces")
    assert ended.status == 0
    assert "No face was found in the picture: all of it is painted." in ended.err
