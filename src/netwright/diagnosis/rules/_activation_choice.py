"""Hidden activations that hold the network back.

Statistic   skill of the fork with plain activations (relu; leaky relu for relu).
Threshold   the fork must win back what no learning rate does.
Blind spot  networks that squash by intent and only need more time.
Source      Glorot et al. 2011, "Deep sparse rectifier neural networks"; the fork is ours.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._forks import Fork
from netwright.diagnosis._harm import (
    NOTHING,
    harm_of,
    length_explains,
    reached_words,
    to_run,
    wins_back,
)
from netwright.diagnosis._rule import healthy, ill, unsure
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "hidden activations"
PLAIN = Fork("plain activations")
SQUASHING = ("sigmoid", "tanh", "softmax", "exp", "relu")


def judge(facts: Facts) -> Verdict:
    """Ill if plain activations win back what is lost."""
    hidden = {x.operation for x in facts.start.layers[:-1] if x.operation in SQUASHING}
    if not hidden:
        return unsure(NAME, "0 activations that could be replaced")
    harm = harm_of(facts)
    if not harm.fitting or length_explains(facts):
        return healthy(NAME, None, None)
    if not wins_back(facts, PLAIN):
        return unsure(NAME, harm.words, needs=to_run(facts, NOTHING, PLAIN))
    names = ", ".join(sorted(hidden))
    advice = Advice(
        action=f"use leaky relu or gelu in place of {names} in hidden layers",
        expect=f"a skill of {facts.forks[PLAIN].fit:.2f} on training rows within "
        f"{facts.forks[PLAIN].steps} updates",
        cost="a line and a training",
    )
    why = reached_words(facts, PLAIN)
    return ill(
        NAME, "ACT_CHOICE", None, None, f"hidden layers use {names}; {why}", advice=(advice,)
    )
