"""A loss added over the batch: the learning rate is as many times too large as a batch has rows.

Statistic   whether twice the rows give twice the loss; examples in a batch.
Threshold   exact; ill only if the fork with the averaged loss wins back.
Blind spot  a rate chosen for the sum: no harm, no fault.
Source      AutoTrainer's and torch's note on reduction="sum".
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._forks import Fork
from netwright.diagnosis._harm import NOTHING, harm_of, reached_words, to_run, wins_back
from netwright.diagnosis._rule import healthy, ill, unsure
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "loss averaged over the batch"
AVERAGED = Fork("loss averaged")


def judge(facts: Facts) -> Verdict:
    """Ill if the loss adds up, there is harm, and averaging wins back."""
    loss, batch = facts.loss, facts.updates.batch
    if not loss.sums or batch < 2:
        return healthy(NAME, 1.0, 1.0)
    words = f"the loss adds over the {batch} examples of a batch"
    if not harm_of(facts).fitting:
        return healthy(NAME, float(batch), 1.0, words, "no harm")
    if wins_back(facts, AVERAGED):
        advice = Advice(
            action=f'average the loss (reduction="mean"), or divide the learning rate by {batch}',
            expect="steps of a size that does not depend on the batch",
            cost="a word",
        )
        why = reached_words(facts, AVERAGED)
        return ill(NAME, "LOSS_REDUCTION", float(batch), 1.0, words, why, advice=(advice,))
    return unsure(NAME, words, needs=to_run(facts, NOTHING, AVERAGED))
