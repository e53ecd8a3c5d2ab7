"""The pages of the window with several looks: what they show, and what becomes of the dialog's settings."""

from __future__ import annotations

import pytest
from common import core, looks, recipes, sheets
from common.errors import InputError
from common.history import Entry, Thumbnail
from common.recipes import UsedStyle
from fake_host import FakeLayer
from options import Options


class Dialog:
    """An editor's dialog; styles are names of open pictures."""

    def __init__(self, styles=("cafe",), entries=()):
        self.styles, self.open = list(styles), ["cafe", "vestibule", *(f"picture {n}" for n in range(20))]
        self.values, self.saved, self.told, self.small = {}, list(entries), [], []

    def chosen(self):
        return self.styles

    def offered(self):
        return [(name, name.title()) for name in self.open]

    def request(self, styles, small):
        self.small.append(small)
        made = [core.Style(FakeLayer(name, 3, 2, 3)) for name in styles]
        return core.StyleRequest([FakeLayer("photo", 8, 6)], made, Options())

    def take(self, values, styles):
        self.values.update(values)
        self.styles = list(styles) or self.styles

    def entries(self):
        return self.saved

    def find(self, recipe):
        there = [style.title for style in recipe.styles if style.title in self.open]
        return there, [style.title for style in recipe.styles if style.title not in self.open]

    def tell(self, text):
        self.told.append(text)


def test_a_strength_and_a_brush_size_become_the_settings():
    dialog = Dialog()
    page = looks.page(looks.SETTINGS, dialog)
    assert page.captions[page.focus] == "Strength\xa075\xa0%, brush\xa0100\xa0% (now)"
    assert (page.columns, len(page.take), dialog.small) == (3, 9, [False])
    page.take[2]()
    assert dialog.values == {"strength": 100, "style-scale": 50} and dialog.styles == ["cafe"]


def test_a_style_becomes_the_only_one():
    dialog = Dialog(["cafe", "picture 3"])
    page = looks.page(looks.STYLES, dialog)
    assert page.captions[:2] == ["Cafe", "Vestibule"]
    assert len(page.captions) == len(page.sheet.request.styles) == sheets.MOST_STYLES
    assert dialog.small == [True]
    page.take[1]()
    assert dialog.styles == ["vestibule"] and dialog.values == {}


def test_a_seed_becomes_the_setting():
    dialog = Dialog()
    looks.page(looks.SEEDS, dialog).take[3]()
    assert dialog.values == {"start": "noise", "seed": 3}


@pytest.mark.parametrize("kind", [looks.SETTINGS, looks.STYLES, looks.SEEDS])
def test_without_a_style_there_is_nothing_to_see(kind):
    dialog = Dialog([])
    dialog.open = []
    with pytest.raises(InputError, match="No style was given"):
        looks.page(kind, dialog)


def entry(strength, styles, picture=None):
    used = [UsedStyle(name) for name in styles]
    return Entry(recipes.made("photo", Options(strength=strength), "new-layer", used), picture)


def test_an_earlier_result_is_painted_again():
    picture = Thumbnail(1, 1, b"abc")
    dialog = Dialog(["picture 1"], [entry(40, ["cafe"], picture), entry(50, ["cafe", "gone"])])
    page = looks.page(looks.HISTORY, dialog)
    assert page.captions[0] == "photo: Strength\xa040\xa0%, brush\xa0100\xa0%, cafe"
    assert page.pictures == [picture, None] and page.sheet is None
    page.take[0]()
    assert (dialog.styles, dialog.told) == (["cafe"], [])
    assert (dialog.values["strength"], dialog.values["result"]) == (40, "new-layer")
    page.take[1]()
    assert dialog.values["strength"] == 50 and dialog.styles == ["cafe"]
    assert dialog.told == ["Not open, and not where it was: gone. Open it, and choose it as the style."]


def test_nothing_was_painted_yet():
    with pytest.raises(InputError, match="Nothing in this image"):
        looks.page(looks.HISTORY, Dialog())


def test_every_page_has_a_title():
    assert set(looks.TITLES) == {looks.SETTINGS, looks.STYLES, looks.SEEDS, looks.HISTORY}
