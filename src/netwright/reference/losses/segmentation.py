"""Loss of a segmentation: cross-entropy of every known pixel, and the Dice loss of the classes.

    L        = C + d D                                                                     (1)
    dL/dz    = dC/dz + d dD/dz                                                             (2)

with C of ``cross_entropy`` over the pixels whose label is known, 0 where none is, and D of
``dice``. C counts pixels, D counts classes.

Source: Isensee et al. 2021, "nnU-Net", Nature Methods 18, which sums the two; its weights are 1.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, Whole, not_negative, real, whole
from netwright.reference.losses import cross_entropy, dice


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    entropy: cross_entropy.Saved | None  # of the known pixels
    overlap: dice.Saved
    known: Whole  # (n, h, w)
    weight: float


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(logits), shaped like them."""

    logits: Array


def forward(
    logits: Array, labels: Whole, known: Whole, *, weight: float = 1.0
) -> tuple[float, Saved]:
    """The loss of a batch of pictures: equation (1).

    Args:
        logits: (n, k, h, w), no unit.
        labels: (n, h, w), from 0 to k - 1; of pixels that are not known, any of these.
        known: (n, h, w), 1 where the label is known, else 0.
        weight: d, 0 or more.

    Returns:
        The loss, 0 or more, and what ``backward`` will ask for.

    Raises:
        ValueError: if the shapes disagree, something is empty or not finite, a label is no class,
            or the weight is negative.

    Example:
        >>> labels, known = np.array([[[0, 1]]]), np.array([[[1, 1]]])
        >>> round(forward(np.zeros((1, 2, 1, 2)), labels, known)[0], 6)  # log 2 + 0.5
        1.193147
    """
    logits = real("logits", logits, "n", "k", "h", "w")
    n, k, h, w = logits.shape
    labels = whole("labels", labels, n, h, w, below=k)
    known = whole("known", known, n, h, w, below=2)
    weight = not_negative("weight", weight)
    seen = known.astype(bool)
    entropy, saved = 0.0, None
    if seen.any():
        entropy, saved = cross_entropy.forward(np.moveaxis(logits, 1, -1)[seen], labels[seen])
    overlap, of_dice = dice.forward(logits, labels, known)
    return entropy + weight * overlap, Saved(saved, of_dice, known, weight)  # (1)


def backward(dy: float, saved: Saved) -> Grads:
    """Carry dL/dy, a number, back through (1); a ``ValueError`` if it is an array."""
    dy = float(real("dy", dy))
    slopes = dice.backward(saved.weight * dy, saved.overlap).logits  # (2)
    if saved.entropy is not None:
        last = np.zeros_like(np.moveaxis(slopes, 1, -1))
        last[saved.known.astype(bool)] = cross_entropy.backward(dy, saved.entropy).logits
        slopes = slopes + np.moveaxis(last, -1, 1)  # (2)
    return Grads(logits=slopes)


def example(rng: np.random.Generator) -> dict[str, Array | Whole | float]:
    """Arguments of ``forward`` for one random case."""
    return {**dice.example(rng), "weight": float(rng.uniform(0.0, 2.0))}
