"""All remedies, in the order in which they are tried where nothing else decides.

Missing: one against class imbalance, because no setting weighs classes.
"""

from netwright.actions._activation import OWN_ACTIVATION, RELU
from netwright.actions._augmentation import (
    NO_AUGMENTATION,
    STRONG_AUGMENTATION,
    USUAL_AUGMENTATION,
)
from netwright.actions._averaging import AVERAGE, NO_AVERAGE
from netwright.actions._batch_size import USUAL_BATCH
from netwright.actions._clip import CLIP, NO_CLIP
from netwright.actions._dropout import LESS_DROPOUT, MORE_DROPOUT
from netwright.actions._duration import LONGER, SHORTER, USUAL_EPOCHS
from netwright.actions._inferred import AS_INFERRED
from netwright.actions._initialisation import OWN_START
from netwright.actions._learning_rate import TENFOLD, TENTH, THIRD, TRIPLE
from netwright.actions._members import MEMBERS
from netwright.actions._optimiser import ADAMW, MUON
from netwright.actions._patience import TO_THE_END
from netwright.actions._penalty import NO_PENALTY
from netwright.actions._range_test import BY_RANGE_TEST
from netwright.actions._remedy import Remedy
from netwright.actions._schedule import ONE_CYCLE
from netwright.actions._smoothing import NO_SMOOTHING, SMOOTHING
from netwright.actions._warmup import WARM_UP
from netwright.actions._weight_decay import LESS_DECAY, MORE_DECAY
from netwright.actions._width import NARROWER, WIDER

REMEDIES: tuple[Remedy, ...] = (
    OWN_START,
    OWN_ACTIVATION,
    BY_RANGE_TEST,
    TENTH,
    TENFOLD,
    THIRD,
    TRIPLE,
    USUAL_BATCH,
    LESS_DROPOUT,
    LESS_DECAY,
    NO_PENALTY,
    AS_INFERRED,
    ADAMW,
    ONE_CYCLE,
    WARM_UP,
    CLIP,
    NO_CLIP,
    RELU,
    TO_THE_END,
    USUAL_AUGMENTATION,
    NO_AUGMENTATION,
    STRONG_AUGMENTATION,
    MUON,
    AVERAGE,
    NO_AVERAGE,
    MORE_DROPOUT,
    MORE_DECAY,
    SMOOTHING,
    NO_SMOOTHING,
    USUAL_EPOCHS,
    LONGER,
    SHORTER,
    WIDER,
    NARROWER,
    MEMBERS,
)
