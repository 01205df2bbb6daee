"""The learning rate, a step down or up.

Changes     learning_rate, by 10 or by 3.
Applies     always. Down for a training that does not come down, up for one that hardly moves.
Expect      where the rate is the fault, most of the lost score; elsewhere a loss.
Source      Bengio 2012, arXiv:1206.5533: the one setting to tune where there is time for one.
"""

from collections.abc import Callable, Mapping

from netwright.actions._known import Known
from netwright.actions._remedy import Remedy
from netwright.recipe import Settings

LEAST, MOST = 1e-9, 1e3


def _times(factor: float) -> Callable[[Settings, Known], Mapping[str, object]]:
    def change(settings: Settings, known: Known) -> Mapping[str, object]:
        del known
        rate = float(f"{settings.learning_rate * factor:.6g}")
        return {"learning_rate": rate} if LEAST <= rate <= MOST else {}

    return change


def _step(name: str, factor: float, expect: str, *causes: str) -> Remedy:
    return Remedy(
        name=name,
        causes=causes,
        sets=("learning_rate",),
        expect=expect,
        cost="nothing",
        change=_times(factor),
        repeats=True,
    )


TENTH = _step(
    "learning rate / 10",
    0.1,
    "a loss that falls where it rose or stood still",
    *("LR_HIGH", "GRAD_EXPLODE", "DEAD_RELU", "CONST_OUTPUT"),
)
THIRD = _step("learning rate / 3", 1 / 3, "a calmer loss and a better end", "LR_HIGH")
TRIPLE = _step(
    "learning rate x 3",
    3.0,
    "the same loss in a third of the steps",
    *("LR_LOW", "UNDERTRAIN", "AVOIDABLE_BIAS"),
)
TENFOLD = _step("learning rate x 10", 10.0, "a loss that moves where it hardly did", "LR_LOW")
