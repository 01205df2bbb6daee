"""Losses that teach a network whether two pictures show the same: margins, triplets, pairs.

With the cosines c_ij between the embedding of row i and the direction of class j, l_i its class:

    c'_i   = cos(arccos(c_i,l) + angle);  -2 - that where the turned angle is beyond pi       (1)
    margin   cross-entropy of scale (c'_i - margin) at the label and scale c_ij elsewhere     (2)

With the squared distances D_ij between the embeddings of a batch, a and p two rows of one label:

    n(a, p) = the nearest row of another label that is farther than p, else the farthest      (3)
    triplet  mean over all (a, p) of max(D_ap - D_an + margin, 0)                             (4)

With the embeddings a_i and b_i of pairs, s_i = 1 for the same and 0 for others:

    contrastive  s D^2 / 2 + (1 - s) max(margin - D, 0)^2 / 2,   D = ||a - b||                (5)
    siamese      log loss of s under sigmoid(sum_j w_j |a_j - b_j| + bias)                    (6)

Shapes depend on the number of rows alone, never on their labels, so that passes can be replayed.
Cost: (4) O(n^2 log n), the others O(their inputs).

Source: Wang et al. 2018, arXiv:1801.09414, for the margin and Deng et al. 2019, arXiv:1801.07698,
for the angle of (2); Liu et al. 2017, arXiv:1704.08063, equation (7), for going on beyond pi;
Schroff, Kalenichenko & Philbin 2015, arXiv:1503.03832, section 3.2, for (3); Hadsell, Chopra &
LeCun 2006 for (5); Taigman et al. 2014, section 4, for (6). Which negative is taken where none is
farther, the paper leaves open.
"""

import math

import torch
from torch import Tensor
from torch.nn import functional

from netwright.objectives._classification import cross_entropy

NEARLY = 1e-6  # a cosine comes no nearer to 1 or -1: the slope of (1) has no end there


def margin_softmax(
    cosines: Tensor, labels: Tensor, *, scale: float, margin: float, angle: float = 0.0
) -> Tensor:
    """Mean of (2).

    Args:
        cosines: (n, k), from -1 to 1.
        labels: (n,) int64, from 0 to k - 1.
        scale: what makes cosines logits, above 0.
        margin: taken from the cosine at the label, 0 or more.
        angle: added to the angle at the label, in radians, from 0 up to, not at, pi.

    Returns:
        (), in nats.
    """
    places = labels.unsqueeze(1)
    own = cosines.gather(1, places)
    turned = _turned(own, angle) if angle else own
    logits = scale * cosines.scatter(1, places, turned - margin)
    return cross_entropy(logits, labels)  # (2)


def semi_hard_triplet(embeddings: Tensor, labels: Tensor, *, margin: float) -> Tensor:
    """Equation (4); 0 for a batch without a triplet.

    Args:
        embeddings: (n, d), any unit.
        labels: (n,) int64.
        margin: by how much squared distances shall differ, 0 or more.

    Returns:
        (), in the squared unit.
    """
    squared = _squared_distances(embeddings)
    other = labels.unsqueeze(1) != labels.unsqueeze(0)
    itself = torch.eye(len(labels), dtype=torch.bool, device=labels.device)
    there = other.sum(dim=1, keepdim=True)
    with torch.no_grad():
        sorted_away, order = squared.masked_fill(~other, torch.inf).sort(dim=1)
        place = torch.searchsorted(sorted_away, squared.contiguous(), right=True)
        place = torch.minimum(place, (there - 1).clamp(min=0))
        negative = order.gather(1, place)  # (3)
    taught = ~other & ~itself & (there > 0)
    hinge = (squared - squared.gather(1, negative) + margin).clamp(min=0)
    return (hinge * taught).sum() / taught.sum().clamp(min=1)  # (4)


def contrastive(
    a: Tensor, b: Tensor, same: Tensor, *, margin: float, shares: Tensor | None = None
) -> Tensor:
    """Mean of (5).

    Args:
        a: (n, d), embeddings of the first of each pair, any unit.
        b: (n, d), of the second.
        same: (n,), 1 for the same and 0 for others.
        margin: the distance from which other pairs are left alone, 0 or more.
        shares: (n,), what each pair counts before the mean; None for 1 each.

    Returns:
        (), in the squared unit.
    """
    squared = (a - b).square().sum(dim=1)
    apart = squared > 0  # at 0 no direction leads apart, and a root has no slope
    distance = torch.where(apart, squared, 1.0).sqrt() * apart
    missing = (margin - distance).clamp(min=0)
    each = torch.where(same == 1, squared, missing.square()) / 2  # (5)
    return each.mean() if shares is None else (shares * each).mean()


def siamese_similarity(
    a: Tensor,
    b: Tensor,
    weights: Tensor,
    bias: Tensor,
    same: Tensor,
    *,
    shares: Tensor | None = None,
) -> Tensor:
    """Mean of (6).

    Args:
        a: (n, d), embeddings of the first of each pair, any unit.
        b: (n, d), of the second.
        weights: (d,), log-odds for each unit of distance.
        bias: (), log-odds of two equal embeddings.
        same: (n,), 1 for the same and 0 for others.
        shares: (n,), what each pair counts before the mean; None for 1 each.

    Returns:
        (), in nats.
    """
    logits = (a - b).abs() @ weights + bias
    wanted = same.to(logits.dtype)
    return functional.binary_cross_entropy_with_logits(logits, wanted, weight=shares)  # (6)


def _turned(cosines: Tensor, angle: float) -> Tensor:
    """Equation (1)."""
    inside = cosines.clamp(-1 + NEARLY, 1 - NEARLY)
    sines = (1 - inside.square()).sqrt()
    turned = inside * math.cos(angle) - sines * math.sin(angle)
    return torch.where(inside < -math.cos(angle), -2 - turned, turned)  # (1)


def _squared_distances(embeddings: Tensor) -> Tensor:
    lengths = embeddings.square().sum(dim=1)
    products = embeddings @ embeddings.T
    return (lengths.unsqueeze(1) + lengths.unsqueeze(0) - 2 * products).clamp(min=0)
