"""Every layer as a frame, in the real GIMP 3 and GIMP 2.10: a GIF that moves, what stays of it, one undo step."""

from __future__ import annotations

import itertools
import os
import shutil
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from tests.conftest import CHECKOUT
from tests.real_gimp.harness import gimpfu_home
from tests.real_gimp.harness.gimp import Gimp
from tests.real_gimp.harness.gimpfu_home import PRELUDE as PRELUDE2
from tests.real_gimp.harness.installed import INSIDE, Installation, copy_of
from tests.real_gimp.harness.negatives import wrong_pixels
from tests.real_gimp.harness.shell import HOME
from tests.real_gimp.harness.snapshots import PRELUDE, Snapshot, read_report
from tests.real_gimp.harness.window import GimpWindow

PRELUDE3 = PRELUDE + "from tests.real_gimp.guest.frames import *\n"
DIALOG, PALETTE = "Style Every Layer as a Frame", "Indexed image"
PROGRESS = f"{DIALOG}: painting"
SIZE = 96, 64
NAMES = ["Background (100ms)", "Frame 2 (80ms) (combine)", "Frame 3 (120ms) (replace)", "Frame 4 (100ms) (combine)"]
PAINTING = f"{INSIDE}/samples/style/van_gogh_night_cafe.jpg"
SUCCESS = ["success", ""]


def write_animation(path: Path, *, one_palette: bool = False) -> None:
    """A GIF of a disc that moves over a photograph; with one palette for all frames GIMP opens it as indexed."""
    photograph = Image.open(CHECKOUT / "samples/content/coffee.jpg").convert("RGB").resize(SIZE)
    frames = [photograph.copy() for _ in NAMES]
    for number, frame in enumerate(frames):
        ImageDraw.Draw(frame).ellipse((8 + 8 * number, 16, 40 + 8 * number, 48), fill=(220, 60, 40))
    palette = frames[0].quantize(64, dither=Image.Dither.NONE)
    first, *others = (frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames)
    timing = {"duration": [100, 80, 120, 100], "disposal": [1, 2, 1, 1]}
    first.save(path, save_all=True, append_images=others, loop=0, optimize=not one_palette, **timing)


def played(frames: Sequence[Snapshot]) -> list[NDArray[np.float32]]:
    """What is seen of layers whose alpha is 0 or 1, as GIMP plays them."""
    seen: list[NDArray[np.float32]] = []
    for frame in frames:
        replaces = not seen or "(replace)" in frame.about["name"]
        canvas = np.zeros((SIZE[1], SIZE[0], 4), np.float32) if replaces else seen[-1].copy()
        x, y = frame.about["offsets"]
        part = canvas[y : y + frame.about["height"], x : x + frame.about["width"]]
        part[frame.rgba[..., 3] > 0.5] = frame.rgba[frame.rgba[..., 3] > 0.5]
        seen.append(canvas)
    return seen


def check_painted(home: Path) -> None:
    """Names, tags, places, sizes and alpha are what they were; what is played is painted, and steady."""
    before, after = ([Snapshot.read(home, f"{number} {when}") for number in range(4)] for when in ("before", "after"))
    assert [frame.about["name"] for frame in before] == NAMES
    assert [frame.about for frame in after] == [frame.about for frame in before]
    for old, new in zip(before, after, strict=True):
        assert np.array_equal(old.rgba[..., 3], new.rgba[..., 3])
    contents, paintings = played(before), played(after)
    painted = [np.abs(new - old)[..., :3].mean() for old, new in zip(contents, paintings, strict=True)]
    assert min(painted) > 0.05
    # The first and the last quarter of all frames is the photograph alone.
    still = np.r_[0:6, 68:96]
    flicker = [np.abs(two - one)[:, still, :3].mean() for one, two in itertools.pairwise(paintings)]
    assert max(flicker) < 0.25 * min(painted)


