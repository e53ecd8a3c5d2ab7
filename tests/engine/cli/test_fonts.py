"""Fonts that have the letters of a caption."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import ImageFont

from engine.cli import fonts
from engine.cli.fonts import font_for, has_letters

SIZE = 16
JAPANESE = "星月夜"


@pytest.fixture
def no_system_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without fontconfig and without fonts."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(fonts, "_folders", lambda: [tmp_path / "fonts"])


def test_pillows_own_font_has_latin_letters_alone() -> None:
    font = ImageFont.load_default(SIZE)
    assert has_letters(font, "The Cafe, 75 %")
    for text in (JAPANESE, "a星", "Café", "ночь", "\U0010fffe"):
        assert not has_letters(font, text)
    found = font_for("Night", SIZE)
    assert found is not None
    assert found.getname() == font.getname()


def test_a_font_of_the_system_has_the_letters_or_there_is_none() -> None:
    """Whichever fonts this machine has: one that is found draws the letters, and two of them differently."""
    found = font_for(JAPANESE, SIZE)
    if shutil.which("fc-list") and found is None:
        assert not [path for path, _ in fonts._of_fontconfig(JAPANESE) if "CJK" in path.name]
    if found is not None:
        assert has_letters(found, JAPANESE)
        assert len({bytes(found.getmask(letter)) for letter in JAPANESE}) == len(JAPANESE)


@pytest.mark.usefixtures("no_system_fonts")
def test_without_fonts_there_is_none(tmp_path: Path) -> None:
    assert font_for(JAPANESE, SIZE) is None
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "noto.ttf").write_bytes(b"damaged")
    assert font_for(JAPANESE, SIZE) is None
    assert font_for("Night", SIZE) is not None


@pytest.mark.usefixtures("no_system_fonts")
def test_folders_are_searched_and_likely_fonts_come_first(tmp_path: Path) -> None:
    folder = tmp_path / "fonts" / "deeper"
    folder.mkdir(parents=True)
    own = ImageFont.load_default(SIZE).path
    for name in ("a.ttf", "NotoSansCJK.ttc", "c.txt", "b.OTF"):
        own.seek(0)
        (folder / name).write_bytes(own.read())
    found = [path for path, _ in fonts._in_folders([tmp_path / "fonts", tmp_path / "missing"])]
    assert found[0].name == "NotoSansCJK.ttc"
    assert {path.name for path in found} == {"NotoSansCJK.ttc", "a.ttf", "b.OTF"}
    font = fonts._loaded(found[0], 0, SIZE)
    assert font is not None
    assert has_letters(font, "Night")


def test_what_fontconfig_answers_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It names its nearest font, also where that lacks the letters; and it may be broken."""
    program = tmp_path / "fc-match"
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(fonts, "_folders", lambda: [])
    (tmp_path / "latin.ttf").write_bytes(ImageFont.load_default(SIZE).path.getvalue())
    for answer in (f"printf '{tmp_path}/latin.ttf\\n0'", "exit 1", "echo words", "printf '/missing.ttf\\n0'"):
        program.write_text(f"#!/bin/sh\n{answer}\n")
        program.chmod(0o755)
        assert font_for(JAPANESE, SIZE) is None
