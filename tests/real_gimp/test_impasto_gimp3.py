"""The installed plug-in in the real GIMP 3 without a window: what it paints, what it leaves alone, what it refuses."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.real_gimp.harness.gimp import run_console
from tests.real_gimp.harness.installed import Installation, measure_loss
from tests.real_gimp.harness.shell import Shell
from tests.real_gimp.harness.snapshots import PRELUDE, Snapshot, read_report

SUCCESS = ["success", ""]


def test_paints_inside_the_selection_and_nothing_else(installed: Installation) -> None:
    with installed.gimp.shell() as shell:
        reported = run_inside(
            shell,
            """
            image, layer, style = open_pair()
            vary_alpha(layer)
            image.select_rectangle(Gimp.ChannelOps.REPLACE, 64, 128, 128, 128)
            save("before", layer)
            report(result=paint([layer], style, quality="draft"), remains=remains())
            save("after", layer)
            save("style", style)
            """,
        )
        assert reported == {"result": SUCCESS, "remains": []}
        before, after = (Snapshot.read(shell.home, name) for name in ("before", "after"))
        check_only_selected_colours_changed(before, after)
        changed = (after.native != before.native).any(-1)
        assert changed[opaque(before)].mean() > 0.9
        loss = losses(shell, before, after)
        assert loss["after"] < 0.05 * loss["before"]
        check_nothing_is_left(shell)


def test_feathered_selection_blends_once_and_a_new_layer_holds_the_same_picture(installed: Installation) -> None:
    with installed.gimp.shell() as shell:
        reported = run_inside(
            shell,
            """
            image, layer, style = open_pair()
            image.select_rectangle(Gimp.ChannelOps.REPLACE, 112, 112, 40, 40)
            Gimp.Selection.feather(image, 20)
            save("before", layer)
            report(new=paint([layer], style, evaluations=6, result="new-layer"))
            added = image.get_layers()[0]
            save("added", added)
            save("still", layer)
            image.remove_layer(added)
            report(over=paint([layer], style, evaluations=6))
            save("after", layer)
            """,
        )
        assert reported == {"new": SUCCESS, "over": SUCCESS}
        before, added, still, after = (
            Snapshot.read(shell.home, name) for name in ("before", "added", "still", "after")
        )
    assert np.array_equal(still.native, before.native)
    assert added.about["layers"] == ["Background (Neural Style)", "Background"]
    assert after.about["layers"] == ["Background"]
    check_only_selected_colours_changed(before, after)
    x, y = added.about["offsets"]
    window = slice(y, y + added.about["height"]), slice(x, x + added.about["width"])
    mask = before.mask[window]
    assert np.abs(added.rgba[..., 3] - mask).max() < 0.01
    share = change(*(linear(picture) for picture in (before.rgba[window], after.rgba[window], added.rgba)))
    partly = (mask > 0.2) & (mask < 0.8) & np.isfinite(share)
    assert partly.sum() > 100
    assert np.median(np.abs(share - mask)[partly]) < 0.02


def test_several_layers_in_one_go_whatever_their_transparency_hides(installed: Installation) -> None:
    """Layers that look the same come out the same, to the last bit. In deep colours and a wide gamut."""
    with installed.gimp.shell() as shell:
        reported = run_inside(
            shell,
            """
            image, first, style = open_pair()
            image.convert_color_profile(Gimp.ColorProfile.new_rgb_adobe(), Gimp.ColorRenderingIntent.PERCEPTUAL, True)
            vary_alpha(first)
            second = first.copy()
            image.insert_layer(second, None, 0)
            hide_garish_colour(second)
            image.convert_precision(Gimp.Precision.HALF_LINEAR)
            pixel = Gimp.Layer.new(image, "pixel", 1, 1, Gimp.ImageType.RGBA_IMAGE, 100.0, Gimp.LayerMode.NORMAL)
            image.insert_layer(pixel, None, 0)
            pixel.fill(Gimp.FillType.WHITE)
            pixel.set_offsets(90, 150)
            image.select_ellipse(Gimp.ChannelOps.REPLACE, 56, 120, 48, 48)
            layers = {"first": first, "second": second, "pixel": pixel}
            for name, layer in layers.items():
                save(name + " before", layer)
            report(result=paint(list(layers.values()), style, evaluations=3), remains=remains())
            for name, layer in layers.items():
                save(name + " after", layer)
            report(last=paint([pixel], style, Gimp.RunMode.WITH_LAST_VALS, evaluations=2))
            """,
        )
        assert reported == {"result": SUCCESS, "remains": [], "last": SUCCESS}
        check_nothing_is_left(shell)
        pictures = {}
        for name in ("first", "second", "pixel"):
            before, after = (Snapshot.read(shell.home, f"{name} {when}") for when in ("before", "after"))
            if name != "pixel":
                check_only_selected_colours_changed(before, after)
            assert (after.native != before.native).any(-1)[opaque(before)].mean() > 0.9
            pictures[name] = before, after
    visible = pictures["first"][0].rgba[..., 3] > 0
    hidden = ~visible & (pictures["first"][0].mask > 0)
    assert hidden.sum() > 100
    for when, (one, other) in enumerate(zip(pictures["first"], pictures["second"], strict=True)):
        assert np.array_equal(one.native[visible], other.native[visible]), when
        assert (one.native != other.native).any(-1)[hidden].all(), when


def test_a_style_paints_where_its_channel_is_white(installed: Installation) -> None:
    """Beyond it the layer, which lies shifted in its image, stays as it is; a channel that is not there is named."""
    with installed.gimp.shell() as shell:
        reported = run_inside(
            shell,
            """
            image, layer, style = open_pair()
            layer.set_offsets(-40, -20)
            image.select_rectangle(Gimp.ChannelOps.REPLACE, 60, 60, 80, 100)
            channel = Gimp.Selection.save(image)
            channel.set_name("the sky")
            Gimp.Selection.none(image)
            save("before", layer)
            report(result=paint([layer], style, evaluations=3, style_regions="the sky"))
            save("after", layer)
            report(missing=paint([layer], style, evaluations=3, style_regions="the sea"),
                 unmasked=paint([layer], style, evaluations=3, style_regions="layer-mask"))
            """,
        )
        assert reported["result"] == SUCCESS
        assert "The image has no channel “the sea”. Select > Save to Channel makes one" in reported["missing"][1]
        assert "The layer “Background” has no layer mask." in reported["unmasked"][1]
        before, after = (Snapshot.read(shell.home, name) for name in ("before", "after"))
    white = np.zeros((256, 256), bool)
    white[80:180, 100:180] = True
    assert np.array_equal(after.native[~white], before.native[~white])
    assert np.abs(after.rgba - before.rgba)[white].max(-1).mean() > 0.05


def test_what_cannot_be_done_is_refused_with_a_sentence(installed: Installation) -> None:
    with installed.gimp.shell() as shell:
        reported = run_inside(
            shell,
            """
            image, layer, style = open_pair()
            save("before", layer)
            report(no_style=paint([layer], None), itself=paint([layer], layer))
            report(device=paint([layer], style, device="abacus", size=64))
            layer.set_lock_content(True)
            report(locked=paint([layer], style))
            layer.set_lock_content(False)
            layer.set_offsets(100, 100)
            image.select_rectangle(Gimp.ChannelOps.REPLACE, 0, 0, 50, 50)
            report(missed=paint([layer], style))
            layer.set_offsets(0, 0)
            group = Gimp.GroupLayer.new(image, "both")
            image.insert_layer(group, None, 0)
            report(group=paint([group], style))
            image.remove_layer(group)
            Gimp.Selection.none(image)
            save("after", layer)
            image.convert_indexed(Gimp.ConvertDitherType.NONE, Gimp.ConvertPaletteType.GENERATE, 16, False, False, "")
            report(indexed=paint([layer], style), remains=remains())
            """,
        )
        before, after = (Snapshot.read(shell.home, name) for name in ("before", "after"))
        check_nothing_is_left(shell)
    assert np.array_equal(before.native, after.native)
    assert before.about == after.about
    assert reported.pop("remains") == []
    sentences = {
        "no_style": "No style was given. Give a layer",
        "itself": "The layer cannot be its own style. Choose another layer",
        "device": "abacus",
        "locked": "The pixels of the layer “Background” are locked; unlock them",
        "missed": "The selection does not touch the layer “Background”",
        "group": "“both” is a layer group; select a layer in it",
        "indexed": "Convert it to RGB first",
    }
    for name, sentence in sentences.items():
        status, said = reported.pop(name)
        assert status == ("execution-error" if name == "device" else "calling-error"), name
        assert sentence in said
    assert reported == {}


def run_inside(shell: Shell, code: str) -> dict[str, Any]:
    """Run code in the shell's GIMP, with the names of guest.gimp3, and return what it reported."""
    return read_report(run_console(shell, PRELUDE + textwrap.dedent(code), timeout=600).stdout)


