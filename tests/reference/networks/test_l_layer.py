import numpy as np
import pytest

from netwright.reference.activations import tanh
from netwright.reference.gradient_check import slope_gap
from netwright.reference.networks import l_layer


def small(case=0, widths=(3, 4, 2)):
    rng = np.random.default_rng(case)
    weights, biases = l_layer.initialise(widths, rng)
    return rng, weights, biases


def test_values_worked_out_by_hand():
    weights = [np.array([[1.0, -1.0]]), np.array([[2.0], [3.0]])]
    y, saved = l_layer.forward([[2.0], [-1.0]], weights, [np.zeros(2), np.array([0.5])])
    np.testing.assert_array_equal(y, [[4.5], [3.5]])  # relu(2, -2) and relu(-1, 1)
    grads = l_layer.backward(np.ones((2, 1)), saved)
    np.testing.assert_array_equal(grads.weights[1], [[2.0], [1.0]])
    np.testing.assert_array_equal(grads.weights[0], [[4.0, -3.0]])
    np.testing.assert_array_equal(grads.biases[0], [2.0, 3.0])
    np.testing.assert_array_equal(grads.x, [[2.0], [-3.0]])


@pytest.mark.parametrize("l2", [0.0, 0.3])
@pytest.mark.parametrize("case", range(10))
def test_the_cost_and_its_penalty_match_central_differences(case, l2):
    rng, weights, biases = small(case, (3, 5, 4, 2))
    x, labels = rng.normal(size=(6, 3)), rng.integers(0, 2, size=6)
    _, grads = l_layer.slopes(x, labels, weights, biases, bend=tanh, l2=l2)
    for layer in range(3):

        def cost(moved, layer=layer):
            changed = (*weights[:layer], moved, *weights[layer + 1 :])
            return l_layer.slopes(x, labels, changed, biases, bend=tanh, l2=l2)[0]

        assert slope_gap(cost, weights[layer], grads.weights[layer], rng) < 1e-8


def test_from_zero_all_units_of_a_layer_stay_equal_and_from_he_they_do_not():
    rng = np.random.default_rng(0)
    x, labels = rng.normal(size=(20, 3)), rng.integers(0, 2, size=20)
    _, drawn, biases = small()
    for start, equal in (((np.zeros((3, 4)), np.zeros((4, 2))), True), (drawn, False)):
        weights, now = start, biases
        for _ in range(5):
            _, grads = l_layer.slopes(x, labels, weights, now, bend=tanh)
            weights = tuple(w - 0.1 * g for w, g in zip(weights, grads.weights, strict=True))
            now = tuple(b - 0.1 * g for b, g in zip(now, grads.biases, strict=True))
        assert (np.ptp(weights[0], axis=1) == 0).all() == equal


def test_the_start_has_the_spread_of_he_and_no_bias():
    weights, biases = l_layer.initialise((400, 300, 10), np.random.default_rng(0))
    assert weights[0].std() == pytest.approx(np.sqrt(2 / 400), rel=0.01)
    assert abs(weights[0].mean()) < 1e-3
    assert all((b == 0).all() for b in biases)


def test_dropout_keeps_the_mean_and_the_dropped_units_get_no_slope():
    weights, biases = [np.eye(2), np.eye(2)], [np.zeros(2), np.zeros(2)]
    y, saved = l_layer.forward(
        [[1.0, 1.0]], weights, biases, uniform=[np.array([[0.1, 0.9]])], dropped=0.5
    )
    np.testing.assert_array_equal(y, [[0.0, 2.0]])
    grads = l_layer.backward(np.ones((1, 2)), saved)
    np.testing.assert_array_equal(grads.x, [[0.0, 2.0]])


def test_update_and_predict():
    moved = l_layer.update({"w": np.ones(2)}, {"w": np.array([1.0, -1.0])}, rate=0.25)
    np.testing.assert_array_equal(moved["w"], [0.75, 1.25])
    answers = l_layer.predict([[1.0, 5.0]], [np.eye(2)], [np.zeros(2)])
    assert answers.tolist() == [1]


def test_the_answer_is_that_of_the_bend_the_network_has():
    both, none = [np.eye(2), np.eye(2)], [np.zeros(2), np.zeros(2)]
    assert l_layer.predict([[-1.0, -0.5]], both, none, bend=tanh).tolist() == [1]
    assert l_layer.predict([[-1.0, -0.5]], both, none).tolist() == [0]  # relu: equal, the first


def test_the_dimension_check_names_the_layer_and_both_shapes():
    _, weights, biases = small()
    with pytest.raises(
        ValueError, match=r"weights\[0\] must have shape \(2, outputs\); got \(3, 4\)"
    ):
        l_layer.forward(np.ones((1, 2)), weights, biases)
    wrong = (weights[0], np.ones((5, 2)))
    with pytest.raises(
        ValueError, match=r"weights\[1\] must have shape \(4, outputs\); got \(5, 2\)"
    ):
        l_layer.forward(np.ones((1, 3)), wrong, biases)
    with pytest.raises(ValueError, match=r"biases\[1\] must have shape \(2,\); got \(3,\)"):
        l_layer.forward(np.ones((1, 3)), weights, (biases[0], np.zeros(3)))


def test_what_cannot_be_a_network():
    _, weights, biases = small()
    with pytest.raises(
        ValueError, match="weights must be as many as biases, 1 or more; got 2 and 1"
    ):
        l_layer.forward(np.ones((1, 3)), weights, biases[:1])
    with pytest.raises(ValueError, match="uniform must have an array for each of 1 hidden layers"):
        l_layer.forward(np.ones((1, 3)), weights, biases, uniform=[1, 2], dropped=0.5)
    with pytest.raises(ValueError, match="for each of 1 hidden layers; got 0"):
        l_layer.forward(np.ones((1, 3)), weights, biases, dropped=0.5)  # and so nothing would be
    with pytest.raises(
        ValueError, match=r"widths must name inputs and outputs, 2 or more; got \[3\]"
    ):
        l_layer.initialise([3], np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"widths\[1\] must be a whole number, 1 or more; got 0"):
        l_layer.initialise([3, 0], np.random.default_rng(0))
    with pytest.raises(ValueError, match="l2 must be a finite number, 0 or more; got -1"):
        l_layer.slopes(np.ones((1, 3)), [0], weights, biases, l2=-1)
