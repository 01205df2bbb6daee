"""Many trainings compared, and short counterfactual ones."""

from netwright.experiments._compare import Comparison as Comparison
from netwright.experiments._compare import compare_losses as compare_losses
from netwright.experiments._forks import Bound as Bound
from netwright.experiments._forks import randomness_kept as randomness_kept
from netwright.experiments._forks import run_fork as run_fork
from netwright.experiments._limits import Limit as Limit
from netwright.experiments._limits import chosen as chosen
from netwright.experiments._limits import limits_from as limits_from
from netwright.experiments._trial import LossFunction as LossFunction
from netwright.experiments._trial import Pair as Pair
from netwright.experiments._trial import Trial as Trial
from netwright.experiments._trial import answers as answers
from netwright.experiments._trial import copied as copied
from netwright.experiments._trial import in_numpy as in_numpy
from netwright.experiments._trial import some_rows as some_rows
from netwright.experiments._trial import truth_of as truth_of
