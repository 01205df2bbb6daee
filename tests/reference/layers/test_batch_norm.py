import numpy as np
import pytest

from netwright.reference.layers import batch_norm, layer_norm


def draw(case):
    return batch_norm.example(np.random.default_rng(case))


def test_values_worked_out_by_hand():
    y, saved = batch_norm.forward([[1.0], [3.0]], [2.0], [5.0], eps=3.0)
    np.testing.assert_allclose(y, [[4.0], [6.0]])  # std is sqrt(1 + 3)
    grads = batch_norm.backward(np.array([[1.0], [3.0]]), saved)
    np.testing.assert_allclose(grads.gain, [1.0])  # -1/2 + 3/2
    np.testing.assert_allclose(grads.bias, [4.0])
    # h = (2, 6): less its mean (-2, 2), less xhat mean(h xhat) = (-1/2, 1/2), by std 2
    np.testing.assert_allclose(grads.x, [[-0.75], [0.75]])


@pytest.mark.parametrize("case", range(20))
def test_a_permutation_of_the_batch_permutes_the_answers(case):
    given = draw(case)
    order = np.random.default_rng(case).permutation(len(given["x"]))
    y, saved = batch_norm.forward(**given)
    moved, moved_saved = batch_norm.forward(**{**given, "x": given["x"][order]})
    np.testing.assert_allclose(moved, y[order], atol=1e-12)
    dy = np.random.default_rng(1).normal(size=y.shape)
    dx, moved_dx = batch_norm.backward(dy, saved).x, batch_norm.backward(dy[order], moved_saved).x
    np.testing.assert_allclose(moved_dx, dx[order], atol=1e-12)


@pytest.mark.parametrize("case", range(20))
def test_shifting_a_channel_changes_nothing_so_dx_sums_to_zero(case):
    given = draw(case)
    y, saved = batch_norm.forward(**given)
    shifted, _ = batch_norm.forward(**{**given, "x": given["x"] + 3.0})
    np.testing.assert_allclose(shifted, y, atol=1e-12)
    dx = batch_norm.backward(np.random.default_rng(1).normal(size=y.shape), saved).x
    others = tuple(axis for axis in range(dx.ndim) if axis != 1)
    np.testing.assert_allclose(dx.sum(axis=others), 0.0, atol=1e-12)


def test_it_is_layer_normalisation_of_the_table_on_its_side():
    x = np.random.default_rng(0).normal(size=(6, 3))
    y, _ = batch_norm.forward(x, np.ones(3), np.zeros(3), eps=0.1)
    turned, _ = layer_norm.forward(x.T, np.ones(6), np.zeros(6), eps=0.1)
    np.testing.assert_allclose(y, turned.T, atol=1e-14)


def test_the_pixels_of_a_picture_count_as_rows():
    x = np.random.default_rng(0).normal(size=(2, 3, 2, 4))
    y, _ = batch_norm.forward(x, np.arange(3.0), np.ones(3))
    rows = x.transpose(0, 2, 3, 1).reshape(-1, 3)
    flat, _ = batch_norm.forward(rows, np.arange(3.0), np.ones(3))
    np.testing.assert_allclose(y.transpose(0, 2, 3, 1).reshape(-1, 3), flat, atol=1e-13)


def test_one_value_in_a_channel_is_refused():
    with pytest.raises(ValueError, match=r"x must have two values or more in each channel; got 1"):
        batch_norm.forward(np.ones((1, 2)), np.ones(2), np.ones(2))
