"""What training minimises: losses as functions of a batch's output and targets."""

from netwright.objectives._classification import cross_entropy as cross_entropy
from netwright.objectives._regression import REGRESSION_LOSSES as REGRESSION_LOSSES
from netwright.objectives._regression import huber as huber
from netwright.objectives._regression import mean_absolute as mean_absolute
from netwright.objectives._regression import mean_squared as mean_squared
from netwright.objectives._several_targets import known_cross_entropy as known_cross_entropy
from netwright.objectives._several_targets import known_squared as known_squared
from netwright.objectives._several_targets import multi_label as multi_label
from netwright.objectives._several_targets import weighted_mean as weighted_mean
