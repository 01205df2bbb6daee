r"""What a model of image to image answers: a mask or a picture of each picture's own size.

    picture as it lies --scaled as in training--> tiles with an overlap --network--> strips
                    ^                                                                   |
                    \------------ mask or picture, scaled back -------------------------/

Pictures no larger than those of training, and of their shape, are one tile. A strip of tiles is
held at a time as scores, a whole picture only as bytes.
"""

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from netwright import store
from netwright.api._masks_drawn import as_seen, class_colours
from netwright.api._pairs_form import PairsKept, as_trained, pairs_kept, resized
from netwright.api._predict import Predicted, each_picture
from netwright.artefacts import Model
from netwright.data import MaskClasses
from netwright.errors import DataError
from netwright.models import in_strips
from netwright.tasks import ImageToImage

OVERLAP = 4  # a tile's side over the overlap
STRIDE = 32
Pixels = NDArray[np.uint8]


def pairs_answers(
    model: Model, task: ImageToImage, inputs: Sequence[object], *, draw: Path | None = None
) -> Predicted:
    """Answer each picture.

    Args:
        model: of image to image.
        task: of the model.
        inputs: pictures as paths, folders, bytes or arrays.
        draw: a folder in which each answer is written as PNG: a mask with the values of the
            training masks and a palette to look at, or the picture that was made; None for no
            files. It is made where it is not there.

    Returns:
        For each picture its "input", "size": width and height upright, "shares": class -> share
        of the pixels, or "mean" of the picture made, 0 to 255; and "drawn", the path of the file,
        where one was asked for.

    Raises:
        DataError: if an input cannot be used, naming it, or there is none.
        DamageError: if the model's file holds no form of pairs.
        StorageError: if a file cannot be written.
    """
    kept = pairs_kept(model)
    answers: list[dict[str, object]] = []
    for name, picture in each_picture(inputs):
        made = answered(model, task, kept, picture)
        answer: dict[str, object] = {"input": name, "size": [picture.shape[1], picture.shape[0]]}
        answer |= task.answers(made[None] if task.made else made)[0]
        if draw is not None:
            place = place_of(draw, name, len(answers))
            place.parent.mkdir(parents=True, exist_ok=True)
            store.write_bytes(place, png(made, kept.classes))
            answer["drawn"] = str(place)
        answers.append(answer)
    if not answers:
        raise DataError("inputs must hold a picture; got none")
    return Predicted(answers, ())


def answered(model: Model, task: ImageToImage, kept: PairsKept, picture: Pixels) -> Pixels:
    """One picture's answer, of its own size.

    Args:
        model: of image to image.
        task: of the model.
        kept: of its pairs.
        picture: (h, w, 1 or 3).

    Returns:
        uint8 (1, h, w), class numbers; or (c', h, w), a picture.
    """
    given = torch.from_numpy(np.array(as_trained(picture, kept)))
    tile = max(task.sides)

    def run(piece: Tensor) -> Tensor:
        batch = task.prepare({"picture": piece})
        raw: Tensor = model.network(*(batch[name] for name in task.inputs))
        return raw.float()

    with torch.inference_mode():
        strips = in_strips(run, given, tile=tile, overlap=tile // OVERLAP, stride=STRIDE)
        parts = [task.combine(strip.unsqueeze(0)).round().to(torch.uint8) for strip in strips]
    whole = torch.cat(parts, dim=-2).numpy()
    planes = whole[0] if task.made else whole
    how = Image.Resampling.BICUBIC if task.made else Image.Resampling.NEAREST
    return resized(planes, picture.shape[0], picture.shape[1], how)


def png(made: Pixels, classes: MaskClasses | None) -> bytes:
    """An answer as a file: values of masks with a palette, or a picture.

    Args:
        made: of ``answered``.
        classes: what values of masks mean; None for a picture.

    Returns:
        The bytes of a PNG.
    """
    if classes is None:
        image = Image.fromarray(as_seen(made))
    else:
        values = np.array(classes.values, dtype=np.uint8)
        palette = np.zeros((256, 3), dtype=np.uint8)
        palette[values] = class_colours(len(values))[: len(values)]
        image = Image.fromarray(values[made[0]])
        image.putpalette(palette.tobytes())
    file = io.BytesIO()
    image.save(file, format="PNG")
    return file.getvalue()


def place_of(folder: Path, name: str, number: int) -> Path:
    """A file of its own for each picture, whatever its name: the number keeps equal names apart.

    Args:
        folder: of all of them.
        name: of the picture that was given.
        number: of the picture among them.

    Returns:
        The path of a PNG.
    """
    stem = "".join(c if c.isalnum() or c in "-_." else "-" for c in Path(name).stem) or "picture"
    return folder / f"{number:04d}-{stem}.png"
