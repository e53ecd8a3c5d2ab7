"""The plug-in in the real GIMP 2.10: what it paints, leaves alone and refuses, and what faults do to it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any

import numpy as np

from tests.real_gimp.harness import gimpfu_home
from tests.real_gimp.harness.gimp import Gimp
from tests.real_gimp.harness.gimpfu_home import PRELUDE
from tests.real_gimp.harness.installed import INSIDE, Installation, measure_loss
from tests.real_gimp.harness.negatives import light
from tests.real_gimp.harness.snapshots import Snapshot, read_report

PAINTING = f"{INSIDE}/samples/style/van_gogh_night_cafe.jpg"
KINDS = {
    "u8": "",
    "u16-alpha": "pdb.gimp_image_convert_precision(image, PRECISION_U16_GAMMA); vary_alpha(layer)",
    "float-linear-alpha": "pdb.gimp_image_convert_precision(image, PRECISION_FLOAT_LINEAR); vary_alpha(layer)",
    "u16-gray": "pdb.gimp_image_convert_grayscale(image); pdb.gimp_image_convert_precision(image, PRECISION_U16_GAMMA)",
    "u8-gray-alpha": "pdb.gimp_image_convert_grayscale(image); vary_alpha(layer)",
    "u8-beyond-the-canvas": "layer.scale(300, 300); layer.set_offsets(-30, -20)",
}


def run_inside(gimp: Gimp, code: str) -> dict[str, Any]:
    """Run code in GIMP 2.10, with the names of guest.gimp2, and return what it reported."""
    assert gimp.home is not None
    return read_report(gimpfu_home.python(gimp, gimp.home, PRELUDE + textwrap.dedent(code)))


def snapshots(gimp: Gimp, *names: str) -> list[Snapshot]:
    """What the code inside saved."""
    assert gimp.home is not None
    return [Snapshot.read(gimp.home, name) for name in names]


def check_only_selected_colours_changed(before: Snapshot, after: Snapshot) -> None:
    """The layer is what it was, but for the colours of pixels that are selected and not wholly transparent."""
    assert after.about == before.about
    assert np.array_equal(after.mask, before.mask)
    kept = (before.mask == 0) | (before.rgba[..., 3] == 0)
    assert kept.any()
    assert np.array_equal(after.native[kept], before.native[kept])
    if before.about["alpha"]:
        assert np.array_equal(after.alpha, before.alpha)


# With the real engine


def test_paints_inside_the_selection_and_nothing_else(installed2: Installation) -> None:
    gimp = installed2.gimp
    reported = run_inside(
        gimp,
        """
        image, layer, style = open_pair()
        vary_alpha(layer)
        pdb.gimp_image_select_rectangle(image, CHANNEL_OP_REPLACE, 64, 128, 128, 128)
        save("before", layer)
        report(said=paint(layer, style, quality="draft"), remains=remains())
        save("after", layer)
        save("style", style)
    """,
    )
    assert reported == {"said": "", "remains": []}
    before, after, style = snapshots(gimp, "before", "after", "style")
    check_only_selected_colours_changed(before, after)
    inside = (before.mask == 1) & (before.rgba[..., 3] > 0)
    assert (after.native != before.native).any(-1)[inside].mean() > 0.9
    assert gimp.home is not None
    for name, picture in {"before": before, "after": after, "style": style}.items():
        picture.write(gimp.home / f"{name}.png")
    with gimp.shell() as shell:
        loss = {name: measure_loss(shell, f"{name}.png", "before.png", "style.png") for name in ("before", "after")}
    assert loss["after"] < 0.1 * loss["before"]


def test_every_kind_of_layer_keeps_its_kind(installed2: Installation) -> None:
    painted = "".join(
        f"""
        image, layer, style = open_pair()
        {change}
        pdb.gimp_image_select_ellipse(image, CHANNEL_OP_REPLACE, 100, 100, 64, 64)
        save("{kind} before", layer)
        report(**{{"{kind}": paint(layer, style, evaluations=3)}})
        save("{kind} after", layer)
        gimp.delete(image)
        gimp.delete(style.image)
    """
        for kind, change in KINDS.items()
    )
    assert run_inside(installed2.gimp, painted) == dict.fromkeys(KINDS, "")
    for kind in KINDS:
        before, after = snapshots(installed2.gimp, f"{kind} before", f"{kind} after")
        check_only_selected_colours_changed(before, after)
        inside = (before.mask == 1) & (before.rgba[..., 3] > 0)
        assert np.abs(after.rgba - before.rgba)[inside].max(-1).mean() > 0.05, kind


def test_a_style_from_a_file_paints_where_its_channel_is_white(installed2: Installation) -> None:
    """Beyond it the layer, which lies shifted in its image, stays as it is; what is not there is named."""
    reported = run_inside(
        installed2.gimp,
        f"""
        class Gone:
            ID = 10_000
        image, layer, style = open_pair()
        layer.set_offsets(-40, -20)
        pdb.gimp_image_select_rectangle(image, CHANNEL_OP_REPLACE, 60, 60, 80, 100)
        pdb.gimp_selection_save(image).name = "the sky"
        pdb.gimp_selection_none(image)
        image.active_layer = layer
        save("before", layer)
        report(said=paint(layer, None, evaluations=3, style_files=[{PAINTING!r}], style_regions="the sky"))
        save("after", layer)
        report(missing=paint(layer, style, style_regions="the sea"), images=len(gimp.image_list()),
             unmasked=paint(layer, style, style_regions="layer-mask"),
             numbers=paint(layer, None, styles=[image.channels[0], Gone()]),
             weights=paint(layer, style, styles=[style], style_weights="2,none"),
             file=paint(layer, style, style_files=["/nowhere.png"]))
    """,
    )
    assert (reported["said"], reported["images"]) == ("", 2)
    sentences = {
        "missing": "The image has no channel “the sea”. Select > Save to Channel makes one",
        "unmasked": "The layer “astronaut.jpg” has no layer mask.",
        "numbers": "are no numbers of layers.",
        "weights": "“2,none” are no weights for 2 styles.",
        "file": "/nowhere.png cannot be opened as a picture",
    }
    assert {name: reported[name] for name, text in sentences.items() if text not in reported[name]} == {}
    before, after = snapshots(installed2.gimp, "before", "after")
    white = np.zeros((256, 256), bool)
    white[80:180, 100:180] = True
    assert np.array_equal(after.native[~white], before.native[~white])
    assert np.abs(after.rgba - before.rgba)[white].max(-1).mean() > 0.05


# With an engine that paints negatives


def test_feathered_selection_blends_once_and_a_new_layer_holds_the_same_picture(faked2: Callable[..., Gimp]) -> None:
    gimp = faked2()
    reported = run_inside(
        gimp,
        """
        image, layer, style = open_pair()
        pdb.gimp_image_select_rectangle(image, CHANNEL_OP_REPLACE, 112, 112, 40, 40)
        pdb.gimp_selection_feather(image, 20)
        save("before", layer)
        report(new=paint(layer, style, result="new-layer"))
        save("added", image.layers[0])
        save("still", layer)
        image.remove_layer(image.layers[0])
        report(over=paint(layer, style), remains=remains())
        save("after", layer)
    """,
    )
    assert reported == {"new": "", "over": "", "remains": []}
    before, added, still, after = snapshots(gimp, "before", "added", "still", "after")
    assert np.array_equal(still.native, before.native)
    assert added.about["layers"] == ["astronaut.jpg (Neural Style)", "astronaut.jpg"]
    x, y = added.about["offsets"]
    window = slice(y, y + added.about["height"]), slice(x, x + added.about["width"])
    assert np.abs(added.rgba[..., 3] - before.mask[window]).max() < 0.01
    mask = before.mask[..., None]
    # GIMP blends in linear light.
    old, new = light(before.rgba[..., :3]), light(1 - before.rgba[..., :3])
    assert np.abs(light(after.rgba[..., :3]) - (old * (1 - mask) + new * mask)).max() < 0.02
    check_only_selected_colours_changed(before, after)


def test_the_selection_of_the_start_counts_and_what_has_gone_is_noticed(faked2: Callable[..., Gimp]) -> None:
    gimp = faked2()
    reported = run_inside(
        gimp,
        """
        image, layer, style = open_pair()
        paint(layer, None)
        from gimp2.layers import GimpLayer
        from gimp2.selection import GimpSelection
        def selected():
            return list(pdb.gimp_selection_bounds(image))
        pdb.gimp_image_select_rectangle(image, CHANNEL_OP_REPLACE, 10, 20, 30, 40)
        start = GimpSelection(image)
        pdb.gimp_image_select_rectangle(image, CHANNEL_OP_REPLACE, 100, 100, 5, 5)
        with start.applied() as fits:
            report(fits=fits, same=selected())
        with start.applied((5, -30)) as fits:
            report(moved_fits=fits, moved=selected())
        with start.applied((-500, 0)) as fits:
            report(outside_fits=fits)
        report(now=selected())
        known = GimpLayer(layer)
        intact = [known.is_intact()]
        layer.add_alpha()
        intact.append(known.is_intact())
        known = GimpLayer(layer)
        image.remove_layer(layer)
        intact.append(known.is_intact())
        gimp.delete(image)
        report(intact=[*intact, known.is_intact()])
    """,
    )
    assert reported == {
        "fits": True,
        "same": [1, 10, 20, 40, 60],
        "moved_fits": True,
        "moved": [1, 15, 0, 45, 30],
        "outside_fits": False,
        "now": [1, 100, 100, 105, 105],
        "intact": [True, False, False, False],
    }


def test_what_cannot_be_done_is_refused_with_a_sentence(faked2: Callable[..., Gimp]) -> None:
    gimp = faked2()
    reported = run_inside(
        gimp,
        """
        image, layer, style = open_pair()
        save("before", layer)
        report(style=paint(layer, None), itself=paint(layer, layer), preset=paint(layer, style, preset="new"),
             strength=paint(layer, style, strength=200))
        layer.lock_content = True
        report(locked=paint(layer, style))
        layer.lock_content = False
        layer.set_offsets(100, 100)
        pdb.gimp_image_select_rectangle(image, CHANNEL_OP_REPLACE, 0, 0, 50, 50)
        report(missed=paint(layer, style))
        layer.set_offsets(0, 0)
        pdb.gimp_selection_none(image)
        group = gimp.GroupLayer(image, "both")
        image.insert_layer(group, None, 0)
        report(group=paint(group, style))
        image.remove_layer(group)
        save("after", layer)
        pdb.gimp_image_convert_indexed(image, 0, 0, 16, False, False, "")
        report(indexed=paint(layer, style), remains=remains())
    """,
    )
    before, after = snapshots(gimp, "before", "after")
    assert (before.about, before.native.tobytes()) == (after.about, after.native.tobytes())
    assert reported.pop("remains") == []
    sentences = {
        "style": "No style was given. Give a layer",
        "itself": "The layer cannot be its own style. Choose another layer",
        "preset": "“new” is no value of preset. Choose one of: impasto, gatys, classic.",
        "strength": "Option 'strength' cannot be 200",
        "locked": "The pixels of the layer “astronaut.jpg” are locked; unlock them",
        "missed": "The selection does not touch the layer “astronaut.jpg”",
        "group": "“both” is a layer group; select a layer in it",
        "indexed": "Convert it to RGB first",
    }
    assert {name: reported[name] for name, text in sentences.items() if text not in reported[name]} == {}


def test_an_engine_that_fails_leaves_the_picture_and_says_why(faked2: Callable[..., Gimp]) -> None:
    gimp = faked2()
    reported = run_inside(
        gimp,
        """
        import json
        image, layer, style = open_pair()
        image.clean_all()
        save("before", layer)
        path = Path.home() / ".config/GIMP/2.10/plug-ins/impasto/engine.json"
        engine = json.loads(path.read_text())
        for mode in ("crash", "killed", "error", "short"):
            engine["environment"]["FAKE_ENGINE"] = json.dumps({"mode": mode})
            path.write_text(json.dumps(engine))
            report(**{mode: paint(layer, style)})
        path.unlink()
        report(missing=paint(layer, style), remains=[each for each in remains() if "fake_engine" in each])
        save("after", layer)
    """,
    )
    assert reported.pop("remains") == []
    sentences = {
        "crash": "The engine ended before its work was done (exit status 1: ImportError: numpy is not installed)",
        "killed": "The engine ended before its work was done (exit status -9",
        "error": "There is not enough memory. Choose a smaller size.",
        "short": "is incomplete",
        "missing": "Run install.py of Impasto once.",
    }
    assert {name: reported[name] for name, text in sentences.items() if text not in reported[name]} == {}
    before, after = snapshots(gimp, "before", "after")
    assert np.array_equal(before.native, after.native)


def test_frames_that_were_finished_are_delivered_when_the_engine_dies(faked2: Callable[..., Gimp]) -> None:
    gimp = faked2(mode="killed in frame 2", steps=1)
    reported = run_inside(
        gimp,
        """
        image, layer, style = open_pair()
        for _ in range(3):
            image.insert_layer(layer.copy(), None, 0)
        frames = image.layers[::-1]
        save("before", layer)
        report(said=style_frames(image, style), remains=remains())
        for number, frame in enumerate(frames):
            save(f"after {number}", frame)
    """,
    )
    assert reported == {"said": "", "remains": []}
    before, *after = snapshots(gimp, "before", *(f"after {number}" for number in range(4)))
    assert [np.array_equal(frame.native, before.native) for frame in after] == [False, False, True, True]
