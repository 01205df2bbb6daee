"""Embeddings, beside torch, scikit-learn and SciPy."""

import numpy as np
import torch
from scipy.linalg import null_space
from sklearn.neighbors import NearestNeighbors
from torch.nn import functional

from netwright.reference.embeddings import (
    analogy,
    cbow,
    cosine_similarity,
    equalise,
    glove,
    negative_sampling,
    neutralise,
    skip_gram,
)
from twins.harness import ROUNDING, Twin, by_torch, by_value


def _analogy(table, a, b, c):
    """All words from the nearest on; the first that is not of the question."""
    neighbours = NearestNeighbors(n_neighbors=len(table), metric="cosine").fit(table)
    order = neighbours.kneighbors([table[b] - table[a] + table[c]], return_distance=False)[0]
    return next(word for word in order if word not in (a, b, c))


def _neutralise(words, direction):
    """What is left when the words are fitted by multiples of the direction."""
    multiples = np.linalg.lstsq(direction[:, None], words.T)[0]
    return words - (direction[:, None] @ multiples).T


def _equalise(a, b, direction):
    """In the coordinates of the space at right angles to the direction, and one number beside."""
    beside = null_space(direction[None])  # (d, d - 1)
    ways = [rows / np.linalg.norm(rows, axis=1)[:, None] for rows in (a, b)]
    shared = (ways[0] @ beside + ways[1] @ beside) / 2
    left = np.sqrt(1 - np.linalg.norm(shared, axis=1) ** 2)
    left = np.where((ways[0] - ways[1]) @ direction > 0, left, -left)[:, None]
    one = direction / np.linalg.norm(direction)
    return shared @ beside.T + left * one, shared @ beside.T - left * one


def _skip_gram(centre, table, labels):
    return functional.cross_entropy(functional.linear(centre, table), labels)


def _cbow(around, table, labels):
    """The mean as torch's bag of embeddings takes it: all vectors in a row, by their places."""
    n, m, d = around.shape
    bags = torch.arange(n * m).reshape(n, m)
    mean = functional.embedding_bag(bags, around.reshape(n * m, d), mode="mean")
    return functional.cross_entropy(functional.linear(mean, table), labels)


def _negative_sampling(centre, positive, negatives):
    true = functional.logsigmoid(torch.einsum("nd,nd->n", centre, positive))
    drawn = functional.logsigmoid(-torch.einsum("nd,nkd->nk", centre, negatives))
    return -(true + drawn.sum(dim=1)).mean()


def _glove(words, contexts, word_biases, context_biases, counts, x_max, alpha):
    """Pair by pair, over those that were seen."""
    learned = (words, contexts, word_biases, context_biases)
    cost = sum(part.sum() for part in learned) * 0  # all have a gradient, if no pair was seen too
    for i, j in counts.nonzero().tolist():
        count = counts[i, j].item()
        weight = (count / x_max) ** alpha if count < x_max else 1.0
        fitted = words[i].dot(contexts[j]) + word_biases[i] + context_biases[j]
        cost = cost + weight * (fitted - np.log(count)) ** 2
    return cost


def _row(reference, other, run, **more):
    return Twin(
        reference=reference, other=other, run=run, tolerance=1e-12, because=ROUNDING, **more
    )


ROWS = [
    _row(
        cosine_similarity,
        functional.cosine_similarity,
        by_torch(lambda a, b: functional.cosine_similarity(a, b)),
    ),
    _row(skip_gram, functional.cross_entropy, by_torch(_skip_gram)),
    _row(cbow, functional.embedding_bag, by_torch(_cbow)),
    _row(negative_sampling, functional.logsigmoid, by_torch(_negative_sampling)),
    _row(glove, torch.dot, by_torch(_glove)),
    Twin(
        reference=analogy,
        other=NearestNeighbors,
        run=by_value(_analogy),
        tolerance=0,
        because="a row of the table: the same one or another",
    ),
    Twin(
        reference=neutralise,
        other=np.linalg.lstsq,
        run=by_value(_neutralise),
        tolerance=1e-12,
        because="float64, a least-squares fit in place of the projection",
    ),
    Twin(
        reference=equalise,
        other=null_space,
        run=by_value(_equalise),
        tolerance=1e-12,
        because="float64, the same vectors in other coordinates",
    ),
]
