"""A training that goes on to its end.

Changes     patience.
Applies     where evaluations without a better one end the training.
Expect      what a longer training still gains.
Source      Prechelt 1998, "Early stopping - but when?", on stopping too soon.
"""

from collections.abc import Mapping

from netwright.actions._known import Known
from netwright.actions._remedy import Remedy
from netwright.recipe import Settings


def _change(settings: Settings, known: Known) -> Mapping[str, object]:
    del settings, known
    return {"patience": 0}


TO_THE_END = Remedy(
    name="no early stop",
    causes=("UNDERTRAIN", "AVOIDABLE_BIAS"),
    sets=("patience",),
    expect="a lower train error, if the training ended too soon",
    cost="the steps that were left out",
    change=_change,
)
