"""Weights that start as the network's author meant them to.

Changes     init.
Applies     where another initialiser was asked for.
Expect      activations and gradients of one size in all layers.
Source      Glorot & Bengio 2010, AISTATS; He et al. 2015, arXiv:1502.01852.
"""

from collections.abc import Mapping

from netwright.actions._known import Known
from netwright.actions._remedy import Remedy
from netwright.recipe import Settings


def _change(settings: Settings, known: Known) -> Mapping[str, object]:
    del settings
    return {"init": known.inferred.get("init", "")}


OWN_START = Remedy(
    name="the network's own initialisation",
    causes=(
        *("INIT_SCALE", "INIT_SYMMETRIC", "DEAD_RELU", "SATURATED", "GRAD_VANISH"),
        *("GRAD_EXPLODE", "CONST_OUTPUT", "LR_LOW", "LR_HIGH"),
    ),
    sets=("init",),
    expect="activations and gradients of one size in all layers",
    cost="nothing",
    change=_change,
)
