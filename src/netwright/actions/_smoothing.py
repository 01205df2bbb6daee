"""Label smoothing, on or off.

Changes     smoothing, to 0.1 or to 0.
Applies     where classes are learned.
Expect      on: wrong labels and overconfidence matter less. Off: the train error falls.
Source      Szegedy et al. 2016, arXiv:1512.00567, section 7.
"""

from collections.abc import Mapping

from netwright.actions._known import Known
from netwright.actions._remedy import Remedy
from netwright.recipe import Settings

SHARE = 0.1


def _on(settings: Settings, known: Known) -> Mapping[str, object]:
    return {"smoothing": SHARE} if known.classes and settings.smoothing < SHARE else {}


def _off(settings: Settings, known: Known) -> Mapping[str, object]:
    del settings
    return {"smoothing": 0.0} if known.classes else {}


SMOOTHING = Remedy(
    name="label smoothing 0.1",
    causes=("VARIANCE", "OVERFIT", "LABELS_NOISY"),
    sets=("smoothing",),
    expect="the gap from train to val narrows",
    cost="nothing",
    change=_on,
)
NO_SMOOTHING = Remedy(
    name="no label smoothing",
    causes=("REG_HIGH", "AVOIDABLE_BIAS"),
    sets=("smoothing",),
    expect="the train error falls",
    cost="nothing",
    change=_off,
)
