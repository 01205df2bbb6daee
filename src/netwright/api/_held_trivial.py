"""What the predictor that ignores its input scores on rows, from what a run keeps of its training.

``data.json`` holds what such a predictor learned: how often each class was there, the mean, the
usual answer.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from netwright.api._detection_held import constant_scores
from netwright.api._pairs import unpacked
from netwright.contracts import Arrays, Task
from netwright.tasks import Detection, ImageToImage, SeveralTargets, StyleTraining


def trivial_scores(task: Task, facts: Mapping[str, Any], targets: Arrays) -> dict[str, float]:
    """The measures of the predictor that ignores its input.

    Args:
        task: of the run, as it is scored.
        facts: the run's ``data.json``.
        targets: the stored rows to be scored.

    Returns:
        measure -> value.
    """
    if isinstance(task, SeveralTargets | StyleTraining):
        return task.trivial({}, targets)  # they hold what training showed
    if isinstance(task, Detection):
        return constant_scores(task, facts["constant"], targets)
    if isinstance(task, ImageToImage):
        return task.constant_scores(unpacked(facts["usual"], task), targets)
    if "label" in targets:
        counts = [row.get("train", 0) for row in facts["classes"].values()]
        train = {"label": np.repeat(np.arange(len(counts)), counts).astype(np.int64)}
    else:
        train = {"target": np.array([facts["train_mean"]], dtype=np.float64)}
    return task.trivial(train, targets)
