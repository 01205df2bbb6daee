"""Logistic (softmax) regression, and linear regression where the output is one number.

    z = W x + b                                                                            (1)

Categories enter as one-hot columns: a weight for each code, added up.
"""

from torch import Tensor, nn

from netwright.models._inputs import PictureInput, TableInput


class Logistic(nn.Module):
    """One affine layer, started at zero: the loss is convex, so the start does not matter.

    Args:
        shape: of one example.
        outputs: classes, or 1 for a number.
    """

    def __init__(self, shape: PictureInput | TableInput, outputs: int) -> None:
        super().__init__()
        features = shape.features if isinstance(shape, PictureInput) else shape.numbers
        sizes = () if isinstance(shape, PictureInput) else shape.sizes
        self.affine = _Affine(features, outputs)
        self.codes = nn.ModuleList(nn.Embedding(size, outputs) for size in sizes)
        for weights in self.codes.parameters():
            nn.init.zeros_(weights)

    def forward(self, numbers: Tensor, categories: Tensor | None = None) -> Tensor:
        """Equation (1): floats (n, ...) and codes (n, k) -> (n, outputs)."""
        z: Tensor = self.affine(numbers.flatten(1))
        if categories is not None:
            for column, weights in enumerate(self.codes):
                more: Tensor = weights(categories[:, column])
                z = z + more
        return z


class _Affine(nn.Linear):
    """An affine layer that starts at zero; torch's start warns where a table has no numbers."""

    def reset_parameters(self) -> None:
        """Zero."""
        nn.init.zeros_(self.weight)
        nn.init.zeros_(self.bias)
