"""Normalisation whose running statistics do not follow the data.

Statistic   whether running means and variances have left their first values; skill on training
            rows in training mode less that in evaluation mode.
Threshold   exact; 0.15 where the network has running statistics, unless held-out rows do as well
            in evaluation mode: few training rows, met often, are told apart by their batches.
Blind spot  statistics that lag because the training was short: then the skill gap tells.
Source      Ioffe and Szegedy 2015, arXiv:1502.03167; TheDeepChecker.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._rule import healthy, ill
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "running statistics"
GAP = 0.15
ADVICE = (
    Advice(
        action="leave the momentum of batch normalisation at 0.1 and train in training mode; "
        "with very small batches use group normalisation",
        expect="the same loss in both modes, on the same rows",
        cost="a word",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if running statistics stand still, or make the network worse by themselves."""
    updates, scores = facts.updates, facts.scores
    norms = any(layer.operation == "batch_norm" for layer in facts.start.layers)
    gap = scores.fit_in_train_mode - scores.fit
    if not norms or not updates.steps:
        return healthy(NAME, 0.0, GAP)
    helped = scores.skill_in_train_mode <= scores.skill
    trained = not updates.trained_in_eval > 0.5
    words = f"skill on the same rows: {scores.fit_in_train_mode:.2f} in training mode, "
    words += f"{scores.fit:.2f} in evaluation mode"
    if (not updates.statistics_moved and trained) or (gap > GAP and not helped):
        return ill(NAME, "BN_STATS", gap, GAP, words, advice=ADVICE)
    return healthy(NAME, gap, GAP)
