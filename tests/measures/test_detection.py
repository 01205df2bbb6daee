import contextlib
import io
import math

import numpy as np
import pytest

from measures.detection_cases import case, one_after_another
from netwright.measures.detection import (
    MEASURES,
    average_precision,
    class_precisions,
    detection_measures,
    precision_recall,
)
from netwright.measures.detection_matching import ASIDE, FALSE, HIT, Truth
from netwright.reference.measures import detection_average_precision

SMALL, LARGE = (0.0, 32.0**2), (96.0**2, 1e10)
ANY = (0.0, 1e10)


def values(found, truth, classes=3, **more):
    return {n: s.value for n, s in detection_measures(found, truth, classes, **more).items()}


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("area", [ANY, SMALL, LARGE])
@pytest.mark.parametrize("seed", range(6))
def test_they_are_those_of_one_box_after_another(seed, area, whole):
    found, truth = case(seed, whole=whole)
    table = one_after_another(found, truth, 3, area)
    wanted = np.nanmean(table, axis=1) if np.isfinite(table).any() else np.zeros(10)
    measured = values(found, truth, area=area)
    assert measured["map50"] == pytest.approx(wanted[0], abs=1e-12)
    assert measured["map75"] == pytest.approx(wanted[5], abs=1e-12)
    assert measured["map"] == pytest.approx(wanted.mean(), abs=1e-12)
    if area == ANY:
        parts = class_precisions(found, truth, 3)
        np.testing.assert_allclose(parts["ap50"], table[0], atol=1e-12)
        np.testing.assert_allclose(parts["ap"], table.mean(axis=0), atol=1e-12)


def by_pycocotools(found, truth, classes):
    coco = pytest.importorskip("pycocotools.coco", reason="pycocotools is not installed")
    evaluation = pytest.importorskip("pycocotools.cocoeval")
    real = [(p, g) for p, g in np.ndindex(*truth.labels.shape) if truth.labels[p, g] >= 0]

    def sides(box):
        return [float(box[0]), float(box[1]), float(box[2] - box[0]), float(box[3] - box[1])]

    gold = coco.COCO()
    gold.dataset = {
        "info": {},
        "images": [{"id": p + 1} for p in range(len(found))],
        "categories": [{"id": label + 1} for label in range(classes)],
        "annotations": [
            {"id": i + 1, "image_id": p + 1, "category_id": int(truth.labels[p, g]) + 1,
             "bbox": sides(truth.boxes[p, g]), "iscrowd": int(truth.crowd[p, g]),
             "area": float(np.prod(sides(truth.boxes[p, g])[2:]))}
            for i, (p, g) in enumerate(real)
        ],
    }  # fmt: skip
    with contextlib.redirect_stdout(io.StringIO()):
        gold.createIndex()
        results = gold.loadRes([
            {"image_id": p + 1, "category_id": int(row[5]) + 1, "bbox": sides(row),
             "score": float(row[4])}
            for p in range(len(found)) for row in found[p] if row[5] >= 0
        ])  # fmt: skip
        judge = evaluation.COCOeval(gold, results, "bbox")
        judge.evaluate()
        judge.accumulate()
        judge.summarize()
    return judge.stats


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("seed", range(12))
def test_they_are_those_of_pycocotools(seed, whole):
    found, truth = case(seed, pictures=15, whole=whole)
    stats = by_pycocotools(found, truth, 3)
    measured = values(found, truth)
    assert measured["map"] == pytest.approx(stats[0], abs=1e-9)
    assert measured["map50"] == pytest.approx(stats[1], abs=1e-9)
    assert measured["map75"] == pytest.approx(stats[2], abs=1e-9)
    assert values(found, truth, area=SMALL)["map"] == pytest.approx(max(stats[3], 0), abs=1e-9)
    assert values(found, truth, area=LARGE)["map"] == pytest.approx(max(stats[5], 0), abs=1e-9)


