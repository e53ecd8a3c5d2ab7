"""3x3 convolutions with 2.25 multiplications for each output and channel instead of 9.

S. Winograd's minimal filtering F(4x4, 3x3) as A. Lavin and S. Gray use it ("Fast Algorithms for Convolutional Neural
Networks", arXiv:1509.09308, section 4): y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A for each patch d of 6x6 inputs and its 4x4
outputs y. The sum over channels lies inside, so that the products of all patches are 36 matrix products. Kernels are
transformed here, once.

In: names of values in a graph. Out: names of values in it.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from .gradients import END
from .onnx_graph import Graph

OUTPUTS, PATCH = 4, 6
PRODUCTS = PATCH**2
POINTS = (0.0, 2 / 3, -2 / 3, 3 / 2, -3 / 2)
"""Where the polynomials are evaluated, beside infinity. Of those tried these lose the fewest digits in float32: 1.2e-6
of a convolution over 512 channels (0, 1, -1, 2, -2 lose 2.8e-6, the plain sum 2e-7)."""
Matrix = NDArray[np.float64]


def transformed_kernel(kernel: NDArray[np.float32]) -> NDArray[np.float32]:
    """G g Gᵀ of a kernel (O, I, 3, 3): (36, O, I) float32."""
    _, filters, _ = _transforms()
    places = kernel.astype(np.float64).transpose(2, 3, 0, 1).reshape(9, -1)
    return (_in_both_directions(filters) @ places).reshape(PRODUCTS, *kernel.shape[:2]).astype(np.float32)


def convolution(graph: Graph, value: str, kernel: str, channels: tuple[int, int], padding: int = 1) -> str:
    """A 3x3 convolution, stride 1, of `channels` (inputs, outputs); `kernel` as `transformed_kernel` makes it."""
    out, _, into = _transforms()
    return _products(graph, value, kernel, padding, channels, into, out)


def backward(
    graph: Graph, gradient: str, kernel: str, channels: tuple[int, int], padding: int = 1, *, pooled: bool
) -> str:
    """dx of y = convolution(x), from the same `kernel`: a flipped kernel is the kernel over flipped patches.

    With `pooled` it has the 1/4 of an average pool, see `gradients.backward_kernel`.
    """
    out, _, into = _transforms()
    half = 0.5 if pooled else 1.0  # in each direction
    return _products(graph, gradient, kernel, 2 - padding, channels[::-1], into[:, ::-1], half * out[::-1], transA=1)


def _products(
    graph: Graph,
    value: str,
    kernel: str,
    padding: int,
    channels: tuple[int, int],
    into: Matrix,
    out: Matrix,
    **transposed: int,
) -> str:
    """Patches into their transforms (36, C, patches), times the kernel's, out into pictures again."""
    entering, leaving = channels
    size = graph.node("Add", graph.size(value), graph.integers(2 * padding - 2))
    tiles = graph.node("Div", graph.node("Add", size, graph.integers(OUTPUTS - 1)), graph.integers(OUTPUTS))
    patches, places = _patches(graph, value, padding, tiles, entering)
    parts = graph.node("MatMul", graph.matrix(_in_both_directions(into)[:, places]), patches)
    parts = graph.node("Reshape", parts, graph.integers(PRODUCTS, entering, -1))
    products = graph.node("FusedMatMul", kernel, parts, domain="com.microsoft", **transposed)
    products = graph.node("Reshape", products, graph.integers(PRODUCTS, -1))
    results = graph.node("MatMul", graph.matrix(_in_both_directions(out)), products)
    shape = graph.node("Concat", graph.integers(1, OUTPUTS**2 * leaving), tiles, axis=0)
    picture = graph.node("DepthToSpace", graph.node("Reshape", results, shape), blocksize=OUTPUTS, mode="DCR")
    return graph.node("Slice", picture, graph.integers(0, 0), size, graph.integers(2, 3))


def _patches(graph: Graph, value: str, padding: int, tiles: str, channels: int) -> tuple[str, list[int]]:
    """All patches as the columns of a matrix (36, channels x patches), and which place in the patch each row is.

    Blocks of 4x4 do not overlap and patches do, by two: a patch is a block and the beginnings of the next ones.
    """
    ahead = graph.node("Add", tiles, graph.integers(1))
    room = graph.node("Mul", ahead, graph.integers(OUTPUTS))
    after = graph.node("Sub", graph.node("Sub", room, graph.size(value)), graph.integers(padding))
    before = graph.integers(0, 0, padding, padding, 0, 0)
    padded = graph.node("Pad", value, graph.node("Concat", before, after, axis=0))
    blocks = graph.node("SpaceToDepth", padded, blocksize=OUTPUTS)
    shape = graph.node("Concat", graph.integers(OUTPUTS, OUTPUTS, channels), ahead, axis=0)
    blocks = graph.node("Reshape", blocks, shape)
    rows, places = [], []
    for down in (0, 1):
        for right in (0, 1):
            height, width = (PATCH - OUTPUTS if beyond else OUTPUTS for beyond in (down, right))
            starts, ends = (
                graph.integers(0, 0, down, right),
                graph.integers(height, width, *(END if beyond else -1 for beyond in (down, right))),
            )
            part = graph.node("Slice", blocks, starts, ends, graph.integers(0, 1, 3, 4))
            rows.append(graph.node("Reshape", part, graph.integers(height * width, -1)))
            places += [(y + OUTPUTS * down) * PATCH + x + OUTPUTS * right for y in range(height) for x in range(width)]
    return graph.node("Concat", *rows, axis=0), places


def _in_both_directions(transform: Matrix) -> Matrix:
    return np.asarray(np.kron(transform, transform), np.float64)


def _transforms() -> tuple[Matrix, Matrix, Matrix]:
    """Aᵀ (4, 6), G (6, 3) and Bᵀ (6, 6) in one direction, after A. Toom and S. Cook: POINTS, then infinity."""
    out, filters, into = np.zeros((OUTPUTS, PATCH)), np.zeros((PATCH, 3)), np.zeros((PATCH, PATCH))
    for row, point in enumerate(POINTS):
        others = [other for other in POINTS if other != point]
        out[:, row] = [point**power for power in range(OUTPUTS)]
        filters[row] = [point**power / math.prod(point - other for other in others) for power in range(3)]
        into[row, :-1] = np.polynomial.polynomial.polyfromroots(others)
    out[-1, -1] = filters[-1, -1] = 1
    into[-1] = np.polynomial.polynomial.polyfromroots(POINTS)
    return out, filters, into
