import numpy as np
import pytest

from measures.detection_cases import case
from netwright.measures.detection import detection_measures
from netwright.measures.detection_errors import KINDS, best_score, box_kinds
from netwright.measures.detection_matching import Truth

TRUE = Truth(
    boxes=np.array([[[0.0, 0, 10, 10], [20, 20, 60, 60], [100, 100, 220, 220], [0, 0, 0, 0]]]),
    labels=np.array([[0, 1, 0, -1]]),
)
FOUND = np.array([[
    [0, 0, 10, 9, 0.9, 0],  # hit
    [0, 0, 9, 10, 0.8, 0],  # duplicate
    [20, 20, 60, 58, 0.7, 0],  # class
    [100, 100, 150, 220, 0.6, 0],  # place: 5/12
    [300, 300, 310, 310, 0.5, 0],  # background
    [20, 20, 40, 30, 0.4, 0],  # another class and too small: background
    [0, 0, 10, 10, 0.05, 0],  # below the working score
    [0, 0, 0, 0, 0, -1],
]])  # fmt: skip


def kinds_of(row):
    return [KINDS[kind] if kind >= 0 else "" for kind in row]


def test_every_kind_worked_out_by_hand():
    kinds = box_kinds(FOUND, TRUE, least_score=0.1)
    assert kinds_of(kinds.found[0]) == [
        *("hit", "duplicate", "class", "place", "background", "background", "", ""),
    ]  # fmt: skip
    assert kinds.true.tolist() == [[1, 0, 0, -1]]
    assert kinds.counts() == {
        "hit": 1, "duplicate": 1, "class": 1, "place": 1, "background": 2, "missed": 2,
    }  # fmt: skip
    assert kinds.losses().tolist() == [7 / 8]
    assert kinds.by_size(TRUE) == {"small": (1, 1), "medium": (1, 0), "large": (1, 0)}


def test_the_order_of_the_rows_does_not_matter():
    turned = box_kinds(FOUND[:, ::-1], TRUE, least_score=0.1)
    assert kinds_of(turned.found[0][::-1]) == kinds_of(
        box_kinds(FOUND, TRUE, least_score=0.1).found[0]
    )


def test_crowds_and_what_takes_them_are_left_out():
    crowded = Truth(boxes=TRUE.boxes, labels=TRUE.labels, crowd=np.array([[1, 0, 0, 0]]) > 0)
    kinds = box_kinds(FOUND[:, :3], crowded, least_score=0.1)
    assert kinds_of(kinds.found[0]) == ["", "", "class"]
    assert kinds.true.tolist() == [[-1, 0, 0, -1]]


@pytest.mark.parametrize("seed", range(8))
def test_hits_are_those_of_the_recall_and_nothing_is_lost(seed):
    found, truth = case(seed)
    kinds = box_kinds(found, truth, least_score=0.0)
    counts = kinds.counts()
    real = (truth.labels >= 0) & ~truth.crowd
    assert counts["hit"] + counts["missed"] == real.sum()
    shown = (found[..., 5] >= 0).sum()
    assert sum(counts[kind] for kind in KINDS) <= shown
    assert ((kinds.found >= 0) <= (found[..., 5] >= 0)).all()
    recall = detection_measures(found, truth, 3)["recall50"].value
    by_class = []
    for label in range(3):
        mine = real & (truth.labels == label)
        by_class.append((kinds.true[mine] == 1).mean() if mine.any() else np.nan)
    assert recall == pytest.approx(np.nanmean(by_class))
    sizes = kinds.by_size(truth)
    assert sum(count for count, _ in sizes.values()) == real.sum()
    assert sum(hit for _, hit in sizes.values()) == counts["hit"]


@pytest.mark.parametrize("seed", range(8))
def test_no_other_score_has_a_larger_f1(seed):
    found, truth = case(seed, whole=False)

    def f1(score):
        counts = box_kinds(found, truth, least_score=score).counts()
        return 2 * counts["hit"] / (sum(counts.values()) + counts["hit"])

    best = best_score(found, truth, 3)
    assert f1(best) == pytest.approx(max(f1(score) for score in np.unique(found[..., 4])))


def test_a_picture_that_is_right_costs_nothing_and_one_where_nothing_hits_has_no_score():
    right = box_kinds(FOUND[:, :1], Truth(boxes=TRUE.boxes[:, :1], labels=np.array([[0]])),
                      least_score=0.5)  # fmt: skip
    assert right.losses().tolist() == [0.0]
    nothing = Truth(boxes=TRUE.boxes, labels=np.full((1, 4), -1))
    assert box_kinds(FOUND[:, 7:], nothing, least_score=0.5).losses().tolist() == [0.0]
    assert best_score(FOUND, nothing, 2) == 0.0
    assert best_score(FOUND[:, :0], TRUE, 2) == 0.0
