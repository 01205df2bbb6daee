"""Weight decay, more or less of it.

Changes     weight_decay: three times as much, a first one where there is none; or a tenth, and no
            more than netwright would take.
Applies     always; less where there is some.
Expect      more: the gap from train to val narrows. Less: the train error falls.
Source      Krogh & Hertz 1992, NeurIPS 4; Loshchilov & Hutter 2019, arXiv:1711.05101.
"""

from collections.abc import Mapping

from netwright.actions._known import Known
from netwright.actions._remedy import Remedy
from netwright.recipe import DECOUPLED, Settings

FIRST, FIRST_ADDED = 0.05, 5e-4  # decoupled from the gradient, or added to it
MOST = 10.0
LEAST = 1e-7  # less is none


def _more(settings: Settings, known: Known) -> Mapping[str, object]:
    del known
    first = FIRST if settings.optimiser in DECOUPLED else FIRST_ADDED
    decay = float(f"{3 * settings.weight_decay:.6g}") if settings.weight_decay else first
    return {"weight_decay": decay} if decay <= MOST else {}


def _less(settings: Settings, known: Known) -> Mapping[str, object]:
    tenth = float(f"{settings.weight_decay / 10:.6g}")
    decay = min(known.usual("weight_decay", 0.0), tenth)
    return {"weight_decay": decay if decay >= LEAST else 0.0}


MORE_DECAY = Remedy(
    name="more weight decay",
    causes=("VARIANCE", "OVERFIT"),
    sets=("weight_decay",),
    expect="the gap from train to val narrows",
    cost="a slightly higher train error",
    change=_more,
    repeats=True,
)
LESS_DECAY = Remedy(
    name="less weight decay",
    causes=("REG_HIGH", "AVOIDABLE_BIAS", "CONST_OUTPUT"),
    sets=("weight_decay",),
    expect="the train error falls",
    cost="a wider gap to val",
    change=_less,
    repeats=True,
)
