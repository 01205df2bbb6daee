"""A loss that does not care which target belongs to which answer.

Statistic   relative change of the loss when the targets of a batch change places.
Threshold   1e-6: shapes such as (n, 1) and (n,) broadcast to n by n, every answer meets every
            target, and the best answer is the mean. With harm on training rows.
Blind spot  batches of one example.
Source      torch's own warning in mse_loss; asking the loss itself is ours.
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._harm import harm_of
from netwright.diagnosis._rule import healthy, ill
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "answers paired with targets"
CHANGE = 1e-6
ADVICE = (
    Advice(
        action="bring outputs and targets to one shape: output.squeeze(-1) or target.unsqueeze(-1)",
        expect="predictions spread about the mean as the targets do",
        cost="a word",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if the loss stays the same when targets change places."""
    change = facts.loss.pairing
    if change < CHANGE and harm_of(facts).fitting:
        words = f"the loss changes by {change:.1g} of itself when the targets change places"
        return ill(NAME, "BROADCAST", change, CHANGE, words, advice=ADVICE)
    return healthy(NAME, change, CHANGE)
