"""BLEU: how much of a translation's wording its references have, over a whole corpus.

For sentence s, with #_s(g) how often the n-gram g is in the candidate and #_sr(g) how often in
reference r; clipped, since a word is right only as often as one reference has it:

    h_n = sum_s sum_g min(#_s(g), max_r #_sr(g)),   t_n = sum_s sum_g #_s(g)               (1)
    p_n = h_n / t_n,   or (h_n + 1) / (t_n + 1) for n > 1 with "add_one"                   (2)
    c   = all candidates' length,   r = that of the references nearest in length to each   (3)
    BP  = 1 where c >= r, else exp(1 - r / c)    too short is too easy                     (4)
    BLEU = BP exp((1 / N) sum_{n <= N} log p_n)                                            (5)

From 0 to 1; often shown as percent. Counts are summed before they are divided: it is no mean over
sentences. It is 0 where one p_n is 0, so that single sentences need the smoothing; without any
n-gram of a length (all candidates shorter than n), (2) is 0, and 1 where it is smoothed. Of two
references equally near in length the shorter counts. It depends on how text is cut into tokens.

Source: Papineni, Roukos, Ward & Zhu 2002, "BLEU: a method for automatic evaluation of machine
translation", section 2; Lin & Och 2004, "ORANGE: a method for evaluating automatic evaluation
metrics for machine translation", for adding one.
"""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from netwright.reference._arrays import count
from netwright.reference.measures._sentences import sentence

_Sentence = Sequence[int]
_Corpus = list[list[int]]


def forward(
    candidates: Sequence[_Sentence],
    references: Sequence[Sequence[_Sentence]],
    *,
    order: int = 4,
    smoothing: str = "none",
) -> float:
    """How much of the wording is that of references: equations (1) to (5).

    Args:
        candidates: tokens of each translation, whole numbers from 0 on; one may be empty.
        references: for each translation one or more sentences, none of them empty.
        order: N, the longest n-gram, 1 or more; 4 is what "BLEU" means.
        smoothing: "none", or "add_one" to n-grams longer than 1.

    Returns:
        From 0 to 1.

    Raises:
        ValueError: if there are no candidates, not as many sets of references, a set is empty,
            something is no sentence, order is not a whole number from 1 on, or smoothing is
            neither.

    Example:
        >>> round(forward([[1, 1, 1, 2]], [[[1, 2, 3, 4]]], order=2), 6)  # sqrt(2/4 * 1/3)
        0.408248
    """
    order = count("order", order)
    if smoothing not in ("none", "add_one"):
        raise ValueError(f"smoothing must be 'none' or 'add_one'; got {smoothing!r}")
    said, known = _checked(candidates, references)

    hits, total = np.zeros(order), np.zeros(order)
    for tokens, allowed in zip(said, known, strict=True):
        for n in range(1, order + 1):
            found, most = _grams(tokens, n), Counter[tuple[int, ...]]()
            for reference in allowed:
                most |= _grams(reference, n)  # the larger of both counts
            hits[n - 1] += (found & most).total()  # (1): the smaller of both counts
            total[n - 1] += found.total()  # (1)
    extra = (np.arange(order) > 0) * (smoothing == "add_one")
    if not (hits + extra).all():
        return 0.0
    logs = np.log((hits + extra) / (total + extra))  # (2)
    return _brevity(said, known) * math.exp(logs.mean())  # (5)


def example(rng: np.random.Generator) -> dict[str, list[list[int]] | list[_Corpus] | int | str]:
    """Arguments of ``forward`` for one random case: references, and what is left of one."""
    known = [
        [rng.integers(0, 5, rng.integers(1, 10)).tolist() for _ in range(rng.integers(1, 3))]
        for _ in range(rng.integers(1, 5))
    ]
    said = [[word for word in allowed[0] if rng.random() < 0.8] for allowed in known]
    return {
        "candidates": said,
        "references": known,
        "order": int(rng.integers(1, 5)),
        "smoothing": str(rng.choice(["none", "add_one"])),
    }


def _grams(tokens: list[int], n: int) -> Counter[tuple[int, ...]]:
    return Counter(tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1))


def _brevity(said: _Corpus, known: list[_Corpus]) -> float:
    """What short candidates cost; one hit at least, so that c is not 0."""
    c = sum(len(tokens) for tokens in said)  # (3)
    r = 0
    for tokens, allowed in zip(said, known, strict=True):
        sizes = [len(reference) for reference in allowed]
        r += min(sizes, key=lambda size: (abs(size - len(tokens)), size))  # (3)
    return 1.0 if c >= r else math.exp(1 - r / c)  # (4)


def _checked(
    candidates: Sequence[_Sentence], references: Sequence[Sequence[_Sentence]]
) -> tuple[_Corpus, list[_Corpus]]:
    if len(candidates) == 0:
        raise ValueError("candidates must hold one sentence at least; got none")
    if len(references) != len(candidates):
        sizes = f"{len(candidates)}; got {len(references)}"
        raise ValueError(f"references must be as many sets as there are candidates, {sizes}")
    said = [sentence(f"candidates[{i}]", s, empty=True) for i, s in enumerate(candidates)]
    known = []
    for i, allowed in enumerate(references):
        if len(allowed) == 0:
            raise ValueError(f"references[{i}] must hold one reference at least; got none")
        known.append([sentence(f"references[{i}][{j}]", s) for j, s in enumerate(allowed)])
    return said, known
