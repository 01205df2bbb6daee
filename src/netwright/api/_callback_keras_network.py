"""A Keras model as the coach asks it: a ``torch.nn.Module`` with weights of its own.

Keras cannot copy a model without building it anew, which draws random numbers. So the weights are
copied and the model is shared: Keras calls it with other values in place of its variables,

    output, state' = model.stateless_call(weights, state, x)                             (1)

and changes none of them. ``state`` is running statistics and the seeds of dropout. Matrices and
filters lie here as torch has them, outputs first, because starts and sizes are read so.

Source: Keras 3, ``Layer.stateless_call``.
"""

from collections.abc import Sequence
from typing import Protocol

import torch
from torch import Tensor, nn

OWN_ORDER = "embeddings"  # the one matrix that Keras lays out as torch does


class KerasVariable(Protocol):
    """What is read of a variable of Keras."""

    path: str
    value: Tensor


class KerasModel(Protocol):
    """What is read of a model of Keras."""

    trainable_variables: Sequence[KerasVariable]
    non_trainable_variables: Sequence[KerasVariable]

    def stateless_call(
        self, weights: Sequence[Tensor], state: Sequence[Tensor], x: Tensor, *, training: bool
    ) -> tuple[Tensor, Sequence[Tensor]]:
        """The model with other values in place of its variables."""
        ...


class _Shared:
    """Holds a model that copies of the holder share."""

    def __init__(self, model: KerasModel) -> None:
        self.model = model

    def __deepcopy__(self, memo: dict[int, object]) -> "_Shared":
        return self


class KerasNetwork(nn.Module):
    """A Keras model with the values its variables have now.

    Args:
        model: built; it is called but never changed.
    """

    def __init__(self, model: KerasModel) -> None:
        super().__init__()
        self._shared = _Shared(model)
        weights = model.trainable_variables
        self._turned = [_is_turned(one) for one in weights]
        copies = [one.value.detach().clone() for one in weights]
        pairs = zip(copies, self._turned, strict=True)
        self.weights = nn.ParameterList(
            nn.Parameter(one.movedim(-1, 0).contiguous() if turned else one)
            for one, turned in pairs
        )
        self._states = len(model.non_trainable_variables)
        for number, one in enumerate(model.non_trainable_variables):
            self.register_buffer(f"state_{number}", one.value.detach().clone())

    def forward(self, x: Tensor) -> Tensor:
        """The model's answers in the mode that this module is in."""
        if x.is_floating_point() and len(self.weights):
            x = x.to(self.weights[0].dtype)
        pairs = zip(self.weights, self._turned, strict=True)
        weights = [one.movedim(0, -1) if turned else one for one, turned in pairs]
        state = [self.get_buffer(f"state_{number}") for number in range(self._states)]
        model = self._shared.model
        output, after = model.stateless_call(weights, state, x, training=self.training)  # (1)
        if self.training:
            with torch.no_grad():
                for old, new in zip(state, after, strict=True):
                    old.copy_(new)
        return output


def _is_turned(variable: KerasVariable) -> bool:
    return variable.value.dim() >= 2 and not variable.path.endswith(OWN_ORDER)
