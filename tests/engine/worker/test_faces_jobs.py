"""Jobs of the kind `faces`, spoken of to a real worker as an editor does."""

from __future__ import annotations

import numpy as np

from engine.imaging.faces import face_map

from .conftest import Client, Pictures


def test_a_map_of_the_faces(client: Client, pictures: Pictures) -> None:
    content = pictures("astronaut", 256, 256)
    client.send({"type": "job", "kind": "faces", "id": 4, "content": client.picture("content.f32", content)})
    done = client.expect("done")
    assert (done["width"], done["height"], done["channels"]) == (256, 256, 1)
    found = np.fromfile(client.folder / done["file"], np.float32).reshape(256, 256)
    expected = face_map(content)
    assert expected is not None and (found == expected).all()
    assert found.min() == 0 and found[0, 0] == 1


def test_a_picture_without_faces_is_an_error_in_words(client: Client) -> None:
    sky = client.picture("sky.f32", np.full((64, 64, 3), 0.5, np.float32))
    client.send({"type": "job", "kind": "faces", "id": 5, "content": sky, "options": {}})
    error = client.expect("error")
    assert (error["id"], error["code"]) == (5, "no-face") and error["hint"]
