"""What kind of mistake each wrong box is, and which true boxes are missed.

At a working score, and a threshold of the overlap of t = 1/2, each found box is, the first that
holds:

    hit         the greedy choice of ``detection_matching`` gives it a true box of its class
    duplicate   iou >= t with a true box of its class, which a better one has taken         (1)
    class       iou >= t with a true box of another class                                   (2)
    place       0.1 <= iou < t with a true box of its class                                 (3)
    background  all others: less than 0.1 with every one of its class, and than t with others  (4)

and each true box is hit or missed. Found boxes that take a crowd, and crowds, are left out. By
size, true boxes are counted as COCO does: small below 32^2 pixels, large from 96^2 on.

A working score trades missed boxes for false ones; ``best_score`` is the one with the largest

    F1 = 2 hits / (found + true)                                                            (5)

over all classes together. For each picture, 0 for one that is right,

    loss = (false + missed) / (false + missed + hits)                                       (6)

Source: Bolya, Foley, Hays & Hoffman 2020, "TIDE", arXiv:2008.08115, section 2.2, for (1) to (4),
whose "both" kind is background here; Hoiem, Chodpathumwan & Dai 2012, ECCV, for the idea.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from netwright.contracts import NO_BOX
from netwright.measures.detection_matching import (
    HIT,
    NOTHING,
    Floats,
    Truth,
    greedy,
    overlaps,
    ranked,
)

THRESHOLD, NEAR = 0.5, 0.1
KINDS = ("hit", "duplicate", "class", "place", "background")
SIZES = {"small": (0.0, 32.0**2), "medium": (32.0**2, 96.0**2), "large": (96.0**2, np.inf)}


@dataclass(frozen=True, slots=True)
class BoxKinds:
    """What became of every box.

    Args:
        found: int8 (n, d), the place in ``KINDS``; -1 for rows that are no box, are below the
            working score or count for nothing.
        true: int8 (n, k), 1 hit, 0 missed; -1 for rows that are no box, and for crowds.
    """

    found: NDArray[np.int8]
    true: NDArray[np.int8]

    def counts(self) -> dict[str, int]:
        """How many boxes are of each of ``KINDS``, and "missed"."""
        counts = {kind: int((self.found == place).sum()) for place, kind in enumerate(KINDS)}
        return {**counts, "missed": int((self.true == 0).sum())}

    def losses(self) -> NDArray[np.float64]:
        """Equation (6): (n,), from 0 to 1."""
        hits = (self.found == 0).sum(axis=1)
        wrong = (self.found > 0).sum(axis=1) + (self.true == 0).sum(axis=1)
        return np.asarray(wrong / np.maximum(wrong + hits, 1), dtype=np.float64)

    def by_size(self, truth: Truth) -> dict[str, tuple[int, int]]:
        """How many true boxes of each of ``SIZES`` there are, and how many are hit."""
        sides = np.nan_to_num(truth.boxes[..., 2:] - truth.boxes[..., :2])
        area, counted = sides.prod(axis=2), self.true >= 0
        inside = {
            size: counted & (area >= least) & (area < most) for size, (least, most) in SIZES.items()
        }
        return {
            size: (int(these.sum()), int((these & (self.true == 1)).sum()))
            for size, these in inside.items()
        }


def box_kinds(found: Floats, truth: Truth, *, least_score: float) -> BoxKinds:
    """Name every mistake.

    Args:
        found: (n, d, 6): x1, y1, x2, y2, score, label; the label -1 for a row that is no box.
        truth: of the same n pictures, in the same unit.
        least_score: the working score; boxes below it are not looked at.

    Returns:
        The kind of every box.
    """
    kinds = np.full(found.shape[:2], -1, dtype=np.int8)
    hits = np.full(truth.labels.shape, -1, dtype=np.int8)
    crowd = truth.crowd if truth.crowd is not None else np.zeros(truth.labels.shape, np.bool_)
    for picture in range(len(found)):
        shown = np.nonzero((found[picture, :, 5] >= 0) & (found[picture, :, 4] >= least_score))[0]
        shown = shown[np.argsort(-found[picture, shown, 4], kind="stable")]
        real = np.nonzero(truth.labels[picture] != NO_BOX)[0]
        hits[picture, real[~crowd[picture, real]]] = 0
        _one_picture(
            found[picture, shown].astype(np.float64),
            (truth.boxes[picture, real], truth.labels[picture, real], crowd[picture, real]),
            (kinds[picture], shown),
            (hits[picture], real),
        )
    return BoxKinds(kinds, hits)


def best_score(found: Floats, truth: Truth, classes: int) -> float:
    """The working score with the largest F1 (5).

    Args:
        found: (n, d, 6), as in ``box_kinds``.
        truth: of the same n pictures.
        classes: k.

    Returns:
        A score of one of the found boxes; 0 where none hits.
    """
    every = [ranked(found, truth, label, thresholds=(THRESHOLD,)) for label in range(classes)]
    scores = np.concatenate([one.scores for one in every])
    outcomes = np.concatenate([one.outcomes[0] for one in every])
    order = np.argsort(-scores, kind="stable")
    scores, outcomes = scores[order], outcomes[order]
    hits = (outcomes == HIT).cumsum()
    shown = (outcomes >= 0).cumsum()
    true = sum(int(one.true.sum()) for one in every)
    if not len(scores) or hits[-1] == 0:
        return 0.0
    f1 = 2 * hits / (shown + true)  # (5)
    last = np.append(scores[1:] != scores[:-1], True)  # all boxes of one score come together
    return float(scores[np.where(last, f1, -1.0).argmax()])


Written = tuple[NDArray[np.int8], NDArray[np.intp]]


def _one_picture(
    shown: Floats,
    real: tuple[Floats, NDArray[np.int64], NDArray[np.bool_]],
    kinds: Written,
    hits: Written,
) -> None:
    """Write the kinds of one picture's boxes into their rows: found ones by falling score."""
    boxes, labels, crowd = real
    for label in np.unique(shown[:, 5]):
        mine, same = np.nonzero(shown[:, 5] == label)[0], labels == label
        table = overlaps(shown[mine], boxes[same], crowd[same])
        took = greedy(table, crowd[same], crowd[same], (THRESHOLD,))[0]
        plain = table[:, ~crowd[same]].max(axis=1, initial=0.0)
        elsewhere = ~same & ~crowd
        others = overlaps(shown[mine], boxes[elsewhere], crowd[elsewhere]).max(axis=1, initial=0.0)
        kind = np.full(len(mine), KINDS.index("background"))
        kind[plain >= NEAR] = KINDS.index("place")  # (3), (4)
        kind[others >= THRESHOLD] = KINDS.index("class")  # (2)
        kind[plain >= THRESHOLD] = KINDS.index("duplicate")  # (1)
        counted = took == NOTHING
        hit = ~counted & ~np.append(crowd[same], True)[took]
        kind[hit] = KINDS.index("hit")
        kinds[0][kinds[1][mine]] = np.where(counted | hit, kind, -1)
        hits[0][hits[1][np.nonzero(same)[0][took[hit]]]] = 1
