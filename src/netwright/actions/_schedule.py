"""The one-cycle schedule: the rate rises, then falls to nothing.

Changes     schedule, warmup (to its usual share).
Applies     where the recipe has another schedule.
Expect      a better end of the training: its last steps are small.
Source      Smith & Topin 2018, arXiv:1708.07120.
"""

from collections.abc import Mapping

from netwright.actions._known import Known
from netwright.actions._remedy import Remedy
from netwright.recipe import Settings


def _change(settings: Settings, known: Known) -> Mapping[str, object]:
    if settings.schedule == "one-cycle":
        return {}
    return {"schedule": "one-cycle", "warmup": known.usual("warmup", 0.0)}


ONE_CYCLE = Remedy(
    name="one-cycle schedule",
    causes=("LR_HIGH", "UNDERTRAIN", "AVOIDABLE_BIAS"),
    sets=("schedule", "warmup"),
    expect="a better end of the training",
    cost="nothing",
    change=_change,
)
