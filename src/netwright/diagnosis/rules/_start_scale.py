"""First weights that are too large, too small, or switch units off.

Statistic   spread of the layers' outputs at the first step, largest over smallest; share of units
            that answer nothing; share of values where a sigmoid or tanh is flat.
Threshold   10 (healthy at most 2.2), where a weight matrix times the root of its inputs spreads
            less than 0.25 or more than 4; 0.9; 0.5. Ill only if the fork with fresh weights wins
            back.
Blind spot  a scale that a norm layer takes away again: no harm, no fault.
Source      Glorot and Bengio 2010; He et al. 2015, arXiv:1502.01852; thresholds ours.
"""

import math

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._forks import Fork
from netwright.diagnosis._harm import NOTHING, harm_of, reached_words, to_run, wins_back
from netwright.diagnosis._network_facts import Pass
from netwright.diagnosis._rule import healthy, ill, suspect, unsure
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "first weights"
RATIO, DEAD, FLAT, USUAL = 10.0, 0.9, 0.5, (0.25, 4.0)
FRESH = Fork("fresh start")
WEIGHTED = ("linear", "conv1d", "conv2d", "conv3d", "addmm", "matmul", "__matmul__")
ADVICE = (
    Advice(
        action="begin from random weights of variance 2 / inputs and biases of 0",
        expect="layers whose outputs spread alike, about 1, at the first step",
        cost="a line",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if layers begin unlike and fresh weights win back."""
    found = _symptom(facts.start)
    if found is None:
        return healthy(NAME, _ratio(facts.start), RATIO)
    cause, statistic, threshold, words = found
    harm = harm_of(facts)
    if not harm.fitting:
        return healthy(NAME, statistic, threshold, words, "no harm")
    if wins_back(facts, FRESH):
        why = reached_words(facts, FRESH)
        return ill(NAME, cause, statistic, threshold, words, why, advice=ADVICE)
    fresh = facts.forks.get(FRESH)
    if fresh is not None and not math.isnan(fresh.fit):
        why = reached_words(facts, FRESH)  # no farther than the same start, drawn again
        return unsure(NAME, words, why)
    needs = to_run(facts, NOTHING, FRESH)
    return suspect(NAME, cause, statistic, threshold, words, advice=ADVICE, needs=needs)


def _ratio(start: Pass) -> float:
    spreads = [x.spread for x in start.layers if x.operation in WEIGHTED and x.spread > 0]
    return max(spreads) / min(spreads) if spreads else math.nan


def _symptom(start: Pass) -> tuple[str, float, float, str] | None:
    dead = max((x.dead for x in start.layers if not math.isnan(x.dead)), default=0.0)
    flat = max((x.saturated for x in start.layers if not math.isnan(x.saturated)), default=0.0)
    ratio = _ratio(start)
    if dead >= DEAD:
        words = f"{dead:.0%} of the units of a layer answer 0 to every input at the first step"
        return "DEAD_RELU", dead, DEAD, words
    odd = start.smallest < USUAL[0] or start.largest > USUAL[1]
    if ratio > RATIO and odd:
        words = (
            f"at the first step one layer's outputs spread {ratio:.3g} times as far as another's"
        )
        return "INIT_SCALE", ratio, RATIO, words
    if flat > FLAT:
        return "INIT_SCALE", flat, FLAT, f"{flat:.0%} of a layer begins where its slope is flat"
    return None
