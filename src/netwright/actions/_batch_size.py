"""The batch size that netwright would take for so many rows.

Changes     batch_size.
Applies     where another one was asked for.
Expect      with smaller batches more updates in as many epochs.
Source      Masters & Luschi 2018, arXiv:1804.07612.
"""

from collections.abc import Mapping

from netwright.actions._known import Known
from netwright.actions._remedy import Remedy
from netwright.recipe import Settings


def _change(settings: Settings, known: Known) -> Mapping[str, object]:
    return {"batch_size": int(known.usual("batch_size", settings.batch_size))}


USUAL_BATCH = Remedy(
    name="the usual batch size",
    causes=("BATCH_SIZE", "UNDERTRAIN", "LR_LOW", "AVOIDABLE_BIAS"),
    sets=("batch_size",),
    expect="more updates in as many epochs, if it is smaller",
    cost="a little time for each epoch",
    change=_change,
)
