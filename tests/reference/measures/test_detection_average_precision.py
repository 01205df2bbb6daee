import numpy as np
import pytest

from netwright.reference.measures import average_precision, detection_average_precision


def test_values_worked_out_by_hand():
    scores, hits = [0.9, 0.8, 0.7, 0.6], [1, 0, 1, 1]  # precision 1, 1/2, 2/3, 3/4
    found = detection_average_precision.forward(scores, hits, boxes=4)
    assert found == pytest.approx(1 / 4 + 3 / 4 / 4 + 3 / 4 / 4)  # 2/3 is raised to 3/4
    by_five = detection_average_precision.forward(scores, hits, boxes=4, points=5)
    assert by_five == pytest.approx((1 + 1 + 3 / 4 + 3 / 4 + 0) / 5)  # recall 0, 1/4, ..., 1


@pytest.mark.parametrize("points", [None, 2, 11, 101])
def test_all_hits_and_no_hits(points):
    scores = np.arange(5.0)
    given = {"boxes": 5, "points": points}
    assert detection_average_precision.forward(scores, np.ones(5), **given) == pytest.approx(1.0)
    assert detection_average_precision.forward(scores, np.zeros(5), **given) == 0.0


def test_a_recall_on_a_point_counts_however_it_is_rounded():
    # 7 of 10: 0.7, but the 71st of np.linspace(0, 1, 101) is 0.7000000000000001
    found = detection_average_precision.forward(
        -np.arange(7.0), np.ones(7, int), boxes=10, points=101
    )
    assert found == pytest.approx(71 / 101)


@pytest.mark.parametrize("case", range(20))
def test_it_is_at_least_the_steps_and_wrong_boxes_at_the_end_cost_nothing(case):
    given = detection_average_precision.example(np.random.default_rng(case))
    found = detection_average_precision.forward(**given)
    scores, hits = np.append(given["scores"], -1.0), np.append(given["hits"], 0)
    more = detection_average_precision.forward(**{**given, "scores": scores, "hits": hits})
    assert more == found
    if given["hits"].any():
        ranks = -np.argsort(np.argsort(-given["scores"], kind="stable")).astype(float)
        steps = average_precision.forward(ranks, given["hits"])
        every = {"boxes": int(given["hits"].sum()), "points": None}
        raised = detection_average_precision.forward(**{**given, **every})
        assert raised >= steps - 1e-12


def test_there_are_no_more_hits_than_boxes():
    with pytest.raises(ValueError, match=r"^boxes must be no fewer than the hits, 2; got 1"):
        detection_average_precision.forward([1.0, 2.0], [1, 1], boxes=1)


def test_points_are_two_or_more():
    with pytest.raises(ValueError, match=r"^points must be a whole number, 2 or more; got 1"):
        detection_average_precision.forward([1.0], [1], boxes=1, points=1)
