"""Augmentation that makes the inputs unlike the data.

Statistic   spread of what the network met in training over that of the data given; the shift of
            its means in standard deviations.
Threshold   outside 0.8 to 1.25; 0.25. Ill only if the unchanged fork, which trains on the data as
            given, wins back.
Blind spot  augmentation that keeps means and spreads and still destroys the picture.
Source      TheDeepChecker compares representations; the comparison with a fork is ours.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._harm import NOTHING, harm_of, reached_words, to_run, wins_back
from netwright.diagnosis._rule import healthy, ill, suspect
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "augmentation"
WIDTH, MOVED = (0.8, 1.25), 0.25
ADVICE = (
    Advice(
        action="weaken the augmentation until a person still reads the label off an augmented "
        "example, then raise it step by step",
        expect="the training loss falls again",
        cost="a training",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if the network met other inputs than were given, and does well on those given."""
    spread, shift = facts.inputs.seen_spread, facts.inputs.seen_shift
    if not (spread < WIDTH[0] or spread > WIDTH[1] or shift > MOVED):
        return healthy(NAME, spread, WIDTH[1])
    words = f"what the network met spreads {spread:.2f} times as far as the data given, its means "
    words += f"lie {shift:.2f} standard deviations away"
    needs = to_run(facts, NOTHING)
    if wins_back(facts, NOTHING):
        why = reached_words(facts, NOTHING)
        return ill(NAME, "AUG_SHIFT", spread, WIDTH[1], words, why, advice=ADVICE)
    if not needs and not harm_of(facts):
        return healthy(NAME, spread, WIDTH[1], words, "no harm")
    return suspect(NAME, "AUG_SHIFT", spread, WIDTH[1], words, advice=ADVICE, needs=needs)
