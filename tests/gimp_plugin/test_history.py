"""The last results of an image: how many, in which order, with pictures, and what strangers may write there."""

from __future__ import annotations

import base64
import json
import random
import zlib

import pytest
from common import history, recipes
from common.history import Entry, Thumbnail
from options import Options

PICTURE = Thumbnail(4, 2, bytes(range(24)))


def entry(strength: float, name: str = "photo", picture: Thumbnail | None = PICTURE) -> Entry:
    return Entry(recipes.made(name, Options(strength=strength), "in-place", []), picture)


def strengths(entries):
    return [each.recipe.values["strength"] for each in entries]


def test_there_and_back():
    entries = [entry(10), entry(20, picture=None)]
    assert history.read(history.to_json(entries)) == entries


def test_the_newest_comes_first_and_the_oldest_go():
    entries = []
    for strength in range(10):
        entries = history.with_newest(entries, entry(strength))
    assert strengths(entries) == [9, 8, 7, 6, 5, 4, 3, 2]
    assert strengths(history.with_newest(entries, entry(5))) == [5, 9, 8, 7, 6, 4, 3, 2]


def test_what_a_layer_says_itself_is_not_said_twice():
    assert strengths(history.merged([entry(1), entry(2)], [entry(2), entry(3)])) == [1, 2, 3]


def test_many_results_fit():
    rows = bytes(range(256)) * (3 * history.SIDE * history.SIDE // 256)
    entries = [entry(n, picture=Thumbnail(history.SIDE, history.SIDE, rows)) for n in range(history.MOST)]
    assert len(history.to_json(entries)) < history.LONGEST


@pytest.mark.parametrize("data", [b"", b"{}", b"[3, null, []]", b"[" * 10_000, b" " * (history.LONGEST + 1)])
def test_what_is_no_history(data):
    assert history.read(data) == []


@pytest.mark.parametrize(
    "picture", [None, 3, {}, {"width": 10_000}, {"width": -4}, {"height": 3}, {"rgb": "!"}, {"rgb": 7}, {"rgb": "bomb"}]
)
def test_a_picture_that_is_none_is_left_out(picture):
    (found,) = json.loads(history.to_json([entry(1)]))
    if isinstance(picture, dict) and picture:
        found["thumbnail"].update(picture)
        if picture.get("rgb") == "bomb":
            found["thumbnail"]["rgb"] = base64.b64encode(zlib.compress(bytes(10_000_000))).decode()
    else:
        found["thumbnail"] = picture
    (again,) = history.read(json.dumps([found]).encode())
    assert again.thumbnail is None and again.recipe.values["strength"] == 1


def test_damaged_histories_are_read_as_far_as_they_can_be():
    whole, chance = history.to_json([entry(1), entry(2, picture=None)]), random.Random(7)
    for _ in range(500):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        for found in history.read(bytes(data[: chance.choice((len(data), chance.randrange(len(data))))])):
            assert found.recipe.summary()