def check_only_selected_colours_changed(before: Snapshot, after: Snapshot) -> None:
    """The layer is what it was, but for the colours of pixels that are selected and not wholly transparent."""
    assert after.about == before.about
    assert np.array_equal(after.mask, before.mask)
    kept = (before.mask == 0) | (before.rgba[..., 3] == 0)
    assert kept.any()
    assert np.array_equal(after.native[kept], before.native[kept])
    if before.about["alpha"]:
        assert np.array_equal(after.alpha, before.alpha)


def opaque(picture: Snapshot) -> NDArray[np.bool_]:
    """Where a picture is fully selected and not wholly transparent."""
    return (picture.mask == 1) & (picture.rgba[..., 3] > 0)


def losses(shell: Shell, before: Snapshot, after: Snapshot) -> dict[str, float]:
    """The gatys losses of the selected part, before and after, by the installed engine."""
    pictures = {"before": before, "after": after, "style": Snapshot.read(shell.home, "style")}
    for name, picture in pictures.items():
        picture.write(shell.home / f"{name}.png")
    return {name: measure_loss(shell, f"{name}.png", "before.png", "style.png") for name in ("before", "after")}


def linear(rgba: NDArray[np.float32]) -> NDArray[np.float32]:
    """The same colours in linear light, in which GIMP 3 blends."""
    return np.where(rgba <= 0.04045, rgba / 12.92, ((rgba.clip(0) + 0.055) / 1.055) ** 2.4)


def change(
    before: NDArray[np.float32], after: NDArray[np.float32], painted: NDArray[np.float32]
) -> NDArray[np.float32]:
    """How far each pixel went from `before` to `painted`, 0..1; not a number where the two hardly differ."""
    way = (painted - before)[..., :3]
    length = np.square(way).sum(-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(length > 0.05, ((after - before)[..., :3] * way).sum(-1) / length, np.nan)


def check_nothing_is_left(shell: Shell) -> None:
    """No engine runs any more, and no file of Impasto is in the temporary folder."""
    assert [each for each in shell.processes() if "engine" in each] == []
    assert [path for path in shell.outside("/tmp").iterdir() if "impasto" in path.name] == []
