"""A diagnosis in words: the cause, how it is known, what to do, what was tried.

Cost: nothing; a few hundred characters.
"""

import math
from collections.abc import Sequence

from netwright.diagnosis._engine import Diagnosis
from netwright.diagnosis._verdict import Verdict
from netwright.diagnosis.rules import _metric, _one_batch

MOST_OTHERS = 4


def words_of(diagnosis: Diagnosis, notes: Sequence[str] = ()) -> str:
    """Say a diagnosis to a person.

    Args:
        diagnosis: what was found.
        notes: sentences to end with, such as how long the forks took.

    Returns:
        Lines: the verdict, the evidence, the advice, the consequences, the notes.
    """
    scores = diagnosis.facts.scores
    lines = [_head(diagnosis)]
    if diagnosis.first:
        lines += _told(diagnosis.first)
        lines += [] if diagnosis.first.health == "ill" else _by_heart(diagnosis, "also")
    elif diagnosis.harm:
        lines.append(f"  because: {diagnosis.harm}")
        lines += _next(diagnosis)
    elif scores.skill == scores.skill:
        lines.append(f"  skill {scores.skill:.2f} held out, {scores.fit:.2f} on training rows")
        metrics = [one for one in diagnosis.verdicts if one.rule == _metric.NAME and one.cause]
        lines += [f"  look at: {one.evidence[0]}" for one in metrics]
    others = diagnosis.consequences[:MOST_OTHERS]
    if others:
        also = "; ".join(f"{one.cause} ({one.rule})" for one in others)
        lines.append(f"  what may follow from it: {also}")
    lines += [f"  note: {note}" for note in notes]
    return "\n".join(lines)


def _head(diagnosis: Diagnosis) -> str:
    if diagnosis.first:
        return f"ill: {diagnosis.cause} ({diagnosis.first.rule})"
    if diagnosis.health == "unsure" and not diagnosis.harm:
        return "unsure: the training could not be read"
    if diagnosis.health == "unsure":
        return "unsure: the training fails, and no rule can say why"
    looked = sum(one.health == "healthy" for one in diagnosis.verdicts)
    return f"healthy: {looked} of {len(diagnosis.verdicts)} rules looked and found nothing"


def _next(diagnosis: Diagnosis) -> list[str]:
    """Where to look: by the fork on 16 rows, or how to find out."""
    return _by_heart(diagnosis, "next") or [
        "  next: train on 16 rows until they are learnt by heart; if that fails, the",
        "        fault is in the network or the loss, if it works, in data or updates",
    ]


def _by_heart(diagnosis: Diagnosis, head: str) -> list[str]:
    """What the fork on 16 rows says; empty where it was not run."""
    found = diagnosis.facts.forks.get(_one_batch.BATCH)
    if found is None or math.isnan(found.fit):
        return []
    verdict = _one_batch.judge(diagnosis.facts)
    return [f"  {head}: {said}" for said in verdict.evidence]


def _told(verdict: Verdict) -> list[str]:
    lines = [f"  because: {sentence}" for sentence in verdict.evidence if sentence]
    for advice in verdict.advice:
        lines.append(f"  do: {advice.action}")
        lines.append(f"      expect {advice.expect}; cost: {advice.cost}")
    return lines
