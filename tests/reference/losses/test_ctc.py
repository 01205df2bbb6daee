import itertools

import numpy as np
import pytest

from netwright.reference.losses import ctc


def collapsed(path):
    return tuple(label for label, _ in itertools.groupby(path) if label != 0)


def by_enumeration(logits, labels):
    """The probability of the labels and its slopes, over all k^t paths one by one."""
    y = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    steps, k = y.shape
    probability, at_class = 0.0, np.zeros((steps, k))
    for path in itertools.product(range(k), repeat=steps):
        if collapsed(path) == tuple(labels):
            worth = np.prod(y[range(steps), path])
            probability += worth
            at_class[range(steps), path] += worth
    return probability, y - at_class / probability


def fitting_cases():
    rng = np.random.default_rng(0)
    for steps, k, n in itertools.product(range(1, 6), (2, 3, 4), range(1, 4)):
        labels = rng.integers(1, k, size=n)
        if n + (labels[1:] == labels[:-1]).sum() <= steps:
            yield rng.normal(0.0, 2.0, size=(steps, k)), labels


def test_the_sum_over_all_alignments_is_that_of_their_enumeration():
    cases = list(fitting_cases())
    assert len(cases) > 20
    for logits, labels in cases:
        probability, slopes = by_enumeration(logits, labels)
        loss, saved = ctc.forward(logits, labels)
        assert np.exp(-loss) == pytest.approx(probability, rel=1e-12)
        np.testing.assert_allclose(ctc.backward(1.0, saved).logits, slopes, atol=1e-13)


def test_the_probabilities_of_all_labels_sum_to_1():
    logits = np.random.default_rng(1).normal(size=(4, 3))
    total = np.exp(logits[:, 0] - np.log(np.exp(logits).sum(axis=1))).prod()  # no label at all
    for n in range(1, 5):
        for labels in itertools.product((1, 2), repeat=n):
            if n + sum(a == b for a, b in itertools.pairwise(labels)) <= 4:
                total += np.exp(-ctc.forward(logits, labels)[0])
    assert total == pytest.approx(1.0, rel=1e-12)


def test_a_target_without_a_step_to_spare_has_one_path_and_the_loss_is_cross_entropy():
    logits = np.random.default_rng(2).normal(size=(4, 3))
    loss, saved = ctc.forward(logits, [1, 1, 2])  # only 1 0 1 2
    log_y = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    path = [1, 0, 1, 2]
    assert loss == pytest.approx(-log_y[range(4), path].sum(), rel=1e-12)
    wanted = np.exp(log_y) - np.eye(3)[path]
    np.testing.assert_allclose(ctc.backward(1.0, saved).logits, wanted, atol=1e-13)


@pytest.mark.parametrize("case", range(20))
def test_shifting_the_logits_of_a_step_changes_nothing_so_their_slopes_sum_to_zero(case):
    given = ctc.example(np.random.default_rng(case))
    shift = np.random.default_rng(case).normal(size=(len(given["logits"]), 1))
    loss, saved = ctc.forward(**given)
    assert ctc.forward(given["logits"] + shift, given["labels"])[0] == pytest.approx(loss)
    np.testing.assert_allclose(ctc.backward(2.0, saved).logits.sum(axis=1), 0.0, atol=1e-12)


@pytest.mark.parametrize("case", range(20))
def test_time_reversed_labels_over_time_reversed_steps_are_as_likely(case):
    given = ctc.example(np.random.default_rng(case))
    loss, saved = ctc.forward(**given)
    turned, saved_turned = ctc.forward(given["logits"][::-1], given["labels"][::-1])
    assert turned == pytest.approx(loss, rel=1e-12)
    slopes = ctc.backward(1.0, saved_turned).logits[::-1]
    np.testing.assert_allclose(slopes, ctc.backward(1.0, saved).logits, atol=1e-12)


def test_a_long_utterance_does_not_underflow():
    logits = np.zeros((2000, 50))
    loss, saved = ctc.forward(logits, np.arange(1, 41))
    assert 5000 < loss < 2000 * np.log(50)  # exp(-loss) is 0 in float64
    assert np.isfinite(ctc.backward(1.0, saved).logits).all()


def test_the_slopes_do_not_lose_digits_with_the_length_or_the_size_of_the_logits():
    for size in (1.0, 1e4, 1e160):
        logits = size * np.random.default_rng(3).normal(size=(1000, 20))
        _, saved = ctc.forward(logits, np.arange(1, 20))
        np.testing.assert_allclose(ctc.backward(1.0, saved).logits.sum(axis=1), 0.0, atol=1e-14)


def test_labels_that_do_not_fit_are_refused_and_repeats_need_a_blank():
    ctc.forward(np.zeros((2, 3)), [1, 2])
    words = r"labels must fit in the 2 steps of logits; got 2 labels, which need 3 with a blank"
    with pytest.raises(ValueError, match=words):
        ctc.forward(np.zeros((2, 3)), [1, 1])


@pytest.mark.parametrize("label", [0, 3, 1.5])
def test_a_label_is_a_class_and_not_the_blank(label):
    with pytest.raises(ValueError, match=r"labels must be whole numbers from 1 to 2; got"):
        ctc.forward(np.zeros((4, 3)), [1, label])
