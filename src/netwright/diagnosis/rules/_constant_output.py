"""A network that answers the same to every input.

Statistic   standard deviation of the outputs over examples at the end, over that at the start.
Threshold   1e-3, with harm: a symptom, so only suspected, for want of a cause.
Blind spot  networks that never answered anything else.
Source      TheDeepChecker.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._harm import harm_of
from netwright.diagnosis._rule import healthy, suspect
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "constant output"
SHARE = 1e-3
ADVICE = (
    Advice(
        action="train on 16 rows until they are learnt by heart; if that fails, look for what "
        "stands between inputs and outputs (dead units, a constant, a cut graph)",
        expect="a training loss near 0 on those rows",
        cost="a minute",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Suspected if the outputs have collapsed and the training fails."""
    output = facts.output
    share = output.spread_end / output.spread if output.spread > 0 else output.spread_end
    harm = harm_of(facts)
    if not share < SHARE or not harm.fitting:
        return healthy(NAME, share, SHARE)
    words = f"outputs differ {share:.1e} times as much between examples as at the first step"
    return suspect(NAME, "CONST_OUTPUT", share, SHARE, words, harm.words, advice=ADVICE)
