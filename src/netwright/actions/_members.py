"""Several networks trained as one, whose answers are averaged.

Changes     members, to 4.
Applies     to a single network.
Expect      errors that differ from member to member cancel.
Source      Lakshminarayanan, Pritzel & Blundell 2017, arXiv:1612.01474.
"""

from collections.abc import Mapping

from netwright.actions._known import Known
from netwright.actions._remedy import Remedy
from netwright.recipe import Settings

COUNT = 4


def _change(settings: Settings, known: Known) -> Mapping[str, object]:
    del known
    return {"members": COUNT} if settings.members == 1 else {}


MEMBERS = Remedy(
    name="four members that vote",
    causes=("VARIANCE", "OVERFIT"),
    sets=("members",),
    expect="fewer errors, where members err apart",
    cost="four times the time and the parameters",
    change=_change,
)
