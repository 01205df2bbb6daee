"""What a report shows of detection: what is found at which cost, errors by kind, pictures.

    curves     precision over recall of every class, on the split that is scored
    classes    average precision of each class beside the number of its true boxes
    kinds      what became of the boxes at the working score: hit, duplicate, class, place ...
    sizes      how many true boxes of each size are found
    pictures   the worst of val with true, found, missed and false boxes

The working score is the one the model is kept with: chosen on val, not on test.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netwright.api._boxes_drawn import Drawn, with_boxes
from netwright.api._decided import decided_task
from netwright.api._prepared import Prepared
from netwright.api._score import Scored
from netwright.measures.detection import class_precisions, precision_recall
from netwright.measures.detection_errors import KINDS, BoxKinds, box_kinds
from netwright.measures.detection_matching import Truth, ranked
from netwright.report import CurvesShown, PartShown, PictureShown, TableShown
from netwright.tasks import Detection, truth_of
from netwright.training import train_subset

CLASSES = 10  # curves in one drawing, at most
POINTS = 200  # of a curve, at most
SHOWN = 12  # pictures
SAID = {
    "hit": "found: right class, overlap of half or more",
    "duplicate": "found again: a better box has it already",
    "class": "right place, wrong class",
    "place": "right class, but off: an overlap of 10 to 50 %",
    "background": "nothing there",
}
SIDES = {"small": "below 32 x 32 pixels", "medium": "up to 96 x 96", "large": "above"}


def boxes_parts(prepared: Prepared, task: Detection, scored: Scored) -> list[PartShown]:
    """The sections.

    Args:
        prepared: examples and data.
        task: as it was trained.
        scored: the kept weights on every split.

    Returns:
        One section of curves and figures, and one of pictures.
    """
    kept = decided_task(prepared, scored.splits)
    task = kept if isinstance(kept, Detection) else task
    split = scored.goal_split
    truth = _truth(prepared, task, split)
    found = scored.splits[split].output
    kinds = box_kinds(found, truth, least_score=task.score)
    studied = "val" if "val" in scored.splits else split  # test rows are for scoring, not for study
    return [
        PartShown(
            title="Boxes found",
            said=f"On {split}; overlap means the common part over the joint one. Counted are "
            f"boxes with a score of {task.score:.3f} or more, the score with the best balance of "
            "false and missed boxes on val.",
            curves=[_curves(task, found, truth)],
            tables=[_classes(task, found, truth), _kinds(kinds), _sizes(kinds, truth)],
        ),
        PartShown(
            title="Pictures with boxes",
            said=f"The worst of {studied}. Green: found; red: false; dashed yellow: missed. Look "
            "here first for objects nobody annotated.",
            pictures=_pictures(prepared, task, scored, studied),
        ),
    ]


def anchor_words(facts: Mapping[str, Any]) -> dict[str, str]:
    """How many boxes data have, and the anchors that stand for them.

    Args:
        facts: "boxes" of ``data.json``.

    Returns:
        Name -> words, for the page.
    """
    sizes = ", ".join(f"{width:.0f} x {height:.0f}" for width, height in facts["anchors"])
    overlap = f"{facts['anchor_overlap']:.3f} in the mean"
    return {"boxes": f"{facts['count']:,}", "anchors": sizes, "anchor_overlap": overlap}


def _rows(prepared: Prepared, split: str) -> NDArray[np.int64]:
    if split == "train":
        return train_subset(prepared.examples, prepared.recipe.settings.seed)
    return prepared.examples.rows(split)


def _truth(prepared: Prepared, task: Detection, split: str) -> Truth:
    return truth_of(prepared.examples.take(_rows(prepared, split), task.targets))


def _curves(task: Detection, found: NDArray[np.float64], truth: Truth) -> CurvesShown:
    lines = []
    for label, name in enumerate(task.classes[:CLASSES]):
        one = ranked(found, truth, label, thresholds=(0.5,))
        true = int(one.true.sum())
        if not true or not len(one.scores):
            continue
        recall, precision = precision_recall(one.outcomes, true)
        places = np.unique(np.linspace(0, len(recall[0]) - 1, POINTS).round().astype(np.int64))
        pairs = zip(recall[0][places].tolist(), precision[0][places].tolist(), strict=True)
        lines.append((name, list(pairs)))
    return CurvesShown(
        title="Precision over recall",
        x_name="recall: true boxes that are found",
        y_name="precision: found boxes that are true",
        lines=lines,
        shares=True,
        caption="A lower score moves to the right: more is found, and more of it is false.",
    )


def _classes(task: Detection, found: NDArray[np.float64], truth: Truth) -> TableShown:
    table = class_precisions(found, truth, len(task.classes))
    rows = [
        [name, f"{int(table['true'][label]):,}",
         *(_percent(table[key][label]) for key in ("ap50", "ap", "recall50"))]
        for label, name in enumerate(task.classes)
    ]  # fmt: skip
    return TableShown(
        caption="Average precision of each class",
        columns=("class", "true boxes", "at an overlap of 50 %", "mean of 50 to 95 %", "found"),
        rows=rows,
    )


def _kinds(kinds: BoxKinds) -> TableShown:
    counts = kinds.counts()
    shown = sum(counts[kind] for kind in KINDS)
    rows = [
        [SAID[kind], f"{counts[kind]:,}", _percent(counts[kind] / max(1, shown))] for kind in KINDS
    ]
    true = counts["missed"] + counts["hit"]
    rows.append(["missed: no box on it", f"{counts['missed']:,}", f"of {true:,} true ones"])
    return TableShown(
        caption="What became of the boxes", columns=("what", "boxes", "share"), rows=rows
    )


def _sizes(kinds: BoxKinds, truth: Truth) -> TableShown:
    rows = [
        [f"{size}: {SIDES[size]}", f"{true:,}", _percent(hit / true) if true else ""]
        for size, (true, hit) in kinds.by_size(truth).items()
    ]
    return TableShown(
        caption="True boxes by size, in pixels of the square the network sees",
        columns=("size", "true boxes", "found"),
        rows=rows,
    )


def _pictures(
    prepared: Prepared, task: Detection, scored: Scored, split: str
) -> Sequence[PictureShown]:
    rows, found = _rows(prepared, split), scored.splits[split].output
    truth = _truth(prepared, task, split)
    kinds = box_kinds(found, truth, least_score=task.score)
    worst = np.argsort(-kinds.losses(), kind="stable")[:SHOWN]
    return [_one(prepared, task, int(rows[i]), found[i], (truth, kinds, i)) for i in worst.tolist()]


def _one(
    prepared: Prepared,
    task: Detection,
    row: int,
    found: NDArray[np.float64],
    judged: tuple[Truth, BoxKinds, int],
) -> PictureShown:
    truth, kinds, place = judged
    fate, hit = kinds.found[place], kinds.true[place]
    drawn = [
        Drawn(box[:4].tolist(), "hit" if kind == 0 else "false", task.classes[int(box[5])])
        for box, kind in zip(found, fate.tolist(), strict=True)
        if kind >= 0
    ]
    drawn += [
        Drawn(box.tolist(), "missed", task.classes[int(label)])
        for box, label, was in zip(truth.boxes[place], truth.labels[place], hit, strict=True)
        if was == 0
    ]
    stored = np.asarray(prepared.examples.arrays["picture"][row])
    pixels = with_boxes(np.ascontiguousarray(stored.transpose(1, 2, 0)), drawn)
    name = prepared.examples.names[row]
    right, false, missed = (fate == 0).sum(), (fate > 0).sum(), (hit == 0).sum()
    return PictureShown(pixels, f"{name}: {right} right, {false} false, {missed} missed")


def _percent(share: float) -> str:
    return "" if np.isnan(share) else f"{100 * share:.1f} %"
