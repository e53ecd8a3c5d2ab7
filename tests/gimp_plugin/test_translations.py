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

LANGUAGES = sorted(path.parents[1].name for path in translations.LOCALE.glob("*/LC_MESSAGES/impasto.po"))
HINT = "run python3 gimp_plugin/translations.py, and translate what is new"


@pytest.fixture(scope="module")
def texts():
    return set(translations.texts())


@pytest.fixture(params=LANGUAGES)
def folder(request):
    return translations.LOCALE / request.param / "LC_MESSAGES"


def test_german_is_there():
    assert "de" in LANGUAGES


def test_texts_are_found_in_code_and_options(texts):
    assert {"_Neural Style...", "Brush size", "Of the style", "how many evaluations each level gets"} <= texts
    assert set(translations.spoken('f(_("one " "two"), _(name), __("no"))')) == {"one two"}


def test_the_template_is_up_to_date(tmp_path):
    translations.write_po(tmp_path / "now.pot", translations.texts(), {})
    assert (translations.LOCALE / "impasto.pot").read_text() == (tmp_path / "now.pot").read_text(), HINT


def test_every_text_is_translated(texts, folder):
    assert set(translations.read_po(folder / "impasto.po")) == texts, HINT


def test_what_is_loaded_is_what_was_translated(folder):
    with (folder / "impasto.mo").open("rb") as file:
        loaded = gettext.GNUTranslations(file)
    known = translations.read_po(folder / "impasto.po")
    assert all(loaded.gettext(text) == said for text, said in known.items()), HINT


def test_translations_have_the_same_blanks_and_mnemonics(folder):
    def blanks(text):
        return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)

    for text, said in translations.read_po(folder / "impasto.po").items():
        assert blanks(text) == blanks(said), text
        assert bool(re.search(r"_\w", text)) == bool(re.search(r"_\w", said)), text


def test_a_translation_survives_quotes_and_lines(tmp_path):
    known = {'say "a\\b"': "sag „a\\b“", "one\ntwo\n": "eins\nzwei\n", "tab\t": "Tab\t"}
    translations.write_po(tmp_path / "a.po", {text: {"a.py"} for text in known}, known)
    assert translations.read_po(tmp_path / "a.po") == known
    (tmp_path / "a.mo").write_bytes(translations.compiled(known))
    with (tmp_path / "a.mo").open("rb") as file:
        loaded = gettext.GNUTranslations(file)
    assert {text: loaded.gettext(text) for text in known} == known


def test_the_engines_sentences_are_said_in_the_users_language(monkeypatch):
    from common import texts as spoken

    with (translations.LOCALE / "de" / "LC_MESSAGES" / "impasto.mo").open("rb") as file:
        monkeypatch.setattr(spoken, "_", gettext.GNUTranslations(file).gettext)
    said = spoken.from_engine("There is no device 'abacus' here; there is cpu, cuda.")
    assert said == "Ein Gerät 'abacus' gibt es hier nicht; es gibt cpu, cuda."
    assert spoken.from_engine("There is not enough memory for this size.").startswith("Für diese Größe")
    assert spoken.from_engine("Something new.") == "Something new."


def test_the_list_of_the_engines_sentences_is_up_to_date():
    assert json.loads(translations.COMPLAINTS.read_text()) == translations.complaints(), HINT
    assert "There is no style." in translations.complaints()
