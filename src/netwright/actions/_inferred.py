"""Back to what netwright would have chosen.

Changes     every setting of the network and the training that a person set otherwise; not how long
            it lasts, nor the data, the network's kind and its pretrained weights.
Applies     where there is such a setting.
Expect      whatever was set wrongly is right again, whether or not its cause was found.
Source      ours: settings chosen by measurement, ``docs/log.md``.
"""

from collections.abc import Mapping

from netwright.actions._known import Known
from netwright.actions._remedy import Remedy
from netwright.recipe import Settings

SETS = (
    *("width", "members", "dropout", "activation", "init", "batch_size", "optimiser"),
    *("learning_rate", "momentum", "beta2", "weight_decay", "schedule", "warmup", "rate_drop"),
    *("plateau", "stage_rate", "l1", "clip", "smoothing", "ema", "augment", "progressive"),
    *("lookahead", "patience"),
)


def _change(settings: Settings, known: Known) -> Mapping[str, object]:
    del settings
    return {name: known.inferred[name] for name in SETS if name in known.inferred}


AS_INFERRED = Remedy(
    name="back to the settings netwright would choose",
    causes=(),
    sets=SETS,
    expect="what was set wrongly is right again",
    cost="nothing",
    change=_change,
    general=True,
)
