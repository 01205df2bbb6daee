"""The harm gate, and what counts as proof.

A symptom alone is no fault: healthy trainings have dead units, wide gradients, imbalanced classes.
A rule that goes by symptoms speaks only if there is harm:

    something is not finite, or the loss ends above twice its first value
    skill below 0.14                     healthy programs: 0.18 and more
    far below the simplest predictors    skill < 0.8 of theirs, by 2 standard errors

and a remedy is proof if the fork with it *wins back*: more than 2 standard errors and 0.05 of
skill above both the training itself and the unchanged fork, and at least half of what is missing to
the simplest predictors. A fork has at most as many updates as the training, and never more than
200, so a healthy training of some length is hardly ever beaten by one.

Source: the gate and its figures are ours, from 110 small programs, 22 of them healthy.
"""

import math
from dataclasses import dataclass

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._forks import Fork, Forked

LEAST_SKILL = 0.14
LEAST_SHARE = 0.8
LEAST_GAIN = 0.05
GOOD = 0.9  # a skill that leaves little to be asked
RISE = 2.0  # of the loss; no healthy training ends above its beginning
NOTHING = Fork("nothing")
LONGER = Fork("longer")
FEW_UPDATES = 100
HARDLY = 20  # updates, fewer than which no training can be judged by what it reached


@dataclass(frozen=True, slots=True)
class Harm:
    """Whether a training has failed, and how that is known.

    Args:
        fitting: whether it fails on the rows it was trained on.
        holding: whether it fails on held-out rows.
        words: how it is known; empty where there is no harm.
    """

    fitting: bool
    holding: bool
    words: str

    def __bool__(self) -> bool:
        return self.fitting or self.holding


def harm_of(facts: Facts) -> Harm:
    """Ask for harm: on training rows, on held-out rows."""
    if not_finite(facts):
        step = facts.series.nonfinite_step
        where = f"the loss of step {step}" if step > 0 else "a weight or an answer"
        return Harm(True, True, f"{where} is not finite")
    if diverged(facts):
        words = f"the loss ends at {facts.end.loss:.3g}; it began at {facts.start.loss:.3g}"
        return Harm(True, False, words)
    scores, simple = facts.scores, facts.simple
    fitting = _failing(scores.fit, scores.fit_error, simple.within, simple.within_error)
    holding = _failing(scores.skill, scores.skill_error, simple.across, simple.across_error)
    stuck = _not_fallen(facts)
    words = (
        f"skill {_two(scores.fit)} on training rows, {_two(scores.skill)} on held-out rows; the "
        f"simplest predictors reach {_two(simple.within)} and {_two(simple.across)}"
    )
    if not (fitting or holding or stuck):
        return Harm(False, False, "")
    return Harm(fitting or stuck, holding or stuck, words)


def not_finite(facts: Facts) -> bool:
    """Whether a loss, a weight or an answer of the training was not finite."""
    return (
        facts.series.nonfinite_step > 0
        or facts.end.nonfinite_weights
        or any(layer.nonfinite for layer in facts.end.layers)
    )


def diverged(facts: Facts) -> bool:
    """Whether the loss of the training rows ends well above where it began."""
    return facts.end.loss > RISE * max(facts.start.loss, 1e-6)


def _failing(skill: float, error: float, simple: float, simple_error: float) -> bool:
    if skill < LEAST_SKILL:
        return True
    margin = 2 * math.hypot(error, 0.0 if math.isnan(simple_error) else simple_error)
    return simple > 0.2 and skill + margin < LEAST_SHARE * simple


def _not_fallen(facts: Facts) -> bool:
    """Where no skill is known: whether the loss ends where it began."""
    losses = facts.series.loss
    if not math.isnan(facts.scores.fit) or len(losses) < 8:
        return False
    first, last = sum(losses[:3]) / 3, sum(losses[-3:]) / 3
    return last > first - 0.02 * abs(first)


def wins_back(facts: Facts, fork: Fork) -> bool:
    """Whether a fork proves its change to be the remedy; False too where it was not run."""
    return _ahead(facts, fork, share=0.5)


def gains(facts: Facts, fork: Fork) -> bool:
    """Whether a fork is ahead by more than its error, however much is still missing."""
    return _ahead(facts, fork, share=0.0)


def _ahead(facts: Facts, fork: Fork, share: float) -> bool:
    """On the rows that fail: those of the training, or if they are fitted, the held-out ones."""
    found, scores = facts.forks.get(fork), facts.scores
    if found is None or math.isnan(found.fit):
        return False
    if scores.held_out and not harm_of(facts).fitting:
        return _above(facts, found, "skill", share)
    return _above(facts, found, "fit", share)


def catches_up(facts: Facts, fork: Fork) -> bool:
    """Whether a fork reaches in a quarter of the updates what all of them did, unchanged not."""
    found, unchanged, scores = facts.forks.get(fork), facts.forks.get(NOTHING), facts.scores
    if found is None or unchanged is None or not scores.fit < GOOD:
        return False
    margin = 2 * math.hypot(found.fit_error, scores.fit_error)
    return (
        found.steps <= facts.updates.steps / 4
        and found.fit > max(LEAST_SKILL, scores.fit - margin)
        and unchanged.fit < found.fit / 2
    )


def _above(facts: Facts, found: Forked, which: str, share: float) -> bool:
    held = which == "skill"
    reached = facts.scores.skill if held else facts.scores.fit
    simple = facts.simple.across if held else facts.simple.within
    value, error = _of(found, which)
    base, base_error = max(0.0, 0.0 if math.isnan(reached) else reached), 0.0
    unchanged = facts.forks.get(NOTHING)
    if unchanged is not None and found is not unchanged and not math.isnan(unchanged.fit):
        other, other_error = _of(unchanged, which)
        if other > base:
            base, base_error = other, other_error
    gain = value - base
    missing = 0.0 if math.isnan(simple) else max(0.0, simple - base)
    return gain > max(LEAST_GAIN, 2 * math.hypot(error, base_error)) and gain >= share * missing


def _of(found: Forked, which: str) -> tuple[float, float]:
    if which == "fit":
        return found.fit, found.fit_error
    return found.skill, found.skill_error


def to_run(facts: Facts, *forks: Fork) -> tuple[Fork, ...]:
    """Those of the forks that were not run yet."""
    return tuple(fork for fork in forks if fork not in facts.forks)


def few_updates(facts: Facts) -> bool:
    """Whether the training is so short that its length may be all that is wrong."""
    return 0 < facts.updates.steps < FEW_UPDATES


def length_explains(facts: Facts) -> bool:
    """Whether going on, or the same again without the user's loop, wins back."""
    return wins_back(facts, NOTHING) or (few_updates(facts) and wins_back(facts, LONGER))


def reached_words(facts: Facts, fork: Fork) -> str:
    """A sentence with what a fork reached."""
    found, reached = facts.forks.get(fork), facts.scores
    if found is None:
        return f"the fork '{fork}' was not run"
    begun = "more from the end" if fork == LONGER else f"from the start with '{fork}'"
    words = (
        f"{found.steps} updates {begun} reach a skill of {_two(found.fit)} on training rows and "
        f"{_two(found.skill)} on held-out rows ({found.seeds} seeds); the training reached "
        f"{_two(reached.fit)} and {_two(reached.skill)}"
    )
    unchanged = facts.forks.get(NOTHING)
    if unchanged is None or fork == NOTHING or math.isnan(unchanged.fit):
        return words
    return f"{words}, {unchanged.steps} updates with nothing changed {_two(unchanged.fit)}"


def _two(value: float) -> str:
    return "unknown" if math.isnan(value) else f"{value:.2f}"
