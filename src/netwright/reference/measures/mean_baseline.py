"""What the predictor scores that ignores its input and always gives the training mean.

    c = mean of the training targets,   or exp(mean of their logarithms) with ``log``      (1)

For targets y that are scored, with their mean and variance (over n),

    MSE       = var y + (c - mean y)^2,   RMSE = sqrt(MSE)                                 (2)
    MAE       = mean |c - y|                                                               (3)
    R^2       = -(c - mean y)^2 / var y    never above 0; 0 where var y is 0               (4)
    RMSE(log) = sqrt(var log y + (log c - mean log y)^2)    where all y are above 0        (5)

(the smallest y stands for a c of 0 or less in the last). A model is worth something where it is
better than this.

Source: the split of a mean square into variance and squared bias, Hastie, Tibshirani & Friedman
2009, "The Elements of Statistical Learning", equation (2.25), for a constant.
"""

import numpy as np

from netwright.reference._arrays import Array, real


def forward(train: Array, targets: Array, *, log: bool = False) -> dict[str, float]:
    """Every measure of the constant prediction: equations (1) to (5).

    Args:
        train: (N,), targets of the training split, any unit.
        targets: (n,), of the split that is scored, the same unit.
        log: True for the mean of logarithms, taken back.

    Returns:
        "r2" without unit, "rmse" and "mae" in the target's unit, "mse" in its square, and
        "rmse_log" without unit where all targets are above 0.

    Raises:
        ValueError: if something is empty, has another shape or is not finite, or a training
            target is not above 0 where its logarithm is asked for.

    Example:
        >>> forward(np.array([1.0, 3.0]), np.array([-1.0, 1.0]))
        {'r2': -4.0, 'rmse': 2.23606797749979, 'mae': 2.0, 'mse': 5.0}
    """
    train = real("train", train, "N")
    targets = real("targets", targets, "n")
    if log and train.min() <= 0:
        raise ValueError(f"train must have logarithms, so be above 0; got {train.min()}")
    c = float(np.exp(np.log(train).mean()) if log else train.mean())  # (1)
    spread, off = float(targets.var()), (c - float(targets.mean())) ** 2
    flat = bool((targets == targets[0]).all())
    mse = spread + off  # (2)
    scores = {
        "r2": 0.0 if flat else -off / spread,  # (4)
        "rmse": mse**0.5,  # (2)
        "mae": float(np.abs(c - targets).mean()),  # (3)
        "mse": mse,
    }
    if targets.min() > 0:
        logs, centre = np.log(targets), np.log(c if c > 0 else targets.min())
        scores["rmse_log"] = float(np.sqrt(logs.var() + (centre - logs.mean()) ** 2))  # (5)
    return scores


def example(rng: np.random.Generator) -> dict[str, Array | bool]:
    """Arguments of ``forward`` for one random case."""
    sign = rng.choice([0.0, 1.0])  # 1: all above 0, so that logarithms are measured too
    train, targets = rng.normal(size=rng.integers(1, 12)), rng.normal(size=rng.integers(1, 12))
    if sign:
        train, targets = np.exp(train), np.exp(targets)
    return {"train": train, "targets": targets, "log": bool(sign and rng.integers(2))}
