"""A warm-up: the learning rate rises over the first quarter of the steps.

Changes     warmup.
Applies     where it is shorter; one-cycle has one of its own.
Expect      first updates that do not throw units out of reach.
Source      Goyal et al. 2017, arXiv:1706.02677, section 2.2.
"""

from collections.abc import Mapping

from netwright.actions._known import Known
from netwright.actions._remedy import Remedy
from netwright.recipe import Settings

SHARE = 0.25


def _change(settings: Settings, known: Known) -> Mapping[str, object]:
    del known
    own = settings.schedule == "one-cycle" and settings.warmup == 0
    return {} if own or settings.warmup >= SHARE else {"warmup": SHARE}


WARM_UP = Remedy(
    name="warm-up over a quarter of the steps",
    causes=("LR_HIGH", "GRAD_EXPLODE", "DEAD_RELU", "CONST_OUTPUT"),
    sets=("warmup",),
    expect="a loss that falls from the first steps on",
    cost="nothing",
    change=_change,
)
