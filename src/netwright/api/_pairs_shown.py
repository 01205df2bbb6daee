"""What a report shows of image to image: figures of each class, and pictures side by side.

    classes     intersection over union of each class, beside its share of the known pixels
    pictures    the worst of val: what was given, what is wanted, what was answered

Masks are shown in colours over the picture, one colour a class; pixels that are not known stay as
they are.
"""

import numpy as np
from numpy.typing import NDArray

from netwright.api._masks_drawn import as_seen, beside, overlaid
from netwright.api._prepared import Prepared
from netwright.api._score import Scored
from netwright.contracts import VOID, Arrays
from netwright.measures.segmentation import class_ious, mask_confusion
from netwright.report import PartShown, PictureShown, TableShown
from netwright.tasks import ImageToImage
from netwright.training import train_subset

SHOWN = 12  # pictures
Rows = NDArray[np.int64]


def pairs_parts(prepared: Prepared, task: ImageToImage, scored: Scored) -> list[PartShown]:
    """The sections.

    Args:
        prepared: examples and data.
        task: as it was trained.
        scored: the kept weights on every split.

    Returns:
        A section of figures for masks, and one of pictures.
    """
    studied = "val" if "val" in scored.splits else scored.goal_split  # test is not for study
    kind = "Masks" if not task.made else "Pictures made"
    gallery = PartShown(
        title=f"{kind} beside what is wanted",
        said=f"The worst of {studied}: given, wanted, answered.",
        pictures=_pictures(prepared, task, scored, studied),
    )
    if task.made:
        return [gallery]
    split = scored.goal_split
    arrays = prepared.examples.take(_rows(prepared, split), task.targets)
    figures = PartShown(
        title="Classes of pixels",
        said=f"On {split}. A class that no picture holds and no answer names has no figure.",
        tables=[_classes(task, scored.splits[split].output, arrays)],
    )
    return [figures, gallery]


def class_rows(
    task: ImageToImage, output: NDArray[np.floating], arrays: Arrays
) -> list[tuple[str, float, float, float]]:
    """Figures of each class of masks.

    Args:
        task: of masks.
        output: combined, (n, h, w).
        arrays: the stored rows with "mask".

    Returns:
        For each class its name, its share of the known pixels, its share of the answers there, and
        its intersection over union; not-a-number where there is none.
    """
    counts = mask_confusion(arrays["mask"], output.astype(np.uint8), len(task.classes))
    matrix = counts.sum(axis=0)
    every = max(1, int(matrix.sum()))
    true, answered = matrix.sum(axis=1) / every, matrix.sum(axis=0) / every
    rows = zip(task.classes, true, answered, class_ious(matrix), strict=True)
    return [(name, float(t), float(a), float(iou)) for name, t, a, iou in rows]


def _classes(task: ImageToImage, output: NDArray[np.floating], arrays: Arrays) -> TableShown:
    rows = [
        [name, f"{true:.2%}", f"{answered:.2%}", "" if np.isnan(iou) else f"{iou:.1%}"]
        for name, true, answered, iou in class_rows(task, output, arrays)
    ]
    return TableShown(
        caption="Intersection over union of each class",
        columns=("class", "of the known pixels", "of the answers", "intersection over union"),
        rows=rows,
    )


def _pictures(
    prepared: Prepared, task: ImageToImage, scored: Scored, split: str
) -> list[PictureShown]:
    rows, output = _rows(prepared, split), scored.splits[split].output
    arrays = prepared.examples.take(rows, (*task.targets, "picture"))
    losses = task.losses(output, arrays)
    worst = np.argsort(-losses, kind="stable")[:SHOWN]
    unit = "of 255 off in the mean" if task.made else "of its known pixels wrong"
    shown = []
    for place in worst.tolist():
        given, answer = arrays["picture"][place], output[place].round().astype(np.uint8)
        if task.made:
            both = as_seen(arrays["wanted"][place]), as_seen(answer)
        else:
            mask = arrays["mask"][place]
            answer = np.where(mask == VOID, VOID, answer).astype(np.uint8)
            count = len(task.classes)
            both = overlaid(given, mask, count), overlaid(given, answer, count)
        value = f"{losses[place]:.1f}" if task.made else f"{losses[place]:.1%}"
        name = prepared.examples.names[int(rows[place])]
        words = f"{name}: given, wanted, answered; {value} {unit}"
        shown.append(PictureShown(beside(as_seen(given), *both), words))
    return shown


def _rows(prepared: Prepared, split: str) -> Rows:
    if split == "train":
        return train_subset(prepared.examples, prepared.recipe.settings.seed)
    return prepared.examples.rows(split)
