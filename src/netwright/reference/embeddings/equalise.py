"""Equalising pairs of words: they differ in one property and in nothing else.

A direction g, such as e_woman - e_man, stands for the property. The words of a pair, such as
"grandmother" and "grandfather", keep their sides of it, at equal distances, and share all else.
With a and b brought to length 1 and u = g / |g|:

    mu  = (a + b) / 2                                                                      (1)
    nu  = mu - (mu . u) u                                                                  (2)
    r   = sqrt(1 - |nu|^2) = sqrt(|a - b|^2 / 4 + (mu . u)^2)                              (3)
    a'  = nu + r s u,   s = sign((a - mu) . u)                                             (4)
    b'  = nu - r s u                                                                       (5)

nu is what both share, at right angles to g; r is what brings both to length 1 again, computed by
the second form, since for words that are alike the first would lose its digits. Every word
neutralised along g is then equally near to a' and to b'. It is done to finished embeddings, and
carries no gradient.

Source: Bolukbasi et al. 2016, arXiv:1607.06520, section 6, step 2a, "equalize", for a set of two
words and one direction.
"""

import numpy as np

from netwright.reference._arrays import Array, real
from netwright.reference.embeddings._lengths import lengths

_ROUNDING = 1e-12  # below it, which side of the other a word lies on would be chance


def forward(a: Array, b: Array, direction: Array) -> tuple[Array, Array]:
    """Both words of n pairs, made to differ along a direction alone: equations (1) to (5).

    Args:
        a: (n, d), word vectors, no row of zeros; only their directions matter.
        b: (n, d), the other word of each pair.
        direction: (d,), g, not all zeros; its length does not matter.

    Returns:
        a' and b', both (n, d), rows of length 1.

    Raises:
        ValueError: if the shapes disagree, something is empty or not finite, a vector is all zeros,
            or the words of a pair lie equally far along the direction.

    Example:
        >>> a, b = forward(np.array([[0.8, 0.6]]), np.array([[0.0, 1.0]]), np.array([1.0, 0.0]))
        >>> a.round(6), b.round(6)  # they share (0.6 + 1) / 2
        (array([[0.6, 0.8]]), array([[-0.6,  0.8]]))
    """
    a = real("a", a, "n", "d")
    b = real("b", b, *a.shape)
    direction = real("direction", direction, a.shape[1])
    unit_a, unit_b = a / lengths("a", a), b / lengths("b", b)
    u = direction / lengths("direction", direction)

    mu = (unit_a + unit_b) / 2  # (1)
    nu = mu - np.outer(mu @ u, u)  # (2)
    r = np.sqrt(((unit_a - unit_b) ** 2).sum(axis=1) / 4 + (mu @ u) ** 2)  # (3)
    side = (unit_a - mu) @ u
    if (np.abs(side) < _ROUNDING).any():
        row = np.abs(side).argmin()
        raise ValueError(f"a and b must differ along the direction; got equal parts in row {row}")
    apart = np.outer(r * np.sign(side), u)  # (4)
    return nu + apart, nu - apart  # (4), (5)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    n, d = rng.integers(1, 6), rng.integers(2, 6)
    a, b = rng.normal(size=(2, n, d))
    return {"a": a, "b": b, "direction": rng.normal(size=d)}
