"""Inputs of a size the first weights are not made for.

Statistic   greatest |x|; standard deviation of all values; spread of the widest column over that
            of the middle one.
Threshold   50; 0.05; 1000. Healthy programs: |x| 0.7 to 15, deviation 0.16 to 2.2.
            Behind the harm gate: on 22 healthy programs no alarm. Ill only if the fork with
            standardised inputs wins back; else suspected.
Blind spot  a network that normalises its inputs itself: the gate holds it.
Source      LeCun et al. 1998, "Efficient BackProp", section 4.3; thresholds ours.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._forks import Fork
from netwright.diagnosis._harm import (
    HARDLY,
    LONGER,
    NOTHING,
    few_updates,
    harm_of,
    length_explains,
    reached_words,
    to_run,
    wins_back,
)
from netwright.diagnosis._rule import healthy, ill, suspect, unsure
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "input scale"
LARGE, SMALL, UNEVEN = 50.0, 0.05, 1000.0
MODES = 0.15  # of skill between the modes: another rule's matter
INPUTS = Fork("inputs standardised")
BOTH = Fork("inputs and targets standardised")
ADVICE = (
    Advice(
        action="bring every column to mean 0 and standard deviation 1 with figures of the training "
        "rows (pixels: divide by 255), and do the same to whatever is predicted later",
        expect="the learning rate fits all weights; the loss falls within the first epoch",
        cost="a line of preparation",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if the scale is far off, there is harm, and standardising wins back."""
    inputs = facts.inputs
    symptom = _symptom(facts)
    if not symptom:
        return healthy(NAME, inputs.largest, LARGE)
    statistic, threshold, words = symptom
    harm = harm_of(facts)
    if not harm.fitting:
        return healthy(NAME, statistic, threshold, words, "no harm: the network copes")
    if facts.scores.fit_in_train_mode - facts.scores.fit > MODES:
        return healthy(NAME, statistic, threshold, words, "in training mode there is no harm")
    scaled = (INPUTS, BOTH) if facts.targets.kind == "numbers" else (INPUTS,)
    needs = to_run(facts, NOTHING, *scaled, *((LONGER,) if few_updates(facts) else ()))
    for fork in scaled:
        if wins_back(facts, fork):
            why = reached_words(facts, fork)
            return ill(NAME, "INPUT_SCALE", statistic, threshold, words, why, advice=ADVICE)
    if not needs and length_explains(facts):
        return healthy(NAME, statistic, threshold, words, "the length of the training explains it")
    if not needs and facts.updates.steps < HARDLY:
        return unsure(NAME, words, f"{facts.updates.steps} updates are too few to blame the scale")
    return suspect(
        NAME, "INPUT_SCALE", statistic, threshold, words, harm.words, advice=ADVICE, needs=needs
    )


def _symptom(facts: Facts) -> tuple[float, float, str] | None:
    inputs = facts.inputs
    if inputs.constant:
        return None
    if inputs.column_ratio > UNEVEN:
        words = (
            f"the widest column spreads {inputs.column_ratio:.3g} times as far as the middle one"
        )
        return inputs.column_ratio, UNEVEN, words
    if inputs.largest > LARGE:
        return inputs.largest, LARGE, f"inputs reach {inputs.largest:.4g}"
    if inputs.spread < SMALL:
        return inputs.spread, SMALL, f"inputs spread only {inputs.spread:.2g}"
    return None
