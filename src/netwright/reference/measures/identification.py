"""Who is it? Finding a person among those known, with "nobody known" as an answer.

Row i of the scores compares a picture with each entry of the gallery; m_i is the entry of the
person on it, or -1 where nobody in the gallery is on it. With the best entry b_i = argmax_j s_ij,

    rank one     = the share of rows with m_i >= 0 that have b_i = m_i                     (1)
    named        = the share of these with b_i = m_i and s_i,b >= threshold                (2)
    false alarms = the share of rows with m_i = -1 that have s_i,b >= threshold            (3)

(1) asks for the order alone; (2) and (3) also for knowing when to be silent, and a threshold trades
one for the other. Of equal scores the first entry is the best.

Source: Phillips, Grother & Micheals 2011, "Evaluation methods in face recognition", in Li & Jain,
"Handbook of Face Recognition", section 3.
"""

import numpy as np

from netwright.reference._arrays import Array, Whole, real, whole


def forward(scores: Array, mates: Whole, *, threshold: float) -> dict[str, float | None]:
    """Rank one, named and false alarms: equations (1) to (3).

    Args:
        scores: (n, g), larger for more alike, any unit.
        mates: (n,), whole numbers from 0 to g - 1, or -1.
        threshold: the score from which somebody is named.

    Returns:
        "rank_one", "named" and "false_alarms", each from 0 to 1; None where there is no such row.

    Raises:
        ValueError: if the shapes disagree, something is empty or not finite, or a mate is no entry.

    Example:
        >>> forward([[0.9, 0.1], [0.4, 0.3], [0.2, 0.6]], [0, 0, -1], threshold=0.5)
        {'rank_one': 1.0, 'named': 0.5, 'false_alarms': 1.0}
    """
    scores = real("scores", scores, "n", "g")
    mates = whole("mates", mates, len(scores), below=scores.shape[1], least=-1)
    threshold = float(real("threshold", threshold))
    known = mates >= 0
    found, loud = scores.argmax(axis=1) == mates, scores.max(axis=1) >= threshold
    return {
        "rank_one": _share(found[known]),  # (1)
        "named": _share((found & loud)[known]),  # (2)
        "false_alarms": _share(loud[~known]),  # (3)
    }


def _share(flags: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> float | None:
    return float(flags.mean()) if flags.size else None


def example(rng: np.random.Generator) -> dict[str, Array | Whole | float]:
    """Arguments of ``forward`` for one random case, sometimes with everybody known."""
    n, g = int(rng.integers(1, 9)), int(rng.integers(1, 6))
    mates = rng.integers(-1 if rng.random() < 0.7 else 0, g, size=n)
    scores = rng.normal(size=(n, g)) + (mates[:, np.newaxis] == np.arange(g))
    return {"scores": scores, "mates": mates, "threshold": float(rng.uniform(-0.5, 1.5))}
