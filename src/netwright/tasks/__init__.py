"""What is learned: one file for each task, and the table that names them."""

from netwright.tasks._image_classification import ImageClassification as ImageClassification
from netwright.tasks._image_classification import channel_statistics as channel_statistics
from netwright.tasks._presets import DataFacts as DataFacts
from netwright.tasks._presets import inferred_settings as inferred_settings
from netwright.tasks._presets import preset_settings as preset_settings
from netwright.tasks._table_classification import TableClassification as TableClassification
from netwright.tasks._table_regression import TableRegression as TableRegression
from netwright.tasks._table_regression import target_statistics as target_statistics
from netwright.tasks._tasks import TASKS as TASKS
from netwright.tasks._tasks import AnyTask as AnyTask
from netwright.tasks._tasks import task_from as task_from
from netwright.tasks._tasks import task_named as task_named
