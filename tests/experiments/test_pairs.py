import pytest

from netwright.experiments import TIME_UP, Scored
from netwright.experiments._pairs import Pairs


def _pairs(*rows, best="max"):
    pairs = Pairs(best=best)
    for seed, (before, after) in enumerate(rows):
        first, second = (Scored(score=s, error=0.01, seconds=1.0) for s in (before, after))
        pairs.add(seed, first, second)
    return pairs


@pytest.mark.parametrize(
    ("rows", "outcome", "why"),
    [
        ([(0.5, 0.5)], "dropped", "no better with the first seed (+0)"),
        ([(0.5, 0.6)], "undecided", f"{TIME_UP} after one pair (+0.1)"),
        ([(0.5, 0.6), (0.5, 0.59)], "undecided", f"{TIME_UP}: +0.095 +- 0.005 over 2 pairs, t 19"),
        ([(0.1, 0.9), (0.1, 0.91), (0.1, 0.9)], "kept", "better: +0.8033 +- 0.0033 over 3 pairs"),
        ([(0.5, 0.6), (0.5, 0.3)], "dropped", "not better by more than the noise: -0.05 +- 0.15"),
    ],
)
def test_what_pairs_say(rows, outcome, why):
    pairs = _pairs(*rows)
    assert pairs.outcome == outcome
    assert pairs.why.startswith(why)
    assert pairs.open == (outcome == "undecided")
    assert pairs.seeds == list(range(len(rows)))


def test_kept_names_the_threshold():
    pairs = _pairs((0.1, 0.9), (0.1, 0.91), (0.1, 0.9))
    assert pairs.why.endswith(f"t {pairs.gain.t:.2f}, 12.85 needed")


def test_smaller_may_be_better():
    assert _pairs((0.5, 0.6), best="min").outcome == "dropped"
    assert _pairs((0.5, 0.4), best="min").gain.difference == pytest.approx(0.1)


def test_a_recipe_that_cannot_be_trained_ends_it():
    pairs = Pairs(best="max")
    bad = Scored(score=None, error=None, seconds=0.1, said="width must be less")
    pairs.add(3, Scored(score=0.5, error=None, seconds=1.0), bad)
    assert (pairs.outcome, pairs.why, pairs.open) == ("failed", "width must be less", False)
    assert (pairs.seeds, pairs.before, pairs.after) == ([3], [], [])


def test_pairs_without_noise_say_so():
    pairs = Pairs(best="max")
    for seed in range(2):
        pairs.add(
            seed,
            Scored(score=0.5, error=None, seconds=1.0),
            Scored(score=0.75, error=None, seconds=1.0),
        )
    assert pairs.why == f"{TIME_UP}: +0.25 +- 0 over 2 pairs, no noise"
