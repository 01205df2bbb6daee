"""Another optimiser, with the settings that go with it.

Changes     optimiser, learning_rate, momentum, weight_decay.
Applies     where the recipe has another one.
Expect      AdamW needs little tuning; Muon comes further in as many steps.
Source      Loshchilov & Hutter 2019, arXiv:1711.05101; Jordan 2024, "Muon".
"""

from collections.abc import Mapping

from netwright.actions._known import Known
from netwright.actions._remedy import Remedy
from netwright.recipe import Settings

SETS = ("optimiser", "learning_rate", "momentum", "weight_decay")


def _adamw(settings: Settings, known: Known) -> Mapping[str, object]:
    return {} if settings.optimiser == "adamw" else known.optimisers.get("adamw", {})


def _muon(settings: Settings, known: Known) -> Mapping[str, object]:
    return {} if settings.optimiser == "muon" else known.optimisers.get("muon", {})


ADAMW = Remedy(
    name="AdamW with its usual rate",
    causes=("OPT", "LR_LOW", "LR_HIGH", "GRAD_VANISH"),
    sets=SETS,
    expect="a loss that falls without tuning",
    cost="a little time for each step",
    change=_adamw,
)
MUON = Remedy(
    name="Muon with its usual rate",
    causes=("OPT", "UNDERTRAIN", "AVOIDABLE_BIAS"),
    sets=SETS,
    expect="a lower loss in as many steps",
    cost="some products of matrices in each step",
    change=_muon,
)
