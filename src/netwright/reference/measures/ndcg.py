"""Normalised discounted cumulative gain: how far up a ranking puts what is worth most.

For one list, with the item of gain g_i at place r, counted from 1, and only ``top`` places seen:

    d_r  = 1 / log2(1 + r) for r <= top, else 0                                            (1)
    D_i  = mean of d_r over the places that the items of the score of item i share         (2)
    DCG  = sum_i g_i D_i                                                                   (3)
    IDCG = DCG of the items ranked by their gains    the best there is                     (4)
    nDCG = mean over lists of DCG / IDCG    0 for a list without any gain                  (5)

(2) is the mean over all orders of tied items: a tie wins nothing by luck. 1 where every list is in
the order of its gains. Gains are taken as they are; some take 2^g - 1.

Source: Jarvelin & Kekalainen 2002, "Cumulated gain-based evaluation of IR techniques";
McSherry & Najork 2008, "Computing information retrieval performance measures efficiently in
the presence of tied scores", for (2).
"""

import numpy as np

from netwright.reference._arrays import Array, count, real


def forward(scores: Array, gains: Array, *, top: int | None = None) -> float:
    """The share of the best possible gain that rankings reach: equations (1) to (5).

    Args:
        scores: (lists, items), the larger the further up, any unit.
        gains: (lists, items), what each item is worth, 0 or more, any unit.
        top: how many places are seen, 1 or more; None for all.

    Returns:
        From 0 to 1.

    Raises:
        ValueError: if the shapes differ, something is empty or not finite, a gain is below 0, or
            top is not a whole number from 1 on.

    Example:
        >>> forward(np.array([[3.0, 2.0, 1.0]]), np.array([[0.0, 0.0, 5.0]]))  # 1 / log2(1 + 3)
        0.5
    """
    scores = real("scores", scores, "lists", "items")
    gains = real("gains", gains, *scores.shape)
    if gains.min() < 0:
        raise ValueError(f"gains must not be negative, 0 or more each; got {gains.min()}")
    items = scores.shape[1]
    places = np.arange(1, items + 1)
    seen = places <= (items if top is None else count("top", top))
    discount = seen / np.log2(1 + places)  # (1)
    reached = 0.0
    for score, gain in zip(scores, gains, strict=True):
        best = _gain(gain, gain, discount)  # (4)
        reached += _gain(score, gain, discount) / best if best > 0 else 0.0  # (5)
    return reached / len(scores)  # (5)


def example(rng: np.random.Generator) -> dict[str, Array | int | None]:
    """Arguments of ``forward`` for one random case, often with ties."""
    shape = (rng.integers(1, 4), rng.integers(2, 8))
    return {
        "scores": np.round(rng.normal(size=shape), int(rng.integers(0, 3))),
        "gains": rng.integers(0, 4, shape).astype(np.float64),
        "top": [None, 1, 3][rng.integers(3)],
    }


def _gain(scores: Array, gains: Array, discount: Array) -> float:
    total = 0.0
    for score, gain in zip(scores, gains, strict=True):
        above, level = int((scores > score).sum()), int((scores == score).sum())
        total += gain * discount[above : above + level].mean()  # (2), (3)
    return float(total)
