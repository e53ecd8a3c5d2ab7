"""Pictures that the real GIMP 3 writes are read, with their recipes; and GIMP reads what Impasto writes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.imaging import Picture, read_image, write_image
from engine.imaging.metadata import read_note
from tests.real_gimp.harness.gimp import Gimp, run_console

NOTE = '{"file": "a <b> & \\"ü\\".png"}'
SUFFIXES = ("png", "tif", "jpg", "webp")
CODE = """
from pathlib import Path
from gi.repository import Gimp, Gio
home = Path.home()
for source in sorted(home.glob("in.*")):
    image = Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, Gio.File.new_for_path(str(source)))
    print(source.suffix, *(round(each, 2) for each in image.get_resolution()[1:]), image.get_width())
    for suffix in ("png", "tif", "jpg", "webp", "psd", "bmp", "tga", "gif", "qoi"):
        copy = image.duplicate()
        if suffix == "gif":
            copy.convert_indexed(Gimp.ConvertDitherType.NONE, Gimp.ConvertPaletteType.GENERATE, 255, False, False, "")
        out = home / f"{source.suffix[1:]}-out.{suffix}"
        kind = {"tif": "tiff", "jpg": "jpeg"}.get(suffix, suffix)
        if kind in ("png", "tiff", "jpeg", "webp"):
            procedure = Gimp.get_pdb().lookup_procedure(f"file-{kind}-export")
            config = procedure.create_config()
            for name, value in (("image", copy), ("file", Gio.File.new_for_path(str(out))), ("include-xmp", True)):
                config.set_property(name, value)
            procedure.run(config)
        else:
            Gimp.file_save(Gimp.RunMode.NONINTERACTIVE, copy, Gio.File.new_for_path(str(out)), None)
"""


@pytest.fixture
def scene() -> np.ndarray:
    across, down = np.meshgrid(np.linspace(0, 1, 48), np.linspace(0, 1, 32))
    return np.stack([across, down, 0.5 * across * down], axis=2).astype(np.float32)


def test_through_gimp_and_back(gimp3: Gimp, scene: np.ndarray) -> None:
    """Of every format that GIMP writes the pixels, and where GIMP keeps metadata the resolution and the recipe."""
    with gimp3.shell() as shell:
        for suffix in SUFFIXES:
            like = Picture(scene, depth=8, resolution=(300, 300))
            write_image(shell.home / f"in.{suffix}", scene, like, NOTE)
        printed = run_console(shell, CODE).stdout
        for suffix in SUFFIXES:
            assert f".{suffix} 300.0 300.0 48" in printed
        outputs = sorted(shell.home.glob("*-out.*"))
        assert len(outputs) == len(SUFFIXES) * 9, printed
        for out in outputs:
            check(out, scene)


def check(out: Path, scene: np.ndarray) -> None:
    picture = read_image(out)
    assert np.abs(picture.pixels[..., :3] - scene).mean() < 0.03, out.name
    if out.suffix in (".png", ".tif", ".jpg"):
        assert picture.resolution == pytest.approx((300, 300), abs=0.5), out.name  # GIMP rounds pixels per centimetre
    came_from, _, _ = out.name.partition("-")  # of a PNG file GIMP keeps XMP, and not the text that is the recipe
    if came_from != "png" and out.suffix in (".png", ".tif", ".jpg", ".webp"):
        assert read_note(out) == NOTE, out.name
