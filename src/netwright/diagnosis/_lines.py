"""A diagnosis in three lines: health and the one cause, the number behind it, what to do next.

    ill       the cause of the training; its evidence; its cheapest advice
    unsure    that it fails without a proved cause; how that is known; what would tell
    healthy   the largest gap of the strategy, or of the two skills; its figures; its advice

Cost: nothing.
"""

import math
from collections.abc import Sequence

from netwright.diagnosis._engine import Diagnosis
from netwright.diagnosis._facts import Scores
from netwright.diagnosis._ladder import Ladder
from netwright.diagnosis._strategy_actions import ADVICE, GROUPS
from netwright.diagnosis._verdict import Advice
from netwright.diagnosis.rules._one_batch import where_to_look

Lines = tuple[str, str, str]
LITTLE = 0.02  # of skill: not worth an action
LOOK = Advice(
    action="run 'netwright diagnose' on it, which tries causes out on copies",
    expect="a proved cause, or those that were excluded",
    cost="10 seconds",
)


def lines_of(diagnosis: Diagnosis, strategy: Ladder | None, notes: Sequence[str] = ()) -> Lines:
    """Say a diagnosis in three lines.

    Args:
        diagnosis: of a training.
        strategy: its ladder; None where there is none.
        notes: what could not be read, for want of anything better.

    Returns:
        The verdict, the number behind it, the next action.
    """
    if diagnosis.first:
        proved = "" if diagnosis.first.health == "ill" else ", suspected"
        head = f"ill: {diagnosis.cause} ({diagnosis.first.rule}{proved})"
        why = next((said for said in diagnosis.first.evidence if said), diagnosis.harm)
        advice = diagnosis.first.advice[0] if proved == "" or diagnosis.first.advice else LOOK
        return head, why, str(advice)
    if diagnosis.harm:
        look = where_to_look(diagnosis.facts) or str(LOOK)
        return "unsure: the training fails, no cause is proved", diagnosis.harm, look
    if diagnosis.health == "unsure" or not diagnosis.verdicts:
        why = notes[0] if notes else "nothing could be read"
        return "unsure: the training could not be judged", why, str(LOOK)
    if strategy is not None:
        return _of_strategy(strategy)
    return _of_skills(diagnosis.facts.scores)


def _of_strategy(strategy: Ladder) -> Lines:
    why, advice = strategy.first.evidence, strategy.first.advice
    head = "healthy"
    if strategy.cause != "NONE":
        head = f"healthy; next is {strategy.cause} ({strategy.group})"
    return head, why[0] if why else "no gap was found", str((advice or ADVICE["NONE"])[0])


def _of_skills(scores: Scores) -> Lines:
    """Where errors are no shares: what is missing on training rows, and what more held out."""
    missing, gap = 1 - scores.fit, scores.fit - scores.skill
    error = math.hypot(scores.fit_error, scores.skill_error)
    if math.isnan(missing):
        return "healthy", "no skill is known", str(ADVICE["NONE"][0])
    why = f"skill {scores.fit:.3f} on training rows (1 is perfect)"
    if scores.held_out:
        why += f", {scores.skill:.3f} held out"
    if scores.held_out and gap > max(LITTLE, missing, 2 * error):
        cause = "VARIANCE"
    elif missing > LITTLE:
        cause = "AVOIDABLE_BIAS"
    else:
        return "healthy", why, str(ADVICE["NONE"][0])
    return f"healthy; next is {cause} ({GROUPS[cause]})", why, str(ADVICE[cause][0])