def keep(*shots: Path) -> None:
    """Copy screenshots to where IMPASTO_SHOTS says, for someone to look at."""
    for shot in shots if os.environ.get("IMPASTO_SHOTS") else ():
        shutil.copy(shot, Path(os.environ["IMPASTO_SHOTS"]) / f"frames-{shot.name}")


def test_gimp_3_paints_an_animation_in_one_undo_step(installed: Installation, tmp_path: Path) -> None:
    gimp = installed.gimp
    assert gimp.home is not None
    write_animation(gimp.home / "moving.gif")
    with gimp.window() as window:
        window.python(PRELUDE3 + "style = open_style(); image = open_animation('moving.gif'); display = show(image)")
        window.python("save_frames('before', image)")
        open_dialog(window, "96x64")
        dialog = window.screenshot(tmp_path / f"{gimp.suite}-dialog.png", settle=30)
        window.answer("alt+o", DIALOG)
        window.wait_for_title(PROGRESS)
        wait_for_a_frame(window)
        progress = window.screenshot(tmp_path / f"{gimp.suite}-progress.png", settle=0)
        window.wait_until_gone(PROGRESS, timeout=300)
        window.python("save_frames('after', image)")
        check_painted(window.shell.home)
        window.wait_for_title("96x64")
        window.keys("ctrl+z")
        window.wait(lambda: window.python("print(image.is_dirty())") == "False\n", "the undo")
        window.python("save_frames('undone', image)")
        for number in range(4):
            old, new = (Snapshot.read(window.shell.home, f"{number} {when}") for when in ("before", "undone"))
            assert (new.about, new.native.tobytes()) == (old.about, old.native.tobytes())
    keep(dialog, progress)


def open_dialog(window: GimpWindow, title: str) -> None:
    """Choose the menu entry as a user does who knows its name, and wait until the dialog listens."""
    window.wait_for_title(title)
    window.search_action(DIALOG)
    window.wait_for_title(DIALOG)
    window.wait(lambda: window.focused() == DIALOG, "the dialog to have the keyboard")


def wait_for_a_frame(window: GimpWindow) -> None:
    """Wait until the second frame is finished: the third is being painted then."""
    window.wait(lambda: any(window.shell.outside("/tmp").glob("impasto-*/result-*-1.f32")), "a frame")


@pytest.mark.parametrize("selected", [None, (4, 2, 12, 20)], ids=["whole", "selected"])
def test_each_layer_gets_its_own_frame(negatives: GimpWindow, selected: tuple[int, ...] | None) -> None:
    """Hidden ones and those that reach beyond the canvas, too; outside the selection nothing changes."""
    negatives.python("from tests.real_gimp.guest.frames import *")
    seen = read_report(negatives.python(f"report(**paint_frames(style, {selected}))"))
    assert seen == {"said": SUCCESS, "kept": True, "undone": True}
    for number in range(4):
        before, after = (Snapshot.read(negatives.shell.home, f"{number} {when}") for when in ("before", "after"))
        mask = before.mask if selected else np.ones_like(before.mask)
        assert wrong_pixels("U8_NON_LINEAR", before, after, mask) == []


def test_what_cannot_be_a_frame_is_refused_in_a_sentence(negatives: GimpWindow) -> None:
    negatives.python("from tests.real_gimp.guest.frames import *")
    said = read_report(negatives.python("report(**refused_frames(style))"))
    assert {status for status, _ in said.values()} == {"calling-error"}
    sentences = {
        "group": "“both” is a layer group; merge it into one layer: each frame is one.",
        "mask": "The layer “Frame 3 (replace)” has a layer mask; apply it",
        "locked": "The pixels of the layer “Frame 3 (replace)” are locked; unlock them.",
        "mode": "The layer “Frame 3 (replace)” is blended in a mode other than Normal",
        "indexed": "Convert it to RGB first",
        "missed": "The selection does not touch the layer",
        "itself": "A frame cannot be the style. Choose a layer of another image",
        "none": "No style was given.",
    }
    assert {name: said[name][1] for name, text in sentences.items() if text not in said[name][1]} == {}


