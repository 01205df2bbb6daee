import numpy as np
import pytest

from netwright.reference.layers import local_response_norm as norm


def draw(case):
    return norm.example(np.random.default_rng(case))


def test_values_worked_out_by_hand():
    x = np.array([1.0, 2.0, 3.0]).reshape(1, 3, 1, 1)
    y, saved = norm.forward(x, size=3, alpha=3.0, beta=1.0, k=1.0)
    expected = [1 / (1 + 1 + 4), 2 / (1 + 1 + 4 + 9), 3 / (1 + 4 + 9)]
    np.testing.assert_allclose(y.ravel(), expected)
    dx = norm.backward(np.array([1.0, 0.0, 0.0]).reshape(1, 3, 1, 1), saved).x
    np.testing.assert_allclose(dx.ravel(), [1 / 6 - 2 / 36, -4 / 36, 0.0])


def test_an_even_size_looks_at_one_more_map_before():
    x = np.array([3.0, 4.0, 5.0]).reshape(1, 3, 1, 1)
    y, _ = norm.forward(x, size=2, alpha=2.0, beta=1.0, k=1.0)
    np.testing.assert_allclose(y.ravel(), [3 / 10, 4 / 26, 5 / 42])


@pytest.mark.parametrize("case", range(10))
def test_the_paper_has_alpha_for_the_sum(case):
    given = {**draw(case), "size": 5, "k": 2.0, "beta": 0.75, "alpha": 5 * 1e-4}
    x = given["x"]
    for i in range(x.shape[1]):
        near = x[:, max(0, i - 2) : i + 3]
        expected = x[:, i] / (2 + 1e-4 * (near**2).sum(axis=1)) ** 0.75
        np.testing.assert_allclose(norm.forward(**given)[0][:, i], expected, rtol=1e-14)


@pytest.mark.parametrize("case", range(10))
def test_places_do_not_see_each_other(case):
    given = draw(case)
    y, _ = norm.forward(**given)
    turned = {**given, "x": given["x"][:, :, ::-1, ::-1]}
    np.testing.assert_allclose(norm.forward(**turned)[0], y[:, :, ::-1, ::-1], rtol=1e-14)


@pytest.mark.parametrize("case", range(5))
def test_without_alpha_or_beta_it_is_a_factor(case):
    given = draw(case)
    y, _ = norm.forward(**{**given, "alpha": 0.0})
    np.testing.assert_allclose(y, given["x"] / given["k"] ** given["beta"], rtol=1e-14)
    np.testing.assert_array_equal(norm.forward(**{**given, "beta": 0.0})[0], given["x"])


def test_settings_that_could_divide_by_0_are_refused():
    with pytest.raises(ValueError, match="k must be a finite number above 0; got 0"):
        norm.forward(np.ones((1, 1, 1, 1)), size=1, k=0.0)
    with pytest.raises(ValueError, match="size must be a whole number, 1 or more; got 0"):
        norm.forward(np.ones((1, 1, 1, 1)), size=0)
