"""What training minimises: losses as functions of a batch's output and targets."""

from netwright.objectives._classification import cross_entropy as cross_entropy
from netwright.objectives._regression import REGRESSION_LOSSES as REGRESSION_LOSSES
from netwright.objectives._regression import huber as huber
from netwright.objectives._regression import mean_absolute as mean_absolute
from netwright.objectives._regression import mean_squared as mean_squared
