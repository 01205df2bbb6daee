"""No L1 penalty.

Changes     l1.
Applies     where there is one.
Expect      weights that are no longer held at 0; the train error falls.
Source      Tibshirani 1996, JRSS B 58, for what the penalty does.
"""

from collections.abc import Mapping

from netwright.actions._known import Known
from netwright.actions._remedy import Remedy
from netwright.recipe import Settings


def _change(settings: Settings, known: Known) -> Mapping[str, object]:
    del settings, known
    return {"l1": 0.0}


NO_PENALTY = Remedy(
    name="no L1 penalty",
    causes=("REG_HIGH", "AVOIDABLE_BIAS", "CONST_OUTPUT"),
    sets=("l1",),
    expect="the train error falls",
    cost="a wider gap to val",
    change=_change,
)
