"""What GIMP 2.10's procedures say of themselves and of the argument that is another layer, by their names."""

from common import frames
from common.procedures import DREAM, FRAMES, STYLE
from common.texts import _

HELP = {
    STYLE.name: _(
        "Repaints the layer, inside the selection, in the style of any open layer, by a neural network. "
        "A number of 0 and a choice of 'automatic' leave the decision to the preset or the picture."
    ),
    FRAMES.name: frames.HELP,
    DREAM.name: _(
        "Raises what a neural network sees in the layer, inside the selection, or with a guide what is in that: "
        "Deep Dream. A number of 0 leaves the decision to the picture or the machine."
    ),
}
SOURCE_HELP = {
    STYLE.name: _("the layer whose strokes and colours the result takes"),
    FRAMES.name: _("the layer whose strokes and colours the result takes"),
    DREAM.name: _("dream of what is in this layer; without it (-1) of what is in the picture itself"),
}
