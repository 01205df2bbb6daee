"""Many trainings compared."""

from netwright.experiments._compare import Comparison as Comparison
from netwright.experiments._compare import compare_losses as compare_losses
