"""From files to a file, with a recipe, remembered or not."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import InputError, Options, Progress
from engine.jobs import style_job
from engine.jobs.painting import inputs_of, read_painting
from engine.jobs.recipe import find, read_recipe
from engine.jobs.style_files import StyleFiles
from engine.losses.style import Style
from engine.runtime.network import Network


def test_it_paints_and_stops_where_it_was_stopped_before(folder: Path, network: Network) -> None:
    files = StyleFiles(
        folder / "in/content.png", [Style(folder / "in/style.png")], Options(evaluations=5), None, None, 2
    )
    seen: list[Progress] = []
    painted = read_painting(files).paint(folder / "out/made.png", network, on_progress=seen.append)
    assert painted.stopped
    assert (len(seen), painted.report["evaluations"]) == (2, 2)
    assert read_recipe(folder / "out/made.png").stopped_after == 2


def test_files_are_remembered_where_that_is_wanted(folder: Path, network: Network) -> None:
    content, style = folder / "in/content.png", folder / "in/style.png"
    content.write_bytes(content.read_bytes() + b"not remembered yet")
    files = StyleFiles(content, [Style(style)], Options(evaluations=1))
    for remembered in (False, True):
        picture = folder / "made.png"
        read_painting(files, remembered=remembered).paint(picture, network)
        wanted = read_recipe(picture).content
        if remembered:
            assert find(wanted, picture) == content
        else:
            with pytest.raises(InputError, match="nor where it was"):
                find(wanted, picture)


def test_all_files_are_named() -> None:
    one, two, three, four, five, six = (Path(f"{number}.png") for number in range(1, 7))
    files = StyleFiles(one, [Style(two), Style(three, region=four, mask=five)], Options(), two, strength_map=six)
    assert list(inputs_of(files)) == [one, two, six, two, three, four, five]


@pytest.mark.parametrize("text", ['{"cpu 2": 1' + "0" * 400 + "}", "[" * 100_000])
def test_a_state_file_that_cannot_be_used_costs_no_picture(
    text: str, folder: Path, network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "state" / "impasto").mkdir(parents=True)
    (tmp_path / "state" / "impasto" / "speed.json").write_text(text)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    files = StyleFiles(folder / "in/content.png", [Style(folder / "in/style.png")], Options(evaluations=1))
    assert not read_painting(files).paint(folder / "made.png", network).stopped
    assert (folder / "made.png").is_file()


def test_a_picture_that_is_written_stays_whatever_is_learnt(
    folder: Path, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        assert (folder / "made.png").is_file()
        raise ZeroDivisionError

    monkeypatch.setattr(style_job, "learn", fail)
    files = StyleFiles(folder / "in/content.png", [Style(folder / "in/style.png")], Options(evaluations=1))
    assert not read_painting(files).paint(folder / "made.png", network).stopped
