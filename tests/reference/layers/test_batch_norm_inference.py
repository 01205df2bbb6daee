import numpy as np
import pytest

from netwright.reference.layers import batch_norm, batch_norm_inference


def test_values_worked_out_by_hand():
    arrays = {"gain": [2.0], "bias": [1.0], "mean": [4.0], "variance": [3.0]}
    y, saved = batch_norm_inference.forward([[8.0], [2.0]], **arrays, eps=1.0)
    np.testing.assert_allclose(y, [[5.0], [-1.0]])  # std is 2
    grads = batch_norm_inference.backward(np.array([[1.0], [10.0]]), saved)
    np.testing.assert_allclose(grads.x, [[1.0], [10.0]])
    np.testing.assert_allclose(grads.gain, [2.0 - 10.0])


@pytest.mark.parametrize("case", range(10))
def test_with_the_statistics_of_the_batch_it_is_the_training_form(case):
    given = batch_norm.example(np.random.default_rng(case))
    others = tuple(axis for axis in range(given["x"].ndim) if axis != 1)
    y, _ = batch_norm_inference.forward(
        **given, mean=given["x"].mean(axis=others), variance=given["x"].var(axis=others)
    )
    np.testing.assert_allclose(y, batch_norm.forward(**given)[0], atol=1e-12)


@pytest.mark.parametrize("case", range(10))
def test_a_row_does_not_depend_on_the_other_rows(case):
    given = batch_norm_inference.example(np.random.default_rng(case))
    y, _ = batch_norm_inference.forward(**given)
    alone, _ = batch_norm_inference.forward(**{**given, "x": given["x"][:1]})
    np.testing.assert_allclose(alone, y[:1], atol=1e-14)


def test_a_variance_below_zero_is_refused():
    one = np.ones(1)
    with pytest.raises(ValueError, match=r"variance must be 0 or more everywhere; got -2"):
        batch_norm_inference.forward(np.ones((1, 1)), one, one, one, -2 * one)
