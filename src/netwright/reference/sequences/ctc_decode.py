"""Greedy decoding of CTC: the labels of the single most probable path.

    pi_t = the class with the largest z_tk, the first where several have it                (1)
    B(pi): of equal neighbours one stays, then the blanks (class 0) go                     (2)

Fast, and often right where the network is sure. But labels are worth the sum over all their paths,
and the best path need not belong to the best labels: ``ctc_prefix_beam`` looks for those.

Shapes: logits (t, k), or logarithms of probabilities; labels (n,), n from 0 to t.

Source: Graves, Fernandez, Gomez & Schmidhuber 2006, "Connectionist temporal classification", ICML,
section 3.2, "best path decoding"; B is from section 3.1.
"""

import numpy as np

from netwright.reference._arrays import Array, Whole, real

_BLANK = 0


def forward(logits: Array) -> Whole:
    """Read the labels off the most probable path: (1) and (2).

    Args:
        logits: (t, k), any unit that grows with the probability; class 0 is the blank.

    Returns:
        (n,), labels from 1 to k - 1; n is 0 if the blank wins everywhere.

    Raises:
        ValueError: if the shape is wrong, something is empty or not finite.

    Example:
        The path is 1 1 0 1 2: equal neighbours are one label, but not across a blank.

        >>> forward(np.eye(3)[[1, 1, 0, 1, 2]])
        array([1, 1, 2])
    """
    logits = real("logits", logits, "t", "k")
    path = logits.argmax(axis=1)  # (1)
    changes = np.concatenate([[True], path[1:] != path[:-1]])
    labels: Whole = path[changes & (path != _BLANK)]  # (2)
    return labels


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    return {"logits": rng.normal(size=(int(rng.integers(1, 12)), int(rng.integers(2, 5))))}
