"""Wrong labels, from probabilities whose errors are known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwright.diagnosis._strategy_labels import check_labels, labels_judged
from netwright.errors import DataError


def sure(truth, classes, strength=0.9):
    """Probabilities of a model that is right, and that sure of it."""
    rest = (1 - strength) / (classes - 1)
    return np.full((len(truth), classes), rest) + (strength - rest) * np.eye(classes)[truth]


def noisy(rng, count, classes, share):
    truth = rng.integers(0, classes, count)
    flip = rng.random(count) < share
    said = np.where(flip, (truth + rng.integers(1, classes, count)) % classes, truth)
    return truth, said, flip


@pytest.mark.parametrize("share", [0.0, 0.05, 0.15, 0.3])
def test_the_share_of_wrong_labels_is_found(share):
    truth, said, flip = noisy(np.random.default_rng(0), 2000, 4, share)
    check = check_labels(sure(truth, 4), said)
    assert check.noise == pytest.approx(flip.mean(), abs=1e-9)
    assert set(check.suspects) == set(np.flatnonzero(flip))
    assert (check.likely == truth[check.suspects]).all()
    assert check.pairs.sum() == 2000
    assert check.standard_error == pytest.approx(np.sqrt(share * (1 - share) / 2000), abs=2e-3)


def test_pairs_have_a_row_for_each_label():
    said = np.array([0] * 6 + [1] * 6 + [1] * 2)
    check = check_labels(sure(np.array([0] * 6 + [1] * 6 + [0] * 2), 2), said)
    assert check.pairs.tolist() == [[6, 0], [2, 6]]


def test_the_joint_is_scaled_to_the_labels_that_are_there():
    """Rows that reach no threshold are left out of the counts, not of the shares."""
    p = np.array([[0.9, 0.1]] * 4 + [[0.6, 0.4]] * 4 + [[0.1, 0.9]] * 8 + [[0.9, 0.1]] * 2)
    labels = np.array([0] * 8 + [1] * 10)
    check = check_labels(p, labels)
    assert check.pairs.tolist() == [[4, 0], [2, 8]]
    assert check.noise == pytest.approx(10 / 18 * 2 / 10)


@given(st.integers(2, 6), st.integers(1, 60), st.integers(0, 10**6))
def test_every_table_of_probabilities_has_an_answer(classes, count, seed):
    rng = np.random.default_rng(seed)
    p = rng.dirichlet(np.ones(classes), count)
    labels = rng.integers(0, classes, count)
    check = check_labels(p, labels)
    assert 0 <= check.noise <= 1
    assert check.pairs.sum() - np.trace(check.pairs) == len(check.suspects)
    assert (labels[check.suspects] != check.likely).all()
    margins = p[check.suspects, labels[check.suspects]] - p[check.suspects].max(axis=1)
    assert (np.diff(margins) >= 0).all()  # the least believed first


def test_the_verdict_names_the_worst_pair():
    truth, said, _ = noisy(np.random.default_rng(0), 1000, 3, 0.15)
    said[:60][truth[:60] == 2] = 1
    verdict = labels_judged(check_labels(sure(truth, 3), said))
    assert (verdict.health, verdict.cause) == ("ill", "FIX_DEV_LABELS")
    assert "of 1000 dev labels look wrong" in verdict.evidence[0]
    assert verdict.evidence[1].startswith("most often: label 1, likely class 2: ")


def test_few_wrong_labels_are_healthy_and_few_rows_unsure():
    rng = np.random.default_rng(0)
    truth, said, _ = noisy(rng, 1000, 3, 0.02)
    verdict = labels_judged(check_labels(sure(truth, 3), said), split="train")
    assert (verdict.health, verdict.cause) == ("healthy", None)
    assert "train labels" in verdict.evidence[0]
    clean = labels_judged(check_labels(sure(truth, 3), truth))
    assert len(clean.evidence) == 1
    said = truth[:60].copy()
    said[:5] = (said[:5] + 1) % 3
    verdict = labels_judged(check_labels(sure(truth[:60], 3), said))
    assert (verdict.health, verdict.cause) == ("unsure", "NOT_ESTABLISHED")


@pytest.mark.parametrize(
    ("p", "labels", "words"),
    [
        (np.ones((0, 2)), [], "probabilities must have a row for each label"),
        (np.ones((2, 1)), [0], "probabilities must have a row for each label"),
        (np.ones(2), [0, 0], "probabilities must have a row for each label"),
        (np.full((1, 2), 0.5), [2], "labels must be from 0 to 1; got 2 to 2"),
        (np.full((1, 2), 0.5), [-1], "labels must be from 0 to 1; got -1 to -1"),
        (np.full((1, 2), 0.7), [0], "probabilities must be 0 or more and sum to 1 in each row"),
        (np.array([[1.5, -0.5]]), [0], "probabilities must be 0 or more and sum to 1 in each row"),
        (np.array([[np.nan, 1]]), [0], "probabilities must be 0 or more and sum to 1 in each row"),
    ],
)
def test_what_are_no_probabilities_is_refused(p, labels, words):
    with pytest.raises(DataError, match=words):
        check_labels(p, np.array(labels, dtype=np.int64))


def test_classes_are_called_by_their_names():
    truth = np.repeat([0, 1, 2], 40)
    said = truth.copy()
    said[:12] = 1
    check = check_labels(sure(truth, 3), said)
    verdict = labels_judged(check, names=("cat", "dog", "eel"))
    assert "most often: label dog, likely class cat: 12 rows" in verdict.evidence
