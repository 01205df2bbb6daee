"""The ladder in plain words: what it means, how that is known, what to do, what else was seen."""

from netwright.diagnosis import Ladder, Verdict

MEANING = {
    "AVOIDABLE_BIAS": "the network does not fit its own training examples well enough",
    "VARIANCE": "the network does better on training examples than on others",
    "MORE_DATA": "more training examples would help",
    "DATA_MISMATCH": "the rows it is judged on are unlike those it learns from",
    "DEV_OVERFIT": "it was chosen by too few val rows, and does worse on test",
    "SLICE": "the errors gather in one part of the data",
    "FIX_DEV_LABELS": "wrong labels make a good part of the errors",
    "WRONG_METRIC": "accuracy says little here: one class makes nearly all examples",
    "IMBALANCE": "one class makes nearly all examples",
    "BAYES_UNKNOWN": "what to do depends on how low the error could be at all, which nobody said",
    "NOT_ESTABLISHED": "too few examples to tell the gaps from chance",
    "NOT_LABELS": "wrong labels are a small part of the errors",
    "NONE": "these figures show no gap that is worth work",
}


def strategy_words(strategy: Ladder) -> str:
    """Say a ladder to a person.

    Args:
        strategy: the verdicts on the errors of a run.

    Returns:
        The first cause and what it means, its evidence, the next actions with the cheapest first,
        then a line for every other verdict.
    """
    first, cause = strategy.first, strategy.cause
    lines = [f"{cause}: {MEANING.get(cause, strategy.group)} ({strategy.group})"]
    lines += [f"  because {said}" for said in first.evidence]
    lines += [f"  {'next   ' if n == 1 else 'then   '} {a}" for n, a in enumerate(first.advice, 1)]
    others = [verdict for verdict in strategy.verdicts if verdict is not first]
    return "\n".join([*lines, *(f"  also    {_told(verdict)}" for verdict in others)])


def _told(verdict: Verdict) -> str:
    """A verdict in a line; evidence often begins with the name of its rule."""
    said = "; ".join(verdict.evidence)
    return f"{verdict.rule}, {verdict.health}: {said.removeprefix(f'{verdict.rule}: ')}"
