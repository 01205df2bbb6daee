"""Values in the data that are not finite.

Statistic   rows of inputs and targets with a value that is not a number, or infinite.
Threshold   0, with harm: some networks and losses pass over what is missing.
Blind spot  rows that were not read, of more than 4096.
Source      UMLAUT's check of the first batch.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._harm import harm_of
from netwright.diagnosis._rule import healthy, ill, unsure
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "values that are not finite"
ADVICE = (
    Advice(
        action="fill or drop the rows with missing values before the training, with figures of "
        "the training rows alone, and keep a column that says where they were",
        expect="the loss stays a number",
        cost="a line of preparation",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if any input or target is not finite."""
    rows, targets = facts.inputs.nonfinite, facts.targets.nonfinite
    if not facts.inputs.examples:
        return unsure(NAME, "0 rows were read")
    if (rows or targets) and not harm_of(facts):
        return healthy(NAME, float(rows + targets), 0.0, "no harm: the training passes over them")
    if rows or targets:
        words = f"{rows} of {facts.inputs.examples} rows and {targets} targets are not finite"
        return ill(NAME, "NAN_DATA", float(rows + targets), 0.0, words, advice=ADVICE)
    return healthy(NAME, 0.0, 0.0)
