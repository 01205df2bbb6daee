import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from netwright.reference.networks import logistic_regression as regression


@pytest.mark.parametrize("case", range(30))
def test_loops_and_vectors_agree(case):
    given = regression.example(np.random.default_rng(case))
    cost, saved = regression.forward(**given)
    grads = regression.backward(1.0, saved)
    by_loops = regression.loops(**given)
    assert cost == pytest.approx(by_loops[0], rel=1e-12)
    np.testing.assert_allclose(grads.w, by_loops[1], rtol=1e-11, atol=1e-14)
    assert float(grads.b) == pytest.approx(by_loops[2], rel=1e-11, abs=1e-14)


def test_far_from_zero_it_neither_overflows_nor_loses_the_cost():
    cost, saved = regression.forward([[1.0], [-1.0]], [0, 1], [1000.0], 0.0)
    assert cost == 1000.0
    np.testing.assert_array_equal(regression.backward(1.0, saved).w, [1.0])


def test_gradient_descent_finds_what_scikit_learn_finds():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 3))
    labels = (x @ [1.0, -2.0, 0.5] + rng.normal(size=200) > 0.3).astype(int)
    w, b = np.zeros(3), np.zeros(())
    for _ in range(5000):
        _, saved = regression.forward(x, labels, w, b)
        grads = regression.backward(1.0, saved)
        w, b = w - grads.w, b - grads.b
    found = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(x, labels)
    np.testing.assert_allclose(w, found.coef_[0], atol=1e-4)
    np.testing.assert_array_equal(regression.predict(x, w, float(b)), found.predict(x))


def test_labels_are_0_or_1():
    with pytest.raises(ValueError, match="labels must be whole numbers from 0 to 1; got 2"):
        regression.forward([[1.0]], [2], [0.0], 0.0)
