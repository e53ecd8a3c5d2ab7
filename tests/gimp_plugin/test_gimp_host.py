"""GIMP as a host, with an image made of a list of layers and a log."""

from __future__ import annotations

import pytest
from common.errors import Cancelled, InputError
from common.gimp_host import GimpHost
from common.pixels import Area, Picture


class Drawable:
    """A layer that GIMP knows: where it is, and the image's log."""

    def __init__(self, log, name):
        self.log, self.name, self.offsets = log, name, (0, 0)

    def set_offsets(self, x, y):
        self.offsets = (x, y)

    def update(self, *area):
        self.log.append(("update", self.name, area))

    def merge_shadow(self, undo):
        self.log.append(("merge", self.name, undo))
        return True


class Image:
    """An image that GIMP knows."""

    def __init__(self, indexed=False):
        self.log, self.layers, self.indexed = [], [], indexed

    def undo_group_start(self):
        self.log.append("start")

    def undo_group_end(self):
        self.log.append("end")

    def insert_layer(self, layer, _parent, place):
        self.layers.insert(place, layer)
        return True

    def remove_layer(self, layer):
        self.layers.remove(layer)


class Selection:
    """Notes the moves."""

    def __init__(self, log, fits=True):
        self.log, self.fits = log, fits

    def applied(self, move):
        self.log.append(("select", move))
        return self

    def __enter__(self):
        return self.fits

    def __exit__(self, *_):
        self.log.append("unselect")


class Layer:
    """A layer as the job sees it, moved by (5, 7) since the job began."""

    name, offsets = "photo", (0, 0)

    def __init__(self, image):
        self.drawable = Drawable(image.log, "photo")

    def channels(self):
        return 4

    def current_offsets(self):
        return (5, 7)


class Host(GimpHost):
    """The calls that differ, on the classes above."""

    def __init__(self, image, interactive=True, agrees=True, fits=True, merges=True):
        super().__init__(image, "u8", interactive, "Neural Style")
        self.agrees, self.fits, self.merges = agrees, fits, merges

    def _copy_selection(self):
        return Selection(self._image.log, self.fits)

    def _is_indexed(self):
        return self._image.indexed

    def _may_convert_to_rgb(self):
        return self.agrees

    def _convert_to_rgb(self):
        self._image.indexed = False

    def _flush_displays(self):
        self._image.log.append("flush")

    def _new_layer(self, image, name, _picture):
        return Drawable(image.log, name)

    def _insert_above(self, added, _below):
        return self._image.insert_layer(added, None, 0)

    def _new_image(self, _width, _height):
        self.opened = Image()
        return self.opened

    def _finish_image(self, image):
        image.log.append("finished")

    def _fill_shadow(self, drawable, area, _picture, keep_alpha):
        drawable.log.append(("fill", drawable.name, area, keep_alpha))

    def _merge_shadow(self, drawable):
        return self.merges and drawable.merge_shadow(True)

    def _copy_mask(self, _source, target, area):
        target.log.append(("mask", area))


@pytest.fixture
def picture(tmp_path):
    return Picture(tmp_path / "result.f32", 4, 3, 4)


AREA = Area(2, 1, 4, 3)


def started(**more):
    image = Image()
    host = Host(image, **more)
    host.store_selection()
    return image, host


def test_an_indexed_image_needs_the_users_consent():
    Host(Image(), interactive=False).allow_rgb()
    Host(Image(indexed=True)).allow_rgb()
    with pytest.raises(Cancelled):
        Host(Image(indexed=True), agrees=False).allow_rgb()
    with pytest.raises(InputError, match="is indexed"):
        Host(Image(indexed=True), interactive=False).allow_rgb()


def test_the_undo_step_converts_and_ends_whatever_happens():
    image = Image(indexed=True)
    with pytest.raises(ZeroDivisionError), Host(image).undo_step():
        assert not image.indexed
        raise ZeroDivisionError
    assert image.log == ["start", "end", "flush"]


def test_the_selection_moves_with_the_layer_that_is_painted(picture):
    image, host = started()
    assert host.paint_over(Layer(image), AREA, picture)
    assert image.log == [
        ("fill", "photo", AREA, True),
        ("select", (5, 7)),
        ("merge", "photo", True),
        "unselect",
        ("update", "photo", AREA),
    ]


def test_what_does_not_fit_is_not_painted(picture):
    image, host = started()
    assert not host.paint_over(Layer(image), Area(2, 1, 4, 4), picture) and image.log == []
    image, host = started(fits=False)
    assert not host.paint_over(Layer(image), AREA, picture)
    assert ("merge", "photo", True) not in image.log


def test_a_new_layer_lies_on_the_old_one_with_its_mask(picture):
    image, host = started()
    assert host.add_above(Layer(image), AREA, picture)
    assert [(layer.name, layer.offsets) for layer in image.layers] == [("photo (Neural Style)", (7, 8))]
    assert ("select", (5, 7)) in image.log and ("mask", AREA) in image.log


def test_a_new_layer_of_another_size_takes_neither_selection_nor_mask(picture):
    image, host = started()
    assert host.add_above(Layer(image), Area(2, 1, 8, 6), picture)
    assert not [entry for entry in image.log if entry[0] in ("select", "mask")]


def test_a_new_layer_that_is_refused_goes_again(picture):
    image, host = started(merges=False)
    assert not host.add_above(Layer(image), AREA, picture) and image.layers == []


def test_a_new_image_needs_a_user_unless_it_may_be_unseen(picture):
    assert not Host(Image(), interactive=False).open_image("photo, painted", picture)
    for host, unseen in ((Host(Image(), interactive=False), True), (Host(Image()), False)):
        assert host.open_image("photo, painted", picture, unseen)
        assert [layer.name for layer in host.opened.layers] == ["photo, painted"]
        assert host.opened.log[-1] == "finished"


def test_frames_become_the_layers_of_a_new_image(picture):
    layers = [("Frame 1", (0, 0), picture), ("Frame 2", (5, -3), picture)]
    assert not Host(Image(), interactive=False).open_layers((8, 6), layers)
    host = Host(Image())
    assert host.open_layers((8, 6), layers)
    assert [(layer.name, layer.offsets) for layer in host.opened.layers] == [("Frame 2", (5, -3)), ("Frame 1", (0, 0))]
