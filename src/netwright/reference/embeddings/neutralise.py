"""Neutralising words: what a word says along one direction is taken away from it.

A direction g, such as e_woman - e_man, stands for a property that words like "doctor" ought not to
have. Each word vector e_i is replaced by its part at right angles to g:

    along_i = (e_i . g) / (g . g)                                                          (1)
    y_i     = e_i - along_i g                                                              (2)

so that y_i . g = 0. It is done to finished embeddings, and carries no gradient. The paper then
brings y_i to length 1, as all its vectors have; the length is left as it is here.

Source: Bolukbasi et al. 2016, arXiv:1607.06520, section 6, step 2a, "neutralize".
"""

import numpy as np

from netwright.reference._arrays import Array, real
from netwright.reference.embeddings._lengths import lengths


def forward(words: Array, direction: Array) -> Array:
    """Word vectors without their parts along a direction: equations (1) and (2).

    Args:
        words: (n, d), word vectors that must not have the property; any unit.
        direction: (d,), g, not all zeros; its length does not matter.

    Returns:
        (n, d), at right angles to the direction, in the unit of the words.

    Raises:
        ValueError: if the shapes disagree, something is empty or not finite, or the direction is
            all zeros.

    Example:
        >>> forward(np.array([[3.0, 1.0], [0.0, 2.0]]), np.array([5.0, 0.0]))
        array([[0., 1.],
               [0., 2.]])
    """
    words = real("words", words, "n", "d")
    direction = real("direction", direction, words.shape[1])
    lengths("direction", direction)
    along = words @ direction / (direction @ direction)  # (1)
    return words - np.outer(along, direction)  # (2)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    n, d = rng.integers(1, 6), rng.integers(1, 6)
    return {"words": rng.normal(size=(n, d)), "direction": rng.normal(size=d)}
