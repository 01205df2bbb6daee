"""Prefix beam search: the labels that CTC holds most probable, over all of their paths.

A prefix l is what the labels may begin with. Its paths so far end with the blank (class 0) or with
its last label e; the two are kept apart, since only after a blank may e come again as a new label.
l- is l without e:

    y_tk     = exp(z_tk) / sum_j exp(z_tj)                                                 (1)
    p0_t(l)  = y_t0 (p0_(t-1)(l) + p1_(t-1)(l))                                            (2)
    p1_t(l)  = y_te (p1_(t-1)(l) + p0_(t-1)(l-) + [l- does not end with e] p1_(t-1)(l-))   (3)
    after each step only the ``width`` prefixes with the largest p0 + p1 are kept          (4)

To begin with p0 = 1 and p1 = 0 for the empty prefix. Where nothing is dropped by (4) the answer is
the best one and its probability exact; else that is a lower bound. Equal probabilities: the prefix
that comes first in the order of a dictionary.

Shapes: logits (t, k); labels (n,), n from 0 to t. Cost: t width k sums.

Source: Hannun, Maas, Jurafsky & Ng 2014, "First-pass large vocabulary continuous speech
recognition using bi-directional recurrent DNNs", arXiv:1408.2873, algorithm 1, without the
language model.
"""

from collections import defaultdict

import numpy as np

from netwright.reference._arrays import Array, Whole, count, real
from netwright.reference.measures import log_probabilities

_BLANK = 0
_NEVER = -np.inf  # the logarithm of 0

_Prefix = tuple[int, ...]
_Beam = dict[_Prefix, Array]  # prefix -> ln p0, ln p1


def forward(logits: Array, *, width: int = 8) -> tuple[Whole, float]:
    """Search for the most probable labels: (1) to (4).

    Args:
        logits: (t, k), any unit; class 0 is the blank.
        width: how many prefixes are kept after each step, 1 or more.

    Returns:
        labels (n,), from 1 to k - 1, and the logarithm of their probability, in nats.

    Raises:
        ValueError: if the shape is wrong, something is empty or not finite, or width is below 1.

    Example:
        The best single path is blank, blank: 0.6 * 0.6. But 1 has three paths, 1 - 0.36 in all.

        >>> labels, log_probability = forward(np.log([[0.6, 0.4], [0.6, 0.4]]))
        >>> labels, round(float(np.exp(log_probability)), 6)
        (array([1]), 0.64)
    """
    logits = real("logits", logits, "t", "k")
    width = count("width", width)
    log_y = log_probabilities.forward(logits)  # (1)

    beam: _Beam = {(): np.array([0.0, _NEVER])}
    for now in log_y:
        longer = _extend(beam, now)
        best = sorted(longer, key=lambda prefix: (-_log_total(longer[prefix]), prefix))
        beam = {prefix: longer[prefix] for prefix in best[:width]}  # (4)
    labels, ends = next(iter(beam.items()))
    return np.array(labels, dtype=np.int64), _log_total(ends)


def example(rng: np.random.Generator) -> dict[str, Array | int]:
    """Arguments of ``forward`` for one random case."""
    t, k = int(rng.integers(1, 7)), int(rng.integers(2, 5))
    return {"logits": rng.normal(0.0, 1.5, size=(t, k)), "width": int(rng.integers(1, 9))}


def _extend(beam: _Beam, now: Array) -> _Beam:
    """All prefixes that one more step can lead to."""
    longer: _Beam = defaultdict(lambda: np.array([_NEVER, _NEVER]))
    for prefix, (blank, label) in beam.items():
        _add(longer[prefix], 0, now[_BLANK] + np.logaddexp(blank, label))  # (2)
        for e in range(1, len(now)):
            again = prefix[-1:] == (e,)
            if again:
                _add(longer[prefix], 1, now[e] + label)  # (3), e goes on
            before = blank if again else np.logaddexp(blank, label)
            _add(longer[(*prefix, e)], 1, now[e] + before)  # (3), e is new
    return longer


def _add(ends: Array, which: int, log_more: float) -> None:
    ends[which] = np.logaddexp(ends[which], log_more)


def _log_total(ends: Array) -> float:
    return float(np.logaddexp(ends[0], ends[1]))
