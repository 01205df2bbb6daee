"""An embedder whose map comes of the trunk of a network that may have learned elsewhere.

    picture --the trunk's stages--> the map of 16 pixels a place --4 x 4 means, affine, norm--> (1)

The end of a network that learned to name things means over the whole picture and so forgets where
something is; 4 x 4 means remember it roughly, and forgive that eyes are a few pixels higher. What
stands behind them is the end of the table's ``embedder``.

Where pictures are too few to learn that end by steps, it follows from them (``whitened_end``):

    W = T P,   P the principal axes of the means x of (1), T such that T S T' = 1           (2)

with S the scatter of P x within the things that shall be alike, a part of its mean variance added
to its diagonal. Directions in which pictures of one thing differ count little after it, the others
much. The norm behind W keeps its mean and scale.

Cost: the trunk's own up to its map; (2) one pass over the pictures and an eigensystem as large as
they are many.
Source: Iglovikov & Shvets 2018, arXiv:1801.05746, for a trained trunk in another network; Hatch,
Kajarekar & Stolcke 2006, "Within-class covariance normalization for SVM-based speaker
recognition", Interspeech, for (2); Belhumeur, Hespanha & Kriegman 1997, "Eigenfaces vs.
Fisherfaces", IEEE PAMI 19(7), for principal axes before it.
"""

from collections.abc import Mapping
from typing import cast

import torch
from torch import Tensor, nn

from netwright.errors import SettingError
from netwright.models._embedder import embedding_end
from netwright.models._trunk import trunk_stages, trunk_weights

STRIDE = 16  # pixels that a place of the map stands for
PLACES = 4  # means along each side of the map
SHARE = 0.3  # of the mean variance within things, added to each direction
NOTHING = 1e-9  # share of the largest variance below which a direction is rounding


class TrunkEmbedder(nn.Module):
    """Equation (1).

    Args:
        stages: gives maps whose sides halve from one to the next; the last one counts.
        channels: of that map.
        outputs: numbers that come out.
        dropout: share of the means that are dropped.
    """

    def __init__(
        self, stages: nn.Module, channels: int, outputs: int, *, dropout: float = 0.0
    ) -> None:
        super().__init__()
        self.stages = stages
        self.means = nn.AdaptiveAvgPool2d(PLACES)
        self.end = embedding_end(channels * PLACES**2, outputs, dropout=dropout)

    def forward(self, pictures: Tensor) -> Tensor:
        """(n, c, h, w) -> (n, outputs)."""
        return cast("Tensor", self.end(self.seen(pictures)))

    def seen(self, pictures: Tensor) -> Tensor:
        """What the end is given: (n, c, h, w) -> (n, channels, 4, 4)."""
        return cast("Tensor", self.means(self.stages(pictures)[-1]))


def backbone_embedder(
    network: nn.Module, outputs: int, *, channels: int = 3, dropout: float = 0.0
) -> TrunkEmbedder:
    """An embedder with the trunk of a network before its end.

    Args:
        network: as ``encoder_network`` builds it; its layers are taken, not copied.
        outputs: numbers that come out.
        channels: of the pictures, which are 32 pixels wide or more.
        dropout: share of the means of the map that are dropped.

    Returns:
        The network.

    Raises:
        SettingError: if it has no trunk, that does not halve step by step, or it has no map that
            is fine enough.
    """
    stages, widths, first = trunk_stages(network, channels=channels, coarsest=STRIDE)
    if not widths:
        wanted = f"a network with maps of {STRIDE} pixels a place or finer"
        raise SettingError("trunk", first, wanted=wanted)
    return TrunkEmbedder(stages, widths[-1], outputs, dropout=dropout)


def embedder_weights(
    network: nn.Module, weights: Mapping[str, Tensor], *, channels: int = 3
) -> dict[str, Tensor]:
    """A network's weights under the names they have in ``backbone_embedder``.

    Args:
        network: as ``encoder_network`` builds it; its own weights do not matter.
        weights: its parameters and buffers by its own names; those behind the trunk may be left
            out.
        channels: of its pictures.

    Returns:
        Names that begin with "stages.", and the same tensors.

    Raises:
        SettingError: naming the first tensor that is missing or of another shape.
    """
    return trunk_weights(network, backbone_embedder(network, 2, channels=channels), weights)


def whitened_end(seen: Tensor, labels: Tensor, outputs: int) -> dict[str, Tensor]:
    """The end that follows from pictures: equation (2), and the norm that keeps its scale.

    Args:
        seen: means of n pictures, (n, d) or more axes, 2 or more.
        labels: what is on each, (n,); things with one picture do not count within.
        outputs: numbers that come out. Where the pictures have fewer directions the others are 0.

    Returns:
        Weights under their names in ``backbone_embedder``, float32; a function of the arguments
        alone, computed in float64.
    """
    rows = seen.flatten(1).double()
    centred = rows - rows.mean(dim=0)
    axes, scales = _principal(centred, outputs)
    inside = centred @ axes / scales
    within = inside - _means_of(inside, labels)
    scatter = within.T @ within / len(rows)
    level = scatter.diagonal().mean().clamp(min=NOTHING)
    values, vectors = torch.linalg.eigh(scatter + SHARE * level * torch.eye(len(scatter)))
    found = (vectors / values.sqrt()).T @ (axes / scales).T
    found = found * torch.sign(found.sum(dim=1, keepdim=True))  # an axis has no sign of its own
    weight = rows.new_zeros(outputs, rows.shape[1])
    weight[: len(found)] = found
    spread = (centred @ weight.T).var(dim=0, correction=0)
    numbers = {
        "end.2.weight": weight,
        "end.3.running_mean": weight @ rows.mean(dim=0),
        "end.3.running_var": spread,
        "end.3.weight": spread.sqrt(),
        "end.3.bias": torch.zeros_like(spread),
    }
    return {name: tensor.float() for name, tensor in numbers.items()}


def _principal(centred: Tensor, most: int) -> tuple[Tensor, Tensor]:
    """Principal axes (d, k) and deviations along them (k,), k <= most; by the smaller product."""
    count, width = centred.shape
    product = centred @ centred.T if count < width else centred.T @ centred
    values, vectors = torch.linalg.eigh(product / count)
    values, vectors = values.flip(0)[:most], vectors.flip(1)[:, :most]
    kept = values > NOTHING * values[0].clamp(min=torch.finfo(values.dtype).tiny)
    values, vectors = values[kept], vectors[:, kept]
    if count < width:
        vectors = centred.T @ vectors / (values * count).sqrt()
    return vectors, values.sqrt()


def _means_of(rows: Tensor, labels: Tensor) -> Tensor:
    """Of each row the mean of those with its label."""
    _, numbers, counts = torch.unique(labels, return_inverse=True, return_counts=True)
    sums = rows.new_zeros(len(counts), rows.shape[1]).index_add_(0, numbers, rows)
    means: Tensor = (sums / counts.unsqueeze(1))[numbers]
    return means
