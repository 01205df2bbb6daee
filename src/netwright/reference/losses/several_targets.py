"""One network, several targets: the weighted mean of the losses of a class, a number and labels.

Each target i has a loss L_i over the examples for which it is known (m_ei = 1); a target that no
example of the batch has costs nothing:

    L_1 = -mean over known e of log p_e,label(e)           cross-entropy of the class      (1)
    L_2 =  mean over known e of (predicted_e - number_e)^2                                 (2)
    L_3 =  mean over known e of the labels' binary cross-entropy                           (3)
    L   = sum_i w_i L_i / sum_i w_i                                                        (4)

Numbers are standardised before, so that an untrained network has an L_2 of about 1, beside log k
for k classes and log 2 for labels: weights of 1 give no target the whole say. Backward is that of
each loss, times its share:

    dL/dL_i = w_i / sum_i w_i                                                              (5)

Source: Caruana 1997, "Multitask learning", Machine Learning 28, for networks with several outputs.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, Whole, real, whole
from netwright.reference.losses import cross_entropy, mse, multi_label

CONSTANTS = ("numbers", "weights")  # answers that are known, and a choice: neither is learned
TARGETS = 3


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``: of each loss, None where no example has it."""

    shares: Array  # (3,), sum to 1
    known: Whole  # (n, 3), 0 or 1
    shapes: tuple[tuple[int, ...], ...]  # of logits, predicted, tag_logits
    classed: cross_entropy.Saved | None
    counted: mse.Saved | None
    tagged: multi_label.Saved | None


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each output), shaped like it."""

    logits: Array
    predicted: Array
    tag_logits: Array


def forward(
    logits: Array,
    labels: Whole,
    predicted: Array,
    numbers: Array,
    tag_logits: Array,
    tags: Whole,
    known: Whole,
    weights: Array,
) -> tuple[float, Saved]:
    """Weighted mean of three losses: equations (1) to (4).

    Args:
        logits: (n, k), no unit.
        labels: (n,), classes, whole numbers from 0 to k - 1.
        predicted: (n,), no unit.
        numbers: (n,), standardised, no unit.
        tag_logits: (n, l), log-odds of each label.
        tags: (n, l), 0 or 1.
        known: (n, 3), 1 where the example has the class, the number, the labels; else 0.
        weights: (3,), of the losses, above 0.

    Returns:
        The loss, 0 or more, no unit, and what ``backward`` will ask for.

    Raises:
        ValueError: if the shapes disagree, something is empty or not finite, a label is no class,
            a mark is neither 0 nor 1, or a weight is not above 0.

    Example:
        >>> two, one = np.zeros((2, 4)), np.array([[1, 1, 0], [1, 0, 0]])
        >>> y = {"labels": np.array([0, 3]), "numbers": np.array([2.0, 9.0]), "tags": two[:, :1]}
        >>> z = {"logits": two, "predicted": two[:, 0], "tag_logits": two[:, :1]}
        >>> loss, _ = forward(**z, **y, known=one, weights=np.array([1.0, 1.0, 2.0]))
        >>> round(loss, 6) == round(float(np.log(4) + 4) / 4, 6)
        True
    """
    logits = real("logits", logits, "n", "k")
    n = len(logits)
    labels = whole("labels", labels, n, below=logits.shape[1])
    predicted, numbers = real("predicted", predicted, n), real("numbers", numbers, n)
    tag_logits = real("tag_logits", tag_logits, n, "l")
    tags = whole("tags", tags, *tag_logits.shape, below=2)
    known = whole("known", known, n, TARGETS, below=2)
    weights = real("weights", weights, TARGETS)
    if not (weights > 0).all():
        raise ValueError(f"weights must be above 0; got {weights.min()}")

    has_class, has_number, has_tags = known.T == 1
    losses, classed, counted, tagged = np.zeros(TARGETS), None, None, None
    if has_class.any():
        losses[0], classed = cross_entropy.forward(logits[has_class], labels[has_class])  # (1)
    if has_number.any():
        losses[1], counted = mse.forward(predicted[has_number], numbers[has_number])  # (2)
    if has_tags.any():
        losses[2], tagged = multi_label.forward(tag_logits, tags, known[:, 2])  # (3)
    shares = weights / weights.sum()  # (5)
    shapes = (logits.shape, predicted.shape, tag_logits.shape)
    return float(shares @ losses), Saved(shares, known, shapes, classed, counted, tagged)  # (4)


def backward(dy: float, saved: Saved) -> Grads:
    """Carry dL/dy, a number, back through (4) to (1); a ``ValueError`` if it is an array."""
    parts = float(real("dy", dy)) * saved.shares  # (5)
    logits, predicted, tag_logits = (np.zeros(shape) for shape in saved.shapes)
    if saved.classed is not None:
        slopes = cross_entropy.backward(parts[0], saved.classed).logits
        logits[saved.known[:, 0] == 1] = slopes
    if saved.counted is not None:
        predicted[saved.known[:, 1] == 1] = mse.backward(parts[1], saved.counted).predictions
    if saved.tagged is not None:
        tag_logits = multi_label.backward(parts[2], saved.tagged).logits
    return Grads(logits=logits, predicted=predicted, tag_logits=tag_logits)


def example(rng: np.random.Generator) -> dict[str, Array | Whole]:
    """Arguments of ``forward`` for one random case."""
    n, k, tags = rng.integers(1, 7), rng.integers(2, 5), rng.integers(1, 4)
    return {
        "logits": 2 * rng.normal(size=(n, k)),
        "labels": rng.integers(0, k, size=n),
        "predicted": rng.normal(size=n),
        "numbers": rng.normal(size=n),
        "tag_logits": 2 * rng.normal(size=(n, tags)),
        "tags": rng.integers(0, 2, size=(n, tags)),
        "known": rng.integers(0, 2, size=(n, TARGETS)),
        "weights": rng.uniform(0.1, 3.0, size=TARGETS),
    }
