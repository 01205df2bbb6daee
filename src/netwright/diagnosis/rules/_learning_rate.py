"""The learning rate.

Statistic   skill after at most 200 updates at 1/1000 to 100 times the rate, and with Adam.
Threshold   the fork must win back: 2 standard errors and 0.05 above the training and above the
            unchanged fork, and half of what the simplest predictors are ahead.
            Without forks it is suspected to be too high where updates of a fiftieth of the weights
            and more left 0.9 of a layer dead, or where the loss ends above twice its beginning.
Blind spot  a rate that is right at first and too large later; schedules.
Source      Smith 2017, arXiv:1506.01186, for the range test; with whole forks it is ours.
"""

import math

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._forks import Fork
from netwright.diagnosis._harm import (
    LONGER,
    NOTHING,
    diverged,
    few_updates,
    harm_of,
    length_explains,
    not_finite,
    reached_words,
    to_run,
    wins_back,
)
from netwright.diagnosis._network_facts import Pass
from netwright.diagnosis._rule import healthy, ill, suspect, unsure
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "learning rate"
LOWER = (0.1, 0.01, 0.001)
HIGHER = (10.0, 100.0)
GOOD_RATIO = 3e-3  # of the weights, in one update
FARTHEST = 5  # powers of ten from the user's rate
SLOW = 3e-4
DEAD = 0.9
ADAM = Fork("adam")
USUAL = "0.1 to 2 %"  # of the weights, in one update of a healthy training
QUICK = 0.02  # an update of a fiftieth of the weights is large


def judge(facts: Facts) -> Verdict:
    """Ill if another rate wins back what is lost."""
    updates = facts.updates
    harm = harm_of(facts)
    if not updates.steps:
        return unsure(NAME, "0 updates were seen")
    if not harm:
        return healthy(NAME, updates.ratio, None)
    first = to_run(facts, NOTHING, *((LONGER,) if few_updates(facts) else ()))
    if first:
        return _undecided(facts, harm.words, needs=first)
    if length_explains(facts) and not (not_finite(facts) or diverged(facts)):
        return _of_the_loop(facts)
    for fork in _to_try(facts):
        if fork not in facts.forks:
            return _undecided(facts, harm.words, needs=(fork,))
        if few_updates(facts) and not _known(facts, LONGER):
            return unsure(NAME, "so few updates that their number may be all that is wrong")
        if wins_back(facts, fork) or _settles(facts, fork):
            return _another_optimiser(facts) if fork == ADAM else _found(facts, fork)
    if not any(_known(facts, fork) for fork in facts.forks if fork.change == "rate"):
        return _undecided(facts, harm.words)
    return unsure(NAME, "no rate from 1/1000 to 100 times does better", harm.words)


def _undecided(facts: Facts, words: str, needs: tuple[Fork, ...] = ()) -> Verdict:
    """What can be said until forks at lower rates were run: a suspicion at most."""
    ratio, rate = facts.updates.ratio_early, facts.updates.rate
    lower = [fork for fork in facts.forks if fork.change == "rate" and fork.factor < 1]
    thrown = ratio > QUICK and _died(facts)
    if any(_known(facts, fork) for fork in lower) or not (thrown or diverged(facts)):
        return unsure(NAME, words, needs=needs)
    why = f"early updates moved the weights by {_percent(ratio)} of their size"
    if thrown:
        why += f", and {_dead(facts.end):.0%} of the units of a layer died in the training"
    advice = Advice(
        action=f"divide the learning rate by 10 (it is {rate:.1g})",
        expect="a loss that falls, and units that live",
        cost="a training",
    )
    return suspect(NAME, "LR_HIGH", ratio, QUICK, why, words, advice=(advice,), needs=needs)


def _known(facts: Facts, fork: Fork) -> bool:
    """Whether a fork was run, and not only asked for."""
    return not math.isnan(facts.forks[fork].fit)


