"""A wider network, or a narrower one.

Changes     width, by 2.
Applies     from a quarter of the usual width to four times it.
Expect      wider: the train error falls. Narrower: the gap from train to val narrows.
Source      Ng 2018, "Machine Learning Yearning", chapters 25 and 27.
"""

from collections.abc import Mapping

from netwright.actions._known import Known
from netwright.actions._remedy import Remedy
from netwright.recipe import Settings

FARTHEST = 4.0  # times the usual width, either way


def _wider(settings: Settings, known: Known) -> Mapping[str, object]:
    width = float(f"{2 * settings.width:.6g}")
    return {"width": width} if width <= FARTHEST * known.usual("width", 1.0) else {}


def _narrower(settings: Settings, known: Known) -> Mapping[str, object]:
    width = float(f"{settings.width / 2:.6g}")
    return {"width": width} if width >= known.usual("width", 1.0) / FARTHEST else {}


WIDER = Remedy(
    name="a network twice as wide",
    causes=("AVOIDABLE_BIAS", "TOO_DEEP"),
    sets=("width",),
    expect="the train error falls",
    cost="two to four times the time",
    change=_wider,
    repeats=True,
)
NARROWER = Remedy(
    name="a network half as wide",
    causes=("VARIANCE", "OVERFIT"),
    sets=("width",),
    expect="the gap from train to val narrows",
    cost="half the time, or less",
    change=_narrower,
    repeats=True,
)
