import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression

from netwright.tasks._verification_pairs import (
    MOST,
    batch_pairs,
    each_with_each,
    fitted_probability,
    pairs_of,
)


def test_few_pictures_give_all_pairs():
    first, second = pairs_of(np.array([3, 3, 5, 7]))
    pairs = list(zip(first.tolist(), second.tolist(), strict=True))
    assert pairs == [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]


@pytest.mark.parametrize("most", [50, 400])
def test_many_give_as_many_of_each_kind(most):
    labels = np.random.default_rng(0).integers(0, 20, 200)
    first, second = pairs_of(labels, most=most)
    same = labels[first] == labels[second]
    assert same.sum() == (~same).sum() == most // 2
    assert (first != second)[same].all()
    ordered = np.sort(np.stack([first, second]), axis=0)[:, same]
    assert len(np.unique(ordered, axis=1).T) == same.sum(), "a pair occurs once"
    again = pairs_of(labels, most=most)
    assert np.array_equal(first, again[0])
    assert np.array_equal(second, again[1])


def test_all_pairs_of_people_with_few_pictures_are_there():
    labels = np.repeat(np.arange(1000), 2)
    first, second = pairs_of(labels)
    same = labels[first] == labels[second]
    assert same.sum() == 1000
    assert len(first) <= MOST


def test_pairs_of_a_batch_count_half_for_each_kind():
    labels = torch.tensor([1, 1, 2, 3, 1])
    same, shares = batch_pairs(labels)
    alike, itself = same.view(5, 5), torch.eye(5, dtype=torch.bool)
    weights = shares.view(5, 5)
    assert weights[itself].sum() == 0
    assert float(weights[alike & ~itself].sum()) == pytest.approx(25 / 2)
    assert float(weights[~alike].sum()) == pytest.approx(25 / 2)
    _, alone = batch_pairs(torch.tensor([1, 2]))
    assert alone.tolist() == [0.0, 1.0, 1.0, 0.0]


def test_rows_are_laid_beside_each_other():
    rows = torch.arange(6.0).view(3, 2)
    a, b = each_with_each(rows)
    assert torch.equal(a, rows.repeat_interleave(3, dim=0))
    assert torch.equal(b, rows.repeat(3, 1))


def test_the_probability_is_that_of_a_logistic_regression():
    rng = np.random.default_rng(0)
    same = rng.random(4000) < 0.1
    scores = rng.normal(size=4000) + 1.5 * same
    slope, offset = fitted_probability(scores, same)
    model = LogisticRegression(C=1e9, class_weight="balanced", tol=1e-8)
    model.fit(scores[:, None], same)
    # the targets here are a hair off 0 and 1
    assert slope == pytest.approx(model.coef_[0, 0], rel=0.02)
    assert offset == pytest.approx(model.intercept_[0], rel=0.02)


def test_scores_that_part_the_two_kinds_have_a_finite_slope():
    same = np.arange(100) < 30
    slope, offset = fitted_probability(same.astype(float), same)
    probabilities = 1 / (1 + np.exp(-(slope * np.array([0.0, 1.0]) + offset)))
    assert probabilities == pytest.approx([1 / 72, 31 / 32], abs=1e-4)
    flat = fitted_probability(np.ones(100), same)
    assert all(np.isfinite(flat))
