"""More epochs, or fewer.

Changes     epochs: three times as many, as many as netwright would take, or half.
Applies     where the recipe says epochs; one that says minutes keeps to them.
Expect      more: the train error goes on falling. Fewer: less of what is learned by heart.
Source      Hoffer, Hubara & Soudry 2017, arXiv:1705.08741; Prechelt 1998, "Early stopping".
"""

from collections.abc import Mapping

from netwright.actions._known import Known
from netwright.actions._remedy import Remedy
from netwright.recipe import Settings

MOST, LEAST = 1_000.0, 1.0


def _longer(settings: Settings, known: Known) -> Mapping[str, object]:
    del known
    epochs = float(f"{3 * settings.epochs:.6g}")
    return {"epochs": epochs} if settings.minutes is None and epochs <= MOST else {}


def _usual(settings: Settings, known: Known) -> Mapping[str, object]:
    epochs = known.usual("epochs", settings.epochs)
    return {"epochs": epochs} if settings.minutes is None and epochs > settings.epochs else {}


def _shorter(settings: Settings, known: Known) -> Mapping[str, object]:
    del known
    half = float(f"{settings.epochs / 2:.6g}")
    return {"epochs": half} if settings.minutes is None and half >= LEAST else {}


LONGER = Remedy(
    name="three times the epochs",
    causes=("UNDERTRAIN", "BATCH_SIZE", "AVOIDABLE_BIAS"),
    sets=("epochs",),
    expect="the train error goes on falling",
    cost="three times the time",
    change=_longer,
    repeats=True,
)
USUAL_EPOCHS = Remedy(
    name="as many epochs as usual",
    causes=("UNDERTRAIN", "BATCH_SIZE", "AVOIDABLE_BIAS"),
    sets=("epochs",),
    expect="the train error falls to what such a network reaches",
    cost="as many times the time as there are more epochs",
    change=_usual,
)
SHORTER = Remedy(
    name="half the epochs",
    causes=("OVERFIT",),
    sets=("epochs",),
    expect="less of what is learned by heart",
    cost="half the time",
    change=_shorter,
    repeats=True,
)
