"""A training that ended before it was done.

Statistic   updates in all; skill after going on from the last weights.
Threshold   going on for up to 200 updates must win back; after fewer than 100 updates it is
            enough that it gains, and fewer than 20 are suspected in any case. Fewer than 100 in 10
            epochs and more, of batches of a quarter of the rows and more: the batch is named.
Blind spot  a plateau that ends after more updates than a fork has.
Source      Defects4ML and StackOverflow: "epochs" is a label of 18 of 52 real faulty programs.
"""

import math

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._harm import (
    FEW_UPDATES,
    HARDLY,
    LONGER,
    NOTHING,
    few_updates,
    gains,
    harm_of,
    reached_words,
    to_run,
    wins_back,
)
from netwright.diagnosis._rule import healthy, ill, suspect, unsure
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "length of the training"
EPOCHS, SHARE = 10, 0.25


def judge(facts: Facts) -> Verdict:
    """Ill if going on wins back."""
    updates = facts.updates
    if not updates.steps:
        return unsure(NAME, "0 updates were seen")
    harm = harm_of(facts)
    if not harm:
        return healthy(NAME, float(updates.steps), float(FEW_UPDATES))
    needs = to_run(facts, NOTHING, LONGER)
    proved = wins_back(facts, LONGER) or (few_updates(facts) and gains(facts, LONGER))
    if needs or not (proved or updates.steps < HARDLY):
        return unsure(NAME, f"{updates.steps} updates; {harm.words}", needs=needs)
    whole = updates.batch >= SHARE * facts.inputs.examples
    by_batch = updates.steps < FEW_UPDATES and whole and updates.epochs >= EPOCHS
    words = f"{updates.steps} updates in {updates.epochs:.3g} epochs of batches of {updates.batch}"
    longest = facts.forks[LONGER]
    steps = longest.steps or FEW_UPDATES  # a fork that could not be run has none
    known = not math.isnan(longest.skill)
    expect = f"a skill of {longest.skill:.2f}" if known else "more skill"
    smaller = Advice(
        action=f"use batches of 32 in place of {updates.batch}",
        expect=f"{max(1, updates.batch // 32)} times the updates in an epoch",
        cost="a little time for each epoch",
    )
    longer = Advice(
        action=f"train for at least {updates.steps + steps} updates, now {updates.steps}",
        expect=f"{expect} on held-out rows",
        cost=f"{(updates.steps + steps) / updates.steps:.1f} times the time",
    )
    advice = (smaller, longer) if whole else (longer,)
    cause = "BATCH_SIZE" if by_batch else "UNDERTRAIN"
    why = reached_words(facts, LONGER)
    answer = ill if proved else suspect
    return answer(NAME, cause, float(updates.steps), float(FEW_UPDATES), words, why, advice=advice)