def test_precision_over_recall_worked_out_by_hand():
    fates = np.array([[HIT, ASIDE, FALSE, HIT, FALSE]], dtype=np.int8)
    recall, precision = precision_recall(fates, 4)
    assert recall.tolist() == [[0.25, 0.25, 0.25, 0.5, 0.5]]
    np.testing.assert_allclose(precision, [[1, 1, 1 / 2, 2 / 3, 1 / 2]])
    # points 0 .. 0.25 at 1, 0.26 .. 0.5 at 2/3, nothing beyond
    assert average_precision(fates, 4)[0] == pytest.approx((26 + 25 * 2 / 3) / 101)
    assert average_precision(fates[:, :0], 4).tolist() == [0.0]


@pytest.mark.parametrize("seed", range(20))
def test_it_is_the_reference_where_no_recall_is_one_of_the_points(seed):
    rng = np.random.default_rng(seed)
    hits = rng.integers(0, 2, size=30)
    true = int(rng.choice([31, 37, 43, 51]))  # no common factor with 100
    wanted = detection_average_precision.forward(-np.arange(30.0), hits, boxes=true, points=101)
    assert average_precision(hits[None].astype(np.int8), true)[0] == pytest.approx(
        wanted, abs=1e-12
    )


def test_all_right_is_1_and_nothing_found_is_0():
    _, truth = case(0)
    perfect = np.concatenate([truth.boxes, np.ones((*truth.labels.shape, 1)),
                              truth.labels[..., None]], axis=2)  # fmt: skip
    assert values(perfect, truth) == pytest.approx(dict.fromkeys(MEASURES, 1.0))
    nothing = np.full((8, 2, 6), -1.0)
    assert values(nothing, truth) == dict.fromkeys(MEASURES, 0.0)


def test_without_any_true_box_all_is_0_and_a_class_is_not_a_number():
    found, truth = case(0)
    empty = Truth(boxes=truth.boxes, labels=np.full_like(truth.labels, -1))
    assert values(found, empty) == dict.fromkeys(MEASURES, 0.0)
    parts = class_precisions(found, empty, 3)
    assert np.isnan(parts["ap50"]).all()
    assert parts["true"].tolist() == [0, 0, 0]


def test_a_class_without_a_true_box_is_left_out():
    found, truth = case(1, classes=2)
    assert values(found, truth, 2) == values(found, truth, 5)


def test_neither_unit_nor_the_order_of_pictures_matters():
    found, truth = case(2, whole=False)
    found[..., 4] = np.random.default_rng(0).random(found.shape[:2])  # ties follow the order
    wanted = values(found, truth)
    larger = found * [2, 2, 2, 2, 1, 1]
    assert values(larger, Truth(boxes=truth.boxes * 2, labels=truth.labels,
                                crowd=truth.crowd)) == pytest.approx(wanted)  # fmt: skip
    turned = Truth(boxes=truth.boxes[::-1], labels=truth.labels[::-1], crowd=truth.crowd[::-1])
    assert values(found[::-1], turned) == pytest.approx(wanted)


def test_the_standard_error_is_the_spread_between_samples_of_pictures():
    """Samples of 60 of pictures that are alike: the mean error beside the true spread."""
    found, errors = [], []
    for seed in range(40):
        boxes, truth = case(seed + 100, pictures=60, whole=False)
        score = detection_measures(boxes, truth, 3)["map50"]
        found.append(score.value)
        errors.append(score.standard_error)
    assert 0.7 < np.mean(errors) / np.std(found, ddof=1) < 1.4


def test_a_single_picture_has_no_standard_error():
    found, truth = case(3, pictures=2)
    one = Truth(boxes=truth.boxes[1:], labels=truth.labels[1:], crowd=truth.crowd[1:])
    assert {s.standard_error for s in detection_measures(found[1:], one, 3).values()} == {None}
    two = detection_measures(found, truth, 3)["map50"].standard_error
    assert two is not None
    assert math.isfinite(two)
