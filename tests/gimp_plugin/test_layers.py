"""Layers as a job sees them."""

from __future__ import annotations

import io

import pytest
from common.errors import GoneError
from common.layers import Layer, Obstacle
from common.pixels import Area


class OneLayer(Layer):
    """A layer of 100 x 80 pixels."""

    def __init__(self, alpha=True, obstacle=None):
        self.shape, self.obstacle, self.exists, self.bounds = (100, 80, 1, alpha, 0), obstacle, True, None
        super().__init__(object(), "photo")

    def current_offsets(self):
        return (3, 4)

    def selected_bounds(self):
        return self.bounds

    def _obstacle(self):
        return self.obstacle

    def _exists(self):
        return self.exists

    def _current_shape(self):
        return self.shape

    def _pixels(self, area):
        return bytes(area.width * area.height)


@pytest.mark.parametrize("obstacle", Obstacle)
def test_every_obstacle_is_a_sentence_and_some_count_in_place_only(obstacle):
    layer = OneLayer(obstacle=obstacle)
    assert layer.problem(in_place=True) == obstacle.value.format(name="photo")
    always = obstacle in (Obstacle.NO_LAYER, Obstacle.FLOATING)
    assert layer.problem(in_place=False) == (obstacle.value.format(name="photo") if always else "")


def test_a_layer_without_obstacle_can_be_painted():
    assert OneLayer().problem(in_place=True) == ""


def test_the_selected_area_has_its_context():
    layer = OneLayer()
    assert layer.selected_area() is None
    layer.bounds = Area(0, 40, 10, 10)
    assert layer.selected_area() == Area(0, 24, 26, 42)


def test_channels_follow_the_alpha():
    assert (OneLayer(alpha=True).channels(), OneLayer(alpha=False).channels()) == (4, 3)


@pytest.mark.parametrize(
    "change", [{"exists": False}, {"shape": (99, 80, 1, True, 0)}, {"shape": (100, 80, 2, True, 0)}]
)
def test_a_layer_that_was_removed_or_changed_is_not_read(change):
    layer, file = OneLayer(), io.BytesIO()
    layer.read(layer.style_area(), file)
    assert layer.is_intact() and len(file.getvalue()) == 8000
    vars(layer).update(change)
    assert not layer.is_intact()
    for use in (layer.style_area, lambda: layer.read(Area(0, 0, 1, 1), file)):
        with pytest.raises(GoneError, match="photo"):
            use()
