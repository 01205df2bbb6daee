"""Dropout, more or less of it.

Changes     dropout: 0.2 more, up to 0.6; or down to what netwright would take, else half.
Applies     more below 0.6; less where there is some. Nothing in networks that have no dropout.
Expect      more: the gap from train to val narrows. Less: the train error falls.
Source      Srivastava et al. 2014, JMLR 15.
"""

from collections.abc import Mapping

from netwright.actions._known import Known
from netwright.actions._remedy import Remedy
from netwright.recipe import Settings

STEP, MOST = 0.2, 0.6
LEAST = 0.05  # less is none


def _more(settings: Settings, known: Known) -> Mapping[str, object]:
    del known
    share = round(settings.dropout + STEP, 6)
    return {"dropout": min(MOST, share)} if settings.dropout < MOST else {}


def _less(settings: Settings, known: Known) -> Mapping[str, object]:
    usual, half = known.usual("dropout", 0.0), round(settings.dropout / 2, 6)
    share = usual if settings.dropout > usual else half
    return {"dropout": share if share >= LEAST else 0.0}


MORE_DROPOUT = Remedy(
    name="more dropout",
    causes=("VARIANCE", "OVERFIT"),
    sets=("dropout",),
    expect="the gap from train to val narrows",
    cost="a higher train error",
    change=_more,
    repeats=True,
)
LESS_DROPOUT = Remedy(
    name="less dropout",
    causes=("DROPOUT_HIGH", "REG_HIGH", "AVOIDABLE_BIAS"),
    sets=("dropout",),
    expect="the train error falls",
    cost="a wider gap to val",
    change=_less,
    repeats=True,
)
