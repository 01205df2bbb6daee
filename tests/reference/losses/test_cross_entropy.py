import numpy as np
import pytest

from netwright.reference.losses import binary_cross_entropy, cross_entropy


def test_values_worked_out_by_hand():
    logits = np.log([[1.0, 2.0, 1.0]])  # p = 1/4, 1/2, 1/4
    loss, saved = cross_entropy.forward(logits, np.array([1]), smoothing=0.3)
    assert loss == pytest.approx(0.8 * np.log(2) + 0.2 * np.log(4))
    grads = cross_entropy.backward(2.0, saved)
    np.testing.assert_allclose(grads.logits, [[0.3, -0.6, 0.3]])  # 2 (p - t)


def test_logits_of_a_thousand_cost_what_they_should():
    logits = np.array([[1000.0, -1000.0], [1000.0, -1000.0]])
    loss, saved = cross_entropy.forward(logits, np.array([0, 1]))
    assert loss == 1000.0  # 0 for the first, 2000 for the second
    grads = cross_entropy.backward(1.0, saved)
    np.testing.assert_array_equal(grads.logits, [[0.0, 0.0], [0.5, -0.5]])
    smooth, _ = cross_entropy.forward(logits, np.array([0, 1]), smoothing=0.1)
    assert smooth == pytest.approx(1000.0)  # 0.05 of 2000, and 0.95 of it


def test_every_row_is_kept_from_overflow_by_itself():
    logits = np.array([[1000.0, 999.0], [-1000.0, -1001.0]])
    loss, saved = cross_entropy.forward(logits, np.array([0, 0]))
    assert loss == pytest.approx(np.log1p(np.exp(-1.0)))  # the same two numbers in both rows
    grads = cross_entropy.backward(1.0, saved).logits
    np.testing.assert_allclose(grads[0], grads[1])


@pytest.mark.parametrize("case", range(20))
def test_adding_a_number_to_a_row_changes_nothing_so_the_gradient_sums_to_zero(case):
    given = cross_entropy.example(np.random.default_rng(case))
    loss, saved = cross_entropy.forward(**given)
    shifted, _ = cross_entropy.forward(**{**given, "logits": given["logits"] + 7.0})
    assert shifted == pytest.approx(loss, rel=1e-12)
    grads = cross_entropy.backward(1.0, saved)
    np.testing.assert_allclose(grads.logits.sum(axis=1), 0.0, atol=1e-15)


@pytest.mark.parametrize("case", range(20))
def test_renaming_the_classes_changes_nothing(case):
    rng = np.random.default_rng(case)
    given = cross_entropy.example(rng)
    order = rng.permutation(given["logits"].shape[1])
    renamed = {"logits": given["logits"][:, order], "labels": order.argsort()[given["labels"]]}
    loss, _ = cross_entropy.forward(**given)
    assert cross_entropy.forward(**{**given, **renamed})[0] == pytest.approx(loss, rel=1e-12)


def test_two_classes_are_a_yes_or_no_question():
    rng = np.random.default_rng(0)
    logits, labels = rng.normal(size=(6, 2)), rng.integers(0, 2, size=6)
    loss, _ = cross_entropy.forward(logits, labels)
    odds = logits[:, 1] - logits[:, 0]
    wanted, _ = binary_cross_entropy.forward(odds, labels.astype(float))
    assert loss == pytest.approx(wanted, rel=1e-12)


def test_a_label_must_be_a_class():
    with pytest.raises(ValueError, match=r"labels must be whole numbers from 0 to 2; got 3"):
        cross_entropy.forward(np.zeros((2, 3)), np.array([0, 3]))


def test_smoothing_leaves_something_of_the_label():
    words = r"smoothing must be a share from 0 up to, not at, 1; got 1.0"
    with pytest.raises(ValueError, match=words):
        cross_entropy.forward(np.zeros((2, 3)), np.array([0, 1]), smoothing=1.0)
