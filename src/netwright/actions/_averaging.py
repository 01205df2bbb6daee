"""The running mean of the weights, on or off.

Changes     ema.
Applies     on where there is none, off where there is one.
Expect      on: weights that jump less. Off: short trainings are not held back by their first
            steps.
Source      Polyak & Juditsky 1992, SIAM J. Control Optim. 30.
"""

from collections.abc import Mapping

from netwright.actions._known import Known
from netwright.actions._remedy import Remedy
from netwright.recipe import Settings

DECAY = 0.98


def _on(settings: Settings, known: Known) -> Mapping[str, object]:
    del known
    return {} if settings.ema else {"ema": DECAY}


def _off(settings: Settings, known: Known) -> Mapping[str, object]:
    del settings, known
    return {"ema": 0.0}


AVERAGE = Remedy(
    name="running mean of the weights",
    causes=("VARIANCE", "OVERFIT"),
    sets=("ema",),
    expect="a val score that jumps less and is a little better",
    cost="a copy of the weights",
    change=_on,
)
NO_AVERAGE = Remedy(
    name="no running mean of the weights",
    causes=("UNDERTRAIN", "AVOIDABLE_BIAS"),
    sets=("ema",),
    expect="a better score, if there are too few steps for a mean",
    cost="nothing",
    change=_off,
)
