"""Augmentation of pictures: none, the usual, or more than that.

Changes     augment.
Applies     to pictures.
Expect      more: the gap from train to val narrows. None: the train error falls, and pictures
            that were changed beyond what val looks like no longer mislead.
Source      Shorten & Khoshgoftaar 2019, Journal of Big Data 6.
"""

from collections.abc import Mapping

from netwright.actions._known import Known
from netwright.actions._remedy import Remedy
from netwright.recipe import Settings

STRONG = {1: "affine", 3: "shift+flip+erase"}  # channels -> kinds


def _none(settings: Settings, known: Known) -> Mapping[str, object]:
    del settings
    return {"augment": "none"} if known.channels else {}


def _usual(settings: Settings, known: Known) -> Mapping[str, object]:
    del settings
    return {"augment": known.inferred.get("augment", "none")} if known.channels else {}


def _strong(settings: Settings, known: Known) -> Mapping[str, object]:
    del settings
    return {"augment": STRONG[known.channels]} if known.channels in STRONG else {}


NO_AUGMENTATION = Remedy(
    name="no augmentation",
    causes=("AUG_SHIFT", "AVOIDABLE_BIAS", "TRAIN_TEST_SKEW"),
    sets=("augment",),
    expect="the train error falls",
    cost="nothing",
    change=_none,
)
USUAL_AUGMENTATION = Remedy(
    name="the usual augmentation",
    causes=("AUG_SHIFT", "VARIANCE", "OVERFIT"),
    sets=("augment",),
    expect="the gap from train to val narrows",
    cost="a little time for each step",
    change=_usual,
)
STRONG_AUGMENTATION = Remedy(
    name="strong augmentation",
    causes=("VARIANCE", "OVERFIT", "DATA_MISMATCH"),
    sets=("augment",),
    expect="the gap from train to val narrows; it may take more epochs",
    cost="some time for each step",
    change=_strong,
)
