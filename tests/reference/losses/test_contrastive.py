import numpy as np
import pytest

from netwright.reference.losses import contrastive, mse


def test_values_worked_out_by_hand():
    a, b = np.zeros((3, 2)), np.array([[3.0, 4.0], [3.0, 4.0], [30.0, 40.0]])
    loss, saved = contrastive.forward(a, b, np.array([1, 0, 0]), margin=6.0)
    assert loss == pytest.approx((25 / 2 + 1 / 2 + 0) / 3)
    grads = contrastive.backward(3.0, saved)
    np.testing.assert_allclose(grads.a, [[-3.0, -4.0], [0.6, 0.8], [0.0, 0.0]])
    np.testing.assert_allclose(grads.b, -grads.a)


def test_same_pairs_alone_are_squared_distances():
    given = contrastive.example(np.random.default_rng(0))
    same = np.ones_like(given["same"])
    loss, _ = contrastive.forward(given["a"], given["b"], same)
    squared, _ = mse.forward(given["a"].ravel(), given["b"].ravel())
    assert loss == pytest.approx(squared * given["a"].shape[1] / 2, rel=1e-12)


@pytest.mark.parametrize("case", range(20))
def test_swapping_the_sides_changes_nothing(case):
    given = contrastive.example(np.random.default_rng(case))
    loss, _ = contrastive.forward(**given)
    swapped = {**given, "a": given["b"], "b": given["a"]}
    assert contrastive.forward(**swapped)[0] == pytest.approx(loss, rel=1e-12)


@pytest.mark.parametrize("same", [0, 1])
def test_two_equal_embeddings_have_a_loss_and_no_direction(same):
    one = np.ones((1, 3))
    loss, saved = contrastive.forward(one, one, np.array([same]), margin=2.0)
    assert loss == (0.0 if same else 2.0)
    np.testing.assert_array_equal(contrastive.backward(1.0, saved).a, np.zeros((1, 3)))


def test_a_pair_is_the_same_or_not():
    with pytest.raises(ValueError, match=r"same must be whole numbers from 0 to 1; got 2"):
        contrastive.forward(np.ones((1, 2)), np.ones((1, 2)), np.array([2]))


def test_the_margin_is_not_negative():
    words = r"margin must be a finite number, 0 or more; got -1"
    with pytest.raises(ValueError, match=words):
        contrastive.forward(np.ones((1, 2)), np.ones((1, 2)), np.array([1]), margin=-1)
