"""CTC: the loss of a sequence whose labels have no times, such as the letters of an utterance.

At each of t steps a network gives k numbers z, one for each label and, as class 0, one for the
blank (no label here). A path pi takes one class at each step; B(pi) makes labels of it: of equal
neighbours one stays, then the blanks go. Many paths give the same labels l, and all of them count:

    y_tk   = exp(z_tk) / sum_j exp(z_tj)                                                   (1)
    p(l)   = sum over all pi with B(pi) = l of prod_t y_t,pi_t,   loss = -ln p(l)          (2)

The sum is over too many paths to write out. So let l' = (0, l_1, 0, l_2, ..., l_n, 0) be the
labels with blanks around them, and a_t(s) the sum over all beginnings of t steps that end at place
s of l'. A path stays, goes one place on, or, where l'_s is neither a blank nor equal to l'_(s-2),
steps over the blank between:

    a_1(s) = y_1,l'_s for the first two places, 0 for the others                           (3)
    a_t(s) = y_t,l'_s (a_(t-1)(s) + a_(t-1)(s-1) + [may skip] a_(t-1)(s-2))                (4)
    p(l)   = a_T(last) + a_T(last but one)                                                 (5)

and b_t(s) likewise for all that comes after step t, so that a_t(s) b_t(s) is the sum over all
paths that are at s at step t, and the sum of that over s is p(l), whatever t:

    b_T(s) = 1 for the last two places, 0 for the others                                   (6)
    b_t(s) = sum over s' = s, s+1, s+2 if it may skip of b_(t+1)(s') y_(t+1),l'_s'         (7)
    g_t(s) = a_t(s) b_t(s) / sum_s' a_t(s') b_t(s')                                        (8)
    dL/dz_tk = y_tk - sum of g_t(s) over the places s with l'_s = k                        (9)

(9) is softmax cross-entropy against where the alignments are, as the present network sees them.
All is computed in logarithms: p(l) of a long utterance is far below the smallest float. (8)
divides by the sum at its own t, and not by the p(l) of (5), whose rounding grows with the length.

Shapes: logits (t, k); labels (n,) of 1 to k - 1; one sequence. A batch is the mean of its rows.

Source: Graves, Fernandez, Gomez & Schmidhuber 2006, "Connectionist temporal classification", ICML,
sections 3 and 4; (7) leaves y_t out of b_t, as in Graves 2012, "Supervised sequence labelling",
section 7.3.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, Whole, real, whole
from netwright.reference.measures import log_probabilities

_BLANK = 0
_NEVER = -np.inf  # the logarithm of 0


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``; logarithms in nats."""

    log_y: Array  # (t, k)
    places: Whole  # (2 n + 1,), l'
    log_a: Array  # (t, 2 n + 1)


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/dlogits, shaped like them."""

    logits: Array


def forward(logits: Array, labels: Whole) -> tuple[float, Saved]:
    """Minus the logarithm of the probability of the labels, over all alignments: (1) to (5).

    Args:
        logits: (t, k), any unit; class 0 is the blank.
        labels: (n,), from 1 to k - 1, without blanks.

    Returns:
        The loss in nats, and what ``backward`` will ask for.

    Raises:
        ValueError: if a shape is wrong, something is empty or not finite, a label is not a class,
            or the labels do not fit in t steps; equal neighbours need a blank between them.

    Example:
        Three of four paths give "1": (1, 1), (0, 1), (1, 0); not (0, 0).

        >>> loss, _ = forward(np.zeros((2, 2)), np.array([1]))
        >>> round(float(np.exp(-loss)), 6)
        0.75
    """
    logits = real("logits", logits, "t", "k")
    labels = whole("labels", labels, "n", least=1, below=logits.shape[1])
    steps, needed = len(logits), len(labels) + int((labels[1:] == labels[:-1]).sum())
    if needed > steps:
        raise ValueError(
            f"labels must fit in the {steps} steps of logits; got {len(labels)} labels, "
            f"which need {needed} with a blank between equal neighbours"
        )
    log_y = log_probabilities.forward(logits)  # (1)

    places = np.full(2 * len(labels) + 1, _BLANK)
    places[1::2] = labels
    log_a = np.full((steps, len(places)), _NEVER)
    log_a[0, :2] = log_y[0, places[:2]]  # (3)
    for t in range(1, steps):
        log_a[t] = log_y[t, places] + _step(log_a[t - 1], places)  # (4)
    log_p = float(np.logaddexp(log_a[-1, -1], log_a[-1, -2]))  # (5)
    return -log_p, Saved(log_y, places, log_a)  # (2)


def backward(dy: float, saved: Saved) -> Grads:
    """Carry dL/dloss, a number, back to the logits: (6) to (9); a ``ValueError`` if it is none."""
    scale = real("dy", dy)
    log_y, places = saved.log_y, saved.places
    log_b = np.full(saved.log_a.shape, _NEVER)
    log_b[-1, -2:] = 0.0  # (6)
    for t in range(len(log_y) - 2, -1, -1):
        after = log_b[t + 1] + log_y[t + 1, places]
        log_b[t] = _step(after[::-1], places[::-1])[::-1]  # (7): the same steps, seen from the end
    log_paths = saved.log_a + log_b
    paths = np.exp(log_paths - log_paths.max(axis=1, keepdims=True))
    at_place = paths / paths.sum(axis=1, keepdims=True)  # (8): the maximum cancels
    of_class = places[:, np.newaxis] == np.arange(log_y.shape[1])
    return Grads(logits=scale * (np.exp(log_y) - at_place @ of_class))  # (9)


def example(rng: np.random.Generator) -> dict[str, Array | Whole]:
    """Arguments of ``forward`` for one random case; some have not one step to spare."""
    k = int(rng.integers(2, 6))
    labels = rng.integers(1, k, size=rng.integers(1, 5))
    steps = len(labels) + (labels[1:] == labels[:-1]).sum() + rng.integers(0, 5)
    return {"logits": rng.normal(0.0, 1.5, size=(steps, k)), "labels": labels}


def _step(log_from: Array, places: Whole) -> Array:
    """The logarithm of the sum over the places from which each place can be reached in one step."""
    one = np.concatenate([[_NEVER], log_from[:-1]])
    two = np.concatenate([[_NEVER, _NEVER], log_from[:-2]])
    may_skip = np.zeros(len(places), dtype=bool)
    may_skip[2:] = (places[2:] != _BLANK) & (places[2:] != places[:-2])
    two[~may_skip] = _NEVER
    total: Array = np.logaddexp(np.logaddexp(log_from, one), two)
    return total
