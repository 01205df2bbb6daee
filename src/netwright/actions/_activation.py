"""The activation between hidden layers: the network's own again, or ReLU.

Changes     activation.
Applies     where another one was asked for by name.
Expect      gradients that reach the first layers, units that are not saturated.
Source      Glorot, Bordes & Bengio 2011, AISTATS.
"""

from collections.abc import Mapping

from netwright.actions._known import Known
from netwright.actions._remedy import Remedy
from netwright.recipe import Settings

CAUSES = ("ACT_CHOICE", "MISSING_ACT", "SATURATED", "GRAD_VANISH", "TOO_DEEP", "CONST_OUTPUT")


def _own(settings: Settings, known: Known) -> Mapping[str, object]:
    del settings, known
    return {"activation": ""}


def _relu(settings: Settings, known: Known) -> Mapping[str, object]:
    del known
    return {"activation": "relu"} if settings.activation else {}


OWN_ACTIVATION = Remedy(
    name="the network's own activation",
    causes=(*CAUSES, "DEAD_RELU", "LR_LOW"),
    sets=("activation",),
    expect="gradients that reach the first layers",
    cost="nothing",
    change=_own,
)
RELU = Remedy(
    name="ReLU",
    causes=CAUSES,
    sets=("activation",),
    expect="units that are not saturated",
    cost="nothing",
    change=_relu,
)
