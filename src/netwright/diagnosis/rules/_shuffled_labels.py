"""Labels that have nothing to do with the inputs.

Statistic   skill of the better of nearest neighbours and a linear fit within the training rows,
            each row predicted without itself, in standard errors above 0; and the correlation of
            their answers with the labels.
Threshold   3, and a skill below 0.05, and a correlation below 4 standard errors; with a network
            that has learnt nothing that holds (skill below 0.14), on 100 rows and more that are
            not held out again.
Blind spot  relations neither neighbours nor a linear fit can see (parity, rendered text): then
            the network's own skill must be above the gate.
Source      Zhang et al. 2017, arXiv:1611.03530, on labels drawn at random; the test is ours.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._harm import LEAST_SKILL
from netwright.diagnosis._rule import healthy, ill, unsure
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "labels related to inputs"
ERRORS, SLIGHT, ROWS = 3.0, 0.05, 100
CORRELATED = 4.0  # standard errors; the largest of some ten classes exceeds 3 now and then
ADVICE = (
    Advice(
        action="show twenty examples with their labels; look for a sort, a shuffle or a join that "
        "was applied to inputs or labels alone",
        expect="neighbours agree on their labels more often than chance",
        cost="minutes",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if not even the simplest relation is there and the network finds none either."""
    simple, scores = facts.simple, facts.scores
    if simple.examples < ROWS or facts.inputs.inside >= 0.95 or facts.inputs.constant:
        return unsure(NAME, f"{simple.examples} usable rows; it takes {ROWS}, and a held-out set")
    errors = simple.within / max(simple.within_error, 1e-9)
    related = errors > ERRORS or simple.within > SLIGHT or simple.relation > CORRELATED
    if related or not scores.skill < LEAST_SKILL:
        return healthy(NAME, errors, ERRORS)
    words = f"the simplest predictors reach a skill of {simple.within:.3f} within "
    words += f"{simple.examples} training rows, {errors:.1f} standard errors from nothing"
    why = f"the network's skill on held-out rows is {scores.skill:.2f}"
    return ill(NAME, "LABELS_SHUFFLED", errors, ERRORS, words, why, advice=ADVICE)
