"""GloVe: dot products of word vectors are fitted to the logarithms of co-occurrence counts.

X_ij counts how often word j was seen near word i. w_i and b_i are the vector and the bias of word
i, w~_j and b~_j those of word j as a neighbour:

    f(X) = (X / x_max)^alpha where X < x_max, else 1                                       (1)
    E_ij = w_i . w~_j + b_i + b~_j - log X_ij                                              (2)
    J    = sum_ij f(X_ij) E_ij^2                                                           (3)

f lets rare pairs count little and very common ones not too much. Pairs never seen, X_ij = 0, are
left out of the sum: f(0) = 0. With S_ij = dJ/dE_ij:

    S_ij     = 2 f(X_ij) E_ij                                                              (4)
    dJ/dw_i  = sum_j S_ij w~_j                                                             (5)
    dJ/dw~_j = sum_i S_ij w_i                                                              (6)
    dJ/db_i  = sum_j S_ij                                                                  (7)
    dJ/db~_j = sum_i S_ij                                                                  (8)

The sum w + w~ is what the paper uses as the embedding.

Source: Pennington, Socher & Manning 2014, "GloVe: global vectors for word representation", EMNLP,
equations (8) and (9).
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, positive, real

CONSTANTS = ("counts",)  # counted in the texts: nothing is learned through them


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    words: Array  # (v, d)
    contexts: Array  # (u, d)
    slope: Array  # (v, u), S


@dataclass(frozen=True, slots=True)
class Grads:
    """dJ/d(each input of ``forward``), each shaped like that input."""

    words: Array
    contexts: Array
    word_biases: Array
    context_biases: Array


def forward(
    words: Array,
    contexts: Array,
    word_biases: Array,
    context_biases: Array,
    counts: Array,
    *,
    x_max: float = 100.0,
    alpha: float = 0.75,
) -> tuple[float, Saved]:
    """Weighted sum of squared errors over all pairs: equations (1) to (3).

    Args:
        words: (v, d), w, a vector for each word.
        contexts: (u, d), w~, a vector for each word as a neighbour; u is v as a rule.
        word_biases: (v,), b.
        context_biases: (u,), b~.
        counts: (v, u), X, 0 or more; not only whole ones, since far neighbours may count less.
        x_max: the count from which every pair weighs 1; above 0.
        alpha: how fast the weight falls for rarer pairs; above 0, no unit.

    Returns:
        The cost, 0 or more, no unit, and what ``backward`` will ask for.

    Raises:
        ValueError: if the shapes disagree, something is empty or not finite, a count is below 0, or
            a setting is not above 0.

    Example:
        >>> zero, one = np.zeros(1), np.ones((1, 1))
        >>> forward(2 * one, 3 * one, zero, zero, one, x_max=4.0, alpha=0.5)[0]  # 6^2 / sqrt(4)
        18.0
    """
    words = real("words", words, "v", "d")
    contexts = real("contexts", contexts, "u", words.shape[1])
    word_biases = real("word_biases", word_biases, len(words))
    context_biases = real("context_biases", context_biases, len(contexts))
    counts = real("counts", counts, len(words), len(contexts))
    if (counts < 0).any():
        raise ValueError(f"counts must have no number below 0; got {counts.min()}")
    x_max, alpha = positive("x_max", x_max), positive("alpha", alpha)

    weight = np.minimum(counts / x_max, 1) ** alpha  # (1)
    logs = np.log(np.where(counts > 0, counts, 1))  # 0 where the weight is 0
    error = words @ contexts.T + word_biases[:, np.newaxis] + context_biases - logs  # (2)
    cost = (weight * error**2).sum()  # (3)
    return float(cost), Saved(words, contexts, 2 * weight * error)  # (4)


def backward(dy: float, saved: Saved) -> Grads:
    """Carry dL/dy, a number, back through (3) and (2); a ``ValueError`` if it is an array."""
    s = float(real("dy", dy)) * saved.slope
    return Grads(
        words=s @ saved.contexts,  # (5)
        contexts=s.T @ saved.words,  # (6)
        word_biases=s.sum(axis=1),  # (7)
        context_biases=s.sum(axis=0),  # (8)
    )


def example(rng: np.random.Generator) -> dict[str, Array | float]:
    """Arguments of ``forward`` for one random case, some pairs never seen and some very common."""
    v, u, d = rng.integers(1, 6), rng.integers(1, 6), rng.integers(1, 5)
    return {
        "words": rng.normal(size=(v, d)),
        "contexts": rng.normal(size=(u, d)),
        "word_biases": rng.normal(size=v),
        "context_biases": rng.normal(size=u),
        "counts": rng.integers(0, 8, size=(v, u)) / 2,
        "x_max": float(rng.uniform(1.0, 4.0)),
        "alpha": float(rng.choice([0.5, 0.75, 1.0])),
    }
