"""One-hot: a class number as a row with a single one.

    y_ik = 1 where k = label_i, else 0                                                     (1)

So that no class is nearer to another, as 3 is to 4, and so that the label can stand beside the
probabilities of a softmax.

Source: common practice; Bishop 2006, "Pattern recognition and machine learning", chapter 4, the
1-of-K coding.
"""

import numpy as np

from netwright.reference._arrays import Array, Whole, count, whole


def forward(labels: Whole, *, classes: int) -> Array:
    """Code labels: equation (1).

    Args:
        labels: (n,), whole numbers from 0 to ``classes`` - 1.
        classes: k, 1 or more.

    Returns:
        y of shape (n, classes).

    Raises:
        ValueError: if a label is no class, or there are none.

    Example:
        >>> forward(np.array([2, 0]), classes=3)
        array([[0., 0., 1.],
               [1., 0., 0.]])
    """
    classes = count("classes", classes)
    labels = whole("labels", labels, "n", below=classes)

    y = np.zeros((labels.size, classes))
    y[np.arange(labels.size), labels] = 1.0  # (1)
    return y


def example(rng: np.random.Generator) -> dict[str, Whole | int]:
    """Arguments of ``forward`` for one random case."""
    classes = int(rng.integers(1, 7))
    return {"labels": rng.integers(0, classes, size=rng.integers(1, 8)), "classes": classes}
