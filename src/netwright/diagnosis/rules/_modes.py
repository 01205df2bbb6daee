"""Training mode while judging, or evaluation mode while training.

Statistic   share of the passes without gradients in training mode; share of the training passes in
            evaluation mode; whether dropout or running statistics are there at all.
Threshold   0.5. Judging in training mode is a fault wherever the modes differ; training in
            evaluation mode only with harm or a gap of 0.15.
Blind spot  dropout kept on by intent, to sample answers.
Source      TrainCheck, TheDeepChecker.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._harm import harm_of
from netwright.diagnosis._rule import healthy, ill
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "training and evaluation mode"
SHARE, GAP = 0.5, 0.15
ADVICE = (
    Advice(
        action="call model.eval() before every evaluation and model.train() before every epoch",
        expect="held-out figures that do not change when they are taken twice",
        cost="two lines",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if the network is judged in training mode, or trained in the other, and it matters."""
    updates, scores = facts.updates, facts.scores
    if not updates.modes_matter:
        return healthy(NAME, 0.0, SHARE, "0 parts act differently in the two modes")
    if updates.judged_in_train > SHARE:
        words = (
            f"{updates.judged_in_train:.0%} of the passes without gradients ran in training mode"
        )
        why = f"held-out skill {scores.skill_in_train_mode:.2f} in training mode, "
        why += f"{scores.skill:.2f} in evaluation mode"
        return ill(NAME, "EVAL_MODE", updates.judged_in_train, SHARE, words, why, advice=ADVICE)
    share = updates.trained_in_eval
    hurt = bool(harm_of(facts)) or scores.fit - scores.skill > GAP
    if share > SHARE and hurt:
        words = f"{share:.0%} of the training passes ran in evaluation mode"
        return ill(NAME, "EVAL_MODE", share, SHARE, words, advice=ADVICE)
    return healthy(NAME, updates.judged_in_train, SHARE)
