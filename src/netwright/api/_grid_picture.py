"""The grid, the anchors and the true boxes of detection on one picture of an explained batch.

    grey lines       the cells; each answers for objects whose middle lies in it or near it
    red              the anchors, in the middle of the picture, at their size
    green            the true boxes; the filled cells are those their middles lie in

The picture is the first of the batch, as the network sees it, made larger where it is small.
"""

import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from netwright import store
from netwright.api._boxes_drawn import Drawn, with_boxes
from netwright.api._explain import Explanation
from netwright.contracts import NO_BOX
from netwright.errors import SettingError, StorageError
from netwright.tasks import Detection, denormalised

WIDE = 832  # pixels, about, of what is written
LINE = (128, 128, 128)
CELL = (0, 190, 90, 90)  # with how much of it covers


def grid_picture(explanation: Explanation, file: str | Path) -> Path:
    """Draw how a network of detection divides a picture.

    Args:
        explanation: of a network of detection, fresh or of a run.
        file: ends in .png; a file that is there already is replaced. Its folder exists.

    Returns:
        The file.

    Raises:
        SettingError: if the task is another one, or the file ends otherwise.
        StorageError: if it cannot be written; what was there is still there.
    """
    path, task = Path(file), explanation.subject.task
    if not isinstance(task, Detection):
        wanted = f"left out for {task.name}: only detection has a grid"
        raise SettingError("grid", str(file), wanted=wanted)
    if path.suffix.lower() != ".png":
        raise SettingError("grid", str(file), wanted="a file ending in .png")
    packed = io.BytesIO()
    Image.fromarray(_drawn(explanation, task)).save(packed, format="PNG")
    try:
        store.write_bytes(path, packed.getvalue())
    except StorageError as error:  # its own next step is one for a training
        raise StorageError(error.message, hint="choose another place for the picture") from error
    return path


def _drawn(explanation: Explanation, task: Detection) -> NDArray[np.uint8]:
    batch = explanation.subject.batch
    seen = denormalised(batch["picture"][:1].float(), task.mean, task.std).numpy()[0]
    boxes, labels = batch["boxes"][0].numpy(), batch["box_label"][0].numpy()
    scale = max(1, WIDE // task.side)
    pixels = seen.transpose(1, 2, 0).repeat(scale, axis=0).repeat(scale, axis=1)
    true = boxes[labels != NO_BOX] * scale
    image = Image.fromarray(np.ascontiguousarray(pixels.squeeze())).convert("RGB")
    cell = task.grid.stride * scale
    draw = ImageDraw.Draw(image, "RGBA")
    for x0, y0, x1, y1 in true.tolist():
        left, top = int((x0 + x1) / 2 // cell) * cell, int((y0 + y1) / 2 // cell) * cell
        draw.rectangle((left, top, left + cell - 1, top + cell - 1), fill=CELL)
    for line in range(0, task.side * scale, cell):
        draw.line([(line, 0), (line, image.height)], fill=LINE)
        draw.line([(0, line), (image.width, line)], fill=LINE)
    names = [task.classes[number] for number in labels[labels != NO_BOX].tolist()]
    drawn = [Drawn(box, "hit", name) for box, name in zip(true.tolist(), names, strict=True)]
    drawn += [Drawn(box, "false") for box in _anchors(task, scale)]
    return with_boxes(np.asarray(image), drawn)


def _anchors(task: Detection, scale: int) -> list[tuple[float, float, float, float]]:
    middle = task.side * scale / 2
    halves = [(scale * w / 2, scale * h / 2) for w, h in task.anchors]
    return [(middle - w, middle - h, middle + w, middle + h) for w, h in halves]
