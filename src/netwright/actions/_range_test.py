"""The learning rate that a range test suggests.

Changes     learning_rate: the rate grows from step to step, and the middle of the longest fall of
            the loss is taken.
Applies     where the curve of the test says something.
Expect      a rate that is right to a factor of about 3, in one step.
Source      Smith 2017, arXiv:1506.01186, section 3.3.
"""

from collections.abc import Mapping

from netwright.actions._known import Known
from netwright.actions._remedy import Remedy
from netwright.recipe import Settings


def _change(settings: Settings, known: Known) -> Mapping[str, object]:
    del settings
    return {} if known.rate is None else {"learning_rate": float(f"{known.rate:.3g}")}


BY_RANGE_TEST = Remedy(
    name="learning rate by a range test",
    causes=("LR_HIGH", "LR_LOW", "OPT", "AVOIDABLE_BIAS"),
    sets=("learning_rate",),
    expect="a rate that is right to a factor of about 3",
    cost="150 steps, once",
    change=_change,
)
