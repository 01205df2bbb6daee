"""Many trainings compared."""

from netwright.experiments._compare import Comparison as Comparison
from netwright.experiments._compare import compare_losses as compare_losses
from netwright.experiments._limits import Limit as Limit
from netwright.experiments._limits import chosen as chosen
from netwright.experiments._limits import limits_from as limits_from
