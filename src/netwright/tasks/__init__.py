"""What is learned: one file for each task, and the table that names them."""

from netwright.tasks._augment import denormalised as denormalised
from netwright.tasks._augment_kinds import Augmentation as Augmentation
from netwright.tasks._augment_kinds import augmentation_from as augmentation_from
from netwright.tasks._detection import Detection as Detection
from netwright.tasks._detection import truth_of as truth_of
from netwright.tasks._detection_presets import anchor_sizes as anchor_sizes
from netwright.tasks._detection_presets import map_side as map_side
from netwright.tasks._frozen_features import FrozenFeatures as FrozenFeatures
from netwright.tasks._image_classification import ImageClassification as ImageClassification
from netwright.tasks._image_classification import channel_statistics as channel_statistics
from netwright.tasks._image_classification import colour_axes as colour_axes
from netwright.tasks._image_to_image import ImageToImage as ImageToImage
from netwright.tasks._image_to_image import usual_answer as usual_answer
from netwright.tasks._image_to_image_presets import values_in as values_in
from netwright.tasks._network_task import member_measures as member_measures
from netwright.tasks._network_task import network_settings as network_settings
from netwright.tasks._presets import DataFacts as DataFacts
from netwright.tasks._presets import inferred_settings as inferred_settings
from netwright.tasks._presets import optimiser_settings as optimiser_settings
from netwright.tasks._presets import preset_settings as preset_settings
from netwright.tasks._several_targets import SeveralTargets as SeveralTargets
from netwright.tasks._style import Style as Style
from netwright.tasks._style_training import StyleTraining as StyleTraining
from netwright.tasks._table_classification import TableClassification as TableClassification
from netwright.tasks._table_regression import TableRegression as TableRegression
from netwright.tasks._table_regression import target_statistics as target_statistics
from netwright.tasks._target import Target as Target
from netwright.tasks._target import loss_weights as loss_weights
from netwright.tasks._tasks import TASKS as TASKS
from netwright.tasks._tasks import AnyTask as AnyTask
from netwright.tasks._tasks import task_from as task_from
from netwright.tasks._tasks import task_named as task_named
from netwright.tasks._transfer_presets import transfer_settings as transfer_settings
from netwright.tasks._verification import Verification as Verification
from netwright.tasks._verification_pairs import pairs_of as pairs_of
from netwright.tasks._verification_presets import (
    verification_transfer_settings as verification_transfer_settings,
)
from netwright.tasks._verification_settings import MARGINS as MARGINS
