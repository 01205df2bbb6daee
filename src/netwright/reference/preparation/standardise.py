"""Standardise: every column to mean 0 and standard deviation 1, as the training rows have them.

    mu_j    = mean_i t_ij                                                                  (1)
    sigma_j = sqrt(mean_i (t_ij - mu_j)^2);   1 where all t_ij of a column are equal       (2)
    z_ij    = (x_ij - mu_j) / sigma_j                                                      (3)

mu and sigma come from the training rows t alone, and are used for every other row: what a row of
the test set is worth must not depend on the others. With columns of one size the loss is about
as steep in every direction, and one learning rate suits all weights.

Source: LeCun et al. 1998, "Efficient backprop", section 4.3.
"""

import numpy as np

from netwright.reference._arrays import Array, real


def forward(train: Array, x: Array) -> Array:
    """Standardise rows by the columns of the training rows: equations (1) to (3).

    Args:
        train: t, (n, d), any unit for each column.
        x: (m, d), the units of the training rows.

    Returns:
        z of shape (m, d), no unit; x - mu for a column that is constant in training.

    Raises:
        ValueError: if the columns differ in number, or something is empty or not finite.

    Example:
        >>> forward(np.array([[1.0, 7.0], [3.0, 7.0]]), np.array([[4.0, 7.0]]))
        array([[2., 0.]])
    """
    train = real("train", train, "n", "d")
    x = real("x", x, "m", train.shape[1])

    constant = train.max(axis=0) == train.min(axis=0)  # exactly: a mean of equal numbers rounds
    mu = np.where(constant, train[0], train.mean(axis=0))  # (1)
    sigma = np.where(constant, 1.0, np.sqrt(((train - mu) ** 2).mean(axis=0)))  # (2)
    z: Array = (x - mu) / sigma  # (3)
    return z


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    n, m, d = rng.integers(2, 9), rng.integers(1, 5), rng.integers(1, 5)
    train = rng.normal(rng.normal(0.0, 5.0, size=d), rng.uniform(0.1, 9.0, size=d), size=(n, d))
    if rng.random() < 0.3:
        train[:, 0] = 0.1
    return {"train": train, "x": rng.normal(0.0, 5.0, size=(m, d))}
