"""The peer: the same losses in PyTorch, by autograd, as the field's tools compute them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn

from export import vgg16
from export.weights import load_weights

ORDERS = {last: [(layer.kind, layer.name) for layer in vgg16.layers_up_to(last)] for last in ("conv5_1", "conv5_2")}
"""The network's layers up to two of them, in words that torch.compile can trace."""
STYLE_LAYERS = ("conv1_1", "conv2_1", "conv3_1", "conv4_1", "conv5_1")


def network() -> nn.ModuleDict:
    """VGG16's convolutions with the real weights; no gradients by them."""
    layers = nn.ModuleDict()
    weights = load_weights()
    for conv in vgg16.CONVOLUTIONS:
        module = nn.Conv2d(conv.inputs, conv.outputs, 3, padding=1)
        kernel, bias = weights[conv.name]
        module.weight.data, module.bias.data = torch.from_numpy(kernel.copy()), torch.from_numpy(bias.copy())
        layers[conv.name] = module
    return layers.requires_grad_(False)


def features(layers: nn.ModuleDict, picture: Tensor, last: str) -> dict[str, Tensor]:
    """Post-ReLU features of a picture (N, 3, H, W), RGB 0..255, by layer."""
    value = picture.flip(1) - torch.tensor(vgg16.MEAN_BGR).reshape(1, 3, 1, 1).to(picture)
    found = {}
    for kind, name in ORDERS[last]:
        if kind == "convolution":
            value = torch.relu(layers[name](value))
            found[name] = value
        elif kind == "pool":
            value = nn.functional.avg_pool2d(value, 2)
    return found


def gram(feature: Tensor) -> Tensor:
    """F Fᵀ of features (1, C, H, W)."""
    rows = feature.flatten(2)[0]
    return rows @ rows.T


class Gatys:
    """The `gatys` preset's loss."""

    last = "conv5_1"

    def __init__(self, layers: nn.ModuleDict, content: Tensor, style: Tensor) -> None:
        self.layers = layers
        self.content = features(layers, content, self.last)["conv4_2"]
        found = features(layers, style, self.last)
        self.grams = {name: gram(found[name]) / found[name].numel() for name in STYLE_LAYERS}

    def loss(self, picture: Tensor) -> Tensor:
        """The loss of a picture (1, 3, H, W)."""
        found = features(self.layers, picture, self.last)
        total = 5 * nn.functional.mse_loss(found["conv4_2"], self.content)
        for name, target in self.grams.items():
            total = total + 100 * nn.functional.mse_loss(gram(found[name]) / found[name].numel(), target)
        across, down = picture.diff(dim=3), picture.diff(dim=2)
        return total + 1e-3 * ((across**2).sum() + (down**2).sum()) / 2


class ClassicScript:
    """The `classic` preset's loss as its script computed it: three pictures through the network in one batch."""

    last = "conv5_2"

    def __init__(self, layers: nn.ModuleDict, content: Tensor, style: Tensor) -> None:
        self.layers, self.content, self.style = layers, content, style

    def loss(self, picture: Tensor) -> Tensor:
        """The loss of a picture (1, 3, H, W)."""
        found = features(self.layers, torch.cat([self.content, self.style, picture]), self.last)
        height, width = picture.shape[2:]
        total = 0.025 * ((found["conv5_2"][2] - found["conv5_2"][0]) ** 2).sum()
        for name in STYLE_LAYERS:
            difference = gram(found[name][1:2]) - gram(found[name][2:3])
            total = total + (difference**2).sum() / (5 * 4 * 3**2 * (height * width) ** 2)
        corner = picture[:, :, :-1, :-1]
        squares = (picture[:, :, :-1, 1:] - corner) ** 2 + (picture[:, :, 1:, :-1] - corner) ** 2
        return total + 1e-3 * (squares + 1e-12).pow(1.25).sum()


def evaluation(losses: Callable[[Tensor], Tensor], picture: Tensor) -> tuple[float, Tensor]:
    """Loss and gradient of a picture."""
    picture = picture.detach().requires_grad_()
    loss = losses(picture)
    loss.backward()
    return float(loss.detach()), picture.grad


def tensor(pixels: np.ndarray) -> Tensor:
    """(H, W, 3) sRGB 0..1 to (1, 3, H, W) 0..255."""
    return torch.from_numpy(np.ascontiguousarray(pixels.transpose(2, 0, 1)[None] * np.float32(255)))
