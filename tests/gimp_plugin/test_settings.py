"""The mapping between the procedure's arguments and the engine's options."""

from __future__ import annotations

import dataclasses
import gettext

import options
import pytest
from common import settings, texts
from common.errors import InputError


def test_every_option_is_an_argument_in_kebab_case():
    names = {argument.name for argument in settings.arguments()}
    expected = {field.name.replace("_", "-") for field in dataclasses.fields(options.Options)}
    assert names == expected | {"result"}


def test_the_arguments_defaults_give_the_options_defaults():
    values = {argument.name: argument.default for argument in settings.arguments() if argument.name != "result"}
    assert settings.to_options(values, options.Options) == options.Options()


def test_zero_and_automatic_mean_none():
    made = settings.to_options(
        {"size": 0, "evaluations": 0, "single-scale": "automatic", "threads": 0}, options.Options
    )
    assert (made.size, made.evaluations, made.single_scale, made.threads) == (None, None, None, 0)


@pytest.mark.parametrize(
    "text, regions", [("", ["", ""]), ("sky,", ["sky", ""]), (" , the house ", ["", "the house"]), ("a,b", ["a", "b"])]
)
def test_regions_are_names_between_commas(text, regions):
    assert settings.to_regions(text, 2) == regions


@pytest.mark.parametrize("text", ["sky", "a,b,c"])
def test_as_many_regions_as_styles(text):
    with pytest.raises(InputError, match="are no regions for 2 styles"):
        settings.to_regions(text, 2)


@pytest.mark.parametrize("nick, value", [("yes", True), ("no", False)])
def test_single_scale_can_be_decided(nick, value):
    assert settings.to_options({"single-scale": nick}, options.Options).single_scale is value


@pytest.mark.parametrize(
    "name, value", [("size", 7), ("strength", 101.0), ("preset", "none"), ("single-scale", "perhaps")]
)
def test_a_value_out_of_range_is_named(name, value):
    with pytest.raises(InputError, match=name.replace("-", "_")):
        settings.to_options({name: value}, options.Options)


@pytest.mark.parametrize(
    "name, value, text",
    [
        ("size", 7, "Die Option „size“ kann nicht 7 sein; möglich ist 16 bis 32768 px."),
        ("quality", "none", "Die Option „quality“ kann nicht 'none' sein; möglich sind draft, normal, best."),
        ("seed", None, "Die Option „seed“ braucht einen Wert; möglich ist 0 bis 2147483647."),
    ],
)
def test_a_refused_value_is_explained_in_german(monkeypatch, name, value, text):
    german = gettext.translation(texts.DOMAIN, str(texts.LOCALE_FOLDER), ["de"])
    monkeypatch.setattr(texts, "_", german.gettext)
    with pytest.raises(InputError) as caught:
        settings.to_options({name: value}, options.Options)
    assert str(caught.value) == text


def test_result_is_in_place_by_default():
    result = next(argument for argument in settings.arguments() if argument.name == "result")
    assert (result.default, list(result.choices)) == ("in-place", ["in-place", "new-layer", "new-image"])


@pytest.mark.parametrize(
    "chosen, sides, size",
    [(None, (4000, 3000), 768), (None, (300, 200), None), (None, (5, 5), None), (64, (4000, 3000), 64)],
)
def test_working_size(chosen, sides, size):
    assert settings.working_size(chosen, *sides) == size


def test_mnemonics_are_unique_and_leave_the_buttons_theirs():
    labels = [argument.label for argument in settings.arguments()]
    marked = settings.with_mnemonics(labels)
    letters = [text[text.index("_") + 1].lower() for text in marked if "_" in text]
    assert [text.replace("_", "", 1) for text in marked] == labels
    assert len(set(letters)) == len(letters) >= 10
    assert not set(letters) & set("slrcoymahn")


@pytest.mark.parametrize("device", ["cpu", "tcp://server", "tls://10.0.0.7:8786", "tcp://[::1]:8786/"])
def test_a_device_may_be_the_address_of_a_scheduler(device):
    assert settings.to_options({"device": device}, options.Options).device == device


@pytest.mark.parametrize("device", ["tcp://", "tls://a server", "tcp://server:port", "tcp://server:8786/page"])
def test_what_only_begins_as_an_address_is_refused(device):
    with pytest.raises(InputError, match="is not the address of a scheduler") as caught:
        settings.to_options({"device": device}, options.Options)
    assert "Give one such as tcp://server:8786" in str(caught.value)


def test_a_typed_address_gets_a_protocol():
    assert settings.with_protocol(" server:8786 ") == "tcp://server:8786"
    assert settings.with_protocol("tls://server") == "tls://server"
    assert settings.with_protocol("") == "tcp://"


def test_labels_say_the_unit_and_what_zero_means():
    by_name = {argument.name: argument for argument in settings.arguments()}
    assert by_name["strength"].label == "Strength (%)"
    assert by_name["size"].label == "Working size, px (0: automatic)"
    assert "0: by preset" in by_name["evaluations"].help
    assert "automatic: by preset" in by_name["single-scale"].help
    assert "768" in by_name["size"].help


def test_weights_are_numbers_one_for_each_style():
    assert settings.to_weights("", 2) == [1.0, 1.0]
    assert settings.to_weights("2,0.5", 2) == settings.to_weights(" 2  0.5 ", 2) == [2.0, 0.5]


@pytest.mark.parametrize("text", ["2", "2,1,1", "2,0", "2,-1", "2,much", "2,inf", "2,nan"])
def test_weights_that_cannot_be_used(text):
    with pytest.raises(InputError, match=f"“{text}” are no weights for 2 styles"):
        settings.to_weights(text, 2)