def test_gimp_2_paints_an_animation(installed2: Installation) -> None:
    gimp = installed2.gimp
    assert gimp.home is not None
    write_animation(gimp.home / "moving.gif")
    code = """
        _, _, style = open_pair()
        image = open_animation("moving.gif")
        save_frames("before", image)
        report(said=style_frames(image, style, evaluations=8), remains=remains())
        save_frames("after", image)
    """
    reported = read_report(gimpfu_home.python(gimp, gimp.home, PRELUDE2 + textwrap.dedent(code)))
    assert reported == {"said": "", "remains": []}
    check_painted(gimp.home)


def test_gimp_2_paints_and_converts_in_one_undo_step(installed2: Installation, tmp_path: Path) -> None:
    assert installed2.gimp.home is not None
    gimp = installed2.gimp.at(home=copy_of(installed2.gimp.home, tmp_path / "home"))
    write_animation(tmp_path / "home" / "palette.gif", one_palette=True)
    with gimp.window(PAINTING, f"{HOME}/palette.gif") as window:
        open_dialog(window, "[palette]")
        dialog = window.screenshot(tmp_path / "bookworm-dialog.png")
        window.answer("alt+o", DIALOG)
        window.answer("alt+r", PALETTE)
        window.wait_for_title(PROGRESS)
        wait_for_a_frame(window)
        progress = window.screenshot(tmp_path / "bookworm-progress.png", settle=0)
        window.wait_until_gone(PROGRESS, timeout=300)
        painted = window.wait_for_title("[palette]")
        assert painted.startswith("*")
        assert "(RGB" in painted
        result = window.screenshot(tmp_path / "bookworm-result.png")
        window.keys("ctrl+z")
        window.wait(lambda: any(title.startswith("[palette]") for title in window.titles()), "the undo")
        assert "(Indexed" in window.wait_for_title("[palette]")
    keep(dialog, progress, result)


def test_gimp_2_keeps_every_other_layer_apart(faked2: Callable[..., Gimp]) -> None:
    """Hidden, half transparent and beyond the canvas; refused with a sentence where it cannot be a frame."""
    gimp = faked2()
    assert gimp.home is not None
    write_animation(gimp.home / "moving.gif")
    code = """
        _, _, style = open_pair()
        image = open_animation("moving.gif")
        bottom, second, third, patch = image.layers[::-1]
        second.visible, third.opacity = False, 50.0
        patch.set_offsets(-10, 50)
        save_frames("before", image)
        report(painted=style_frames(image, style), visible=second.visible, opacity=third.opacity)
        save_frames("after", image)
        report(itself=style_frames(image, second), none=style_frames(image, None))
        third.lock_content = True
        report(locked=style_frames(image, style))
        third.lock_content = False
        third.mode = LAYER_MODE_MULTIPLY
        report(mode=style_frames(image, style))
        third.mode = LAYER_MODE_NORMAL
        third.add_mask(third.create_mask(ADD_MASK_WHITE))
        report(mask=style_frames(image, style))
        image.insert_layer(gimp.GroupLayer(image, "both"), None, 0)
        third.remove_mask(MASK_DISCARD)
        report(group=style_frames(image, style))
    """
    reported = read_report(gimpfu_home.python(gimp, gimp.home, PRELUDE2 + textwrap.dedent(code)))
    assert (reported["painted"], reported["visible"], reported["opacity"]) == ("", False, 50)
    for number in range(4):
        before, after = (Snapshot.read(gimp.home, f"{number} {when}") for when in ("before", "after"))
        assert wrong_pixels("U8", before, after, np.ones_like(before.mask)) == []
    sentences = {
        "itself": "A frame cannot be the style.",
        "none": "No style was given.",
        "locked": "The pixels of the layer “Frame 3 (120ms) (replace)” are locked; unlock them.",
        "mode": "is blended in a mode other than Normal",
        "mask": "The layer “Frame 3 (120ms) (replace)” has a layer mask; apply it",
        "group": "“both” is a layer group; merge it into one layer",
    }
    assert {name: reported[name] for name, text in sentences.items() if text not in reported[name]} == {}
