"""The triplet loss: an anchor is nearer to its positive than to its negative, by a margin.

For the embeddings a_i (anchor), p_i (the same person) and q_i (another person):

    h_i = ||a_i - p_i||^2 - ||a_i - q_i||^2 + margin                                       (1)
    L   = mean_i max(h_i, 0)                                                               (2)

A triplet with h_i <= 0 is right by the margin and teaches nothing. With the mask m_i = [h_i > 0]:

    dL/da_i =  2 m_i (q_i - p_i) / n                                                       (3)
    dL/dp_i = -2 m_i (a_i - p_i) / n                                                       (4)
    dL/dq_i =  2 m_i (a_i - q_i) / n                                                       (5)

The paper sums over the batch; the mean here keeps the learning rate free of its size.

Source: Schroff, Kalenichenko & Philbin 2015, arXiv:1503.03832, section 3.1.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, not_negative, real


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    anchor: Array  # (n, d)
    positive: Array  # (n, d)
    negative: Array  # (n, d)
    teaches: Array  # (n, 1), 1 where h is above 0, else 0


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), each shaped like that input."""

    anchor: Array
    positive: Array
    negative: Array


def forward(
    anchor: Array, positive: Array, negative: Array, *, margin: float = 0.2
) -> tuple[float, Saved]:
    """Mean triplet loss of n triplets: equations (1) and (2).

    Args:
        anchor: (n, d), embeddings; FaceNet gives every row length 1, which is not asked here.
        positive: (n, d), of the same person as the anchor, from another picture.
        negative: (n, d), of another person.
        margin: by how much the squared distances must differ, in their unit; 0 or more.

    Returns:
        The loss, 0 or more, in the squared unit, and what ``backward`` will ask for.

    Raises:
        ValueError: if the shapes differ, something is empty or not finite, or the margin is
            negative.

    Example:
        >>> at_0, at_1, at_2 = np.array([[0.0]]), np.array([[1.0]]), np.array([[2.0]])
        >>> forward(at_0, at_2, at_1, margin=0.5)[0]  # 4 - 1 + 1/2
        3.5
        >>> forward(at_0, at_1, at_2, margin=0.5)[0]
        0.0
    """
    anchor = real("anchor", anchor, "n", "d")
    positive = real("positive", positive, *anchor.shape)
    negative = real("negative", negative, *anchor.shape)
    margin = not_negative("margin", margin)

    to_positive = ((anchor - positive) ** 2).sum(axis=1, keepdims=True)
    to_negative = ((anchor - negative) ** 2).sum(axis=1, keepdims=True)
    h = to_positive - to_negative + margin  # (1)
    loss = np.maximum(h, 0).mean()  # (2)
    return float(loss), Saved(anchor, positive, negative, (h > 0).astype(np.float64))


def backward(dy: float, saved: Saved) -> Grads:
    """Carry dL/dy, a number, back through (2) and (1); a ``ValueError`` if it is an array."""
    dy = float(real("dy", dy))
    scale = 2 * dy * saved.teaches / len(saved.anchor)
    return Grads(
        anchor=scale * (saved.negative - saved.positive),  # (3)
        positive=-scale * (saved.anchor - saved.positive),  # (4)
        negative=scale * (saved.anchor - saved.negative),  # (5)
    )


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case, no triplet near the bend at h = 0."""
    shape = (rng.integers(1, 6), rng.integers(1, 5))
    anchor, positive, negative = rng.normal(size=(3, *shape))
    margin = float(rng.uniform(0.2, 1.0))
    far = ((anchor - negative) ** 2).sum(axis=1, keepdims=True)
    h = ((anchor - positive) ** 2).sum(axis=1, keepdims=True) - far + margin
    # here far >= margin - 0.05, so that a push by half adds at least 1.25 x 0.15 to it
    pushed = anchor + 1.5 * (negative - anchor)
    negative = np.where(np.abs(h) < 0.05, pushed, negative)
    return {"anchor": anchor, "positive": positive, "negative": negative, "margin": margin}
