"""The triplet loss of a batch, which picks the negative of each pair itself.

Every ordered pair of two rows of one label, an anchor a and a positive p, gets one row of another
label as its negative n. With D_ij = ||e_i - e_j||^2,

    n(a, p) = the nearest row j of another label with D_aj > D_ap                          (1)
    n(a, p) = the farthest row of another label, where none is farther than p              (2)
    L       = the mean of ``triplet`` over all (a, p, n(a, p))                             (3)

(1) is semi-hard: farther than the positive, so that the batch does not collapse to one point, and
the one that teaches most among those. A row stands in many triplets, in all three places:

    dL/de_i = the sum of its slopes as anchor, as positive and as negative                 (4)

Which row (1) and (2) pick does not change by a small move, so it has no slope.

Source: Schroff, Kalenichenko & Philbin 2015, arXiv:1503.03832, sections 3.1 and 3.2. What is
picked where no negative is farther, the paper leaves open; (2) takes the least wrong one.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, Whole, not_negative, real, whole
from netwright.reference.losses import triplet

GAP = 0.001  # of squared distances in an example: what is picked shall not hang on rounding


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    shape: tuple[int, ...]  # of the embeddings
    rows: Whole  # (t, 3): anchor, positive, negative of each triplet
    loss: triplet.Saved


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(embeddings), shaped like them."""

    embeddings: Array


def forward(embeddings: Array, labels: Whole, *, margin: float = 0.2) -> tuple[float, Saved]:
    """Mean loss of all triplets of a batch: equations (1) to (3).

    Args:
        embeddings: (n, d), any unit; FaceNet gives every row length 1, which is not asked here.
        labels: (n,), whole numbers from 0 on; two of one, and one of another.
        margin: by how much the squared distances must differ, in their unit; 0 or more.

    Returns:
        The loss, 0 or more, in the squared unit, and what ``backward`` will ask for.

    Raises:
        ValueError: if the shapes disagree, something is empty or not finite, there is no triplet,
            or the margin is negative.

    Example:
        >>> points = [[0.0], [2.0], [1.0], [3.0]]  # of 0 and 2 the nearest farther one is 3
        >>> forward(points, [0, 0, 1, 2], margin=6.0)[0]  # 4 - 9 + 6 and 4 - 1 + 6, halved
        5.0
    """
    embeddings = real("embeddings", embeddings, "n", "d")
    labels = whole("labels", labels, len(embeddings))
    margin = not_negative("margin", margin)

    rows = []
    for a, p in np.argwhere(labels[:, np.newaxis] == labels):
        others = np.flatnonzero(labels != labels[a])
        if a == p or not others.size:
            continue
        far = ((embeddings[others] - embeddings[a]) ** 2).sum(axis=1)
        farther = far > ((embeddings[p] - embeddings[a]) ** 2).sum()
        if farther.any():
            n = others[np.where(farther, far, np.inf).argmin()]  # (1)
        else:
            n = others[far.argmax()]  # (2)
        rows.append((a, p, n))
    if not rows:
        raise ValueError("labels must hold two rows of one label and one of another; got no such")
    places = np.array(rows, dtype=np.int64)
    anchor, positive, negative = (embeddings[places[:, i]] for i in range(3))
    loss, inner = triplet.forward(anchor, positive, negative, margin=margin)  # (3)
    return loss, Saved(embeddings.shape, places, inner)


def backward(dy: float, saved: Saved) -> Grads:
    """Carry dL/dy, a number, back through (3); a ``ValueError`` if it is an array."""
    slopes = triplet.backward(dy, saved.loss)
    grads = np.zeros(saved.shape)
    for i, part in enumerate((slopes.anchor, slopes.positive, slopes.negative)):
        np.add.at(grads, saved.rows[:, i], part)  # (4)
    return Grads(embeddings=grads)


def example(rng: np.random.Generator) -> dict[str, Array | Whole | float]:
    """Arguments of ``forward`` for one random case, away from every bend and every tie."""
    n, d = int(rng.integers(3, 8)), int(rng.integers(1, 5))
    labels = rng.permutation([0, 0, 1, *rng.integers(0, 3, size=n - 3)])
    while True:
        margin = float(rng.uniform(0.2, 1.0))
        embeddings = rng.normal(size=(n, d))
        squared = ((embeddings[:, np.newaxis] - embeddings) ** 2).sum(axis=2)
        apart = np.abs(squared[:, :, np.newaxis] - squared[:, np.newaxis])
        apart += np.eye(n)  # a distance beside itself is no tie
        bent = np.abs(squared[:, :, np.newaxis] - squared[:, np.newaxis] + margin)
        if min(apart.min(), bent.min()) > GAP:
            return {"embeddings": embeddings, "labels": labels, "margin": margin}
