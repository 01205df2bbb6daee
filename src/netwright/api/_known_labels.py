"""Labels of other data, as a finished model numbers them."""

import numpy as np
from numpy.typing import NDArray

from netwright.artefacts import Model
from netwright.data import person_numbers
from netwright.errors import DataError
from netwright.tasks import Verification


def known_labels(model: Model, labels: list[str]) -> NDArray[np.int64]:
    """The number of each label.

    Args:
        model: of classes, or of people.
        labels: of rows it is to be scored on.

    Returns:
        int64 (n,): the model's own number of each class; for people any, one each.

    Raises:
        DataError: if there is a class that the model does not know. People may all be new.
    """
    if isinstance(model.task, Verification):
        return person_numbers(labels, np.arange(len(labels)))[1]
    classes: tuple[str, ...] = getattr(model.task, "classes", ())
    index = {name: number for number, name in enumerate(classes)}
    new = sorted(set(labels) - set(index))
    if new:
        raise DataError(
            f"labels must be classes of the model; got {', '.join(map(repr, new[:5]))}",
            hint=f"it knows {', '.join(map(repr, classes[:10]))}",
        )
    return np.array([index[label] for label in labels], dtype=np.int64)
