"""Two runs on the same rows: what was mended, what was broken, and whether it is chance.

    answers   mended b, broken c: by chance each way is as likely, an exact sign test
              (McNemar); the interval is that of (b - c) / n                                 (1)
    scores    the mean of the differences over rows drawn again with replacement, 2.5 and
              97.5 % of 2,000 draws                                                          (2)
    slices    (1) for every tag, chances adjusted for their number

Pairing removes what both runs find hard. Cost: (2) draws 2,000 x n numbers, in blocks.
Source: McNemar 1947; Dietterich 1998, Neural Computation 10(7); Efron 1979 for (2).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from netwright.diagnosis._strategy_intervals import Z95, benjamini_hochberg, sign_chance
from netwright.errors import DataError
from netwright.randomness import generator

Mask = NDArray[np.bool_]
CHANCE = 0.05
DRAWS = 2000
BLOCK = 4_000_000  # numbers drawn at once


@dataclass(frozen=True, slots=True, kw_only=True)
class RunComparison:
    """What the second run does better than the first.

    Args:
        rows: how many were compared.
        mended: rows that only the second answers rightly, or where its score is better.
        broken: rows that only the first does.
        difference: mean wrongness of the first minus that of the second; above 0 where the second
            is better.
        interval: of the difference, 95 %.
        chance: of so uneven a split between equal runs, two-sided; None for scores.
        better: "first", "second" or "not decided".
    """

    rows: int
    mended: int
    broken: int
    difference: float
    interval: tuple[float, float]
    chance: float | None
    better: str


def compare_answers(first: Mask, second: Mask) -> RunComparison:
    """Compare right and wrong answers, equation (1).

    Args:
        first: (n,), which rows the first run answers wrongly.
        second: (n,), the same for the second, on the same rows.

    Returns:
        The comparison.

    Raises:
        DataError: if the rows are not the same number, 1 or more.
    """
    _refuse(first, second)
    count = len(first)
    one, two = first.astype(bool), second.astype(bool)
    mended, broken = int((one & ~two).sum()), int((two & ~one).sum())
    difference = (mended - broken) / count
    changed = (mended + broken + 2) / (count + 4)  # two rows of each kind added, as for a share
    reach = Z95 * math.sqrt(max(changed - difference**2, 0.0) / (count + 4))
    chance = sign_chance(mended, broken)
    return RunComparison(
        rows=count,
        mended=mended,
        broken=broken,
        difference=difference,
        interval=(difference - reach, difference + reach),
        chance=chance,
        better=_better(difference, decided=chance <= CHANCE),
    )


def compare_scores(
    first: NDArray[np.floating], second: NDArray[np.floating], *, seed: int = 0
) -> RunComparison:
    """Compare wrongness in any unit, equation (2).

    Args:
        first: (n,), how wrong the first run is on each row; larger is worse.
        second: (n,), the same for the second, on the same rows.
        seed: of the draws.

    Returns:
        The comparison.

    Raises:
        DataError: if the rows are not the same number, 1 or more.
    """
    _refuse(first, second)
    gaps = first.astype(np.float64) - second.astype(np.float64)
    count = len(gaps)
    draw = generator(seed, "paired bootstrap")
    step = max(1, BLOCK // count)
    means = [
        gaps[draw.integers(0, count, (min(step, DRAWS - start), count))].mean(axis=1)
        for start in range(0, DRAWS, step)
    ]
    low, high = (float(end) for end in np.percentile(np.concatenate(means), [2.5, 97.5]))  # (2)
    difference = float(gaps.mean())
    return RunComparison(
        rows=count,
        mended=int((gaps > 0).sum()),
        broken=int((gaps < 0).sum()),
        difference=difference,
        interval=(low, high),
        chance=None,
        better=_better(difference, decided=low > 0 or high < 0),
    )


def compare_slices(first: Mask, second: Mask, tags: Mapping[str, Mask]) -> dict[str, RunComparison]:
    """Compare right and wrong answers slice by slice.

    Args:
        first: (n,), which rows the first run answers wrongly.
        second: (n,), the same for the second.
        tags: name -> (n,), which rows have it.

    Returns:
        name -> comparison on its rows, chances adjusted for how many slices there are, the
        largest change of the whole error first. A tag that no row has is left out.

    Raises:
        DataError: if the rows are not the same number, 1 or more.
    """
    _refuse(first, second)
    masks = {name: mask.astype(bool) for name, mask in tags.items() if mask.any()}
    alone = {name: compare_answers(first[mask], second[mask]) for name, mask in masks.items()}
    adjusted = benjamini_hochberg(np.array([part.chance for part in alone.values()], dtype=float))
    found = {
        name: replace(
            part, chance=float(chance), better=_better(part.difference, decided=chance <= CHANCE)
        )
        for (name, part), chance in zip(alone.items(), adjusted, strict=True)
    }
    ranked = sorted(found.items(), key=lambda item: -abs(item[1].mended - item[1].broken))
    return dict(ranked)


def _better(difference: float, *, decided: bool) -> str:
    if not decided or difference == 0:
        return "not decided"
    return "second" if difference > 0 else "first"


def _refuse(first: NDArray[np.generic], second: NDArray[np.generic]) -> None:
    if len(first) != len(second) or len(first) == 0:
        raise DataError(
            f"two runs must have answered the same rows; got {len(first)} and {len(second)}"
        )
