"""A sheet of pictures: what the recipe's augmentation makes of some examples.

    a row for each of 8 training examples
    first the picture as it is stored, then as the epochs 0 to 6 of the training would see it

The pictures come from the feed of the training itself, with the recipe's seed and batch size, so
they are the ones the network would see, to the bit; only the normalisation is undone.
"""

import io
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from netwright import store
from netwright.api._prepared import Prepared
from netwright.errors import SettingError, StorageError, UsageError
from netwright.tasks import ImageClassification, denormalised
from netwright.training import Feed

EXAMPLES = 8
EPOCHS = 7
CELL = 96  # pixels at least; smaller pictures are enlarged by a whole factor
LARGEST = 256  # pixels of a cell at most
GAP = 4
PAPER = 255

Picture = NDArray[np.uint8]


def write_sheet(prepared: Prepared, out: Path) -> Path:
    """Draw the sheet and write it as PNG.

    Args:
        prepared: pictures, task and recipe, as ``inspect`` found them.
        out: the file; one that is there is replaced.

    Returns:
        The file.

    Raises:
        UsageError: if the data are no pictures, or the file is no PNG.
        SettingError: if there is nothing to show: augment is none.
        StorageError: if the folder is not there or not writable.
    """
    task = prepared.task
    if not isinstance(task, ImageClassification):
        raise UsageError(f"data must be pictures to be augmented; got {task.name}")
    if not task.draws:
        raise SettingError("augment", task.augment, wanted="a kind to show, as flip+crop:4")
    if out.suffix.lower() != ".png":
        raise UsageError(f"the sheet must be a file that ends in .png; got {str(out)!r}")
    if not out.parent.is_dir():
        raise StorageError(f"{out.parent} must be a folder; got nothing there")
    buffer = io.BytesIO()
    Image.fromarray(draw_sheet(prepared, task)).save(buffer, format="PNG")
    store.write_bytes(out, buffer.getvalue())
    return out


def draw_sheet(prepared: Prepared, task: ImageClassification) -> Picture:
    """The sheet as pixels.

    Args:
        prepared: as ``write_sheet`` takes it.
        task: of the pictures, with augmentation.

    Returns:
        uint8 (h, w, 3).
    """
    examples = prepared.examples
    train = examples.rows("train")
    rows = train[np.linspace(0, len(train) - 1, min(EXAMPLES, len(train))).round().astype(int)]
    stored = examples.take(rows)["picture"]
    columns = [stored, *_as_trained(prepared, task, rows)]
    lines = [np.concatenate(_with_gaps([_cell(c[i]) for c in columns], 1), axis=1)
             for i in range(len(rows))]  # fmt: skip
    return np.concatenate(_with_gaps(lines, 0), axis=0)


def _as_trained(
    prepared: Prepared, task: ImageClassification, rows: NDArray[np.int64]
) -> list[Picture]:
    """The rows as each epoch sees them: uint8 (8, c, h, w) for every epoch."""
    settings = prepared.recipe.settings
    feed = Feed(
        task,
        prepared.examples,
        batch_size=settings.batch_size,
        seed=settings.seed,
        device=torch.device("cpu"),
    )
    epochs = []
    for epoch in range(EPOCHS):
        seen: dict[int, Picture] = {}
        for step in range(epoch * feed.steps, (epoch + 1) * feed.steps):
            places = np.flatnonzero(np.isin(feed.example_rows(step), rows))
            if len(places):
                seen_now = feed.batch(step)["picture"][places]
                found = denormalised(seen_now, task.mean, task.std).numpy()
                seen |= zip(feed.example_rows(step)[places].tolist(), found, strict=True)
        epochs.append(np.stack([seen[row] for row in rows.tolist()]))
    return epochs


def _cell(picture: Picture) -> Picture:
    """One picture, large enough to see: uint8 (c, h, w) -> (h, w, 3)."""
    side = picture.shape[1]
    pixels = np.broadcast_to(picture.transpose(1, 2, 0), (*picture.shape[1:], 3))
    image = Image.fromarray(np.ascontiguousarray(pixels))
    if side > LARGEST:
        return np.asarray(image.resize((LARGEST, LARGEST), Image.Resampling.BOX))
    factor = max(1, -(-CELL // side))
    return np.asarray(image.resize((side * factor,) * 2, Image.Resampling.NEAREST))


def _with_gaps(parts: list[Picture], axis: int) -> list[Picture]:
    """White paper around and between the parts; more of it behind the stored pictures."""
    found: list[Picture] = []
    for number in range(len(parts) + 1):
        wide = GAP * (4 if axis == 1 and number == 1 else 1)
        shape = (parts[0].shape[0], wide, 3) if axis == 1 else (wide, parts[0].shape[1], 3)
        found += [np.full(shape, PAPER, dtype=np.uint8), *parts[number : number + 1]]
    return found
