"""Dice loss of a segmentation: how badly the soft regions of the classes overlap the true ones.

Over all known pixels i of all pictures, with K_i 1 where the class of a pixel is known and else 0:

    p_ic = exp(z_ic) / sum_j exp(z_ij)                                                     (1)
    t_ic = K_i [label_i = c],   q_ic = K_i p_ic                                            (2)
    D_c  = 2 O_c / (Q_c + T_c),   O = sum_i q t,  Q = sum_i q,  T = sum_i t                (3)
    L    = 1 - mean_{c in S} D_c                                                           (4)

S are the classes with T_c > 0; where nothing is known L is 0. Backward, over c in S:

    dL/dp_ic = -K_i / |S| [2 t_ic / (Q_c + T_c) - 2 O_c / (Q_c + T_c)^2]                   (5)
    dL/dz_ic = p_ic (dL/dp_ic - sum_j p_ij dL/dp_ij)                                       (6)

Source: Milletari, Navab & Ahmadi 2016, arXiv:1606.04797, section 3; Sudre et al. 2017,
arXiv:1707.03237, equation (1), for sums without squares in (3).
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, Whole, real, whole


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    p: Array  # (n, k, h, w)
    t: Array  # (n, k, h, w)
    known: Array  # (n, 1, h, w)
    overlap: Array  # (k,)
    both: Array  # (k,), Q + T
    occurs: Array  # (k,), 1 or 0


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(logits), shaped like them."""

    logits: Array


def forward(logits: Array, labels: Whole, known: Whole) -> tuple[float, Saved]:
    """The loss of a batch of pictures: equations (1) to (4).

    Args:
        logits: (n, k, h, w), no unit.
        labels: (n, h, w), from 0 to k - 1; of pixels that are not known, any of these.
        known: (n, h, w), 1 where the label is known, else 0.

    Returns:
        The loss, from 0 to 1, and what ``backward`` will ask for.

    Raises:
        ValueError: if the shapes disagree, something is empty or not finite, or a label is no
            class.

    Example:
        >>> z = np.zeros((1, 2, 1, 2))  # half of each class everywhere
        >>> forward(z, np.array([[[0, 1]]]), np.array([[[1, 1]]]))[0]  # D = 2 x 0.5 / (1 + 1)
        0.5
    """
    logits = real("logits", logits, "n", "k", "h", "w")
    n, k, h, w = logits.shape
    labels = whole("labels", labels, n, h, w, below=k)
    known = whole("known", known, n, h, w, below=2)

    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)  # (1)
    mask = known[:, np.newaxis].astype(np.float64)
    t = np.moveaxis(np.eye(k)[labels], -1, 1) * mask  # (2)
    q = p * mask  # (2)
    over = (0, 2, 3)
    overlap, both, count = (q * t).sum(over), (q + t).sum(over), t.sum(over)  # (3)
    occurs = (count > 0).astype(np.float64)
    shares = np.where(occurs > 0, 2 * overlap / np.where(both > 0, both, 1), 0.0)  # (3)
    loss = 1 - shares.sum() / occurs.sum() if occurs.any() else 0.0  # (4)
    return float(loss), Saved(p, t, mask, overlap, both, occurs)


def backward(dy: float, saved: Saved) -> Grads:
    """Carry dL/dy, a number, back through (4) to (1); a ``ValueError`` if it is an array."""
    dy = float(real("dy", dy))
    both = np.where(saved.both > 0, saved.both, 1)[:, np.newaxis, np.newaxis]
    overlap = saved.overlap[:, np.newaxis, np.newaxis]
    counted = saved.occurs[:, np.newaxis, np.newaxis] / max(1.0, saved.occurs.sum())
    d_p = -dy * saved.known * counted * (2 * saved.t / both - 2 * overlap / both**2)  # (5)
    inner = (saved.p * d_p).sum(axis=1, keepdims=True)
    return Grads(logits=saved.p * (d_p - inner))  # (6)


def example(rng: np.random.Generator) -> dict[str, Array | Whole]:
    """Arguments of ``forward`` for one random case."""
    n, h, w = (int(size) for size in rng.integers(1, 4, size=3))
    k = int(rng.integers(2, 5))
    return {
        "logits": 2 * rng.normal(size=(n, k, h, w)),
        "labels": rng.integers(0, k, size=(n, h, w)),
        "known": (rng.random((n, h, w)) < 0.8).astype(np.int64),
    }
