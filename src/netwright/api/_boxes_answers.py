r"""What a model of detection answers: the boxes in each picture, in pixels of that picture.

    picture as it lies --upright--> (w, h) --letterboxed--> (side, side) --network--> found boxes
                                       \<------------------- out_of_square --------------/

Pictures are read, answered and drawn a few at a time, so that a folder of any size fits in memory.
"""

import io
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from netwright import store
from netwright.api._boxes_drawn import Drawn, with_boxes
from netwright.api._predict import Predicted, each_picture, picture_form
from netwright.artefacts import Model
from netwright.contracts import Examples
from netwright.data import out_of_square
from netwright.errors import DataError
from netwright.tasks import Detection
from netwright.training import outputs

AT_ONCE = 16
Picture = NDArray[np.uint8]


def boxes_answers(
    model: Model, task: Detection, inputs: Sequence[object], *, draw: Path | None = None
) -> Predicted:
    """Find the boxes in each picture.

    Args:
        model: of detection.
        task: of the model.
        inputs: pictures as paths, folders, bytes or arrays.
        draw: a folder in which a copy of each picture with its boxes is written, as PNG; None for
            no drawing. It is made where it is not there.

    Returns:
        For each picture its "input", "size": width and height upright, "boxes": each with "label",
        "score" and "box", the corners x0, y0, x1, y1 in pixels of the upright picture, by falling
        score; and "drawn", the path of the copy, where one was asked for.

    Raises:
        DataError: if an input cannot be used, naming it, or there is none.
        StorageError: if a copy cannot be written.
    """
    answers: list[dict[str, object]] = []
    for few in _few(each_picture(inputs)):
        found = _found(model, task, [picture for _, picture in few])
        for (name, picture), boxes in zip(few, found, strict=True):
            answer = {"input": name, "size": [picture.shape[1], picture.shape[0]], **boxes}
            if draw is not None:
                place = _place(draw, name, len(answers))
                _write(place, picture, boxes)
                answer["drawn"] = str(place)
            answers.append(answer)
    if not answers:
        raise DataError("inputs must hold a picture; got none")
    return Predicted(answers, ())


def found_words(label: str, score: float) -> str:
    """What is written beside a found box."""
    return f"{label} {score:.2f}"


def _few(pictures: Iterator[tuple[str, Picture]]) -> Iterator[list[tuple[str, Picture]]]:
    while few := list(islice(pictures, AT_ONCE)):
        yield few


def _found(model: Model, task: Detection, pictures: Sequence[Picture]) -> list[dict[str, object]]:
    form = picture_form(model)
    stored = np.stack([form.apply(picture) for picture in pictures])
    rows = np.arange(len(stored), dtype=np.int64)
    output, _ = outputs(model.network, task, Examples({"picture": stored}, {"all": rows}), rows)
    sizes = np.array([(picture.shape[1], picture.shape[0]) for picture in pictures])
    output[..., :4] = out_of_square(output[..., :4], sizes, form.side)
    return task.answers(output)


def _place(folder: Path, name: str, number: int) -> Path:
    """A file of its own for each picture, whatever its name: the number keeps equal names apart."""
    stem = "".join(c if c.isalnum() or c in "-_." else "-" for c in Path(name).stem) or "picture"
    return folder / f"{number:04d}-{stem}.png"


def _write(place: Path, picture: Picture, boxes: dict[str, object]) -> None:
    listed = boxes["boxes"]
    drawn = [
        Drawn(one["box"], "found", found_words(one["label"], one["score"]))
        for one in (listed if isinstance(listed, list) else [])
    ]
    packed = io.BytesIO()
    Image.fromarray(with_boxes(picture, drawn)).save(packed, format="PNG")
    place.parent.mkdir(parents=True, exist_ok=True)
    store.write_bytes(place, packed.getvalue())