def _to_try(facts: Facts) -> list[Fork]:
    """First the rate for updates of a good size, the likelier side, Adam, then the other side."""
    likely, other = (LOWER, HIGHER) if _looks_high(facts) else (HIGHER, LOWER)
    factors = [*likely, *other]
    ratio = facts.updates.ratio
    if ratio > 0 and math.isfinite(ratio):
        power = round(math.log10(GOOD_RATIO / ratio))
        guess = 10.0 ** max(-FARTHEST, min(FARTHEST, power))
        if guess != 1:
            factors = [guess, *(one for one in factors if one != guess)]
    forks = [Fork("rate", factor) for factor in factors]
    if not facts.updates.method.lower().startswith("adam"):
        forks.insert(max(forks.index(Fork("rate", factor)) for factor in likely) + 1, ADAM)
    return forks


def _looks_high(facts: Facts) -> bool:
    losses = facts.series.loss
    if _died(facts):
        return True  # thrown too far
    rising = len(losses) > 2 and not losses[-1] < losses[0]
    return not_finite(facts) or diverged(facts) or facts.updates.ratio_early > QUICK or rising


def _of_the_loop(facts: Facts) -> Verdict:
    """The same rate does well in a fork: at fault only if the loop makes its updates tiny."""
    ratio, words = facts.updates.ratio, reached_words(facts, NOTHING)
    if not (ratio < SLOW and wins_back(facts, NOTHING)):
        return healthy(NAME, ratio, None, "the same rate does well in a fork")
    advice = Advice(
        action="look for what makes the updates smaller than the optimiser would: clipping at a "
        "small norm, a schedule that falls too early, a loss divided twice",
        expect=f"updates of {USUAL} of the weights",
        cost="minutes",
    )
    why = f"one update moves the weights by {_percent(ratio)} of their size"
    return suspect(NAME, "LR_LOW", ratio, SLOW, why, words, advice=(advice,))


def _settles(facts: Facts, fork: Fork) -> bool:
    """Whether the loss of a training that diverged falls at another rate, at no loss of skill."""
    found = facts.forks[fork]
    return (
        diverged(facts)
        and found.loss < 0.9 * facts.start.loss
        and found.fit > facts.scores.fit - 2 * max(found.fit_error, 0.01)
    )


def _percent(share: float) -> str:
    return f"{100 * share:,.0f} %" if share >= 1 else f"{100 * share:.2g} %"


def _died(facts: Facts) -> bool:
    """Whether nearly all units of a layer died in the training."""
    return _dead(facts.end) >= DEAD > _dead(facts.start)


def _dead(layers: Pass) -> float:
    return max((one.dead for one in layers.layers if not math.isnan(one.dead)), default=0.0)


def _found(facts: Facts, fork: Fork) -> Verdict:
    rate = facts.updates.rate
    cause = "LR_HIGH" if fork.factor < 1 else "LR_LOW"
    better = rate * fork.factor
    advice = Advice(
        action=f"set the learning rate to {better:.1g} (it is {rate:.1g})",
        expect=f"a skill of {facts.forks[fork].fit:.2f} on training rows within "
        f"{facts.forks[fork].steps} updates",
        cost="a training",
    )
    ratio = facts.updates.ratio
    words = f"one update moves the weights by {_percent(ratio)} of their size; {USUAL} is usual"
    if ratio == 0:
        words = f"the weights have come to a stop after large updates: {rate:.1g} is the rate"
    known = () if math.isnan(ratio) else (words,)
    why = reached_words(facts, fork)
    return ill(NAME, cause, fork.factor, 1.0, *known, why, advice=(advice,))


def _another_optimiser(facts: Facts) -> Verdict:
    advice = Advice(
        action=f"use Adam at 0.003 in place of {facts.updates.method}",
        expect=f"a skill of {facts.forks[ADAM].fit:.2f} on training rows within "
        f"{facts.forks[ADAM].steps} updates",
        cost="a line and a training",
    )
    tried = ", ".join(f"{fork.factor:g}" for fork in facts.forks if fork.change == "rate")
    words = f"the rate of {facts.updates.rate:.1g} times {tried} does not do as well"
    return ill(NAME, "OPT", None, None, words, reached_words(facts, ADAM), advice=(advice,))
