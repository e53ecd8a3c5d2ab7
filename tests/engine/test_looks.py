"""Looks: what is packaged, what users keep, and what is wrong with a file, in one sentence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine import Options, looks
from engine.looks import LookError, find_look, known_looks, user_folder, write_look

DEFAULTS = Options().to_mapping()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user without looks of their own."""
    for name in ("HOME", "APPDATA", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    return tmp_path


def test_the_packaged_looks_are_valid_and_differ() -> None:
    found = known_looks()
    assert 5 <= len(found) <= 7
    assert [look.name for look in found] == sorted(look.name for look in found)
    for look in found:
        assert look.title
        assert look.title != look.name
        assert 20 < len(look.description) < 80
        assert "\n" not in look.title + look.description
    assert len({Options.from_mapping(look.options) for look in found} | {Options()}) == len(found) + 1


def test_a_saved_look_is_found_by_its_name_and_has_the_options() -> None:
    chosen = Options(strength=70, colours="match", size=512, seed=4, device="cpu", threads=2, memory_limit=500)
    file = write_look("mine", chosen.to_mapping(), DEFAULTS)
    assert file == user_folder() / "mine.json"
    look = find_look("mine")
    assert Options.from_mapping(look.options) == Options(strength=70, colours="match", size=512, seed=4)
    assert (look.name, look.title) == ("mine", "Mine")
    assert "mine" in [other.name for other in known_looks()]


def test_a_look_in_a_file_of_ones_own_choice(tmp_path: Path) -> None:
    given = Options(strength=70, start="picture")
    assert write_look(f"{tmp_path}/my look.json", given.to_mapping(), DEFAULTS) == tmp_path / "my look.json"
    assert find_look(f"{tmp_path}/my look.json").options == {"strength": 70.0}
    assert not user_folder().exists()


def test_a_users_look_takes_a_packaged_ones_place() -> None:
    assert write_look("broad", {"strength": 1.0}, DEFAULTS).parent == user_folder()
    assert find_look("broad").options == {"strength": 1.0}
    assert [look.options for look in known_looks() if look.name == "broad"] == [{"strength": 1.0}]
    assert find_look("fine").file.parent == looks.PACKAGED


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", r"is not JSON \(.*\); correct it or save it again\.$"),
        ("[]", "is not an object with title, description and options alone"),
        ('{"options": {}, "command": "rm"}', "is not an object with title, description and options alone"),
        ('{"title": "One"}', "needs an object `options`, and texts"),
        ('{"options": {}, "title": 1}', "needs an object `options`, and texts as title"),
    ],
)
def test_a_damaged_look(text: str, message: str) -> None:
    user_folder().mkdir(parents=True)
    file = user_folder() / "bad.json"
    file.write_text(text)
    with pytest.raises(LookError, match=f"The look {file} {message}"):
        find_look("bad")
    assert "bad" not in [look.name for look in known_looks()]


def test_looks_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(LookError, match=r"no look 'baroque'; there are abstract, .*, and files that end in .json"):
        find_look("baroque")
    with pytest.raises(LookError, match=r"no look in .*none.json; check"):
        find_look(str(tmp_path / "none.json"))
    with pytest.raises(LookError, match=r"cannot be written: No such file or directory; choose"):
        write_look(str(tmp_path / "none" / "look.json"), {}, {})


def test_a_title_is_not_needed(tmp_path: Path) -> None:
    (tmp_path / "bare.json").write_text(json.dumps({"options": {"style-scale": 50}}))
    look = find_look(str(tmp_path / "bare.json"))
    assert (look.title, look.description) == ("bare", "")
    assert Options.from_mapping(look.options).style_scale == 50


@pytest.mark.parametrize(("platform", "where"), [("linux", "."), ("darwin", "Library/Application Support")])
def test_the_users_folder(platform: str, where: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert user_folder() == home / where / "impasto" / "looks"


def test_the_module_needs_the_standard_library_only(checkout: Path) -> None:
    """`impasto --help` and `impasto looks` must not wait for numpy."""
    program = "import sys, engine.looks; print(*{name.split('.')[0] for name in sys.modules})"
    command = [sys.executable, "-Sc", program]
    ended = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=True, timeout=60)
    assert set(ended.stdout.split()) - sys.stdlib_module_names - {"__main__"} == {"engine"}


@pytest.mark.parametrize("text", ["[" * 100_000, '{"options": {"a": "' + "x" * looks.MOST_BYTES + '"}}'])
def test_nested_and_huge_files_are_refused_in_words(text: str, tmp_path: Path) -> None:
    (tmp_path / "odd.json").write_text(text)
    with pytest.raises(LookError, match=r"odd\.json"):
        find_look(str(tmp_path / "odd.json"))


def test_a_pipe_in_the_place_of_a_look_blocks_nobody() -> None:
    user_folder().mkdir(parents=True)
    os.mkfifo(user_folder() / "pipe.json")
    assert "pipe" not in [look.name for look in known_looks()]
    for file in (user_folder() / "pipe.json", user_folder()):
        with pytest.raises(LookError, match="is not a file"):
            find_look(str(file))
