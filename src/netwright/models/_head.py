"""A network cut before its output layer: the features it makes, and the layer that answers.

    pictures --all layers but the last--> features (n, d) --output layer--> (n, outputs)

While nothing but the output layer learns, the features of an example never change: they are made
once, and the layer alone is trained on them.

Cost: of ``features``, one forward pass.
"""

import torch
from torch import Tensor, nn

from netwright.errors import SettingError
from netwright.models._pretrained import output_layer


class Head(nn.Module):
    """An output layer by itself, under the name it has in its network.

    Args:
        output: the layer.
    """

    def __init__(self, output: nn.Linear) -> None:
        super().__init__()
        self.output = output

    def forward(self, features: Tensor) -> Tensor:
        """(n, d) -> (n, outputs)."""
        y: Tensor = self.output(features)
        return y


def head_of(network: nn.Module) -> Head:
    """The output layer of a network, not copied.

    Args:
        network: any whose last layer with weights is affine.

    Returns:
        The layer; its parameters are called ``output.weight`` and ``output.bias``.

    Raises:
        SettingError: if the last layer is another one.
    """
    layer = network.get_submodule(output_layer(network))
    if not isinstance(layer, nn.Linear):
        raise SettingError(
            "freeze",
            "features",
            wanted=f"none or a number for {type(network).__name__}, which ends in a "
            f"{type(layer).__name__}",
        )
    return Head(layer)


def features(network: nn.Module, *inputs: Tensor) -> Tensor:
    """What a network gives to its output layer.

    Args:
        network: any whose last layer with weights is affine; its mode counts.
        *inputs: a prepared batch.

    Returns:
        (n, d); with gradients only where torch keeps them.
    """
    seen: list[Tensor] = []

    def keep(layer: nn.Module, given: tuple[Tensor, ...]) -> None:
        del layer
        seen.append(given[0])

    handle = head_of(network).output.register_forward_pre_hook(keep)
    try:
        network(*inputs)
    finally:
        handle.remove()
    return torch.flatten(seen[0], 1)
