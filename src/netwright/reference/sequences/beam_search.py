"""Beam search: a likely sequence of tokens, without looking at all of them.

Shown on a model that knows one token back, so that all sequences can be looked at to compare. A
sequence of T tokens has

    log p(y) = log p(y_1) + sum_{t=2..T} log p(y_t | y_{t-1})                              (1)
    score(y) = log p(y) / T^alpha                                                          (2)

A sequence is complete when it ends with the end token, which it then has only there, or has
``length`` tokens. Step by step, from the beams B_{t-1} that are not complete:

    candidates_t = {(b, j) : b in B_{t-1}, j any token}                                    (3)
    B_t          = the ``width`` of them with the largest log p, less the complete         (4)

and the answer is the complete ones, the best score first. Without (2), alpha = 0, every token
makes a sequence less likely, and short ones win; alpha = 1 is the mean by token.

Cost: width * v candidates a step, against v^length sequences in all. With width 1 it is the greedy
search; where width is at least v^(length - 1), it leaves out nothing and finds the best. Between
them it can miss the best: a mistake of the search, where log p of the better sequence is larger;
a mistake of the model, where it is not.

Source: Graves 2012, arXiv:1211.3711, algorithm 1, for beams; Wu et al. 2016, arXiv:1609.08144,
section 7, for the penalty of length, here as T^alpha.
"""

from typing import Any

import numpy as np

from netwright.reference._arrays import Array, count, not_negative, real

_Beam = tuple[tuple[int, ...], float]  # tokens, and log p or the score
_ROUNDING = 1e-9  # the logarithm of a sure token can come out a little above 0


def forward(
    start: Array, transitions: Array, *, width: int, length: int, end: int, alpha: float = 0.7
) -> tuple[_Beam, ...]:
    """Search for sequences of high score: equations (1) to (4).

    Args:
        start: (v,), log p(y_1), 0 or less.
        transitions: (v, v), log p(y_t = column | y_{t-1} = row), 0 or less.
        width: how many beams go on at a step; 1 or more.
        length: tokens of the longest sequence; 1 or more.
        end: the token that ends a sequence, from 0 to v - 1.
        alpha: of the penalty of length, 0 or more; 0 for none.

    Returns:
        ``width`` sequences at most with their scores, the best first.

    Raises:
        ValueError: if shapes disagree, something is empty or not finite, a log-probability is
            above 0, or a setting is out of its range.

    Example:
        >>> start, step = np.log([0.6, 0.4]), np.log([[0.5, 0.5], [0.1, 0.9]])
        >>> (tokens, score), = forward(start, step, width=1, length=2, end=1, alpha=0.0)
        >>> tokens, round(float(np.exp(score)), 3)  # greedy; (1,) alone would have 0.4
        ((0, 0), 0.3)
    """
    start = real("start", start, "v")
    transitions = real("transitions", transitions, len(start), len(start))
    for name, logs in (("start", start), ("transitions", transitions)):
        if (logs > _ROUNDING).any():
            raise ValueError(f"{name} must be log-probabilities, 0 or less; got {logs.max()}")
    width, length, end = count("width", width), count("length", length), count("end", end, least=0)
    if end >= len(start):
        raise ValueError(f"end must be a token from 0 to {len(start) - 1}; got {end}")
    alpha = not_negative("alpha", alpha)

    complete: list[_Beam] = []
    beams: list[_Beam] = [((), 0.0)]
    for t in range(1, length + 1):
        candidates = [
            ((*tokens, j), log_p + float(step))  # (1), (3)
            for tokens, log_p in beams
            for j, step in enumerate(transitions[tokens[-1]] if tokens else start)
        ]
        best = _best(candidates, width)  # (4)
        done = [b for b in best if b[0][-1] == end or t == length]
        complete += [(tokens, log_p / t**alpha) for tokens, log_p in done]  # (2)
        beams = [b for b in best if b not in done]  # (4)
    return tuple(_best(complete, width))


def example(rng: np.random.Generator) -> dict[str, Any]:
    """Arguments of ``forward`` for one random case."""
    v = int(rng.integers(1, 5))
    logits = rng.normal(size=(v + 1, v))
    logs = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return {
        "start": logs[0],
        "transitions": logs[1:],
        "width": int(rng.integers(1, 5)),
        "length": int(rng.integers(1, 5)),
        "end": int(rng.integers(v)),
        "alpha": float(rng.choice([0.0, 0.7, 1.0])),
    }


def _best(beams: list[_Beam], width: int) -> list[_Beam]:
    """The largest first; of equal ones that which comes first in the alphabet of tokens."""
    return sorted(beams, key=lambda beam: (-beam[1], beam[0]))[:width]
