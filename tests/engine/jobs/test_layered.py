"""What is seen of an animation's layers, and what painting changes in them."""

from __future__ import annotations

import numpy as np
import pytest

from engine.jobs.layered import Layer, LayerFrames, LayerPainter, over
from engine.losses.temporal import Temporal
from engine.video import MemoryStore

from ..conftest import Array


def flat(value: float, alpha: float = 1.0, width: int = 4, height: int = 3) -> Array:
    """A layer of one grey."""
    pixels = np.full((height, width, 4), value, np.float32)
    pixels[..., 3] = alpha
    return pixels


def layer(pixels: Array, x: int = 0, y: int = 0, *, combine: bool = False, opacity: float = 1.0) -> Layer:
    return Layer(lambda: pixels, x, y, combine, opacity)


def seen(*layers: Layer, first: int = 0) -> list[Array]:
    return list(LayerFrames(layers, 4, 3).read(first, len(layers)))


def test_a_layer_replaces_what_was_seen_or_is_combined_with_it() -> None:
    patch = flat(0.9, width=2, height=2)
    first, combined, replaced = seen(layer(flat(0.1)), layer(patch, 1, 1, combine=True), layer(patch, 2, -1))
    assert np.array_equal(first, flat(0.1))
    expected = flat(0.1)
    expected[1:3, 1:3] = patch
    assert np.array_equal(combined, expected)
    alone = np.zeros((3, 4, 4), np.float32)
    alone[:1, 2:4] = patch[:1]
    assert np.array_equal(replaced, alone)


def test_the_first_layer_stands_alone_and_one_without_alpha_is_opaque() -> None:
    opaque = np.full((3, 2, 3), 0.5, np.float32)
    (first,) = seen(layer(opaque, 1, combine=True, opacity=0.5))
    assert np.array_equal(first[:, 1:3, 3], np.full((3, 2), 0.5))
    assert not first[:, [0, 3]].any()


@pytest.mark.parametrize("place", [(4, 0), (-4, 0), (0, 3), (0, -3), (99, -99)])
def test_a_layer_outside_the_canvas_is_not_seen(place: tuple[int, int]) -> None:
    frames = LayerFrames([layer(flat(0.2), *place)], 4, 3)
    assert not frames.placed(0).any()
    assert np.array_equal(frames.painted(0, flat(0.7)), flat(0.2))


def test_a_frame_can_be_read_without_those_before_it() -> None:
    patch = flat(0.9, width=1, height=1)
    layers = [layer(flat(0.1)), layer(flat(0.2)), layer(patch, combine=True), layer(patch, 3, 2, combine=True)]
    (last,) = seen(*layers, first=3)
    assert last[0, 0, 0] == last[2, 3, 0] == np.float32(0.9)
    assert last[1, 1, 0] == np.float32(0.2)


def test_soft_edges_are_mixed_in_linear_light() -> None:
    half = over(flat(1.0, 0.5), flat(0.0))
    assert half[0, 0] == pytest.approx([0.7354, 0.7354, 0.7354, 1], abs=1e-4)
    both = over(flat(0.3, 0.5), flat(0.3, 0.5))
    assert both[0, 0] == pytest.approx([0.3, 0.3, 0.3, 0.75], abs=1e-6)
    assert not over(flat(0.4, 0), flat(0.6, 0))[..., 3].any()


def test_a_painted_layer_keeps_alpha_size_and_what_lies_outside() -> None:
    own = flat(0.1, 0.25, width=6, height=5)
    own[0, 0, 3] = 0
    painted = LayerFrames([layer(own, -1, -1, opacity=0.5)], 4, 3).painted(0, flat(0.8))
    assert painted.shape == own.shape
    assert np.array_equal(painted[..., 3], own[..., 3])
    assert np.array_equal(painted[1:4, 1:5, :3], np.full((3, 4, 3), 0.8, np.float32))
    assert set(painted[0, :, 0]) == set(painted[:, 5, 0]) == {np.float32(0.1)}
    without_alpha = LayerFrames([layer(own[..., :3])], 4, 3).painted(0, flat(0.8))
    assert without_alpha.shape == (5, 6, 3)


class Recorded:
    """A painter whose frames are half as bright as what it is given."""

    def __init__(self) -> None:
        self.temporal: list[Temporal | None] = []

    def paint(self, index: int, content: Array, temporal: Temporal | None, earlier: Array | None) -> Array:  # noqa: ARG002
        """See `Painter`."""
        self.temporal.append(temporal)
        return np.concatenate([content[..., :3] / 2, content[..., 3:]], axis=2)


def test_the_next_frame_goes_on_from_what_is_seen_of_the_painted_layers() -> None:
    """Behind a combined layer the frame before stays, which is held there."""
    patch = flat(0.8, width=2, height=3)
    frames = LayerFrames([layer(flat(0.6)), layer(patch, 2, combine=True)], 4, 3)
    painter, store, painted = Recorded(), MemoryStore(), {}
    painting = LayerPainter(painter, frames, store, painted.__setitem__)
    first, second = frames.read(0, 2)
    store.write(0, painting.paint(0, first, None, None))
    doubtful = Temporal(flat(0.5)[..., :3], np.zeros((3, 4), np.float32))
    result = painting.paint(1, second, doubtful, None)
    assert np.allclose(painted[0], flat(0.3)), "the layer as it is painted"
    assert painted[1].shape == (3, 2, 4)
    assert np.allclose(result[:, :2, :3], 0.3)
    assert np.allclose(result[:, 2:, :3], 0.4)
    held = painter.temporal[1]
    assert held is not None
    assert np.array_equal(held.weights, [[1, 1, 0, 0]] * 3)
    assert np.allclose(held.target[:, :2], 0.3)
    assert np.allclose(held.target[:, 2:], 0.5)
