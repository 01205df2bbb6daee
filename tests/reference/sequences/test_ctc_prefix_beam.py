import itertools

import numpy as np
import pytest

from netwright.reference.losses import ctc
from netwright.reference.sequences import ctc_decode, ctc_prefix_beam


def by_enumeration(logits):
    """Labels -> probability, over all k^t paths one by one."""
    y = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    worth = {}
    for path in itertools.product(range(y.shape[1]), repeat=len(y)):
        labels = tuple(label for label, _ in itertools.groupby(path) if label != 0)
        worth[labels] = worth.get(labels, 0.0) + np.prod(y[range(len(y)), path])
    return worth


@pytest.mark.parametrize("case", range(40))
def test_a_beam_that_drops_nothing_finds_the_best_of_all_labels(case):
    rng = np.random.default_rng(case)
    logits = rng.normal(size=(rng.integers(1, 6), rng.integers(2, 4)))
    worth = by_enumeration(logits)
    best = max(worth, key=worth.get)
    labels, log_probability = ctc_prefix_beam.forward(logits, width=1000)
    assert tuple(labels.tolist()) == best
    assert np.exp(log_probability) == pytest.approx(worth[best], rel=1e-12)


@pytest.mark.parametrize("case", range(40))
def test_a_narrow_beam_never_says_more_than_the_true_probability(case):
    given = ctc_prefix_beam.example(np.random.default_rng(case))
    worth = by_enumeration(given["logits"])
    labels, log_probability = ctc_prefix_beam.forward(**given)
    assert np.exp(log_probability) <= worth[tuple(labels.tolist())] * (1 + 1e-12)


def test_the_best_labels_are_not_those_of_the_best_path():
    logits = np.log([[0.6, 0.4], [0.6, 0.4]])
    assert ctc_decode.forward(logits).tolist() == []
    labels, log_probability = ctc_prefix_beam.forward(logits)
    assert labels.tolist() == [1]
    assert np.exp(log_probability) == pytest.approx(0.4 * 0.4 + 2 * 0.6 * 0.4)


def test_a_label_comes_twice_only_across_a_blank():
    sure = 30.0
    assert ctc_prefix_beam.forward(sure * np.eye(3)[[1, 1, 2]])[0].tolist() == [1, 2]
    assert ctc_prefix_beam.forward(sure * np.eye(3)[[1, 0, 1]])[0].tolist() == [1, 1]
    labels, log_probability = ctc_prefix_beam.forward(sure * np.eye(3)[[0, 0]])
    assert labels.shape == (0,)
    assert log_probability == pytest.approx(0.0, abs=1e-12)


def test_equal_probabilities_are_settled_by_the_order_of_a_dictionary():
    labels, log_probability = ctc_prefix_beam.forward(np.zeros((1, 3)))  # blank, 1, 2: a third each
    assert labels.tolist() == []
    assert log_probability == pytest.approx(-np.log(3))
    assert ctc_prefix_beam.forward([[-9.0, 0.0, 0.0]])[0].tolist() == [1]


def test_a_long_utterance_does_not_underflow():
    logits = np.random.default_rng(0).normal(0.0, 0.3, size=(600, 20))
    labels, log_probability = ctc_prefix_beam.forward(logits, width=2)
    exact = -ctc.forward(logits, labels)[0]
    assert np.isfinite(log_probability)
    assert log_probability <= exact < -750  # below the smallest float64


def test_width_must_be_one_or_more():
    with pytest.raises(ValueError, match="width must be a whole number, 1 or more; got 0"):
        ctc_prefix_beam.forward(np.zeros((2, 2)), width=0)
