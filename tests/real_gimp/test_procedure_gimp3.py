"""The procedure as scripts see it in the real GIMP 3: documented, and called from Script-Fu and Python-Fu."""

from __future__ import annotations

import numpy as np

from tests.real_gimp.harness.gimp import run_console
from tests.real_gimp.harness.installed import Installation
from tests.real_gimp.harness.snapshots import PRELUDE, Snapshot, read_report

SUCCESS = ["success", ""]
CODE = """
procedure = Gimp.get_pdb().lookup_procedure("plug-in-impasto")
report(about=[procedure.get_blurb(), procedure.get_help(), procedure.get_menu_label(), procedure.get_menu_paths()],
     arguments=[[one.get_name(), one.get_nick(), one.get_blurb()] for one in procedure.get_arguments()])

def script_fu(code):
    evaluate = Gimp.get_pdb().lookup_procedure("plug-in-script-fu-eval")
    config = evaluate.create_config()
    config.set_property("run-mode", QUIET)
    config.set_property("script", code)
    result = evaluate.run(config)
    status = result.index(0).value_nick
    return status, "" if status == "success" else Gimp.get_pdb().get_last_error()

image, layer, style = open_pair()
other, second = open_sample("style/van_gogh_vestibule.jpg", 96, 128)
image.select_rectangle(Gimp.ChannelOps.REPLACE, 64, 64, 32, 32)
call = f'(plug-in-impasto #:run-mode RUN-NONINTERACTIVE #:image {image.get_id()} #:drawables (vector {layer.get_id()}) '
save("before", layer)
report(scheme=script_fu(call + f'#:style {style.get_id()} #:strength 70 #:colours "content" #:evaluations 3)'))
save("scheme", layer)
report(refused=script_fu(call + ")"))

file = "/mnt/impasto/samples/style/van_gogh_cafe_terrace.jpg"
more = dict(style_files=[file], style_weights="1,2,3", evaluations=3, result="new-layer")
report(python=paint([layer], style, styles=[second], **more))
report(layers=[one.get_name() for one in image.get_layers()])
count = len(Gimp.get_images())
report(image=paint([layer], style, evaluations=2, result="new-image"))
newest = max(Gimp.get_images(), key=lambda one: one.get_id())
report(new=[len(Gimp.get_images()) - count, newest.get_width(), newest.get_height()])
report(file=paint([layer], None, style_files=["/nowhere.jpg"]), weights=paint([layer], style, style_weights="1,2"))

other.select_rectangle(Gimp.ChannelOps.REPLACE, 10, 20, 40, 30)
report(part=paint([layer], second, evaluations=3, result="new-layer"))
save("part", image.get_layers()[-2])  # just above the layer
Gimp.Selection.none(other)
report(whole=paint([layer], second, evaluations=3, result="new-layer"))
save("whole", image.get_layers()[-2])
report(remains=remains())
"""


def test_documented_and_callable_from_scripts(installed: Installation) -> None:
    with installed.gimp.shell() as shell:
        reported = read_report(run_console(shell, PRELUDE + CODE, timeout=900).stdout)
        pictures = {name: Snapshot.read(shell.home, name) for name in ("before", "scheme", "part", "whole")}
    check_documentation(reported.pop("about"), reported.pop("arguments"))
    for name in ("scheme", "python", "image", "part", "whole"):
        assert reported.pop(name) == SUCCESS, name
    assert reported.pop("layers") == ["Background (Neural Style)", "Background"]
    created, width, height = reported.pop("new")
    assert created == 1 and min(width, height) >= 32
    for name, sentence in {
        "refused": "No style was given.",
        "file": "/nowhere.jpg cannot be opened",
        "weights": "“1,2” are no weights for 1 styles",
    }.items():
        status, said = reported.pop(name)
        assert status in ("calling-error", "execution-error") and sentence in said, name
    assert reported == {"remains": []}
    inside = pictures["before"].mask == 1
    changed = (pictures["scheme"].native != pictures["before"].native).any(-1)
    assert changed[inside].mean() > 0.9 and not changed[~inside].any()
    # What is selected in the style's image is the style: another one than all of it.
    assert np.abs(pictures["part"].rgba - pictures["whole"].rgba)[..., :3].max() > 0.05


def check_documentation(about: list[str], arguments: list[list[str]]) -> None:
    """The procedure browser shows all of it."""
    blurb, text, label, paths = about
    assert blurb == "Paint the layer in the style of another layer" and "neural network" in text
    assert (label, paths) == ("_Neural Style...", ["<Image>/Filters/Artistic"])
    names = [name for name, _nick, _blurb in arguments]
    assert {"style", "styles", "style-files", "style-weights", "strength", "size", "device", "result"} <= set(names)
    assert all(nick and blurb for _name, nick, blurb in arguments)
    assert len({nick for _name, nick, _blurb in arguments}) == len(names)
