import math

import numpy as np
import pytest
from sklearn import metrics

from netwright.errors import DataError
from netwright.measures import verification
from netwright.measures.verification import (
    DRAWS,
    FEW,
    RATES,
    accepted_at,
    equal_error_rate,
    identification,
    roc,
    verification_measures,
    wilson,
)


def people_and_scores(people=12, each=6, seed=0, apart=2.0):
    """All pairs of pictures; those of one person score higher by ``apart`` deviations."""
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(people), each)
    first, second = np.triu_indices(len(labels), 1)
    first, second = labels[first], labels[second]
    return rng.normal(size=len(first)) + apart * (first == second), first, second


def test_the_equal_error_rate_is_that_of_two_normal_distributions():
    rng = np.random.default_rng(0)
    same = np.arange(200_000) % 2 == 0
    scores = rng.normal(size=len(same)) + 2.0 * same
    wanted = 0.5 * math.erfc(1.0 / math.sqrt(2))  # both tails beyond one deviation
    assert equal_error_rate(scores, same) == pytest.approx(wanted, abs=2e-3)


@pytest.mark.parametrize("seed", range(5))
def test_at_the_threshold_no_more_than_asked_for_are_let_in(seed):
    scores, first, second = people_and_scores(seed=seed)
    same = first == second
    for far in (0.0, 0.001, 0.01, 0.1):
        threshold, share = accepted_at(scores, same, far=far)
        assert (scores[~same] >= threshold).mean() <= far
        assert (scores[same] >= threshold).mean() == share
    assert accepted_at(scores, same, far=0.01)[1] > accepted_at(scores, same, far=0.001)[1]


def test_a_curve_of_flags_or_numbers_is_one_curve():
    scores, first, second = people_and_scores(people=3)
    same = first == second
    for one, other in zip(roc(scores, same), roc(scores, same.astype(np.int64)), strict=True):
        np.testing.assert_array_equal(one, other)


def test_measures_of_a_split():
    scores, first, second = people_and_scores()
    same = first == second
    found = verification_measures(scores, first, second)
    assert list(found) == ["eer", "auc", *RATES]
    assert found["eer"].value == equal_error_rate(scores, same)
    assert found["auc"].value == pytest.approx(metrics.roc_auc_score(same, scores))
    for name, far in RATES.items():
        assert found[name].value == accepted_at(scores, same, far=far)[1]
    again = verification_measures(scores, first, second)
    assert again == found, "the draws are keyed"


def test_scores_that_know_nothing_and_scores_that_know_all():
    _, first, second = people_and_scores()
    blind = verification_measures(np.zeros(len(first)), first, second)
    assert (blind["eer"].value, blind["auc"].value) == (0.5, 0.5)
    sure = verification_measures((first == second).astype(float), first, second)
    assert sure["eer"].value == 0.0
    assert sure["tar_far_0.1_percent"].value == 1.0
    assert sure["eer"].standard_error > 0, "all right of a few is not certain"


def test_the_error_is_that_of_other_people_and_not_of_other_pairs():
    """People differ in how alike their pictures are: a few of them say little, however many pairs.

    The spread of the measure over splits of new people is what the error should be.
    """

    def drawn(seed):
        rng = np.random.default_rng(seed)
        labels = np.repeat(np.arange(15), 8)
        rows, others = np.triu_indices(len(labels), 1)
        first, second = labels[rows], labels[others]
        own = rng.normal(size=15)  # how alike this person's pictures are
        scores = rng.normal(size=len(first)) + np.where(first == second, 2 + own[first], 0.0)
        return verification_measures(scores, first, second)["eer"]

    found = [drawn(seed) for seed in range(60)]
    spread = np.std([score.value for score in found], ddof=1)
    said = np.mean([score.standard_error for score in found])
    assert 0.6 * spread < said < 1.6 * spread


def test_few_people_get_the_error_of_a_share_of_pairs(monkeypatch):
    scores, first, second = people_and_scores(people=FEW - 1)
    few = verification_measures(scores, first, second)
    monkeypatch.setattr(verification, "DRAWS", 0)
    assert verification_measures(scores, first, second) == few
    assert DRAWS > 10


@pytest.mark.parametrize(("first", "second"), [([0, 1], [0, 1]), ([0, 1], [1, 2])])
def test_pairs_of_one_kind_are_refused(first, second):
    words = r"pairs must show one person twice, some of them, and two people, others; got [02] and"
    with pytest.raises(DataError, match=words):
        verification_measures(np.array([0.1, 0.2]), np.array(first), np.array(second))


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(0)
    for share, rows in ((0.5, 30), (0.95, 40)):
        ends = [wilson(int(right), rows) for right in rng.binomial(rows, share, 2000)]
        covered = np.mean([low <= share <= high for low, high in ends])
        assert covered == pytest.approx(0.95, abs=0.03)
    assert wilson(40, 40)[1] == 1.0


def test_who_is_it():
    scores = np.array([[0.9, 0.1], [0.4, 0.3], [0.2, 0.6]])
    found = identification(scores, np.array([0, 0, -1]), threshold=0.5)
    assert found == {"rank_one": 1.0, "named": 0.5, "false_alarms": 1.0}
    assert identification(scores, np.array([0, 0, 1]), threshold=0.5)["false_alarms"] is None
