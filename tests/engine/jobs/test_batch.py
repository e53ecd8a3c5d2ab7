"""The grid of a batch, and that nothing is replaced by accident."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import InputError, Options
from engine.jobs.batch import Grid, plan_batch, prepare_output
from engine.jobs.batch_inputs import Found
from engine.losses.style import Style

CAT, DOG = Found(Path("in/cat.jpg")), Found(Path("in/pets/dog.gif"), "pets")
NIGHT, DAY = Style(Path("styles/night.png")), Style(Path("styles/day.png"), scale=50.0)


def outputs(found: list[Found], grid: Grid) -> list[str]:
    return [item.output.as_posix() for item in plan_batch(found, grid, Path("out"))]


def test_every_content_in_each_style_at_each_size() -> None:
    items = plan_batch([CAT, DOG], Grid([[NIGHT], [DAY]], Options(strength=30), [256, 512]), Path("out"))
    assert [item.output.as_posix() for item in items] == [
        *(f"out/cat-{style}-{size}.jpg" for style in ("night", "day") for size in (256, 512)),
        *(f"out/pets/dog-{style}-{size}.png" for style in ("night", "day") for size in (256, 512)),
    ]
    last = items[-1].files
    assert (last.content, list(last.styles), last.options) == (DOG.path, [DAY], Options(strength=30, size=512))


def test_mixed_styles_are_one_result() -> None:
    mixed = Grid([[NIGHT, DAY]], Options(), pattern="{name}-{style}")
    assert outputs([CAT], mixed) == ["out/cat-night+day.jpg"]


def test_styles_of_one_name_are_told_apart_by_their_folders() -> None:
    styles = [[Style(Path(f"{name}/1.png"))] for name in ("monet", "klee")]
    assert outputs([CAT], Grid(styles, Options())) == ["out/cat-monet-1.jpg", "out/cat-klee-1.jpg"]


def test_masks_and_starts_may_be_each_pictures_own() -> None:
    style = Style(NIGHT.picture, region=Path("masks/{name}.png"))
    grid = Grid([[style]], Options(start="picture"), start=Path("before/{name}.png"), strength_map=Path("{name}.png"))
    files = [item.files for item in plan_batch([CAT, DOG], grid, Path("out"))]
    assert [each.styles[0].region for each in files] == [Path("masks/cat.png"), Path("masks/dog.png")]
    assert [each.start for each in files] == [Path("before/cat.png"), Path("before/dog.png")]


@pytest.mark.parametrize(
    ("found", "grid", "message"),
    [
        ([CAT, Found(Path("x/cat.jpg"))], Grid([[NIGHT]], Options()), r"result of both in/cat.jpg and x/cat.jpg with"),
        ([CAT, Found(Path("x/CAT.jpg"))], Grid([[NIGHT]], Options()), r"out/CAT\.jpg would be the result of both"),
        ([CAT], Grid([[NIGHT]], Options(), [64, 128], pattern="{name}"), r"night\.png at 128 px\. Give --name"),
        ([Found(Path("out/a.png"))], Grid([[NIGHT]], Options()), r"out/a\.png is an input, and a result would"),
        ([CAT], Grid([[Style(Path("out/cat.jpg"))]], Options()), r"out/cat\.jpg is an input"),
    ],
)
def test_nothing_is_replaced_by_accident(found: list[Found], grid: Grid, message: str) -> None:
    with pytest.raises(InputError, match=message):
        plan_batch(found, grid, Path("out"))


def test_folders_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match=r"file is a file\. Name a folder"):
        plan_batch([CAT], Grid([[NIGHT]], Options()), tmp_path / "file" / "out")
    with pytest.raises(InputError, match=r"cannot be made"):
        prepare_output(tmp_path / "file" / "out.png")
    prepare_output(tmp_path / "new" / "deep" / "out.png")
    assert (tmp_path / "new" / "deep").is_dir()
    assert list((tmp_path / "new" / "deep").iterdir()) == []
