"""The texts that users read: all are found and translated, and the translations are in the files that GIMP loads."""

from __future__ import annotations

import gettext
import json
import re
import string
import sys
from pathlib import Path

import pytest

PLUG_IN = Path(__file__).resolve().parents[2] / "gimp_plugin"
sys.path.insert(0, str(PLUG_IN))
import translations  # noqa: E402

HELP = PLUG_IN / "impasto/help"
FROM_THE_RIGHT = {"ar", "fa", "he", "ur"}
LANGUAGES = sorted(path.parents[1].name for path in translations.LOCALE.glob("*/LC_MESSAGES/impasto.po"))
HINT = "run python3 gimp_plugin/translations.py, and translate what is new"
ENGINE = """
class EngineError(Exception):
    pass
def check(name, weight):
    if not name:
        raise EngineError("There is no style.", "Name at least one " "style picture.", code="no-style")
    if weight <= 0:
        raise EngineError("A style weight cannot be {weight!r}.", code="style-weight", weight=weight)
    raise ValueError("not for users")
"""


def content(catalog):
    """Texts with their translations and the files that contain them."""
    return {message.id: (message.string, sorted(message.locations)) for message in catalog if message.id}


@pytest.fixture(scope="module")
def texts():
    return {message.id for message in translations.texts() if message.id}


@pytest.fixture(params=LANGUAGES)
def folder(request):
    return translations.LOCALE / request.param / "LC_MESSAGES"


@pytest.fixture
def known(folder):
    return {message.id: message.string for message in translations.read(folder / "impasto.po") if message.id}


def test_languages_of_two_scripts_are_there():
    assert {"ar", "de"} <= set(LANGUAGES)


def test_texts_are_found_in_code_and_options(texts):
    assert {"_Neural Style...", "Brush size", "Of the style", "how many evaluations each level gets"} <= texts
    assert {"label", "help"}.isdisjoint(texts)  # names of metadata


def test_the_template_is_up_to_date():
    written = content(translations.read(translations.LOCALE / "impasto.pot"))
    found = content(translations.texts())
    assert {text: sorted(set(name for name, _ in where)) for text, (_, where) in written.items()} == {
        text: sorted(set(name for name, _ in where)) for text, (_, where) in found.items()
    }, HINT


def test_every_text_is_translated(texts, known):
    assert {text for text, said in known.items() if said} == texts, HINT


def test_what_is_loaded_is_what_was_translated(folder, known):
    with (folder / "impasto.mo").open("rb") as file:
        loaded = gettext.GNUTranslations(file)
    assert all(loaded.gettext(text) == said for text, said in known.items()), HINT


def test_translations_have_the_same_blanks_and_mnemonics(known):
    def blanks(text):
        return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)

    for text, said in known.items():
        assert blanks(text) == blanks(said), text
        assert bool(re.search(r"_\w", text)) == bool(re.search(r"_\w", said)), text


def test_a_translation_survives_quotes_and_lines_and_a_new_text_is_missing(tmp_path):
    path = tmp_path / "de" / "LC_MESSAGES" / "impasto.po"
    path.parent.mkdir(parents=True)
    path.touch()
    known = {'say "a\\b"': "sag „a\\b“", "one\ntwo\n": "eins\nzwei\n", "tab\t": "Tab\t", "é": "ä", "gone": "fort"}
    catalog = translations.read(path)
    for text, said in known.items():
        catalog.add(text, said)
    translations.write(catalog, path)
    assert {text: said for text, (said, _) in content(translations.read(path)).items()} == known
    found = translations.Catalog()
    for text in [*list(known)[:-1], "new"]:
        found.add(text)
    assert translations.update(path, found) == ["new"]
    with path.with_suffix(".mo").open("rb") as file:
        loaded = gettext.GNUTranslations(file)
    assert {text: loaded.gettext(text) for text in known} == {**known, "gone": "gone"}


def test_the_engines_errors_are_found_by_their_codes(tmp_path):
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "module.py").write_text(ENGINE)
    assert translations.engine_errors(tmp_path) == {
        "no-style": ("There is no style.", "Name at least one style picture."),
        "style-weight": ("A style weight cannot be {weight!r}.", ""),
    }


@pytest.mark.parametrize("call", ['E("Other.", code="no-style")', 'E(f"No {name}.", code="no-name")'])
def test_an_error_whose_template_is_not_clear_is_refused(tmp_path, call):
    (tmp_path / "module.py").write_text(ENGINE + call)
    with pytest.raises(ValueError, match=r"no plain text|has two messages"):
        translations.engine_errors(tmp_path)


def test_the_list_of_the_engines_errors_is_up_to_date():
    written = {code: tuple(both) for code, both in json.loads(translations.ENGINE_ERRORS.read_text()).items()}
    assert written == translations.all_errors(), HINT
    assert {"option-range", "no-choice", "unknown-option"} <= set(written) - set(translations.engine_errors())


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_help_is_complete_in_every_language(language):
    for english in sorted((HELP / "en").iterdir()):
        page = (HELP / language / english.name).read_text("utf-8")
        assert tags(page) == tags(english.read_text("utf-8")), english.name
        if english.suffix == ".html":
            assert ' dir="rtl"' in page if language in FROM_THE_RIGHT else " dir=" not in page
            assert f'<html lang="{language}"' in page and code(page) == code(english.read_text("utf-8"))
    assert len(list((HELP / language).iterdir())) == len(list((HELP / "en").iterdir()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_of_help_are_those_of_the_menu(language):
    translated = gettext.translation("impasto", str(translations.LOCALE), [language]).gettext
    page = (HELP / language / "gimp-help.xml").read_text("utf-8")
    assert re.findall(r'title="(.*?)"', page) == [
        translated(title) for title in re.findall(r'title="(.*?)"', (HELP / "en/gimp-help.xml").read_text("utf-8"))
    ]


def tags(page):
    """Names of all elements that stand for more than emphasis, in their order."""
    return [name for name in re.findall(r"<(\w[\w-]*)", page) if name != "em"]


def code(page):
    return re.findall(r"<pre>(.*?)</pre>", page, re.DOTALL)
