"""Boxes of data that a run is scored on, as its model numbers and places them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netwright.api._predict import picture_form
from netwright.artefacts import Model
from netwright.contracts import NO_BOX, Arrays
from netwright.data import DetectionSource, decoded
from netwright.errors import DataError
from netwright.measures.detection import detection_measures
from netwright.measures.detection_baseline import everywhere
from netwright.tasks import Detection, truth_of


def stored_boxes(
    model: Model, source: DetectionSource, allow: float
) -> tuple[dict[str, NDArray[Any]], NDArray[np.int64], tuple[str, ...]]:
    """Pictures and boxes in the model's stored form.

    Args:
        model: of detection.
        source: opened.
        allow: the share of pictures that may be damaged.

    Returns:
        The arrays, the rows of the source they are of, and what to say, faults first.

    Raises:
        DataError: if there are boxes of a class that the model does not know.
    """
    form = picture_form(model)
    done = decoded(source.pictures(), form, allow=allow)
    arrays = {"picture": done.pictures[done.kept], **source.stored(done.kept, form.side)}
    arrays["box_label"] = _known(model, source.classes, arrays["box_label"])
    notes = [fault.sentence for fault in source.faults]
    notes += [f"{name} is damaged: {why}" for name, _, why in done.quarantined]
    return arrays, done.kept, tuple(notes)


def constant_scores(
    task: Detection, constant: Sequence[Sequence[float]], targets: Arrays
) -> dict[str, float]:
    """The measures of the boxes that are the same for every picture.

    Args:
        task: of the run.
        constant: rows of x1, y1, x2, y2, score, label, as ``data.json`` holds them.
        targets: the stored rows that are scored.

    Returns:
        Measure -> value.
    """
    boxes = everywhere(np.array(constant, dtype=np.float64).reshape(-1, 6), len(targets["boxes"]))
    scores = detection_measures(boxes, truth_of(targets), len(task.classes))
    return {name: score.value for name, score in scores.items()}


def _known(model: Model, classes: tuple[str, ...], labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """The model's own numbers of the classes of other data."""
    known: tuple[str, ...] = getattr(model.task, "classes", ())
    new = [name for name in classes if name not in known]
    if new:
        raise DataError(
            f"boxes must be of classes of the model; got {', '.join(map(repr, new[:5]))}",
            hint=f"it knows {', '.join(map(repr, known[:10]))}",
        )
    numbers = np.array([*(known.index(name) for name in classes), NO_BOX], dtype=np.int64)
    return np.asarray(numbers[labels], dtype=np.int64)  # -1 is the last one
