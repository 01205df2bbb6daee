"""What a model of ``style`` answers: each picture painted, of its own size, in one pass.

    picture as it lies --edges repeated to multiples of 4--> network --cut back--> painted picture

Not in tiles: the network's norms take means over the whole picture, and tiles would differ in tone.

Cost: 22 G floating-point operations at 512 by 512 with a width of 0.5; memory grows with the
picture, about 0.5 GB for each million pixels.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from netwright import store
from netwright.api._pairs_answers import place_of, png
from netwright.api._predict import Predicted, each_picture
from netwright.artefacts import Model
from netwright.data import in_channels
from netwright.errors import DataError
from netwright.tasks import Style

STRIDE, LEAST = 4, 16  # of a side, in pixels
Pixels = NDArray[np.uint8]


def style_answers(
    model: Model, task: Style, inputs: Sequence[object], *, draw: Path | None = None
) -> Predicted:
    """Paint each picture.

    Args:
        model: of the task.
        task: of the model.
        inputs: pictures as paths, folders, bytes or arrays.
        draw: a folder in which each painted picture is written as PNG; None for no files. It is
            made where it is not there.

    Returns:
        For each picture its "input", "size": width and height upright, "mean" of the picture made,
        0 to 255; and "drawn", the path of the file, where one was asked for.

    Raises:
        DataError: if an input cannot be used, naming it, or there is none.
        StorageError: if a file cannot be written.
    """
    answers: list[dict[str, object]] = []
    for name, picture in each_picture(inputs):
        made = painted(model, task, picture)
        answer: dict[str, object] = {"input": name, "size": [picture.shape[1], picture.shape[0]]}
        answer |= task.answers(made[None])[0]
        if draw is not None:
            place = place_of(draw, name, len(answers))
            place.parent.mkdir(parents=True, exist_ok=True)
            store.write_bytes(place, png(made, None))
            answer["drawn"] = str(place)
        answers.append(answer)
    if not answers:
        raise DataError("inputs must hold a picture; got none")
    return Predicted(answers, ())


def painted(model: Model, task: Style, picture: Pixels) -> Pixels:
    """One picture painted.

    Args:
        model: of the task.
        task: of the model.
        picture: (h, w, 1 or 3), of any size.

    Returns:
        uint8 (3, h, w).
    """
    height, width = picture.shape[:2]
    planes = torch.from_numpy(np.array(in_channels(picture, 3).transpose(2, 0, 1)))
    with torch.inference_mode():
        given = task.prepare({"picture": planes.unsqueeze(0)})["picture"]
        more = [max(LEAST, -(-side // STRIDE) * STRIDE) - side for side in (width, height)]
        wide = functional.pad(given, (0, more[0], 0, more[1]), mode="replicate")
        made = task.combine(model.network(wide))[0, :, :height, :width]
        return made.round().to(torch.uint8).numpy()
