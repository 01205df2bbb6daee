"""A last activation that cannot give what the loss or the targets ask for.

Statistic   what the output layer can reach with any weights, against what is asked of it.
Threshold   exact, but for the ranges of numbers: a hundredth of the targets beyond the range, by
            more than 0.05 of their spread.
Blind spot  targets in the range but near its end, where a sigmoid is flat.
Source      UMLAUT, AutoTrainer, DeepDiagnosis (identify range); reading the range from outputs,
            not from names, is ours.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._harm import harm_of
from netwright.diagnosis._rule import healthy, ill, suspect, unsure
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "last activation"
CAUSE = "LAST_ACT"
BEYOND = 0.05
ZEROS = 0.05


def judge(facts: Facts) -> Verdict:
    """Ill if the output cannot be what is asked of it."""
    output, kind = facts.output, facts.targets.kind
    if not output.units or kind == "unknown":
        return unsure(NAME, f"{output.units} outputs were read")
    if output.units == 1 and output.rows_sum_to_one:
        words = f"the one output is {output.lowest:.3g} for every input: a softmax of one unit"
        return _wrong(words, "use a sigmoid on the one unit, or two units with a softmax")
    if kind == "numbers":
        return _of_numbers(facts)
    wrong = _of_classes(facts)
    if wrong:
        return _wrong(*wrong)
    found = _doubtful(facts)
    if found and harm_of(facts).fitting:
        words, action = found
        advice = _advice(action)
        return suspect(NAME, CAUSE, 0.0, None, words, harm_of(facts).words, advice=advice)
    return healthy(NAME, None, None, *(found[:1] if found else ()))


def _advice(action: str) -> tuple[Advice, ...]:
    return (Advice(action=action, expect="the loss falls below its floor", cost="a line"),)


def _wrong(words: str, action: str, *why: str) -> Verdict:
    return ill(NAME, CAUSE, None, None, words, *why, advice=_advice(action))


def _of_numbers(facts: Facts) -> Verdict:
    output, targets = facts.output, facts.targets
    above, below = targets.high - output.ceiling, output.floor - targets.low
    beyond = max(above, below) / max(targets.spread, 1e-30)
    if beyond > BEYOND:
        words = f"outputs stay between {output.floor:g} and {output.ceiling:g}; a hundredth of the "
        words += f"targets lie beyond {targets.low:.3g} or {targets.high:.3g}"
        action = "leave the last layer without an activation, or scale the targets into its range"
        return ill(NAME, CAUSE, beyond, BEYOND, words, advice=_advice(action))
    return healthy(NAME, beyond, BEYOND)


def _of_classes(facts: Facts) -> tuple[str, str] | None:
    """What is surely wrong, and what to do."""
    output, loss, targets = facts.output, facts.loss, facts.targets
    if targets.kind == "labels" and output.rows_sum_to_one:
        words = f"the {output.units} outputs sum to 1, but an example may have several labels"
        return words, "use a sigmoid for each label, with binary cross-entropy"
    negative = output.lowest < -0.01
    if loss.reads == "probabilities" and negative:
        words = f"the loss reads probabilities; outputs go from {output.lowest:.3g} to "
        words += f"{output.highest:.3g}"
        return words, "end in a softmax or a sigmoid, or use the loss that reads scores"
    if loss.reads == "log probabilities" and output.highest > 0.01:
        words = f"the loss reads logarithms of probabilities; outputs reach {output.highest:.3g}"
        return words, "end in log_softmax, or use cross-entropy on the scores"
    return None


def _doubtful(facts: Facts) -> tuple[str, str] | None:
    """What is wrong if there is harm, and what to do."""
    output, loss, targets = facts.output, facts.loss, facts.targets
    if output.floor == 0 and output.ceiling > 1 and output.zeros > ZEROS:
        words = f"outputs cannot be negative and {output.zeros:.0%} of them are exactly 0"
        return words, "leave the last layer without relu"
    squashed = output.floor > -2 and output.ceiling < 2
    if loss.reads == "scores" and squashed and output.floor < 0:
        words = f"scores stay between {output.floor:g} and {output.ceiling:g}: no sure answer"
        return words, "leave the last layer without an activation"
    several = targets.kind == "classes" and output.units > 1
    if loss.reads == "probabilities" and several and squashed and not output.rows_sum_to_one:
        words = f"{output.units} outputs, one class each, that do not sum to 1"
        return words, "use a softmax: each example has one class"
    return None
